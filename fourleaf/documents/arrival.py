"""Whom what was changed has reached, and what came of it: numbers, and names of nobody but who said so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Exists, Max, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fourleaf.chronicle.models import Entry
from fourleaf.documents.arriving_lock import HOURS, LEAST
from fourleaf.documents.life import Moment, moments
from fourleaf.documents.models import (
    Correction,
    Dependence,
    Document,
    DocumentCursor,
    MustSee,
    Revision,
    SeenClick,
    Task,
)
from fourleaf.kit import time

#: How the hours are called, within which something is told to have come.
WORDS = (
    gettext_noop("within an hour"),
    gettext_noop("within four hours"),
    gettext_noop("within eight hours"),
    gettext_noop("within a day"),
    gettext_noop("within three days"),
    gettext_noop("within a week"),
    gettext_noop("within two weeks"),
    gettext_noop("within four weeks"),
    gettext_noop("within three months"),
    gettext_noop("after more than three months"),
)
WITHIN = dict(zip(HOURS, WORDS, strict=True))
ARRIVED = "select revision_id, asked, opened, has_read, half, most from lock.arrived(%s::uuid[], %s)"


@dataclass(frozen=True)
class Arrival:
    """How far a version has come: `asked` is for how many it was when it came, whoever joined or left since.

    `opened` of them have had it before them since, all or so many threes of them; None where they are so few that a
    number would name them, and where it must be seen: there `read` have said so of those whom it asks now. `half` and
    `most` are within how many hours half and nine tenths of them did; None as long as they have not.
    """

    asked: int
    opened: int | None
    read: int | None
    half: int | None = None
    most: int | None = None

    @property
    def reached(self) -> int | None:
        """Those whom nobody needs to remind, as far as that may be told."""
        return self.opened if self.read is None else self.read

    @property
    def is_everywhere(self) -> bool:
        return self.reached == self.asked

    @property
    def took(self) -> list[tuple[str, str]]:
        """How long it took, in words: for which part of them, and how long."""
        if self.reached is None or self.asked < LEAST:
            return []
        parts = (_("half of them"), self.half, 0.5), (_("nine in ten"), self.most, 0.9)
        return [
            (who, _(WITHIN[hours]) if hours else _("not yet"))
            for who, hours, share in parts
            if hours or self.reached < share * self.asked  # else they have it, and it is not known since when
        ]


@dataclass(frozen=True)
class Enacted:
    """What came to be a version, and what came of it.

    Suggestions accepted in it, tasks in it that were closed since, and documents that depend on it and were updated.
    """

    accepted: int
    tasks: int
    closed: int
    closed_at: datetime | None
    dependents: tuple["Dependent", ...]


@dataclass(frozen=True)
class Dependent:
    """A document that depends on this one; `updated_at` is when it had its first version after."""

    document: Document
    updated_at: datetime | None


@dataclass(frozen=True)
class Change:
    """An edit of substance: major, or such that its author says it must be seen."""

    revision: Revision
    must_see: MustSee | None
    arrival: Arrival
    enacted: Enacted
    nudged_at: datetime | None


def arrivals(revisions: Iterable[UUID]) -> dict[UUID, Arrival]:
    """Of each of these versions, for whoever can read their documents."""
    with connection.cursor() as cursor:
        cursor.execute(ARRIVED, [list(revisions), time.now()])
        return {key: Arrival(*numbers) for key, *numbers in cursor.fetchall()}


def arrival_of(revision: Revision) -> Arrival:
    return arrivals([revision.pk]).get(revision.pk, Arrival(0, None, None))


def of_substance(document: Document) -> list[Revision]:
    """The versions that others should know of, newest first: major ones, as corrected, and what must be seen.

    Work that goes on in the next version counts there.
    """
    said = Correction.objects.filter(revision=OuterRef("pk")).order_by("-at", "-pk").values("is_major")[:1]
    rows = document.revisions.light().annotate(corrected=Subquery(said)).select_related("must_see")
    following = Revision.objects.filter(document=document, number=OuterRef("number") + 1)
    goes_on = Exists(following.filter(compared_with__lt=OuterRef("number")))
    major = (Q(corrected=True) | Q(corrected=None, is_major=True)) & ~goes_on
    return list(rows.filter(major | Q(must_see__isnull=False)).order_by("-number"))


def changes_in(document: Document, most: int) -> list[Change]:
    """The last edits of substance, newest first, in a fixed number of queries."""
    found = of_substance(document)[:most]
    if not found:
        return []
    numbers = arrivals(each.pk for each in found)
    nudged = _nudged(document, found)
    tasks = list(Task.objects.filter(document=document).tasks().values_list("at", "state", "changed_at"))
    later = _dependents(document, found)
    accepted = _accepted(document)
    begun = dict(document.revisions.values_list("number", "at"))
    return [
        Change(
            each,
            getattr(each, "must_see", None),
            numbers.get(each.pk, Arrival(0, None, None)),
            Enacted(
                sum(begun.get(each.compared_with or 0, each.at) < at <= each.at for at in accepted),
                *_closed(each, tasks),
                later.get(each.pk, ()),
            ),
            nudged.get(each.pk),
        )
        for each in found
    ]


def moments_of(document: Document, found: Sequence[Change]) -> list[Moment]:
    """The moment of each change, in their order."""
    told = {each.revision.pk: each for each in moments(document, [change.revision for change in found])}
    return [told[change.revision.pk] for change in found]


def readers_named(revision: Revision) -> list[tuple[UUID, datetime]]:
    """Who said that they have read this version, for who asked for that and for stewards; the database leaves out the
    rest.
    """
    clicks = SeenClick.objects.filter(document=revision.document_id, revision=revision).order_by("at")
    return list(clicks.values_list("person_id", "at"))


def last_opened(document: Document, person: UUID) -> int:
    """Up to which update the person had it open last; 0 if never."""
    found = DocumentCursor.objects.filter(document=document, person=person).values_list("upto", flat=True)
    return found.first() or 0


def _nudged(document: Document, found: Sequence[Revision]) -> dict[UUID, datetime | None]:
    """When somebody had others reminded of each version last."""
    rows = document.revisions.filter(pk__in=[each.pk for each in found])
    return dict(rows.values_list("pk").annotate(last=Max("nudges__at")).values_list("pk", "last"))


def _accepted(document: Document) -> list[datetime]:
    """When each of its suggestions was accepted.

    Two people may settle one at the same moment: it is one, accepted when the first of them did.
    """
    settled = Entry.objects.filter(space_id=document.space_id, name="SuggestionSettled")
    mine = settled.filter(facts__document=str(document.pk), facts__is_accepted=True)
    first: dict[str, datetime] = {}
    for key, which, at in mine.order_by("sequence").values_list("pk", "facts__suggestion", "at"):
        first.setdefault(which or str(key), at)
    return list(first.values())


def _closed(
    revision: Revision, tasks: Sequence[tuple[datetime, str, datetime]]
) -> tuple[int, int, datetime | None]:
    """Tasks that stood in the text by then and were open: how many, how many are closed, when all were."""
    open_then = [row for row in tasks if row[0] <= revision.at and (row[1] == "open" or row[2] > revision.at)]
    closed = [at for _since, state, at in open_then if state == "done"]
    is_all = len(closed) == len(open_then)
    return len(open_then), len(closed), max(closed) if closed and is_all else None


def _dependents(document: Document, found: Sequence[Revision]) -> dict[UUID, tuple[Dependent, ...]]:
    """For each version, of the dependents that the reader can read, when each was updated first after it."""
    others = list(
        Document.objects.filter(
            pk__in=Dependence.objects.filter(on=document).values("document"), withdrawal=None
        )
    )
    if not others:
        return {}
    oldest = min(each.at for each in found)
    rows = Revision.objects.filter(document__in=others, at__gt=oldest).order_by("at")
    times: dict[UUID, list[datetime]] = {}
    for key, at in rows.values_list("document_id", "at"):
        times.setdefault(key, []).append(at)
    return {
        each.pk: tuple(
            Dependent(other, next((at for at in times.get(other.pk, ()) if at > each.at), None))
            for other in others
        )
        for each in found
    }
