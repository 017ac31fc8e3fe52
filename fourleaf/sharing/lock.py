"""The second lock of grants. What they open is said by the lock of whoever owns the thing, with `granted`."""

from fourleaf.kit.lock import AppLock, Covered, definer
from fourleaf.sharing.models import Grant
from fourleaf.spaces.lock import BY_ME, MINE, OPEN_GLASS, STANDING, where

LONGEST = f"interval '{Grant.LONGEST.days} days'"
HOLDS = "g.ended_at is null and g.expires_at > now()"
RANKS = "array[" + ", ".join(f"'{role.value}'" for role in Grant.RANK) + "]"

# One's own unit and all that it is part of; a unit that is shown something shows it to all below it.
MY_UNITS = definer(
    "my_units()",
    "uuid[]",
    """
with recursive above as (
  select u.id, u.parent_id from people_unit u
    join people_person p on p.unit_id = u.id where p.id = lock.me()
  union select u.id, u.parent_id from people_unit u join above on u.id = above.parent_id)
select coalesce(array_agg(id), '{}') from above
""",
)

MY_GRANTS = definer(
    "my_grants()",
    "uuid[]",
    f"""
select coalesce(array_agg(g.id), '{{}}') from sharing_grant g
 where {HOLDS} and (
   g.person_id = (select lock.me()) or g.unit_id = any((select lock.my_units())::uuid[])
   or g.to_space_id in (
     select m.space_id from spaces_membership m where m.person_id = (select lock.me()) and {STANDING}))
""",
)

# Who shows `me` something; where `me` belongs, who shows what to whom; and who asks `me` to be shown something.
PARTIES = definer(
    "parties()",
    "uuid[]",
    """
select coalesce(array_agg(distinct who), '{}') from (
  select g.by_id as who from sharing_grant g where g.id = any((select lock.my_grants())::uuid[])
  union select unnest(array[g.person_id, g.by_id]) from sharing_grant g
   where g.space_id = any((select lock.spaces_where('read'))::uuid[])
  union select r.person_id from sharing_asked a join sharing_accessrequest r on r.id = a.request_id
   where a.space_id = any((select lock.spaces_where('steer'))::uuid[])) known where who is not null
""",
)

# The things of a kind that `me` is shown, as this role or more.
GRANTED = definer(
    "granted(wanted text, least_role text default 'reader')",
    "uuid[]",
    f"""
select coalesce(array_agg(g.object_id), '{{}}') from sharing_grant g
 where g.kind = wanted and g.id = any((select lock.my_grants())::uuid[])
   and array_position({RANKS}, g.role) >= array_position({RANKS}, least_role)
""",
)

# Where a thing is and whose it is. Each kind has a function of its own, in the lock of its app: `thing_KIND(uuid)`
# answers (space_id, owner_id), nothing if there is none that could be shown.
THING = definer(
    "thing(kind text, key uuid)",
    "table (space_id uuid, owner_id uuid)",
    """
begin
  if kind ~ '^[a-z]+$' and to_regprocedure('lock.thing_' || kind || '(uuid)') is not null then
    return query execute format('select * from lock.thing_%s($1)', kind) using key;
  end if;
end
""",
    language="plpgsql",
)

# May `me` show this thing of this space, until then, as this role? Whoever steers the space, whoever shares it there
# as their own, and whoever was shown it to share on: never longer, never as more than they may themselves.
MAY_GIVE = definer(
    "may_give(wanted text, key uuid, space uuid, as_role text, until timestamptz, by_way_of uuid)",
    "boolean",
    f"""
select until <= now() + {LONGEST} and exists (
  select 1 from lock.thing(wanted, key) t where t.space_id = space and (
    by_way_of is null and space = any(lock.spaces_where('share')) and (
      t.owner_id = lock.me() or space = any(lock.spaces_where('steer'))
        and not exists (select 1 from spaces_space s where s.id = space and s.kind = 'direct'))
    or exists (select 1 from sharing_grant g
      where g.id = by_way_of and g.id = any(lock.my_grants()) and g.may_share_on and g.kind = wanted
        and g.object_id = key and g.expires_at >= until
        and array_position({RANKS}, g.role) >= array_position({RANKS}, as_role))))
""",
)

# Whether `me` has to do with the space by a grant that lets them do something there, or by one that they gave.
DEALS_WITH = definer(
    "deals_with(space uuid)",
    "boolean",
    """
select exists (select 1 from sharing_grant g where g.space_id = space and (
  g.by_id = lock.me() or (g.role <> 'reader' or g.may_share_on) and g.id = any(lock.my_grants())))
""",
)

# Writes down that `me` has opened what these grants show.
OPEN = definer(
    "open_grants(grants uuid[], instant timestamptz)",
    "void",
    """
insert into sharing_opening as o (grant_id, person_id, first_at, last_at)
  select g, lock.me(), least(instant, now()), least(instant, now()) from unnest(grants) g
   where g = any((select lock.my_grants())::uuid[])
  on conflict (grant_id, person_id) do update set last_at = excluded.last_at
""",
    kind="volatile",
)

# How many people have opened each of these grants, for who gave it and for those who belong where the thing is.
OPENED = definer(
    "opened(grants uuid[])",
    "table (grant_id uuid, people bigint)",
    """
select o.grant_id, count(*) from sharing_opening o join sharing_grant g on g.id = o.grant_id
 where o.grant_id = any(grants) and (
   not lock.is_bound() or g.by_id = lock.me() or g.space_id = any((select lock.spaces_where('read'))::uuid[]))
 group by o.grant_id
""",
)

# Everybody active whom each grant reaches: for the functions below alone.
REACHED_PAIRS = definer(
    "reached_pairs(grants uuid[])",
    "table (grant_id uuid, person_id uuid)",
    f"""
with recursive g as (select * from sharing_grant where id = any(grants)), below as (
  select g.id, g.unit_id as unit from g where g.unit_id is not null
  union select b.id, u.id from people_unit u join below b on u.parent_id = b.unit
), pairs as (
  select g.id, g.person_id as person from g where g.person_id is not null
  union select b.id, p.id from below b join people_person p on p.unit_id = b.unit
  union select g.id, m.person_id from g join spaces_membership m on m.space_id = g.to_space_id and {STANDING})
select r.id, p.id from pairs r join people_person p on p.id = r.person and p.deactivated_at is null
""",
)

# How many people each of these grants reaches, and who they are where `me` can know: not who belongs to a space that
# `me` cannot read.
REACHED = definer(
    "reached(grants uuid[])",
    "table (grant_id uuid, people bigint, known uuid[])",
    """
select g.id, count(r.person_id),
       case when g.to_space_id is null or g.to_space_id = any((select lock.spaces_where('read'))::uuid[])
            then coalesce(array_agg(r.person_id) filter (where r.person_id is not null), '{}') else '{}' end
  from sharing_grant g left join lock.reached_pairs(grants) r on r.grant_id = g.id
 where g.id = any(grants) and (g.by_id = lock.me() or g.space_id = any((select lock.spaces_where('read'))::uuid[]))
 group by g.id, g.to_space_id
""",
)

# How many people read a space, in an emergency too, or are reached by one of these grants of it; nobody counts
# twice. For those who read it.
MAY_SEE = definer(
    "may_see(home uuid, grants uuid[])",
    "bigint",
    f"""
select count(*) from (
  select m.person_id from spaces_membership m join people_person p on p.id = m.person_id
   where m.space_id = home and {STANDING} and p.deactivated_at is null
  union select p.id from people_person p join spaces_space s on s.id = home and s.access = 'open'
   where p.kind in ('staff', 'bot') and p.deactivated_at is null
  union select g.person_id from spaces_breakglass g where g.space_id = home and {OPEN_GLASS}
  union select r.person_id from lock.reached_pairs(array(
    select g.id from sharing_grant g where g.id = any(grants) and g.space_id = home and {HOLDS})) r
) who where home = any((select lock.spaces_where('read'))::uuid[])
""",
)

# A grant ends together with all that were passed on under it; answers those that end now, this one first. Who gave it
# may, the stewards may, and the system.
END = definer(
    "end_grant(wanted uuid, instant timestamptz, why text)",
    "uuid[]",
    """
with recursive below as (
  select g.id, 0 as depth from sharing_grant g where g.id = wanted and (
    not lock.is_bound() or g.by_id = lock.me() or g.space_id = any((select lock.spaces_where('steer'))::uuid[]))
  union select g.id, b.depth + 1 from sharing_grant g join below b on g.under_id = b.id
), ended as (
  update sharing_grant g set ended_at = least(instant, now()), ended_by_id = lock.me(), why_ended = why
    from below b where b.id = g.id and g.ended_at is null returning g.id, b.depth)
select coalesce(array_agg(id order by depth), '{}') from ended
""",
    kind="volatile",
)

# A link to what somebody else was shown leads to the thing itself.
THING_GRANT = definer(
    "thing_grant(key uuid)",
    "table (space_id uuid, owner_id uuid)",
    "select g.space_id, null::uuid from sharing_grant g where g.id = key",
)

# `me` asks to be shown something. Neither the answer nor what `me` can read afterwards tells whether there is such a
# thing: only its stewards see the row in sharing_asked and the deed.
ASK = definer(
    "ask_for(request uuid, entry uuid, wanted text, key uuid, why text, instant timestamptz)",
    "void",
    """
declare
  home uuid;
begin
  insert into sharing_accessrequest (id, kind, object_id, person_id, reason, at, note)
    values (request, wanted, key, lock.me(), why, least(instant, now()), '') on conflict do nothing;
  if not found then return; end if;
  select t.space_id into home from lock.thing(wanted, key) t;
  if home is null then return; end if;
  insert into sharing_asked (request_id, space_id) values (request, home);
  insert into chronicle_entry (id, name, actor_id, space_id, at, facts) values (
    entry, 'ThingRequested', lock.me(), home, instant, jsonb_build_object('request', request, 'person', lock.me()));
end
""",
    language="plpgsql",
    kind="volatile",
)

STEERED = where("steer")
GIVES = "lock.may_give(kind, object_id, space_id, role, expires_at, under_id)"
# The stewards confirm; others cannot say that they did.
CONFIRMS = f"(confirmed_by_id is distinct from (select lock.me()) or {STEERED})"

LOCK = AppLock(
    tables=(
        Covered(
            "sharing_grant",
            read=f"case when {where('read')} then true else {BY_ME} or id = any((select lock.my_grants())::uuid[]) end",
            insert=f"{BY_ME} and ended_at is null and confirmed_at is null and {GIVES}",
            update=f"ended_at is null and ({BY_ME} or {STEERED})",
            becomes=f"({STEERED} or {BY_ME} and {GIVES}) and {CONFIRMS} and expires_at <= now() + {LONGEST}",
            columns=("expires_at", "confirmed_at", "confirmed_by_id"),
        ),
        Covered("sharing_opening", read=MINE),
        Covered("sharing_review", read=where("read"), insert=f"{BY_ME} and {STEERED}"),
        Covered(
            "sharing_accessrequest",
            read=f"{MINE} or exists (select 1 from sharing_asked a where a.request_id = id)",
            update="answered_at is null and exists (select 1 from sharing_asked a where a.request_id = id)",
            becomes="answered_by_id = (select lock.me())",
            columns=("answered_at", "answered_by_id", "grant_id", "note"),
        ),
        Covered("sharing_asked", read=STEERED),
    ),
    functions=(
        MY_UNITS,
        MY_GRANTS,
        PARTIES,
        GRANTED,
        THING,
        MAY_GIVE,
        DEALS_WITH,
        OPEN,
        OPENED,
        REACHED_PAIRS,
        REACHED,
        MAY_SEE,
        END,
        THING_GRANT,
        ASK,
    ),
    system_only=("reached_pairs(uuid[])",),
)
