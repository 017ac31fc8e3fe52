"""The second lock of spaces, made from the one table of rights."""

from fourleaf.kit.lock import AppLock, Covered, definer
from fourleaf.spaces.models import Space
from fourleaf.spaces.rights import ARCHIVED, VISITOR, sql_rights, sql_roles

STANDING = "m.ended_at is null and (m.expires_at is null or m.expires_at > now())"
LISTED = ", ".join(f"'{access}'" for access in Space.LISTED)

SPACES_WHERE = definer(
    "spaces_where(wanted text)",
    "uuid[]",
    f"""
select coalesce(array_agg(space_id), '{{}}') from (
  select m.space_id from spaces_membership m
   where m.person_id = lock.me() and {STANDING} and m.role = any({sql_roles("wanted")})
  union
  select s.id from spaces_space s
   where s.access = 'open' and wanted = any({sql_rights(VISITOR)}) and lock.is_staff()
) allowed
where wanted = any({sql_rights(ARCHIVED)})
   or not exists (select 1 from spaces_archival a where a.space_id = allowed.space_id)
  and not exists (select 1 from spaces_plannedstart p where p.space_id = allowed.space_id)
""",
)

COMPANIONS = definer(
    "companions()",
    "uuid[]",
    """
select coalesce(array_agg(distinct m.person_id), '{}') from spaces_membership m
 where m.space_id = any(lock.spaces_where('read'))
""",
)

# How many people can read each of these spaces, by role and kind of person; names need the right to read. Staff who
# read an open space without belonging to it count as role 'visitor'.
AUDIENCE = definer(
    "audience(spaces uuid[])",
    "table (space_id uuid, role text, kind text, people bigint)",
    f"""
with known as (
  select s.id, s.access from spaces_space s
   where s.id = any(spaces) and (
         s.id = any((select lock.spaces_where('read'))::uuid[])
      or (s.access in ({LISTED}) and s.kind <> 'direct' and (select lock.is_staff()))
      or s.id = any((select lock.invited_to())::uuid[]))
), belonging as (
  select m.space_id, m.role, p.kind, count(*) as people
    from known join spaces_membership m on m.space_id = known.id join people_person p on p.id = m.person_id
   where {STANDING} and p.deactivated_at is null
   group by m.space_id, m.role, p.kind
), staff as (
  select p.kind, count(*) as people from people_person p
   where p.kind in ('staff', 'bot') and p.deactivated_at is null group by p.kind
)
select b.space_id, b.role::text, b.kind::text, b.people from belonging b
union all
select k.id, 'visitor', s.kind::text, s.people - coalesce(
    (select sum(b.people) from belonging b where b.space_id = k.id and b.kind = s.kind), 0)::bigint
  from known k cross join staff s where k.access = 'open'
""",
)

INVITED_TO = definer(
    "invited_to()",
    "uuid[]",
    "select coalesce(array_agg(space_id), '{}') from spaces_invitation "
    "where person_id = lock.me() and answered_at is null and withdrawn_at is null",
)

# May `me` give themselves this membership? As founder of a space nobody belongs to yet, by an invitation of the same
# role, by walking into an open space, or as a steward who has just stepped down to a lesser role.
MAY_ENTER = definer(
    "may_enter(space uuid, wanted text)",
    "boolean",
    """
select exists (select 1 from spaces_space s where s.id = space and (
         s.founder_id = lock.me() and not exists (select 1 from spaces_membership m where m.space_id = s.id)
      or s.access = 'open' and wanted = 'member' and lock.is_staff()
         and not exists (select 1 from spaces_archival a where a.space_id = s.id)))
    or exists (select 1 from spaces_invitation i where i.space_id = space and i.person_id = lock.me()
               and i.role = wanted and i.answered_at is null and i.withdrawn_at is null)
    or exists (select 1 from spaces_membership m where m.space_id = space and m.person_id = lock.me()
               and m.role = 'steward' and m.ended_by_id = lock.me() and m.ended_at > now() - interval '1 minute'
               and wanted in ('member', 'reader'))
""",
)

# Moves the cursor forward, never back nor past the end, and counts a reader once a day and space, without a name.
MOVE_CURSOR = definer(
    "move_cursor(space uuid, target bigint, instant timestamptz)",
    "bigint",
    """
declare
  before timestamptz;
  reached bigint;
begin
  if not space = any(lock.spaces_where('read')) then raise insufficient_privilege; end if;
  select c.at into before from spaces_cursor c where c.space_id = space and c.person_id = lock.me();
  insert into spaces_cursor as c (space_id, person_id, read_to, at)
    select space, lock.me(), least(target, s.last), instant from chronicle_stream s where s.space_id = space
    on conflict (space_id, person_id) do update set read_to = greatest(c.read_to, excluded.read_to), at = instant
    returning c.read_to into reached;
  if before is null or before::date < instant::date then
    insert into spaces_readercount as r (space_id, "on", readers) values (space, instant::date, 1)
      on conflict (space_id, "on") do update set readers = r.readers + 1;
  end if;
  return reached;
end
""",
    language="plpgsql",
    kind="volatile",
)


def where(right: str) -> str:
    """SQL: the row's space is one in which `me` has the right."""
    return f"space_id = any((select lock.spaces_where('{right}'))::uuid[])"


MINE = "person_id = (select lock.me())"
SENT_OR_STEERED = f"(by_id = (select lock.me()) and {where('read')} or {where('steer')})"
OF_MY_ANSWERED_REQUEST = (
    "exists (select 1 from spaces_accessrequest r where r.id = request_id and r.person_id = (select lock.me())"
    " and r.answered_at is not null)"
)
OF_KNOWN_SPACE = "exists (select 1 from spaces_space s where s.id = space_id)"

LOCK = AppLock(
    tables=(
        Covered(
            "spaces_space",
            read=(
                "id = any((select lock.spaces_where('read'))::uuid[])"
                f" or (access in ({LISTED}) and kind <> 'direct' and (select lock.is_staff()))"
                " or id = any((select lock.invited_to())::uuid[])"
            ),
            insert="founder_id = (select lock.me()) and (select lock.is_staff())",
            update="id = any((select lock.spaces_where('steer'))::uuid[])",
            columns=("name", "purpose", "access"),
        ),
        Covered(
            "spaces_membership",
            read=f"{where('read')} or {MINE} or (role = 'steward' and {OF_KNOWN_SPACE})",
            insert=(
                f"({where('steer')}) or (person_id = (select lock.me()) and lock.may_enter(space_id, role))"
            ),
            update=f"ended_at is null and ({where('steer')} or {MINE})",
            becomes="ended_at <= now() + interval '1 minute'",
            columns=("ended_at", "ended_by_id"),
        ),
        Covered("spaces_archival", read=OF_KNOWN_SPACE, insert=where("steer"), delete=where("steer")),
        Covered("spaces_plannedstart", read=OF_KNOWN_SPACE, insert=where("steer"), delete=where("steer")),
        Covered(
            "spaces_accessrequest",
            read=f"{MINE} or {where('steer')}",
            insert=MINE,
            update=where("steer"),
            columns=("answered_at", "answered_by_id", "granted", "note"),
        ),
        Covered("spaces_seenanswer", read=OF_MY_ANSWERED_REQUEST, insert=OF_MY_ANSWERED_REQUEST),
        Covered(
            "spaces_invitation",
            read=f"{MINE} or {where('read')}",
            insert=f"{where('invite')} and by_id = (select lock.me()) and (role <> 'steward' or {where('steer')})",
            # What was answered or withdrawn stays so: nobody comes back through an old invitation.
            update=f"answered_at is null and withdrawn_at is null and ({MINE} or {SENT_OR_STEERED})",
            becomes=(
                f"({MINE} and withdrawn_at is null)"
                f" or (withdrawn_by_id = (select lock.me()) and answered_at is null and {SENT_OR_STEERED})"
            ),
            columns=("answered_at", "accepted", "withdrawn_at", "withdrawn_by_id"),
        ),
        Covered("spaces_cursor", read=MINE),
        Covered("spaces_readercount", read=where("read")),
    ),
    functions=(SPACES_WHERE, COMPANIONS, INVITED_TO, AUDIENCE, MAY_ENTER, MOVE_CURSOR),
)
