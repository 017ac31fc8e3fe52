"""The second lock of early warning: the worker writes, the team reads, and the leader's own signs go to the leader."""

from fourleaf.kit.lock import Covered, definer
from fourleaf.people.lock import OWN

# The leader at once; whom they let see how their pledge goes a week later, as long as they do.
LEADERS_SIGNS = definer(
    "leaders_signs(wanted uuid)",
    "boolean",
    """
select exists (
  select 1 from adoption_watch w join adoption_team t on t.id = w.team_id
   where w.id = wanted and (t.leader_id = lock.me() or w.at <= now() - interval '7 days' and exists (
     select 1 from sheet_consent c join sheet_pledge p on p.id = c.pledge_id
      where p.leader_id = t.leader_id and c.to_id = lock.me() and c.ended_at is null and p.ended_at is null)))
""",
)
OF_WATCH = "exists (select 1 from adoption_watch w where w.id = watch_id)"
WATCHES = (
    Covered("adoption_watch", read="team_id = any((select lock.my_teams())::uuid[])"),
    Covered("adoption_sighting", read=f"{OF_WATCH} and (not is_leaders or lock.leaders_signs(watch_id))"),
    Covered("adoption_seenwatch", read=OWN, insert=f"{OWN} and {OF_WATCH}"),
)
