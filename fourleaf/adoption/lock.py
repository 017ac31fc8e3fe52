"""The second lock of teams: the plan for all staff, the rest for those whom it concerns, answers for who gave them."""

from fourleaf.adoption.models.teams import STEWARDS
from fourleaf.adoption.policy import DECIDING
from fourleaf.adoption.readings_lock import FUNCTIONS, TABLES
from fourleaf.adoption.watches_lock import LEADERS_SIGNS, WATCHES
from fourleaf.kit.lock import AppLock, Covered, definer
from fourleaf.people.lock import OWN


def holds_one_of(roles: tuple[str, ...]) -> str:
    """SQL: `me` has one of these roles today."""
    return "(" + " or ".join(f"lock.holds('{role}')" for role in roles) + ")"


#: Groups of fewer are told of by no figure.
FEWEST = 5
STEWARD = f"(lock.is_human_staff() and {holds_one_of(STEWARDS)})"
# Teams that `me` leads, or looks after as a steward, or has put forward and nobody has taken up yet.
KEPT_TEAMS = definer(
    "kept_teams()",
    "uuid[]",
    f"""
select coalesce(array_agg(t.id), '{{}}') from adoption_team t left join adoption_launch l on l.team_id = t.id
 where lock.is_human_staff() and (t.leader_id = lock.me()
   or (t.put_forward_by_id = lock.me() and coalesce(l.state, 'candidate') = 'candidate') or {STEWARD})
""",
)
TEAMS_IN = definer(
    "teams_in()",
    "uuid[]",
    """
select coalesce(array_agg(m.team_id), '{}') from adoption_teammember m
 where m.person_id = lock.me() and m.ended_at is null and lock.is_staff()
""",
)
MY_TEAMS = definer("my_teams()", "uuid[]", "select lock.kept_teams() || lock.teams_in()")
LED_TEAMS = definer(
    "led_teams()",
    "uuid[]",
    "select coalesce(array_agg(t.id), '{}') from adoption_team t where t.leader_id = lock.me()",
)

#: System jobs count too; what may be told of a count is said here all the same.
OF_MINE = "(s.team_id = any(lock.my_teams()) or not lock.is_bound())"
# How many members knew the benefit, and how keen they find the leader (mean, 1 to 7); from five answers on.
BENEFIT_CHECK = definer(
    "benefit_check(wanted uuid)",
    "table (answered bigint, knew bigint, raters bigint, keenness double precision)",
    f"""
select count(*), case when count(*) >= {FEWEST} then count(*) filter (where a.is_right) end,
       case when count(a.keenness) >= {FEWEST} then count(a.keenness) end,
       case when count(a.keenness) >= {FEWEST} then avg(a.keenness)::double precision end
  from adoption_checkanswer a join adoption_benefitstatement s on s.id = a.statement_id
 where a.statement_id = wanted and {OF_MINE}
""",
)
# The mean of a leader's answers, if they let it count; a leader's own in any case.
LEADER_MEAN = definer(
    "leader_mean(wanted uuid)",
    "double precision",
    """
select (select avg(answer) from unnest(a.answers) answer)::double precision
  from adoption_leaderanswers a join adoption_team t on t.id = a.team_id and t.leader_id = a.person_id
 where a.team_id = wanted and (a.counts or a.person_id = lock.me())
   and (wanted = any(lock.my_teams()) or not lock.is_bound())
""",
)
# Both raters' marks are told once there are two; till then each knows their own, and everybody how many there are.
RATING_COUNT = definer(
    "rating_count(wanted uuid)",
    "bigint",
    f"""
select count(*) from adoption_benefitrating r join adoption_benefitstatement s on s.id = r.statement_id
 where r.statement_id = wanted and {OF_MINE}
""",
)

# Whether `me` is in while the organisation goes team by team: in a team that has begun and not stopped, or a guest.
IS_IN = definer(
    "is_in()",
    "boolean",
    """
select exists (select 1 from adoption_teammember m join adoption_launch l on l.team_id = m.team_id
                where m.person_id = lock.me() and m.ended_at is null and (l.state in ('launched', 'steady')
                   or l.state = 'reviewed' and exists (
                     select 1 from adoption_launchstep s where s.launch_id = l.team_id and s.after = 'steady')))
    or exists (select 1 from adoption_guest g where g.person_id = lock.me() and g.ended_at is null)
""",
)

KEPT = "team_id = any((select lock.kept_teams())::uuid[])"
SEEN = "team_id = any((select lock.my_teams())::uuid[])"
BELONG = "team_id = any((select lock.teams_in())::uuid[])"
OF_KEPT_LAUNCH = "launch_id = any((select lock.kept_teams())::uuid[])"
OF_SEEN_LAUNCH = "launch_id = any((select lock.my_teams())::uuid[])"
OF_OWN_LAUNCH = "launch_id = any((select lock.teams_in())::uuid[])"
STAFF = "(select lock.is_staff())"
HUMAN = "(select lock.is_human_staff())"
BY_ME = "by_id = (select lock.me())"
RATED_BY_ME = "rater_id = (select lock.me())"
OF_SEEN_STATEMENT = (
    "exists (select 1 from adoption_benefitstatement s where s.id = statement_id"
    " and s.team_id = any((select lock.my_teams())::uuid[]))"
)
OF_OWN_STATEMENT = (
    "exists (select 1 from adoption_benefitstatement s where s.id = statement_id"
    " and s.team_id = any((select lock.teams_in())::uuid[]))"
)
OF_LED_TEAM = "team_id = any((select lock.led_teams())::uuid[])"

LOCK = AppLock(
    tables=(
        Covered(
            "adoption_team",
            read=STAFF,
            insert=f"put_forward_by_id = (select lock.me()) and {HUMAN}",
            update="id = any((select lock.kept_teams())::uuid[])",
            becomes=HUMAN,
            columns=("name", "leader_id"),
        ),
        Covered(
            "adoption_charter",
            read=SEEN,
            insert=KEPT,
            update=KEPT,
            columns=("outcome", "starts_on", "due_on", "stop_rule", "coach_id"),
        ),
        Covered("adoption_requiredskill", read=SEEN, insert=KEPT, delete=KEPT),
        Covered(
            "adoption_teammember",
            read=f"{OWN} or {SEEN}",
            insert=f"{KEPT} and ended_at is null",
            update=f"ended_at is null and ({KEPT} or {OWN})",
            becomes=f"ended_at is not null and ({KEPT} or {OWN})",
            columns=("ended_at",),
        ),
        Covered("adoption_deliverable", read=SEEN, insert=KEPT, delete=KEPT),
        Covered(
            "adoption_launch",
            read=STAFF,
            insert=f"{KEPT} and state = 'candidate'",
            update=KEPT,
            columns=("state", "begins_on"),
        ),
        Covered("adoption_launchstep", read=OF_SEEN_LAUNCH, insert=f"{BY_ME} and {OF_KEPT_LAUNCH}"),
        Covered("adoption_place", read=OF_SEEN_LAUNCH, insert=OF_KEPT_LAUNCH),
        Covered("adoption_firstwin", read=OF_SEEN_LAUNCH, insert=f"{BY_ME} and {OF_SEEN_LAUNCH}"),
        Covered(
            "adoption_launchcheck",
            read=OF_SEEN_LAUNCH,
            insert=f"{OF_KEPT_LAUNCH} and answered_at is null",
            update=f"answered_at is null and {OF_KEPT_LAUNCH}",
            becomes=f"answered_by_id = (select lock.me()) and answered_at is not null and {OF_KEPT_LAUNCH}",
            columns=("shows", "goes_on", "note", "answered_by_id", "answered_at"),
        ),
        Covered(
            "adoption_afterwards",
            read=OF_SEEN_LAUNCH,
            insert=f"{OWN} and {OF_OWN_LAUNCH}",
            update=OWN,
            columns=("text", "at"),
            delete=OWN,
        ),
        Covered("adoption_benefitstatement", read=SEEN, insert=f"{BY_ME} and {KEPT}"),
        Covered(
            "adoption_benefitrating",
            read=f"{RATED_BY_ME} or ({OF_SEEN_STATEMENT} and lock.rating_count(statement_id) >= 2)",
            insert=f"{RATED_BY_ME} and {OF_SEEN_STATEMENT} and lock.rating_count(statement_id) < 2",
        ),
        Covered(
            "adoption_checkanswer",
            read=OWN,
            insert=f"{OWN} and {OF_OWN_STATEMENT}",
            update=OWN,
            columns=("is_right", "keenness", "at"),
            delete=OWN,
        ),
        Covered(
            "adoption_leaderanswers",
            read=OWN,
            insert=f"{OWN} and {OF_LED_TEAM}",
            update=OWN,
            columns=("answers", "counts", "at"),
            delete=OWN,
        ),
        Covered("adoption_mode", read=STAFF, insert=f"{BY_ME} and {HUMAN} and {holds_one_of(DECIDING)}"),
        Covered(
            "adoption_guest",
            read=f"{OWN} or {STEWARD}",
            insert=f"{BY_ME} and {STEWARD} and ended_at is null",
            update=f"ended_at is null and {STEWARD}",
            becomes=f"ended_at is not null and {STEWARD}",
            columns=("ended_at",),
        ),
        *TABLES,
        *WATCHES,
    ),
    functions=(
        TEAMS_IN,
        KEPT_TEAMS,
        MY_TEAMS,
        LED_TEAMS,
        BENEFIT_CHECK,
        LEADER_MEAN,
        RATING_COUNT,
        IS_IN,
        *FUNCTIONS,
        LEADERS_SIGNS,
    ),
)
