"""The second lock of the chronicle: append-only, each person writes only their own deeds, in places they know."""

from fourleaf.kit.lock import AppLock, Covered, Sealed, definer

NEXT_SEQUENCE = definer(
    "next_sequence(space uuid, count bigint default 1)",
    "bigint",
    "insert into chronicle_stream as s (space_id, last) values (space, count) "
    "on conflict (space_id) do update set last = s.last + count returning last",
    kind="volatile",
)

# The database numbers deeds itself: the web role can neither choose a number nor burn one, nor keep a deed from the
# notifier. A system role that brings in the past may (`fourleaf.quiet`).
NUMBER = definer(
    "number_entry()",
    "trigger",
    """
begin
  if new.space_id is null then
    new.sequence := null;
  elsif new.sequence is null or lock.is_bound() then
    new.sequence := lock.next_sequence(new.space_id);
  end if;
  if current_setting('fourleaf.quiet', true) is distinct from 'on' or lock.is_bound() then
    insert into chronicle_pending (entry_id) values (new.id);
  end if;
  return new;
end
""",
    language="plpgsql",
    kind="volatile",
)
NUMBERING = (
    "create or replace trigger number_entry before insert on chronicle_entry "
    "for each row execute function lock.number_entry()"
)

#: Deeds that are written down without saying who did them.
NAMELESS = "actor_id is null and name = 'BallotCast'"

LOCK = AppLock(
    tables=(
        Covered(
            "chronicle_entry",
            read="space_id = any((select lock.spaces_where('read'))::uuid[]) or actor_id = (select lock.me())",
            insert=f"(actor_id = (select lock.me()) or ({NAMELESS})) and (space_id is null or lock.knows(space_id))",
        ),
        Sealed("chronicle_stream", "numbers are given out by lock.number_entry alone"),
        Sealed("chronicle_pending", "filled by lock.number_entry, emptied by the notifier"),
        Sealed("chronicle_undelivered", "the notifier's own list of what failed"),
    ),
    functions=(NEXT_SEQUENCE, NUMBER, NUMBERING),
    system_only=("next_sequence(uuid, bigint)",),
)
