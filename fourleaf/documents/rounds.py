"""Rounds of review as pages and the API tell of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fourleaf.documents.life import names_of
from fourleaf.documents.models import Answer, Document, Reviewer, Revision, Round, RoundQuerySet
from fourleaf.people.models import Person


@dataclass(frozen=True)
class Said:
    """A reviewer and what they have said last, if anything."""

    reviewer: Reviewer
    name: str
    answer: Answer | None
    #: what they said before that
    earlier: tuple[Answer, ...]


@dataclass(frozen=True)
class RoundCard:
    """A round with names; `waits_for_me`: the reader has not answered."""

    round: Round
    by: str
    said: tuple[Said, ...]
    is_reviewer: bool
    waits_for_me: bool
    is_overdue: bool

    @property
    def answered(self) -> int:
        return sum(each.answer is not None for each in self.said)


def cards(rounds: RoundQuerySet, reader: Person) -> list[RoundCard]:
    """These rounds, newest first, in a fixed number of queries."""
    listed = list(
        rounds.select_related("ending")
        .prefetch_related(
            Prefetch("revision", Revision.objects.light()),
            "reviewers",
            Prefetch("answers", Answer.objects.order_by("at", "pk")),
        )
        .order_by("-at")
    )
    people = {each.by_id for each in listed} | {
        reviewer.person_id for each in listed for reviewer in each.reviewers.all()
    }
    names = names_of(people)
    return [_card(each, names, reader) for each in listed]


def rounds_of(document: Document, reader: Person) -> list[RoundCard]:
    """All of a document."""
    return cards(document.rounds.all(), reader)


def _card(round: Round, names: Mapping[UUID, str], reader: Person) -> RoundCard:
    somebody = _("somebody")
    answers: dict[UUID, list[Answer]] = {}
    for answer in round.answers.all():
        answers.setdefault(answer.person_id, []).append(answer)
    said = tuple(
        Said(
            each,
            names.get(each.person_id, somebody),
            answers[each.person_id][-1] if each.person_id in answers else None,
            tuple(answers.get(each.person_id, ())[:-1]),
        )
        for each in round.reviewers.all()
    )
    is_reviewer = any(each.reviewer.person_id == reader.pk for each in said)
    return RoundCard(
        round,
        names.get(round.by_id, somebody),
        tuple(sorted(said, key=lambda each: each.name)),
        is_reviewer,
        is_reviewer and round.is_open and reader.pk not in answers,
        round.is_overdue(localdate()),
    )
