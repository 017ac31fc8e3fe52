"""The second lock of whom a change has reached: sums for those who read the document, names for nobody."""

from fourleaf.documents.terms_lock import MAY_WRITE, MINE_TO_JUDGE, OF_READABLE, goes, of_kept, of_same
from fourleaf.kit.lock import Covered, definer
from fourleaf.sharing.lock import HOLDS
from fourleaf.spaces.lock import BY_ME, MINE, STANDING

#: With fewer people than this no number is told: who it is would be plain to the author.
LEAST = 6
#: Openings are told in so many at a time: the deed of one person shows in no number by itself.
STEP = 3
#: How long it took is told as within so many hours; the last stands for all that took longer.
HOURS = (1, 4, 8, 24, 72, 168, 336, 672, 2160, 8766)

READABLE = """(not lock.is_bound() or exists (
   select 1 from documents_document d where d.id = r.document_id and (
     d.space_id = any((select lock.spaces_where('read'))::uuid[])
     or d.id = any((select lock.granted('document'))::uuid[]))))"""


def within(minutes: str) -> str:
    """SQL: the step of `HOURS` for so many minutes; nothing for nothing."""
    steps = f"(select min(h) from unnest(array{list(HOURS)}) h where h * 60 >= {minutes})"
    return f"case when {minutes} is not null then coalesce({steps}, {HOURS[-1]}) end"


# For whom each of these versions is now and who did not write what is new in it: those who belong where the document
# is, and those to whom it is shown. Whoever may merely read an open space is not meant.
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

# Who of them has opened the document since, or has written in it; when they said that they have read it, if so.
REACHED = definer(
    "reached_by(revisions uuid[])",
    "table (revision_id uuid, person_id uuid, has_opened boolean, read_at timestamptz)",
    """
select a.revision_id, a.person_id, lock.has_opened(r.id, a.person_id),
       (select min(s.at) from documents_seenclick s join documents_revision l on l.id = s.revision_id
         where l.document_id = r.document_id and l.number >= r.number and s.person_id = a.person_id)
  from lock.assigned(revisions) a join documents_revision r on r.id = a.revision_id
""",
)

HAS_OPENED = definer(
    "has_opened(revision uuid, reader uuid)",
    "boolean",
    """
select exists (select 1 from documents_documentcursor c
         where c.document_id = r.document_id and c.person_id = reader and c.upto >= r.upto)
    or exists (select 1 from documents_revision l
         where l.document_id = r.document_id and l.number > r.number and reader = any(l.authors))
  from documents_revision r where r.id = revision
""",
)

# For whom a change of substance is, written down when it comes; and, without names, who has it before them already.
NOTE_MEANT = definer(
    "note_meant(revision uuid)",
    "void",
    """
#variable_conflict use_column
declare
  row documents_revision;
begin
  select * into row from documents_revision where id = revision;
  if lock.is_bound() and not lock.may_write(row.document_id) then raise insufficient_privilege; end if;
  insert into documents_meant (revision_id, document_id, people)
    select row.id, row.document_id, array(select person_id from lock.assigned(array[row.id]))
    on conflict (revision_id) do nothing;
  if found then
    insert into documents_reach (id, document_id, revision_id, minutes)
      select gen_random_uuid(), row.document_id, row.id,
             greatest(ceil(extract(epoch from c.at - row.at) / 60), 0)
        from documents_documentcursor c join documents_meant m on m.revision_id = row.id
       where c.document_id = row.document_id and c.upto >= row.upto and c.person_id = any(m.people);
  end if;
end
""",
    language="plpgsql",
    kind="volatile",
)

# `me` has the document open as it was after this update. Where no identity binds (the demo world), `reader` says who.
NOTE_OPENED = definer(
    "note_opened(document uuid, reader uuid, reached bigint, instant timestamptz)",
    "void",
    """
#variable_conflict use_column
declare
  person uuid := case when lock.is_bound() then lock.me() else reader end;
  before bigint;
begin
  insert into documents_documentcursor (document_id, person_id, upto, at)
    select d.id, person, 0, instant from documents_document d
     where d.id = document and (not lock.is_bound() or d.space_id = any(lock.spaces_where('read'))
       or d.id = any(lock.granted('document')))
    on conflict (document_id, person_id) do nothing;
  select c.upto into before from documents_documentcursor c
   where c.document_id = document and c.person_id = person for update;
  if before is null or lock.is_bound() and not lock.may_read_document(document) then return; end if;
  update documents_documentcursor c
     set upto = greatest(before, least(reached, d.sequence)), at = greatest(c.at, instant)
    from documents_document d where d.id = document and c.document_id = document and c.person_id = person;
  delete from documents_notice n where n.document_id = document and n.person_id = person;
  insert into documents_reach (id, document_id, revision_id, minutes)
    select gen_random_uuid(), r.document_id, r.id, greatest(ceil(extract(epoch from instant - r.at) / 60), 0)
      from documents_revision r join documents_meant m on m.revision_id = r.id and person = any(m.people)
     where r.document_id = document and r.upto > before and r.upto <= reached;
end
""",
    language="plpgsql",
    kind="volatile",
)

# For how many each of these versions was and how many of them have it; how many hours half and nine tenths of them
# needed, by Kaplan and Meier: who has not opened it has not done so *yet*. Of few people no number is told but that of
# what must be seen, as its author has said beforehand; there those count whom it asks now, by their clicks.
ARRIVED = definer(
    "arrived(revisions uuid[], instant timestamptz)",
    "table (revision_id uuid, asked bigint, opened bigint, has_read bigint, half integer, most integer)",
    f"""
with told as (
  select r.id, coalesce(m.at, r.at) as at, m.revision_id is not null as is_must
    from documents_revision r left join documents_mustsee m on m.revision_id = r.id
   where r.id = any(revisions) and {READABLE}
), lives as (
  select t.id, b.read_at is not null as is_there,
         extract(epoch from coalesce(b.read_at, instant) - t.at) / 60 as minutes
    from told t join lock.reached_by(revisions) b on b.revision_id = t.id where t.is_must
  union all
  select t.id, true, h.minutes from told t join documents_reach h on h.revision_id = t.id where not t.is_must
  union all
  select t.id, false, extract(epoch from least(instant, lock.left_at(m.document_id, p.person)) - t.at) / 60
    from told t join documents_meant m on m.revision_id = t.id, unnest(m.people) p(person)
   where not t.is_must and not lock.has_opened(t.id, p.person)
), sums as (
  select t.id, count(*) as asked, null::bigint as opened, count(*) filter (where is_there) as has_read
    from told t join lives l on l.id = t.id where t.is_must group by t.id
  union all
  select t.id, count(*), count(*) filter (where lock.has_opened(t.id, p.person)), null
    from told t join documents_meant m on m.revision_id = t.id, unnest(m.people) p(person)
   where not t.is_must group by t.id
), steps as (
  select l.id, l.minutes, count(*) filter (where l.is_there) as came,
         sum(count(*)) over (partition by l.id order by l.minutes desc) as at_risk
    from lives l group by l.id, l.minutes
), left_over as (
  select s.id, s.minutes, exp(sum(case when s.came = s.at_risk then -99 else ln(1 - s.came / s.at_risk) end)
           over (partition by s.id order by s.minutes)) as share from steps s
), took as (
  select o.id, min(o.minutes) filter (where o.share <= 0.5 + 1e-9) as half,
         min(o.minutes) filter (where o.share <= 0.1 + 1e-9) as most from left_over o group by o.id
)
select t.id, coalesce(s.asked, 0),
       case when s.asked >= {LEAST} then
         case when s.opened = s.asked then s.asked else s.opened - s.opened % {STEP} end end,
       case when t.is_must then coalesce(s.has_read, 0) end,
       case when s.asked >= {LEAST} then {within("k.half")} end,
       case when s.asked >= {LEAST} then {within("k.most")} end
  from told t left join sums s on s.id = t.id left join took k on k.id = t.id
""",
)

# Since when somebody for whom a document was is none of those any more; nothing while they are.
LEFT_AT = definer(
    "left_at(document uuid, reader uuid)",
    "timestamptz",
    f"""
select case when not exists (select 1 from spaces_membership m where m.space_id = d.space_id and m.person_id = reader
              and {STANDING}) then
  (select max(m.ended_at) from spaces_membership m where m.space_id = d.space_id and m.person_id = reader) end
  from documents_document d where d.id = document
""",
)

TABLES = (
    Covered("documents_documentcursor", read=MINE),
    # Read by nobody: who withdraws the text takes them along.
    Covered("documents_meant", read=goes("meant"), delete=goes("meant")),
    Covered("documents_reach", read=goes("reach"), delete=goes("reach")),
    Covered(
        "documents_mustsee",
        read=OF_READABLE,
        insert=f"{BY_ME} and {MAY_WRITE} and {of_same('mustsee', 'revision', 'revision_id', MINE_TO_JUDGE)}",
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

FUNCTIONS = (ASSIGNED, HAS_OPENED, REACHED, LEFT_AT, NOTE_MEANT, NOTE_OPENED, ARRIVED)
SYSTEM_ONLY = (
    "assigned(uuid[])",
    "has_opened(uuid, uuid)",
    "reached_by(uuid[])",
    "left_at(uuid, uuid)",
)
