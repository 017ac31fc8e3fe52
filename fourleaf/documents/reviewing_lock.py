"""The second lock of review rounds, of tasks in the text, and of whom a change has reached."""

from fourleaf.documents.models import RoundEnding
from fourleaf.documents.terms_lock import GOES, OF_READABLE, of_kept
from fourleaf.kit.lock import Covered, definer
from fourleaf.sharing.lock import HOLDS
from fourleaf.spaces.lock import BY_ME, MINE, STANDING

#: With fewer people than this no number is told: who it is would be plain to the author.
LEAST = 6
MAY_WRITE = "lock.may_write(document_id)"


def goes(table: str) -> str:
    """SQL: the rows of a withdrawn document go with its text."""
    return GOES.format(table=f"documents_{table}")


def of_same(table: str, other: str, key: str, more: str = "") -> str:
    """SQL: the row's `key` leads to a row of the other table in the same document, of which `more` (on `o`) holds."""
    return (
        f"exists (select 1 from documents_{other} o where o.id = {key}"
        f" and o.document_id = documents_{table}.document_id{more})"
    )


OPEN = "not exists (select 1 from documents_roundending e where e.round_id = {key})"
IN_ROUND = (
    "exists (select 1 from documents_reviewer w where w.round_id = documents_{table}.round_id"
    " and w.document_id = documents_{table}.document_id and w.person_id = (select lock.me()))"
)

OF_SUBMITTED = of_same("round", "revision", "revision_id", " and o.kind = 'submitted'")
DECIDED = ", ".join(f"'{how}'" for how in RoundEnding.DECIDED)

# For whom each of these versions is and who did not write what is new in it: those who belong where the document is,
# and those to whom it is shown. Whoever may merely read an open space is not meant.
ASSIGNED = definer(
    "assigned(revisions uuid[])",
    "table (revision_id uuid, person_id uuid)",
    f"""
with r as (
  select r.id, r.document_id, r.authors, d.space_id, m.by_id as marked_by
    from documents_revision r join documents_document d on d.id = r.document_id
    left join documents_mustsee m on m.revision_id = r.id where r.id = any(revisions)
), meant as (
  select r.id, m.person_id from r join spaces_membership m on m.space_id = r.space_id and {STANDING}
  union
  select r.id, p.person_id from r
    join sharing_grant g on g.kind = 'document' and g.object_id = r.document_id and {HOLDS}
    join lock.reached_pairs(array(select g.id from sharing_grant g join r on g.object_id = r.document_id
      where g.kind = 'document' and {HOLDS})) p on p.grant_id = g.id
)
select a.id, a.person_id from meant a join r on r.id = a.id
  join people_person p on p.id = a.person_id and p.deactivated_at is null and p.kind <> 'bot'
 where not a.person_id = any(r.authors) and a.person_id is distinct from r.marked_by
""",
)

# Who of them has opened the document since, or has written in it: with `has_read`, whether they said so.
REACHED = definer(
    "reached_by(revisions uuid[])",
    "table (revision_id uuid, person_id uuid, has_opened boolean, has_read boolean)",
    """
select a.revision_id, a.person_id,
       coalesce(c.upto >= r.upto, false) or exists (select 1 from documents_revision l
         where l.document_id = r.document_id and l.number > r.number and a.person_id = any(l.authors)),
       exists (select 1 from documents_seenclick s join documents_revision l on l.id = s.revision_id
         where l.document_id = r.document_id and l.number >= r.number and s.person_id = a.person_id)
  from lock.assigned(revisions) a join documents_revision r on r.id = a.revision_id
  left join documents_documentcursor c on c.document_id = r.document_id and c.person_id = a.person_id
""",
)

# How many each of these versions is for, and how many of them have opened and confirmed it: numbers, no names. Of few
# people no number is told but those of what must be seen, as its author has said beforehand.
ARRIVED = definer(
    "arrived(revisions uuid[])",
    "table (revision_id uuid, asked bigint, opened bigint, has_read bigint)",
    f"""
select r.id, count(p.person_id),
       case when count(p.person_id) >= {LEAST} then count(*) filter (where p.has_opened) end,
       case when bool_or(m.revision_id is not null) then count(*) filter (where p.has_read) end
  from documents_revision r left join documents_mustsee m on m.revision_id = r.id
  left join lock.reached_by(revisions) p on p.revision_id = r.id
 where r.id = any(revisions) and (not lock.is_bound() or exists (
   select 1 from documents_document d where d.id = r.document_id and (
     d.space_id = any((select lock.spaces_where('read'))::uuid[])
     or d.id = any((select lock.granted('document'))::uuid[]))))
 group by r.id
""",
)

# `me` has the document open as it was after this update. Where no identity binds (the demo world), `reader` says who.
NOTE_OPENED = definer(
    "note_opened(document uuid, reader uuid, reached bigint, instant timestamptz)",
    "void",
    """
#variable_conflict use_column
declare
  person uuid := case when lock.is_bound() then lock.me() else reader end;
begin
  insert into documents_documentcursor as c (document_id, person_id, upto, at)
    select d.id, person, least(reached, d.sequence), instant from documents_document d
     where d.id = document and (not lock.is_bound() or d.space_id = any(lock.spaces_where('read'))
       or d.id = any(lock.granted('document')))
    on conflict (document_id, person_id) do update
      set upto = greatest(c.upto, excluded.upto), at = greatest(c.at, excluded.at);
end
""",
    language="plpgsql",
    kind="volatile",
)

TABLES = (
    Covered(
        "documents_round",
        read=OF_READABLE,
        insert=f"{BY_ME} and {MAY_WRITE} and reminded_on is null and {OF_SUBMITTED}",
        delete=goes("round"),
    ),
    Covered(
        "documents_reviewer",
        read=OF_READABLE,
        insert=f"{of_same('reviewer', 'round', 'round_id', more=' and o.by_id = (select lock.me())')}"
        f" and {OPEN.format(key='round_id')}",
        delete=goes("reviewer"),
    ),
    Covered(
        "documents_answer",
        read=OF_READABLE,
        insert=f"{MINE} and {OF_READABLE} and {IN_ROUND.format(table='answer')} and {OPEN.format(key='round_id')}",
        delete=goes("answer"),
    ),
    Covered(
        "documents_roundending",
        read=OF_READABLE,
        insert=f"{BY_ME} and {OF_READABLE} and {of_same('roundending', 'round', 'round_id')}"
        f" and case when how in ({DECIDED})"
        f" then {IN_ROUND.format(table='roundending')} else {MAY_WRITE} end",
        delete=goes("roundending"),
    ),
    Covered(
        "documents_task",
        read=OF_READABLE,
        update=MAY_WRITE,
        columns=("state", "owner_id", "due_on", "changed_at"),
        delete=goes("task"),
    ),
    Covered("documents_taskreading", read=OF_READABLE, delete=goes("taskreading")),
    Covered("documents_documentcursor", read=MINE),
    Covered(
        "documents_mustsee",
        read=OF_READABLE,
        insert=f"{BY_ME} and {MAY_WRITE} and {of_same('mustsee', 'revision', 'revision_id')}",
        delete=f"{BY_ME} or {goes('mustsee')}",
    ),
    Covered(
        "documents_seenclick",
        read=f"{MINE} or {of_kept('steer')} or exists (select 1 from documents_mustsee m"
        " where m.revision_id = documents_seenclick.revision_id and m.by_id = (select lock.me()))",
        insert=f"{MINE} and {OF_READABLE} and {of_same('seenclick', 'revision', 'revision_id')} and exists ("
        "select 1 from documents_mustsee m where m.revision_id = documents_seenclick.revision_id)",
        delete=goes("seenclick"),
    ),
    Covered(
        "documents_nudge",
        read=OF_READABLE,
        insert=f"{BY_ME} and {MAY_WRITE} and {of_same('nudge', 'revision', 'revision_id')}",
        delete=goes("nudge"),
    ),
    Covered(
        "documents_dependence",
        read=OF_READABLE,
        insert=f"{BY_ME} and {MAY_WRITE} and exists (select 1 from documents_document d where d.id = on_id)",
        delete=f"{MAY_WRITE} or {goes('dependence')}",
    ),
)

FUNCTIONS = (ASSIGNED, REACHED, ARRIVED, NOTE_OPENED)
SYSTEM_ONLY = ("assigned(uuid[])", "reached_by(uuid[])")
