"""How far a team is prepared to begin, counted from its rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from fourleaf.adoption.characteristics.benefits import weighted_kappa
from fourleaf.adoption.claims import Prepared
from fourleaf.adoption.models import BenefitStatement, Deliverable, Team


@dataclass(frozen=True)
class Check:
    """All members together: how many answered; from five on, how many knew, and how keen they find the leader."""

    answered: int = 0
    knew: int | None = None
    raters: int | None = None
    keenness: float | None = None


def statement_of(team: Team) -> BenefitStatement | None:
    """The newest one, which counts."""
    return team.statements.select_related("owner", "by").first()


def check_of(statement: BenefitStatement | None) -> Check:
    """What the members answered, as far as it may be told."""
    if statement is None:
        return Check()
    with connection.cursor() as cursor:
        cursor.execute("select * from lock.benefit_check(%s)", [statement.pk])
        return Check(*cursor.fetchone())


def leader_mean(team: Team) -> float | None:
    """The mean of the leader's nine answers, 1 to 7: for the leader, and for others if the leader lets it count."""
    with connection.cursor() as cursor:
        cursor.execute("select lock.leader_mean(%s)", [team.pk])
        row: tuple[float | None] | None = cursor.fetchone()
    return row[0] if row else None


def prepared(team: Team) -> Prepared:
    """What is there now."""
    statement = statement_of(team)
    return Prepared(
        members=team.members.standing().count(),
        has_statement=statement is not None,
        ratings=ratings_of(statement),
        answered=check_of(statement).answered,
        past_works=Deliverable.objects.past().filter(team=team).count(),
    )


def ratings_of(statement: BenefitStatement | None) -> int:
    """How many have rated it; whose and how is told only once there are two."""
    if statement is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("select lock.rating_count(%s)", [statement.pk])
        return int(cursor.fetchone()[0])


def agreement(marks: Sequence[Sequence[int]]) -> float | None:
    """The two raters' weighted κ over the five fields, −1 to 1; None until there are two."""
    if len(marks) < 2:
        return None
    return weighted_kappa(list(zip(marks[0], marks[1], strict=True)))
