"""State a team's benefits, rate how clear they are, recognise them; answer as its leader."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from fourleaf.adoption import events, policy
from fourleaf.adoption.characteristics.benefits import FIELDS, TOP
from fourleaf.adoption.characteristics.leader import HIGHEST, ITEMS, LOWEST
from fourleaf.adoption.models import BenefitRating, BenefitStatement, CheckAnswer, LeaderAnswers, Team
from fourleaf.adoption.preparing import ratings_of, statement_of
from fourleaf.chronicle.record import record
from fourleaf.kit import time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.text import one_line
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person

LONGEST = 300
#: Members choose between the benefit and so many others.
OTHERS = 2


@transaction.atomic
def state_benefits(
    *,
    actor: Person,
    team: Team,
    outcome: str,
    baseline: str = "",
    target: str = "",
    target_on: date | None = None,
    owner: Person | None = None,
    gain: str = "",
    not_these: Sequence[str] = (),
) -> BenefitStatement:
    """Say in five fields what the team hopes for. Said anew, it is rated and recognised anew.

    `not_these` are two things that it is not about, between which and the outcome members will choose.
    """
    demand(
        policy.can_keep(actor, team), _("Only the team’s leader, or who looks after adoption, can do this.")
    )
    said = {"outcome": outcome, "baseline": baseline, "target": target, "gain": gain}
    for name, text in said.items():
        said[name] = one_line(text)
        ensure(len(said[name]) <= LONGEST, _("Please write at most 300 characters."), name)
    ensure(bool(said["outcome"]), _("Say what will be better."), "outcome")
    ensure(owner is None or policy.is_member(owner, team), _("Choose one of the team’s people."), "owner")
    others = [one_line(text) for text in not_these if one_line(text)]
    same = {text.casefold() for text in (said["outcome"], *others)}
    ensure(len(same) == len(others) + 1, _("These must be three different things."), "not_these")
    ensure(len(others) in (0, OTHERS), _("Write two things that it is not about."), "not_these")
    ensure(
        all(len(text) <= LONGEST for text in others), _("Please write at most 300 characters."), "not_these"
    )
    statement = BenefitStatement.objects.create(
        team=team, by=actor, target_on=target_on, owner=owner, not_these=others, **said
    )
    record(events.BenefitsStated(actor=actor.pk, team=team.pk, statement=statement.pk))
    return statement


@transaction.atomic
def rate_benefits(*, actor: Person, statement: BenefitStatement, marks: Sequence[int]) -> BenefitRating:
    """Mark each of the five fields 0 to 4: two people do so, each without seeing the other's marks."""
    team = statement.team
    demand(
        policy.can_rate(actor, team), _("Only people of the team, or who look after adoption, can rate this.")
    )
    demand(statement.by_id != actor.pk, _("Somebody else has to rate what you wrote."))
    right = len(marks) == len(FIELDS) and all(0 <= mark <= TOP for mark in marks)
    ensure(right, _("Each of the five fields takes a mark from 0 to 4."))
    take_turns("rating", statement.pk)
    ensure(statement_of(team) == statement, _("The benefits have been stated anew. Please read them again."))
    ensure(not statement.ratings.filter(rater=actor).exists(), _("You have rated this already."))
    ensure(ratings_of(statement) < BenefitRating.RATERS, _("Two people have rated this already."))
    rating = BenefitRating.objects.create(
        statement=statement, rater=actor, **dict(zip(FIELDS, marks, strict=True))
    )
    record(events.BenefitsRated(actor=actor.pk, team=team.pk, statement=statement.pk))
    return rating


@transaction.atomic
def answer_check(
    *, actor: Person, statement: BenefitStatement, picked: str, keenness: int | None = None
) -> None:
    """A member says which of three benefits is the team's, and perhaps how keen the leader seems, 1 to 7."""
    team = statement.team
    demand(policy.can_answer_check(actor, team), _("Only members are asked this."))
    ensure(statement_of(team) == statement, _("The benefits have been stated anew. Please read them again."))
    ensure(picked in choices(statement), _("Choose one of the three."), "picked")
    ensure(keenness is None or LOWEST <= keenness <= HIGHEST, _("Choose a number from 1 to 7."), "keenness")
    given = {"is_right": picked == statement.outcome, "keenness": keenness}
    mine = CheckAnswer.objects.filter(statement=statement, person=actor)
    if not mine.update(**given, at=time.now()):
        CheckAnswer.objects.create(statement=statement, person=actor, **given)
        record(events.BenefitsRecognised(actor=actor.pk, team=team.pk, statement=statement.pk))


@transaction.atomic
def answer_as_leader(*, actor: Person, team: Team, answers: Sequence[int], counts: bool) -> None:
    """The leader answers the nine items, 1 to 7 each; with `counts` their mean goes into the team's readiness."""
    demand(team.leader_id == actor.pk, _("Only the team’s leader is asked this."))
    right = len(answers) == ITEMS and all(LOWEST <= answer <= HIGHEST for answer in answers)
    ensure(right, _("Each of the nine takes a number from 1 to 7."))
    mine = LeaderAnswers.objects.filter(team=team, person=actor)
    given = {"answers": list(answers), "counts": counts, "at": time.now()}
    if not mine.update(**given):
        LeaderAnswers.objects.create(team=team, person=actor, **given)
    record(events.LeaderAnswered(actor=actor.pk, team=team.pk))


def choices(statement: BenefitStatement) -> list[str]:
    """The three between which members choose, in an order that says nothing; empty if nobody wrote the other two."""
    return sorted([statement.outcome, *statement.not_these]) if statement.not_these else []
