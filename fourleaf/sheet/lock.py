"""The second lock of the Sheet: its audience reads a line, who is asked answers it, a leader keeps a pledge."""

from fourleaf.kit.lock import AppLock, Covered, definer
from fourleaf.spaces.lock import STANDING, where

BY_ME = "by_id = (select lock.me())"
MINE = "author_id = (select lock.me())"
ADMINISTRATOR = "(select lock.holds('administrator'))"
READABLE = f"case when space_id is null then (select lock.is_staff()) else {where('read')} end"
OF_LINE = "exists (select 1 from sheet_line l where l.id = line_id)"
OF_MY_LINE = "exists (select 1 from sheet_line l where l.id = line_id and l.author_id = (select lock.me()))"
TAKEN_BACK = "exists (select 1 from sheet_withdrawal w where w.line_id = sheet_answer.line_id)"
MAY_WITHDRAW = (
    "exists (select 1 from sheet_line l where l.id = line_id and (l.author_id = (select lock.me())"
    " or case when l.space_id is null then (select lock.holds('administrator'))"
    " else l.space_id = any((select lock.spaces_where('withdraw'))::uuid[]) end))"
)
MY_PLEDGE = (
    "exists (select 1 from sheet_pledge p where p.id = pledge_id and p.leader_id = (select lock.me()))"
)

# Whether `me` is asked to answer, or was before somebody else was: past the policy of the table that asks it.
WAS_ASKED = definer(
    "was_asked(line uuid, now_only boolean)",
    "boolean",
    "select exists (select 1 from sheet_asking a where a.line_id = line and a.person_id = lock.me()"
    " and (a.ended_at is null or not now_only))",
)
# Only who can read a line is asked to answer it.
READS_LINE = definer(
    "reads_line(person uuid, line uuid)",
    "boolean",
    f"""
select exists (
  select 1 from sheet_line l join people_person p on p.id = person left join spaces_space s on s.id = l.space_id
   where l.id = line and p.deactivated_at is null and p.kind = 'staff' and (
         l.space_id is null or s.access = 'open'
      or exists (select 1 from spaces_membership m where m.space_id = s.id and m.person_id = p.id and {STANDING})))
""",
)

# How much a leader wrote in each week since the pledge began, at most half a year: for the leader, and a week later for
# whom they let see it. Numbers alone, also of what stands where the other may not read.
PLEDGE_WEEKS = definer(
    "pledge_weeks(wanted uuid, instant timestamptz)",
    "table (week date, posts bigint, replies bigint, edits bigint)",
    """
declare
  kept sheet_pledge;
  place text;
  latest date;
  begun timestamptz;
begin
  select p.* into kept from sheet_pledge p where p.id = wanted;
  if not found then return; end if;
  select coalesce(s.zone, 'UTC') into place
    from people_person l left join people_site s on s.id = l.site_id where l.id = kept.leader_id;
  latest := date_trunc('week', least(instant, now()) at time zone place);
  if kept.leader_id is distinct from lock.me() then
    if not exists (
      select 1 from sheet_consent c where c.pledge_id = kept.id and c.to_id = lock.me() and c.ended_at is null
         and kept.ended_at is null) then return; end if;
    latest := latest - 14;
  end if;
  begun := greatest(date_trunc('week', kept.from_on::timestamp), latest - 182) at time zone place;
  return query
  with written as (
    select date_trunc('week', c.at at time zone place)::date as week,
           case when c.root_id is null then 'post' else 'reply' end as kind
      from conversation_post c where c.author_id = kept.leader_id and c.at >= begun
       and not exists (select 1 from conversation_writtenfor f where f.post_id = c.id)
    union all
    select date_trunc('week', a.at at time zone place)::date, 'reply' from sheet_answer a
     where a.by_id = kept.leader_id and a.at >= begun
    union all
    select date_trunc('week', l.at at time zone place)::date, 'post' from sheet_line l
     where l.author_id = kept.leader_id and l.at >= begun
    union all
    select date_trunc('week', r.at at time zone place)::date, 'edit' from conversation_revision r
      join conversation_post c on c.id = r.post_id where c.author_id = kept.leader_id and r.at >= begun
    union all
    select date_trunc('week', days.day)::date, 'edit' from (
      select distinct u.document_id, (u.at at time zone place)::date as day from documents_documentupdate u
       where u.person_id = kept.leader_id and u.at >= begun) days)
  select w.first::date, count(*) filter (where e.kind = 'post'), count(*) filter (where e.kind = 'reply'),
         count(*) filter (where e.kind = 'edit')
    from generate_series((begun at time zone place)::date, latest, interval '7 days') w(first)
    left join written e on e.week = w.first::date group by w.first order by w.first;
end
""",
    language="plpgsql",
)

LOCK = AppLock(
    tables=(
        Covered(
            "sheet_area",
            read="(select lock.is_staff())",
            insert=f"{BY_ME} and {ADMINISTRATOR}",
            update=ADMINISTRATOR,
            becomes=f"{BY_ME} and {ADMINISTRATOR}",
            columns=("name", "hint", "place", "by_id", "at", "ended_at"),
        ),
        Covered(
            "sheet_line",
            read=READABLE,
            insert=f"{MINE} and (select lock.is_human_staff()) and edited_at is null"
            " and (space_id is null or lock.allows('post', space_id))",
            update=f"({READABLE}) and ({MINE} or case when space_id is null then {ADMINISTRATOR}"
            f" else {where('withdraw')} end)",
            becomes=f"({READABLE}) and ({MINE} or text = '')",
            columns=("text", "area", "edited_at"),
        ),
        Covered(
            "sheet_asking",
            read=OF_LINE,
            insert=f"{BY_ME} and ended_at is null and {OF_LINE} and ({OF_MY_LINE} or lock.was_asked(line_id, false))"
            " and lock.reads_line(person_id, line_id)",
            update=f"ended_at is null and {OF_LINE} and ({OF_MY_LINE} or person_id = (select lock.me())"
            f" or {MAY_WITHDRAW})",
            becomes="ended_at is not null",
            columns=("ended_at",),
        ),
        Covered(
            "sheet_answer",
            read=OF_LINE,
            insert=f"{BY_ME} and {OF_LINE} and lock.was_asked(line_id, true)",
            update=f"{BY_ME} and {OF_LINE}",
            columns=("text", "edited_at"),
            delete=TAKEN_BACK,
        ),
        Covered("sheet_withdrawal", read=OF_LINE, insert=f"{BY_ME} and {MAY_WITHDRAW}"),
        Covered(
            "sheet_candidacy",
            read=OF_LINE,
            insert=f"{BY_ME} and {OF_LINE} and (select lock.is_human_staff())",
        ),
        Covered(
            "sheet_pledge",
            read="(select lock.is_staff())",
            insert="leader_id = (select lock.me()) and ended_at is null and lock.leads()",
            update="leader_id = (select lock.me()) and ended_at is null",
            becomes="leader_id = (select lock.me()) and ended_at is not null",
            columns=("ended_at",),
        ),
        Covered(
            "sheet_consent",
            read=f"to_id = (select lock.me()) or {MY_PLEDGE}",
            insert=f"ended_at is null and {MY_PLEDGE}",
            update=f"ended_at is null and {MY_PLEDGE}",
            becomes="ended_at is not null",
            columns=("ended_at",),
        ),
    ),
    functions=(WAS_ASKED, READS_LINE, PLEDGE_WEEKS),
)
