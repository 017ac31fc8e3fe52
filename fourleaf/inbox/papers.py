"""What waits because of documents (versions to review, decisions, tasks, changes that must be seen) and the Sheet."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import CharField, QuerySet, Value

from fourleaf.adoption.models import LaunchCheck, Watch, WatchQuerySet
from fourleaf.adoption.models.launches import LaunchCheckQuerySet
from fourleaf.documents.models import (
    Document,
    MustSee,
    Notice,
    NoticeQuerySet,
    Revision,
    RevisionQuerySet,
    Round,
    Task,
    nudged,
)
from fourleaf.inbox.items import Item
from fourleaf.kit.once import Once
from fourleaf.kit.time import now
from fourleaf.people.models import Person
from fourleaf.sheet.models import Asking, AskingQuerySet
from fourleaf.spaces.models import Space


def reviews_for(person: Person) -> QuerySet[Round]:
    """Rounds of review in which the person has not answered."""
    return Round.objects.asking(person)


def reviewed_of(person: Person) -> QuerySet[Round]:
    """Rounds that the person submitted and that were decided since they last had the document open."""
    return Round.objects.news_for(person)


def tasks_of(person: Person) -> QuerySet[Task]:
    """Their open tasks of the next days, of the past, and without a day."""
    return Task.objects.of(person).near()


def must_see_for(person: Person) -> QuerySet[MustSee]:
    """What is new in versions and must be seen, which the person has not confirmed."""
    return MustSee.objects.asking(person)


def nudged_for(person: Person) -> RevisionQuerySet:
    """Versions of which the person was reminded."""
    return nudged(person)


def checks_for(person: Person) -> LaunchCheckQuerySet:
    """Checks of launched teams that the person leads, due and not answered."""
    return LaunchCheck.objects.waiting_for(person)


def lines_for(person: Person) -> AskingQuerySet:
    """Lines of the Sheet and questions that the person is asked to answer."""
    return Asking.objects.waiting_for(person)


def notices_for(kind: str, person: Person) -> NoticeQuerySet:
    """Mentions in texts, comments or suggestions that concern the person and that they have not seen."""
    return Notice.objects.waiting_for(person).filter(kind=kind)


def watches_for(person: Person) -> WatchQuerySet:
    """Weeks of teams in which something falters, told to leader and stewards."""
    return Watch.objects.waiting_for(person)


#: What waits of each kind.
WAITING: dict[str, Callable[[Person], QuerySet[Any]]] = {
    "review": reviews_for,
    "reviewed": reviewed_of,
    "task": tasks_of,
    "change": must_see_for,
    "nudge": nudged_for,
    "line": lines_for,
    "warning": watches_for,
    **{kind: partial(notices_for, kind) for kind in Notice.Kind.values},
    "check": checks_for,
}


def items(person: Person, most: int, kind: str | None = None, **only: UUID) -> list[Item]:
    """What of all this, or of one kind, waits; with its document's title, and its space if one belongs there."""
    kinds = [kind] if kind else sorted({name for (name,) in THERE(person)})
    found = [item for name in kinds for item in KINDS[name](person, most, only)]
    return _named(person, found) if found else []


def _reviews(person: Person, most: int, only: dict[str, UUID]) -> Iterable[Item]:
    found = reviews_for(person).filter(**only).select_related("by")
    for each in found.order_by("-at")[:most]:
        yield _of_paper("review", each, each.at, each.by, each.note, due_on=each.due_on)


def _reviewed(person: Person, most: int, only: dict[str, UUID]) -> Iterable[Item]:
    found = reviewed_of(person).filter(**only).select_related("ending__by")
    for each in found.order_by("-ending__at")[:most]:
        end = each.ending
        yield _of_paper("reviewed", each, end.at, end.by, "", role=end.get_how_display())


def _tasks(person: Person, most: int, only: dict[str, UUID]) -> Iterable[Item]:
    for each in tasks_of(person).filter(**only).order_by("due_on", "-at")[:most]:
        yield _of_paper("task", each, each.at, person, each.words, due_on=each.due_on)


def _changes(person: Person, most: int, only: dict[str, UUID]) -> Iterable[Item]:
    found = must_see_for(person).filter(**only).select_related("by", "revision").defer("revision__tree")
    for each in found.order_by("-at")[:most]:
        yield _of_paper("change", each, each.at, each.by, each.what, number=each.revision.number)


def _nudged(person: Person, most: int, only: dict[str, UUID]) -> Iterable[Item]:
    for each in nudged_for(person).filter(**only).light().order_by("-at")[:most]:
        yield _of_paper("nudge", each, each.at, person, each.name, number=each.number)


def _checks(person: Person, most: int, only: dict[str, UUID]) -> Iterable[Item]:
    found = checks_for(person).filter(**only).select_related("launch__team")
    for each in found.order_by("-reminded_at")[:most]:
        at = each.reminded_at or now()
        yield Item("check", each.pk, at, person, Space(pk=each.launch_id), "", number=each.day, check=each)


def _lines(person: Person, most: int, only: dict[str, UUID]) -> Iterable[Item]:
    found = lines_for(person).filter(**only).select_related("line__author", "line__space")
    for each in found.order_by("-at")[:most]:
        line = each.line
        space = line.space or Space(pk=line.pk)
        yield Item("line", each.pk, each.at, line.author, space, line.text, line=line)


def _notices(kind: str, person: Person, most: int, only: dict[str, UUID]) -> Iterable[Item]:
    for each in notices_for(kind, person).filter(**only).select_related("by").order_by("-at")[:most]:
        yield _of_paper(kind, each, each.at, each.by or person, "", count=each.count, place=each.place)


def _warnings(person: Person, most: int, only: dict[str, UUID]) -> Iterable[Item]:
    for each in watches_for(person).filter(**only).select_related("team").order_by("-at")[:most]:
        yield Item("warning", each.pk, each.at, person, Space(pk=each.team_id), "", role=each.team.name)


KINDS: dict[str, Callable[[Person, int, dict[str, UUID]], Iterable[Item]]] = {
    "review": _reviews,
    "reviewed": _reviewed,
    "task": _tasks,
    "change": _changes,
    "nudge": _nudged,
    "line": _lines,
    "warning": _warnings,
    **{kind: partial(_notices, kind) for kind in Notice.Kind.values},
    "check": _checks,
}


def _there(person: Person) -> QuerySet[Any, Any]:
    """Which kinds of things wait at all: most often none, and then nothing else is asked."""
    kinds: list[Any] = [
        query(person).order_by().annotate(paper=Value(kind, output_field=CharField())).values_list("paper")
        for kind, query in WAITING.items()
    ]
    found: QuerySet[Any, Any] = kinds[0].union(*kinds[1:])
    return found


THERE = Once(_there, lambda person: person.is_staff_member)


def _of_paper(
    kind: str,
    row: Round | Task | MustSee | Revision | Notice,
    at: datetime,
    who: Person,
    quote: str,
    **more: Any,
) -> Item:
    """An item of a document that is still to be named."""
    document = Document(pk=row.document_id)
    return Item(kind, row.pk, at, who, Space(pk=document.pk), quote, document=document, **more)


def _named(person: Person, found: list[Item]) -> list[Item]:
    keys = {item.document.pk for item in found if item.document}
    known = Document.objects.visible_to(person).in_bulk(keys)
    spaces = Space.objects.readable_by(person).named_for(person)
    places = spaces.in_bulk({document.space_id for document in known.values()})
    for item in found:
        if item.document and (document := known.get(item.document.pk)):
            item.document = document
            item.space = places.get(document.space_id) or Space(pk=document.space_id)
    return found
