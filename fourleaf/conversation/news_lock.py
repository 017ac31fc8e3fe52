"""What is new to somebody: told by what is new, however much there is and however many threads they ever followed."""

from fourleaf.kit.lock import Covered, definer
from fourleaf.spaces.lock import MINE, STANDING

TABLE = Covered(
    "conversation_following",
    read=MINE,
    insert=f"{MINE} and exists (select 1 from conversation_post p where p.id = conversation_following.root_id"
    " and p.space_id = conversation_following.space_id)",
    update=MINE,
    columns=("is_muted", "read_to", "newest"),
    delete=MINE,
)

# Replies in a space are written one by one, and one row has both numbers: between writing and reading no news is lost.
TELL_FOLLOWERS = definer(
    "tell_followers()",
    "trigger",
    """
begin
  update conversation_following set newest = new.sequence
   where root_id = new.root_id and person_id <> new.author_id and newest < new.sequence;
  return null;
end
""",
    language="plpgsql",
    kind="volatile",
)
# A withdrawn reply is no news.
FORGET_WITHDRAWN = definer(
    "forget_withdrawn()",
    "trigger",
    """
begin
  update conversation_following f
     set newest = (select coalesce(max(p.sequence), 0) from conversation_post p
                    where p.root_id = f.root_id and p.author_id <> f.person_id
                      and not exists (select 1 from conversation_withdrawal w where w.post_id = p.id))
    from conversation_post gone
   where gone.id = new.post_id and gone.root_id = f.root_id and f.newest = gone.sequence;
  return null;
end
""",
    language="plpgsql",
    kind="volatile",
)
# The last reply by others, for who begins to follow. It waits for whoever is writing in the space just now, and whoever
# comes later finds the following.
NEWEST_REPLY = definer(
    "newest_reply(thread uuid, person uuid)",
    "bigint",
    """
declare
  place uuid;
begin
  select p.space_id into place from conversation_post p where p.id = thread;
  if lock.is_bound() and not lock.allows('read', place) then return 0; end if;
  perform 1 from chronicle_stream s where s.space_id = place for share;
  return (select coalesce(max(p.sequence), 0) from conversation_post p
           where p.root_id = thread and p.author_id <> person
             and not exists (select 1 from conversation_withdrawal w where w.post_id = p.id));
end
""",
    language="plpgsql",
    kind="volatile",
)
# How many unread roots by others each of one's spaces holds, up to `most`; who belongs there may read. Who has no
# cursor yet has read nothing, but what was said before they first came does not count as unread. Another role begins
# another membership, and is no coming. Each half goes along an index and stops at `most`.
ROOT_BY_OTHERS = (
    "p.space_id = place.id and p.root_id is null and p.author_id <> reader"
    " and not exists (select 1 from conversation_withdrawal w where w.post_id = p.id)"
)
UNREAD = definer(
    "unread(reader uuid, most integer)",
    "table (space uuid, number bigint)",
    f"""
begin
  if lock.is_bound() and reader is distinct from lock.me() then return; end if;
  return query
  select place.id, counted.found
    from (select m.space_id as id, c.read_to, (
            select min(f.since) from spaces_membership f
             where f.space_id = m.space_id and f.person_id = reader and c.read_to is null) as first
            from spaces_membership m
            left join spaces_cursor c on c.space_id = m.space_id and c.person_id = m.person_id
           where m.person_id = reader and {STANDING}) place
   cross join lateral (
    select count(*) as found from (
      (select 1 from conversation_post p where {ROOT_BY_OTHERS} and p.sequence > place.read_to
        order by p.sequence limit most)
      union all
      (select 1 from conversation_post p where {ROOT_BY_OTHERS} and p.at >= place.first
        order by p.at limit most)) newest) counted
   where counted.found > 0;
end
""",
    language="plpgsql",
)
FUNCTIONS = (
    UNREAD,
    TELL_FOLLOWERS,
    FORGET_WITHDRAWN,
    NEWEST_REPLY,
    "create trigger forget_withdrawn after insert on conversation_withdrawal for each row"
    " execute function lock.forget_withdrawn()",
    "create trigger tell_followers after insert on conversation_post for each row when (new.root_id is not null)"
    " execute function lock.tell_followers()",
)
