"""The second lock of announcements, polls, scheduled posts and reminders."""

from fourleaf.conversation.models import Poll
from fourleaf.kit.lock import Covered, Sealed, definer
from fourleaf.spaces.lock import MINE, STANDING, where

AUTHOR = "author_id = (select lock.me())"
BY_ME = "by_id = (select lock.me())"
OF_MY_ANNOUNCEMENT = "lock.announces(announcement_id)"
OF_KNOWN_ANNOUNCEMENT = "exists (select 1 from conversation_announcement a where a.id = announcement_id)"
LIVE = """
not exists (select 1 from conversation_withdrawal w where w.post_id = p.id)
and not exists (select 1 from spaces_archival r where r.space_id = p.space_id)
and not exists (select 1 from spaces_plannedstart s where s.space_id = p.space_id)
"""


def of_copy(right: str, column: str = "announcement_id") -> str:
    """SQL: a copy of the row's announcement stands in a space where `me` has the right."""
    return (
        "exists (select 1 from conversation_announcedpost k join conversation_post p on p.id = k.post_id"
        f" where k.announcement_id = {column} and p.space_id = any((select lock.spaces_where('{right}'))::uuid[]))"
    )


def of_post(right: str, key: str = "post_id", and_author: bool = False) -> str:
    """SQL: the post lies in a space where `me` has the right, is not withdrawn (and is `me`'s own, if asked)."""
    own = " and p.author_id = (select lock.me())" if and_author else ""
    return (
        f"exists (select 1 from conversation_post p where p.id = {key} and "
        f"p.space_id = any((select lock.spaces_where('{right}'))::uuid[]){own}"
        " and not exists (select 1 from conversation_withdrawal w where w.post_id = p.id))"
    )


def votable(key: str) -> str:
    """SQL: the poll is open and `me` may vote in it."""
    return (
        f"{of_post('react', key)} and not exists (select 1 from conversation_pollclosing c where c.poll_id = {key})"
        f" and exists (select 1 from conversation_poll o where o.post_id = {key} and not o.is_anonymous"
        " and (o.closes_at is null or o.closes_at > now()))"
    )


# A steward sees who of their own space has confirmed; the author sees all.
OF_MY_PEOPLE = f"""
exists (select 1 from conversation_announcedpost k join conversation_post p on p.id = k.post_id
  join spaces_membership m on m.space_id = p.space_id and m.person_id = conversation_confirmation.person_id
   and {STANDING}
 where k.announcement_id = conversation_confirmation.announcement_id
   and {where("steer").replace("space_id", "p.space_id", 1)})
"""

ANNOUNCES = definer(
    "announces(wanted uuid)",
    "boolean",
    "select exists (select 1 from conversation_announcement a where a.id = wanted and a.author_id = lock.me())",
)

IS_ASKED = definer(
    "is_asked(wanted uuid)",
    "boolean",
    f"""
select exists (
  select 1 from conversation_announcedpost k join conversation_post p on p.id = k.post_id
    join spaces_membership m on m.space_id = p.space_id and m.person_id = lock.me() and {STANDING}
   where k.announcement_id = wanted and {LIVE})
""",
)

# How many are asked and how many have confirmed the text of now, over all copies: numbers, no names.
CONFIRMED = definer(
    "confirmed(wanted uuid[])",
    "table (announcement_id uuid, asked bigint, confirmed bigint)",
    f"""
select a.id, count(distinct m.person_id), count(distinct c.person_id)
  from conversation_announcement a
  join conversation_announcedpost k on k.announcement_id = a.id
  join conversation_post p on p.id = k.post_id and {LIVE}
  join spaces_membership m on m.space_id = p.space_id and m.person_id <> a.author_id and {STANDING}
  join people_person who on who.id = m.person_id and who.deactivated_at is null and who.kind <> 'bot'
  left join conversation_confirmation c
    on c.announcement_id = a.id and c.person_id = m.person_id and c.version = a.version
 where a.id = any(wanted) and (not lock.is_bound() or {of_copy("read", "a.id")})
 group by a.id
""",
)

# One vote in an anonymous poll: that the person has voted, and the counts; nothing links the two. False: voted before.
# Where no identity binds (the demo world, an import), `voter` says who it is.
CAST_BALLOT = definer(
    "cast_ballot(wanted uuid, places int[], voter uuid)",
    "boolean",
    """
declare
  person uuid := case when lock.is_bound() then lock.me() else voter end;
  chosen conversation_poll;
  options int;
begin
  select * into chosen from conversation_poll o where o.post_id = wanted and o.is_anonymous
     and (o.closes_at is null or o.closes_at > now())
     and not exists (select 1 from conversation_pollclosing c where c.poll_id = o.post_id)
     and not exists (select 1 from conversation_withdrawal w where w.post_id = o.post_id);
  if not found or person is null then raise insufficient_privilege; end if;
  if lock.is_bound() and not exists (
    select 1 from conversation_post p where p.id = wanted and p.space_id = any(lock.spaces_where('react')))
  then raise insufficient_privilege; end if;
  select count(*) into options from conversation_polloption o where o.poll_id = wanted;
  if (cardinality(places) > 0) is not true or not chosen.is_multiple and cardinality(places) > 1
     or exists (select 1 from unnest(places) place where (place between 1 and options) is not true)
  then raise check_violation; end if;
  insert into conversation_ballot (poll_id, person_id) values (wanted, person) on conflict do nothing;
  if not found then return false; end if;
  update conversation_tally t set counts = array(
    select t.counts[place] + (place = any(places))::int from generate_series(1, options) place order by place)
   where t.poll_id = wanted;
  return true;
end
""",
    language="plpgsql",
    kind="volatile",
)

# How many have voted; what they chose only once the poll is closed, and never of too few.
TALLIES = definer(
    "tallies(wanted uuid[])",
    "table (poll_id uuid, people bigint, counts int[])",
    f"""
select o.post_id, b.people, case when b.people >= {Poll.HIDDEN_BELOW} and (
         o.closes_at <= now() or exists (select 1 from conversation_pollclosing c where c.poll_id = o.post_id))
       then t.counts end
  from conversation_poll o join conversation_tally t on t.poll_id = o.post_id
  cross join lateral (select count(*) as people from conversation_ballot b where b.poll_id = o.post_id) b
 where o.post_id = any(wanted) and (not lock.is_bound() or exists (
   select 1 from conversation_post p where p.id = o.post_id and p.space_id = any(lock.spaces_where('read'))))
""",
)

OPEN_TALLY = definer(
    "open_tally(wanted uuid, options int)",
    "void",
    """
begin
  if lock.is_bound() and not exists (
    select 1 from conversation_poll o join conversation_post p on p.id = o.post_id
     where o.post_id = wanted and o.is_anonymous and p.author_id = lock.me())
  then raise insufficient_privilege; end if;
  insert into conversation_tally (poll_id, counts) values (wanted, array_fill(0, array[options]));
end
""",
    language="plpgsql",
    kind="volatile",
)

# What was asked and chosen goes with the text of a withdrawn post.
DROP_POLL = definer(
    "drop_poll(wanted uuid)",
    "void",
    """
begin
  if not exists (select 1 from conversation_withdrawal w where w.post_id = wanted) then
    raise insufficient_privilege;
  end if;
  delete from conversation_vote v using conversation_polloption o where o.id = v.option_id and o.poll_id = wanted;
  delete from conversation_polloption where poll_id = wanted;
  delete from conversation_ballot where poll_id = wanted;
  delete from conversation_tally where poll_id = wanted;
  delete from conversation_pollclosing where poll_id = wanted;
  delete from conversation_poll where post_id = wanted;
end
""",
    language="plpgsql",
    kind="volatile",
)

OF_OPTION = "(select o.poll_id from conversation_polloption o where o.id = option_id)"
OF_KNOWN_POLL = "exists (select 1 from conversation_poll o where o.post_id = poll_id)"
#: Of a post in a space that `me` reads. Who is merely shown a post is asked nothing by it.
OF_READABLE_POST = (
    "exists (select 1 from conversation_post p where p.id = post_id"
    " and p.space_id = any((select lock.spaces_where('read'))::uuid[]))"
)

TABLES = (
    Covered(
        "conversation_announcement",
        read=f"{AUTHOR} or exists (select 1 from conversation_announcedpost k"
        " where k.announcement_id = conversation_announcement.id)",
        insert=AUTHOR,
        update=AUTHOR,
        columns=("version",),
    ),
    Covered(
        "conversation_announcedpost",
        read=OF_READABLE_POST,
        insert=f"{of_post('announce', and_author=True)} and {OF_MY_ANNOUNCEMENT}",
    ),
    Covered(
        "conversation_announcementending",
        read=OF_KNOWN_ANNOUNCEMENT,
        insert=f"{BY_ME} and {OF_MY_ANNOUNCEMENT}",
    ),
    Covered(
        "conversation_confirmation",
        read=f"{MINE} or {OF_MY_ANNOUNCEMENT} or {OF_MY_PEOPLE}",
        insert=f"{MINE} and lock.is_asked(announcement_id)",
    ),
    Covered(
        "conversation_chase",
        read=f"{OF_MY_ANNOUNCEMENT} or {of_copy('steer')}",
        insert=f"{BY_ME} and why = 'asked' and ({OF_MY_ANNOUNCEMENT} or {of_copy('announce')})",
    ),
    Covered("conversation_poll", read=OF_READABLE_POST, insert=of_post("post", and_author=True)),
    Covered(
        "conversation_polloption",
        read=OF_KNOWN_POLL,
        insert=of_post("post", "poll_id", and_author=True),
    ),
    Covered(
        "conversation_pollclosing",
        read=OF_KNOWN_POLL,
        insert=f"{BY_ME} and ({of_post('post', 'poll_id', and_author=True)} or {of_post('withdraw', 'poll_id')})",
    ),
    Covered(
        "conversation_vote",
        read="exists (select 1 from conversation_polloption o where o.id = option_id)",
        insert=f"{MINE} and {votable(OF_OPTION)}",
        delete=f"{MINE} and {votable(OF_OPTION)}",
    ),
    Covered("conversation_ballot", read=MINE),
    Sealed("conversation_tally", "what was chosen leaves through lock.tallies alone, when it may"),
    Covered(
        "conversation_scheduledpost",
        read=AUTHOR,
        insert=f"{AUTHOR} and {where('post')}",
        update=AUTHOR,
        columns=("body", "mark", "send_at", "shown_access"),
        delete=AUTHOR,
    ),
    Covered(
        "conversation_hold",
        read="exists (select 1 from conversation_scheduledpost s where s.id = scheduled_id)",
        delete="exists (select 1 from conversation_scheduledpost s where s.id = scheduled_id)",
    ),
    Covered(
        "conversation_reminder",
        read=MINE,
        insert=f"{MINE} and {OF_READABLE_POST}",
        update=MINE,
        columns=("due_at", "is_told"),
        delete=MINE,
    ),
)

FUNCTIONS = (ANNOUNCES, IS_ASKED, CONFIRMED, CAST_BALLOT, TALLIES, OPEN_TALLY, DROP_POLL)
