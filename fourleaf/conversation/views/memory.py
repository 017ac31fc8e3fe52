"""How long the page of a stream may be given again from memory, and what ends that before."""

from datetime import timedelta
from uuid import UUID

from fourleaf.kit import changes, time
from fourleaf.kit.prepared import ask
from fourleaf.kit.web import PersonRequest
from fourleaf.people.sessions import digest
from fourleaf.spaces.models import Space

#: What nobody has thought of is wrong for no longer than this.
LONGEST = timedelta(seconds=15)

# All places of the person and those of the threads they follow, from which comes what waits and what is new: from one
# to the next by the index, however many threads they follow. And when the first membership that the page may show, or
# the session, runs out by itself.
DEPENDS = """
with recursive followed as (
  select first.space_id from (
    select space_id from conversation_following where person_id = %(person)s and not is_muted
     order by space_id limit 1) first
  union all
  select further.space_id from followed cross join lateral (
    select f.space_id from conversation_following f
     where f.person_id = %(person)s and not f.is_muted and f.space_id > followed.space_id
     order by f.space_id limit 1) further)
select array(select space_id from spaces_membership where person_id = %(person)s and ended_at is null
             union select space_id from followed),
       least(lock.session_ends(%(session)s), (
         select min(expires_at) from spaces_membership
          where (person_id = %(person)s or space_id = %(space)s) and ended_at is null and expires_at > %(now)s))
"""


def let_keep(request: PersonRequest, space: Space) -> None:
    """Let the gateway give this answer again, to this session only, while nothing has changed that it shows."""
    person, session, now = request.user, digest(request.session.session_key or ""), time.now()
    values = {"person": person.pk, "session": session, "space": space.pk, "now": now}
    ((places, ends),) = ask(DEPENDS, values)
    if ends is None:
        return
    spaces: set[UUID] = {space.pk, *places}
    names = [changes.of_person(person.pk), changes.of_session(session), *map(changes.of_space, spaces)]
    changes.let_keep(request, names, min(ends, now + LONGEST))
