"""First wins: finished work in a team's space since its start, with one plain fact about each, from rows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fourleaf.adoption.course import State
from fourleaf.adoption.models import FirstWin, LaunchStep, Team
from fourleaf.conversation.models import Mark, Post
from fourleaf.documents.models import RoundEnding
from fourleaf.people.models import Person
from fourleaf.spaces.models import Space

#: How many of a kind are offered.
MOST = 10
Facts = dict[str, int]


@dataclass(frozen=True)
class Win:
    """A piece of work that is finished: what and when, where it is, and numbers about it."""

    kind: str
    subject: UUID
    at: datetime
    title: str = ""
    facts: Facts = field(default_factory=dict)

    @property
    def url(self) -> str:
        return address(self.kind, self.subject)

    @property
    def fact(self) -> str:
        return fact(self.kind, self.facts)


def address(kind: str, subject: UUID) -> str:
    """Where the work is."""
    return reverse("document" if kind == FirstWin.Kind.APPROVAL else "post", args=[subject])


def started_at(team: Team) -> datetime | None:
    """When the team began."""
    step = LaunchStep.objects.filter(launch_id=team.pk, after=State.LAUNCHED).first()
    return step.at if step else None


def found(person: Person, team: Team) -> list[Win]:
    """What the team has finished in its space since it began, the newest first, as far as the person may read it."""
    since = started_at(team)
    place = getattr(team.launch, "place", None)
    if since is None or place is None:
        return []
    space = Space.objects.readable_by(person).filter(pk=place.space_id).first()
    if space is None:
        return []
    wins = [*_approvals(space, since), *_marked(space, since)]
    return sorted(wins, key=lambda win: win.at, reverse=True)


def _approvals(space: Space, since: datetime) -> Iterator[Win]:
    endings = RoundEnding.objects.filter(
        document__space=space, document__withdrawal=None, how=RoundEnding.How.APPROVED, at__gte=since
    )
    counted = endings.select_related("round", "document").annotate(
        reviewers=Count("round__reviewers", distinct=True),
        majors=Count("document__revisions", filter=Q(document__revisions__is_major=True), distinct=True),
    )
    for ending in counted.order_by("-at")[:MOST]:
        facts = {
            "minutes": _minutes(ending.round.at, ending.at),
            "people": ending.reviewers,
            "majors": ending.majors,
        }
        yield Win(FirstWin.Kind.APPROVAL, ending.document_id, ending.at, ending.document.title, facts)


def _marked(space: Space, since: datetime) -> Iterator[Win]:
    """Answers and decisions, each with its thread."""
    kinds = {Mark.Kind.ANSWER: FirstWin.Kind.ANSWER, Mark.Kind.DECISION: FirstWin.Kind.DECISION}
    marks = Mark.objects.filter(
        space=space, kind__in=list(kinds), post__withdrawal=None, post__at__gte=since
    ).select_related("post__root")
    for mark in marks.order_by("-at")[: 2 * MOST]:
        post, kind = mark.post, kinds[Mark.Kind(mark.kind)]
        root = post.root or post
        thread = Post.objects.filter(Q(pk=root.pk) | Q(root=root), withdrawal=None, at__lte=post.at)
        said = thread.aggregate(people=Count("author", distinct=True), posts=Count("pk"))
        yield Win(kind, post.pk, mark.at, "", {"minutes": _minutes(root.at, post.at), **said})


def _minutes(start: datetime, end: datetime) -> int:
    return max(0, round((end - start).total_seconds() / 60))


def fact(kind: str, facts: Facts) -> str:
    """The one plain sentence."""
    took, people = span(facts.get("minutes", 0)), facts.get("people", 0)
    if kind == FirstWin.Kind.APPROVAL:
        who = ngettext("%(n)d person", "%(n)d people", people) % {"n": people}
        return _("It was approved %(took)s after it was submitted, by %(who)s.") % {"took": took, "who": who}
    if kind == FirstWin.Kind.ANSWER:
        return _("It was answered %(took)s after it was asked.") % {"took": took}
    if people < 2:
        return _("It is written down where everybody of the team finds it.")
    return _("%(people)d people came to it within %(took)s.") % {"people": people, "took": took}


def span(minutes: int) -> str:
    """A time in the largest unit in which it is at least two."""
    if minutes < 120:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        hours = round(minutes / 60)
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    days = round(minutes / 60 / 24)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
