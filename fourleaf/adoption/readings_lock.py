"""The second lock of what is reckoned: the worker alone writes it, but for the asking of a what-if."""

from fourleaf.adoption.models.teams import STEWARDS
from fourleaf.kit.lock import Covered, Sealed, definer

# On which day each launch came to which state, for the map, which all staff may see: neither who did it, nor why.
LAUNCH_DAYS = definer(
    "launch_days()",
    "table (team uuid, state text, at timestamptz)",
    "select s.launch_id, s.after::text, s.at from adoption_launchstep s where lock.is_staff() order by s.at, s.id",
)
FUNCTIONS = (LAUNCH_DAYS,)

STAFF = "(select lock.is_staff())"
STEWARD = (
    "((select lock.is_human_staff()) and ("
    + " or ".join(f"(select lock.holds('{role}'))" for role in STEWARDS)
    + "))"
)
TABLES = (
    Covered("adoption_teamreadiness", read="team_id = any((select lock.my_teams())::uuid[])"),
    Covered("adoption_turn", read=STAFF),
    Covered("adoption_spot", read=STAFF),
    Covered("adoption_spottie", read=STAFF),
    Covered("adoption_reckoning", read=STAFF),
    Covered(
        "adoption_whatif",
        read=STEWARD,
        insert=f"{STEWARD} and by_id = (select lock.me()) and pieces = 0 and pieces_of = 0 and outcome = '{{}}'"
        " and done_at is null and failed_at is null",
    ),
    Sealed("adoption_whatifpiece", "the worker's unfinished sums"),
)
