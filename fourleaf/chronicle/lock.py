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
  else
    insert into chronicle_unsealed (of, row_id, is_past) values ('entry', new.id, true);
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

# Who has read is whoever `me` is and when it was is now, whatever a request says; system roles say both. A file that is
# fetched again at once is the same reading.
RECORD_ACCESS = definer(
    "record_access(key uuid, reader uuid, what text, object uuid, space uuid, whose uuid, reason text, "
    "instant timestamptz, host inet, session_digest text)",
    "void",
    """
declare
  me uuid := lock.me();
begin
  if lock.is_bound() then
    if me is null then raise insufficient_privilege; end if;
    reader := me;
    instant := now();
  end if;
  if what = 'file' and exists (
    select 1 from chronicle_access a
     where a.person_id = reader and a.at > instant - interval '1 minute' and a.at <= instant and a.kind = what
       and a.object_id = object and a.why = reason and a.session = session_digest) then return; end if;
  insert into chronicle_access (id, person_id, kind, object_id, space_id, whose_id, why, at, address, session)
    values (key, reader, what, object, space, whose, reason, instant, host, session_digest);
  insert into chronicle_unsealed (of, row_id, is_past)
    values ('access', key, instant < now() - interval '15 minutes');
end
""",
    language="plpgsql",
    kind="volatile",
)

#: Deeds that are written down without saying who did them.
NAMELESS = "actor_id is null and name = 'BallotCast'"

LOCK = AppLock(
    tables=(
        Covered(
            "chronicle_entry",
            read="actor_id = (select lock.me()) or space_id = any((select lock.spaces_where('read'))::uuid[])",
            insert=f"(actor_id = (select lock.me()) or ({NAMELESS}))"
            " and (space_id is null or lock.knows(space_id) or lock.deals_with(space_id))",
            system="select, insert",
        ),
        Covered(
            "chronicle_access",
            read="person_id = (select lock.me()) or whose_id = (select lock.me())"
            " or (select lock.holds('privacy_officer'))",
            system="select",
        ),
        Sealed("chronicle_stream", "numbers are given out by lock.number_entry alone"),
        Sealed("chronicle_pending", "filled by lock.number_entry, emptied by the notifier"),
        Sealed("chronicle_unsealed", "filled with what is written down, emptied by its seal"),
        Sealed("chronicle_link", "the chain is made and verified by system work", system="select, insert"),
        Sealed("chronicle_seal", "the chain is made and verified by system work", system="select, insert"),
        Sealed("chronicle_undelivered", "the notifier's own list of what failed"),
    ),
    functions=(NEXT_SEQUENCE, NUMBER, NUMBERING, RECORD_ACCESS),
    system_only=("next_sequence(uuid, bigint)",),
)
