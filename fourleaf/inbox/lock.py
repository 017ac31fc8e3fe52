"""The second lock of the inbox, and the one rule of who is told of a post, when, and by what.

The rule is in the database because a composer shows what comes of it before anything is sent, to somebody who may not
read other people's preferences: the web role gets numbers only, the notifier the people.
"""

from fourleaf.inbox.models import Level, Preference
from fourleaf.inbox.waiting_lock import WAITING
from fourleaf.kit.lock import AppLock, Covered, Sealed, definer
from fourleaf.spaces.lock import MINE, STANDING, where

#: The first instant from `instant` on that lies in the hours of somebody's day; null if there is none.
NEXT_OPEN = definer(
    "next_open(days smallint[], opens time, closes time, zone text, instant timestamptz)",
    "timestamptz",
    """
select min(greatest((day + opens) at time zone zone, instant)) from (
  select (instant at time zone zone)::date + n as day from generate_series(-1, 8) n) near
 where extract(isodow from day) = any(days)
   and (day + closes + case when closes <= opens then interval '1 day' else interval '0' end) at time zone zone
       > instant
""",
)

# How `person` hears of something: a part of other queries, as a call for each of many people costs ten times as much.
# `calls`: it would interrupt, if now is a good time; `lists`: it belongs into the digest at least.
WAY = f"""
select case
    when calls and rush and can_call and (urgent or opening = instant) then 'now'
    when calls and rush and can_call and opening is not null then 'later'
    when (calls or lists) and digests then 'digest'
    else 'list' end as how,
  case when urgent then instant else opening end as at
from (
  select case when f.has_quiet_hours
              then lock.next_open(f.days, f.opens, f.closes, coalesce(nullif(f.zone, ''), s.zone, 'UTC'), instant)
              else instant end as opening,
         has_mail and p.email is not null and f.bounced_at is null
           and (urgent or coalesce(f.mail_at_once, true))
           or coalesce(f.push, true) and exists (select 1 from inbox_pushsubscription u where u.person_id = p.id)
           as can_call,
         has_mail and p.email is not null and f.bounced_at is null
           and coalesce(f.digest, '{Preference.Digest.DAILY}') <> '{Preference.Digest.OFF}' as digests
    from people_person p
    left join people_site s on s.id = p.site_id
    left join inbox_preference f on f.person_id = p.id
   where p.id = {{person}} and p.deactivated_at is null and p.kind <> 'bot') way
"""

HOW = definer(
    "how(person uuid, calls boolean, lists boolean, urgent boolean, rush boolean, instant timestamptz, "
    "has_mail boolean)",
    "table (how text, at timestamptz)",
    WAY.format(person="person"),
)

# A browser has one address for pushes, whoever sits before it: who names the address holds the browser.
RELEASE_PUSH = definer(
    "release_push(address text)",
    "void",
    "delete from inbox_pushsubscription s where s.endpoint = address and lock.me() is not null",
    kind="volatile",
)

LIVELY = f"level in ('{Level.EVERYTHING}', '{Level.THREADS}')"
#: What of a space calls somebody: their choice for it, the nature of a direct conversation, their default.
LEVEL = f"coalesce(l.level, case when s.kind = 'direct' then '{Level.EVERYTHING}' end, f.level, '{Level.THREADS}')"

# Who is told of a post in `space`, or of a reply in the thread of `root`, and how. `named`, `grouped` and `duty` are
# those whom it mentions by name, through a unit or role, or because they are on duty. Who cannot read it is not told.
# With `only_calls` those are left out whom it cannot call: of a large space most, whom nobody then needs to look at.
REACH = definer(
    "reach(space uuid, root uuid, author uuid, named uuid[], grouped uuid[], duty uuid[], rush boolean, "
    "instant timestamptz, has_mail boolean, only_calls boolean default false)",
    "table (person uuid, kind text, how text, at timestamptz, urgent boolean)",
    f"""
with candidate as (
  select m.person_id as id, true as belongs
    from spaces_membership m
    join spaces_space s on s.id = m.space_id
    left join inbox_preference f on f.person_id = m.person_id
    left join inbox_spacelevel l on l.person_id = m.person_id and l.space_id = m.space_id
   where m.space_id = space and {STANDING} and (not only_calls or {LEVEL} = '{Level.EVERYTHING}')
  union all
  select f.person_id, false from conversation_following f where f.root_id = root and not f.is_muted
  union all
  select unnest(named || grouped || duty), false
), reader as (
  select c.id, bool_or(c.belongs) as belongs, {LEVEL} as level,
         t.root_id is not null and not t.is_muted as follows,
         coalesce(t.is_muted, false) as is_muted, c.id = any(named) as is_named, c.id = any(grouped) as is_grouped,
         c.id = any(duty) as is_on_duty
    from candidate c
    join people_person p on p.id = c.id and p.deactivated_at is null and p.kind <> 'bot'
    join spaces_space s on s.id = space
    left join inbox_preference f on f.person_id = c.id
    left join inbox_spacelevel l on l.person_id = c.id and l.space_id = s.id
    left join conversation_following t on t.person_id = c.id and t.root_id = root
   where c.id <> author and (c.belongs or s.access = 'open' and p.kind = 'staff' or exists (
           select 1 from spaces_membership m where m.space_id = s.id and m.person_id = c.id and {STANDING}))
   group by c.id, p.kind, s.kind, l.level, f.level, t.root_id, t.is_muted
), wish as (
  select *, is_on_duty or is_named and level <> '{Level.MUTED}' or (is_grouped or follows) and {LIVELY}
              or level = '{Level.EVERYTHING}' and not is_muted as calls,
            is_grouped and level = '{Level.NAMED}' or belongs and root is null and {LIVELY} as lists,
            is_on_duty as urgent
    from reader
)
select w.id, case when is_named or is_grouped or is_on_duty then 'mention' when follows then 'reply' else 'post' end,
       h.how, h.at, w.urgent
  from wish w cross join lateral ({WAY.format(person="w.id")}) h
 where calls or not only_calls
""",
)

# What a composer shows: numbers, to somebody who may write there.
REACH_OF_DRAFT = definer(
    "reach_of_draft(space uuid, root uuid, named uuid[], grouped uuid[], duty uuid[], rush boolean, has_mail boolean)",
    "table (how text, people bigint)",
    """
select case when r.how = 'list' and r.kind = 'post' then 'none' else r.how end, count(*)
  from lock.reach(space, root, lock.me(), named, grouped, duty, rush, now(), has_mail) r
 where space = any(lock.spaces_where('post')) group by 1
""",
)

LOCK = AppLock(
    tables=(
        Covered("inbox_preference", read=MINE, insert=MINE, update=MINE),
        Covered(
            "inbox_spacelevel", read=MINE, insert=f"{MINE} and {where('read')}", update=MINE, delete=MINE
        ),
        Covered("inbox_pushsubscription", read=MINE, insert=MINE, delete=MINE),
        Sealed("inbox_telling", "what people are still to be told; only the worker writes and reads it"),
    ),
    functions=(NEXT_OPEN, RELEASE_PUSH, HOW, REACH, REACH_OF_DRAFT, WAITING),
    system_only=(
        "how(uuid, boolean, boolean, boolean, boolean, timestamptz, boolean)",
        "reach(uuid, uuid, uuid, uuid[], uuid[], uuid[], boolean, timestamptz, boolean, boolean)",
    ),
)
