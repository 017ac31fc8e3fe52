"""The second lock of spaces, made from the one table of rights."""

from django.conf import settings

from fourleaf.kit.lock import AppLock, Covered, definer
from fourleaf.spaces.models import Space
from fourleaf.spaces.rights import ARCHIVED, VISITOR, sql_rights, sql_roles

#: How far our clock may be from the database's: while the machine's is put back, `kit.time` waits for it (`HELD`).
NEAR = "interval '6 minutes'"
STANDING = "m.ended_at is null and (m.expires_at is null or m.expires_at > now())"
OPEN_GLASS = "g.ended_at is null and g.until_at > now()"
LISTED = ", ".join(f"'{access}'" for access in Space.LISTED)

#: The spaces in which `reader` has the right `wanted`.
ALLOWED = f"""
(select m.space_id from spaces_membership m
  where m.person_id = reader and {STANDING} and m.role = any({sql_roles("wanted")})
 union
 select s.id from spaces_space s
  where s.access = 'open' and wanted = any({sql_rights(VISITOR)})
    and exists (select 1 from people_person p where p.id = reader and p.kind in ('staff', 'bot'))
 union
 select g.space_id from spaces_breakglass g where wanted = 'read' and g.person_id = reader and {OPEN_GLASS}
) allowed
where (wanted = any({sql_rights(ARCHIVED)})
    or not exists (select 1 from spaces_archival a where a.space_id = allowed.space_id)
   and not exists (select 1 from spaces_plannedstart p where p.space_id = allowed.space_id))
"""
PLANNED_ONCE = "set plan_cache_mode = force_generic_plan"
# One rule in two forms: where many rows are looked at, all spaces at once; where one is written, its own alone. Both
# are asked many times a page, and each asks once who acts.
SPACES_WHERE = definer(
    "spaces_where(wanted text)",
    "uuid[]",
    f"""
declare
  reader uuid := lock.me();
begin
  return (select coalesce(array_agg(space_id), '{{}}') from {ALLOWED});
end
""",
    language="plpgsql",
    settings=PLANNED_ONCE,
)
ALLOWS = definer(
    "allows(wanted text, space uuid)",
    "boolean",
    f"""
declare
  reader uuid := lock.me();
begin
  return exists (select 1 from {ALLOWED} and allowed.space_id = space);
end
""",
    language="plpgsql",
    settings=PLANNED_ONCE,
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

KNOWS = definer(
    "knows(space uuid)",
    "boolean",
    f"""
select lock.allows('read', space) or space = any(lock.invited_to()) or (
  lock.is_staff() and exists (
    select 1 from spaces_space s where s.id = space and s.access in ({LISTED}) and s.kind <> 'direct'))
""",
)

# May `me` give themselves this membership? As founder of a space nobody belongs to yet; by walking into an open space;
# by an open invitation, in just its terms, from somebody who may still give them; as a steward stepping down.
MAY_ENTER = definer(
    "may_enter(space uuid, wanted text, until timestamptz, by_whom uuid, vouching uuid)",
    "boolean",
    f"""
select exists (select 1 from spaces_space s where s.id = space and (
         s.founder_id = lock.me() and not exists (select 1 from spaces_membership m where m.space_id = s.id)
      or s.access = 'open' and wanted = 'member' and lock.is_staff()
         and not exists (select 1 from spaces_archival a where a.space_id = s.id)))
    or exists (
      select 1 from spaces_invitation i
        join spaces_membership m on m.space_id = i.space_id and m.person_id = i.by_id and {STANDING}
       where i.space_id = space and i.person_id = lock.me() and i.role = wanted
         and i.answered_at is null and i.withdrawn_at is null and by_whom = i.by_id
         and until is not distinct from (case when wanted = 'guest' then i.expires_at end)
         and vouching is not distinct from (case when wanted = 'guest' then i.by_id end)
         and m.role = any({sql_roles("'invite'")}) and (wanted <> 'steward' or m.role = 'steward'))
    or exists (select 1 from spaces_membership m where m.space_id = space and m.person_id = lock.me()
               and m.role = 'steward' and m.ended_by_id = lock.me() and m.ended_at > now() - interval '1 minute'
               and wanted in ('member', 'reader'))
""",
)

# A steward admits others, but nobody is added to a direct conversation once it has begun.
MAY_ADMIT = definer(
    "may_admit(space uuid)",
    "boolean",
    """
select space = any(lock.spaces_where('steer')) and exists (
  select 1 from spaces_space s where s.id = space and (s.kind <> 'direct' or s.founder_id = lock.me()
     and not exists (select 1 from chronicle_entry e where e.space_id = s.id and e.name = 'SpaceAdded')))
""",
)

# Moves the cursor forward, never back nor past the end, and counts a reader once a day and space, without a name.
MOVE_CURSOR = definer(
    "move_cursor(space uuid, target bigint, instant timestamptz)",
    "bigint",
    """
declare
  before timestamptz;
  moment timestamptz := least(instant, now());
  reached bigint;
begin
  if not space = any(lock.spaces_where('read')) then raise insufficient_privilege; end if;
  select c.at into before from spaces_cursor c where c.space_id = space and c.person_id = lock.me();
  insert into spaces_cursor as c (space_id, person_id, read_to, at)
    select space, lock.me(), least(target, s.last), moment from chronicle_stream s where s.space_id = space
    on conflict (space_id, person_id) do update set read_to = greatest(c.read_to, excluded.read_to), at = moment
    returning c.read_to into reached;
  if before is null or before::date < moment::date then
    insert into spaces_readercount as r (space_id, "on", readers) values (space, moment::date, 1)
      on conflict (space_id, "on") do update set readers = r.readers + 1;
  end if;
  return reached;
end
""",
    language="plpgsql",
    kind="volatile",
)


# Stewards may have reading recorded; that it no longer is, only the privacy officer says.
SET_AUDITING = definer(
    "set_auditing(space uuid, wanted boolean)",
    "void",
    """
begin
  if lock.is_bound() and not lock.holds('privacy_officer')
     and not (wanted and space = any(lock.spaces_where('steer'))) then raise insufficient_privilege; end if;
  update spaces_space set is_audited = wanted where id = space;
end
""",
    language="plpgsql",
    kind="volatile",
)

# As what somebody who reads here now is written down; null where reading is not recorded.
RECORDED_AS = definer(
    "recorded_as(space uuid)",
    "text",
    f"""
select case
  when exists (select 1 from spaces_breakglass g where g.space_id = s.id and g.person_id = lock.me() and {OPEN_GLASS})
   and not exists (select 1 from spaces_membership m
                    where m.space_id = s.id and m.person_id = lock.me() and {STANDING})
   and not (s.access = 'open' and lock.is_staff()) then 'break-glass'
  when s.is_audited then 'member' end
  from spaces_space s where s.id = space
""",
)

# Opens for reading, by the database's clock; who may is said by the works agreement. A space that does not exist, and
# one that cannot be opened, are the same to whoever asks.
BREAK_GLASS = definer(
    "break_glass(key uuid, space uuid, why text, minutes integer)",
    "timestamptz",
    f"""
declare
  ends timestamptz := now() + make_interval(mins => least(minutes, {{minutes}}));
begin
  if not lock.is_human_staff() or not exists (
    select 1 from unnest(array[{{roles}}]::text[]) role where lock.holds(role)) then
    raise insufficient_privilege;
  end if;
  if length(trim(why)) = 0 or not exists (select 1 from spaces_space s where s.id = space and s.kind <> 'direct')
     or exists (select 1 from spaces_breakglass g where g.space_id = space and g.person_id = lock.me() and {OPEN_GLASS})
  then return null; end if;
  insert into spaces_breakglass (id, space_id, person_id, reason, at, until_at, note)
    values (key, space, lock.me(), why, now(), ends, '');
  return ends;
end
""".format(
        minutes=int(settings.AGREEMENT.glass_minutes),
        roles=", ".join(f"'{role}'" for role in settings.AGREEMENT.glass_roles),
    ),
    language="plpgsql",
    kind="volatile",
)


# The privacy officer reviews what was opened, and must be able to name it.
OPENED = definer(
    "opened_spaces()",
    "uuid[]",
    "select coalesce(array_agg(distinct g.space_id), '{}') from spaces_breakglass g "
    "where lock.holds('privacy_officer')",
)
# How many people read the space in an emergency now who do not belong to it. For those who read it.
BEHIND_GLASS = definer(
    "behind_glass(home uuid)",
    "bigint",
    f"""
select count(distinct g.person_id) from spaces_breakglass g
 where g.space_id = home and {OPEN_GLASS} and home = any((select lock.spaces_where('read'))::uuid[])
   and not exists (
     select 1 from spaces_membership m where m.space_id = home and m.person_id = g.person_id and {STANDING})
   and not exists (select 1 from spaces_space s where s.id = home and s.access = 'open')
""",
)


def where(right: str) -> str:
    """SQL: the row's space is one in which `me` has the right."""
    return f"space_id = any((select lock.spaces_where('{right}'))::uuid[])"


def here(right: str) -> str:
    """SQL: as `where`, for a row that is written: there is one, and the other spaces are nobody's concern."""
    return f"lock.allows('{right}', space_id)"


MINE = "person_id = (select lock.me())"
OFFICER = "(select lock.holds('privacy_officer'))"
#: Nobody reviews what they did themselves.
REVIEWS = f"({OFFICER} and person_id <> (select lock.me()))"
BREAKS_OFF = "ended_by_id = (select lock.me()) and ended_at is not null and reviewed_at is null"
BY_ME = "by_id = (select lock.me())"
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
            # What is quickly told comes first, here and below: the rest is then not asked.
            read=(
                f"(access in ({LISTED}) and kind <> 'direct' and (select lock.is_staff()))"
                " or id = any((select lock.spaces_where('read'))::uuid[])"
                " or id = any((select lock.invited_to())::uuid[])"
                " or id = any((select lock.opened_spaces())::uuid[])"
            ),
            insert="founder_id = (select lock.me()) and (select lock.is_staff())",
            update="id = any((select lock.spaces_where('steer'))::uuid[])",
            columns=("name", "purpose", "access"),
        ),
        Covered(
            "spaces_membership",
            read=f"{MINE} or {where('read')} or (role = 'steward' and {OF_KNOWN_SPACE})",
            insert=(
                "lock.may_admit(space_id) or (person_id = (select lock.me())"
                " and lock.may_enter(space_id, role, expires_at, added_by_id, sponsor_id))"
            ),
            update=f"ended_at is null and ({where('steer')} or {MINE})",
            becomes=f"ended_by_id = (select lock.me()) and ended_at between now() - {NEAR} and now() + {NEAR}",
            columns=("ended_at", "ended_by_id"),
        ),
        Covered(
            "spaces_archival",
            read=OF_KNOWN_SPACE,
            insert=f"{BY_ME} and {where('steer')}",
            delete=where("steer"),
        ),
        Covered(
            "spaces_plannedstart",
            read=OF_KNOWN_SPACE,
            insert=f"{BY_ME} and {where('steer')}",
            delete=where("steer"),
        ),
        Covered(
            "spaces_accessrequest",
            read=f"{MINE} or {where('steer')}",
            insert=f"{MINE} and answered_at is null and granted is null and lock.knows(space_id)",
            update=f"answered_at is null and {where('steer')}",
            becomes=f"answered_by_id = (select lock.me()) and {where('steer')}",
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
        Covered(
            "spaces_duty",
            read=where("read"),
            insert=f"{BY_ME} and ended_at is null and (({MINE} and {where('post')}) or {where('steer')})",
            update=f"ended_at is null and (({MINE} and {where('post')}) or {where('steer')})",
            becomes=f"ended_at is not null and ({MINE} or {where('steer')})",
            columns=("ended_at",),
        ),
        Covered(
            "spaces_breakglass",
            read=f"{MINE} or {where('steer')} or {OFFICER}",
            update=f"({MINE} or {where('steer')} or {OFFICER}) and (ended_at is null or {REVIEWS})",
            becomes=f"({BREAKS_OFF}) or ({REVIEWS} and reviewed_by_id = (select lock.me()))",
            columns=("ended_at", "ended_by_id", "reviewed_at", "reviewed_by_id", "note"),
        ),
        Covered(
            "spaces_seenbreakglass",
            read=MINE,
            insert=f"{MINE} and exists (select 1 from spaces_breakglass g where g.id = glass_id)",
        ),
        Covered("spaces_cursor", read=MINE),
        Covered("spaces_readercount", read=where("read")),
    ),
    functions=(
        SPACES_WHERE,
        ALLOWS,
        COMPANIONS,
        INVITED_TO,
        AUDIENCE,
        KNOWS,
        MAY_ENTER,
        MAY_ADMIT,
        MOVE_CURSOR,
        SET_AUDITING,
        RECORDED_AS,
        BREAK_GLASS,
        BEHIND_GLASS,
        OPENED,
    ),
)
