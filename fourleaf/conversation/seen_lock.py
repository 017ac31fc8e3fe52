"""How many have seen a post, and how often it was copied: numbers, by functions that tell no name."""

from fourleaf.kit.lock import definer
from fourleaf.sharing.lock import HOLDS
from fourleaf.spaces.lock import STANDING

#: With fewer readers than this no number is told: who it is would be plain to the author.
LEAST = 6

# A root is seen by who has read the space that far, a reply by who has read the thread that far. What was said before
# somebody first came here counts as unread, as everywhere; whoever wrote it has seen it; programs see nothing.
# Whoever is shown it and does not belong has seen it if they opened what shows it since it was said.
SEEN = definer(
    "seen(post uuid)",
    "bigint",
    f"""
declare
  said conversation_post;
  is_open boolean;
  shown uuid[];
begin
  select p.* into said from conversation_post p where p.id = post;
  if said.id is null or not said.space_id = any(lock.spaces_where('read')) then return null; end if;
  if coalesce((select sum(a.people) from lock.audience(array[said.space_id]) a where a.kind <> 'bot'), 0) < {LEAST}
    then return null; end if;
  select s.access = 'open' into is_open from spaces_space s where s.id = said.space_id;
  select coalesce(array_agg(g.id), '{{}}') into shown from sharing_grant g
   where g.space_id = said.space_id and {HOLDS} and (
     g.kind = 'post' and g.object_id = said.id or g.kind = 'thread' and g.object_id = coalesce(said.root_id, said.id));
  return (
    select count(distinct p.id) from (
      select c.person_id, false as is_shown from spaces_cursor c
       where said.root_id is null and c.space_id = said.space_id and c.read_to >= said.sequence
      union select f.person_id, false from conversation_following f
       where f.root_id = said.root_id and f.read_to >= said.sequence
      union select o.person_id, true from sharing_opening o
        join lock.reached_pairs(shown) r on r.grant_id = o.grant_id and r.person_id = o.person_id
       where o.last_at >= said.at
      union select said.author_id, false) reader
    join people_person p on p.id = reader.person_id
     and p.deactivated_at is null and (p.kind <> 'bot' or p.id = said.author_id)
    left join lateral (
      select min(m.since) as first, bool_or({STANDING}) as belongs
        from spaces_membership m where m.space_id = said.space_id and m.person_id = p.id) stay on true
    where reader.is_shown or (stay.belongs or (is_open and p.kind in ('staff', 'bot')))
      and (stay.first is null or stay.first <= said.at or p.id = said.author_id));
end
""",
    language="plpgsql",
)

# How many copies there are of each of one's own posts, wherever they stand.
COPIED = definer(
    "copied()",
    "table (post_id uuid, copies bigint)",
    """
select u.source_id, count(*) from conversation_reuse u
  join conversation_post p on p.id = u.source_id and p.author_id = lock.me()
 where not exists (select 1 from conversation_withdrawal w where w.post_id = u.post_id)
 group by u.source_id
""",
)
