"""The Sheet as somebody sees it: the line that stands first, and columns with what they may read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from fourleaf.kit import time
from fourleaf.people.models import OrganisationRole, Person
from fourleaf.sheet.columns import Column, columns
from fourleaf.sheet.models import Line, LineQuerySet, Pledge
from fourleaf.sheet.waits import Figure, Wait, figure, wait

#: So many lines of a column are shown; the rest is a page of its own.
SHOWN = 8
#: Of so many lines, the newest, the time to answer is computed.
COUNTED = 500


@dataclass
class Shown:
    """A line with how long it waited, and what its reader may do."""

    line: Line
    wait: Wait
    is_mine: bool
    asks_me: bool

    @property
    def has_left(self) -> bool:
        """Nobody who could answer is asked."""
        return not self.line.is_answered and (self.line.asked is None or not self.line.asked.is_active)


@dataclass
class Filled:
    """A column with its newest lines and how many there are."""

    column: Column
    lines: list[Shown] = field(default_factory=list)
    count: int = 0

    @property
    def rest(self) -> int:
        return self.count - len(self.lines)


@dataclass(frozen=True)
class Board:
    """All of it. `first` is the line of the leader who went first."""

    columns: list[Filled]
    first: Shown | None
    first_column: str
    figure: Figure | None


def board_of(person: Person) -> Board:
    """In a number of queries that does not grow with the lines."""
    ideas = Line.objects.visible_to(person).standing().ideas()
    first = first_of(ideas)
    others = ideas.exclude(pk=first.pk) if first else ideas
    filled = {each.key: Filled(each) for each in columns()}
    names = {key: str(each.column.name) for key, each in filled.items()}
    rows = others.annotate(
        place=Window(RowNumber(), partition_by=F("area"), order_by=[F("at").desc(), F("pk").desc()]),
        of=Window(Count("pk"), partition_by=F("area")),
    ).filter(place__lte=SHOWN)
    elsewhere = Filled(Column("", _("Elsewhere"), _("Lines of columns that there were."), len(filled) + 1))
    for each in shown(rows.for_display().order_by("area", "place"), person):
        column = filled.get(each.line.area, elsewhere)
        column.lines.append(each)
        column.count = max(column.count, getattr(each.line, "of", 0))
    listed = [*filled.values(), *([elsewhere] if elsewhere.lines else [])]
    top = shown([first], person)[0] if first else None
    area = names.get(first.area, "") if first else ""
    return Board(listed, top, area, time_to_answer(ideas))


def first_of(ideas: LineQuerySet) -> Line | None:
    """The first line of the leader who pledged, or wrote, before the others."""
    held = OrganisationRole.objects.today().filter(
        person=OuterRef("author"), role=OrganisationRole.Role.LEADER
    )
    pledged = Pledge.objects.filter(leader=OuterRef("author")).values("leader").annotate(first=Min("at"))
    led = ideas.filter(Exists(held)).annotate(pledged_at=pledged.values("first")[:1])
    return led.for_display().order_by(F("pledged_at").asc(nulls_last=True), "at", "pk").first()


def shown(lines: Iterable[Line], person: Person) -> list[Shown]:
    """Lines that were loaded `for_display`, for this reader."""
    now = time.now()
    found = []
    for line in lines:
        answered = line.answer.at if line.is_answered else None
        who = line.answer.by if line.is_answered else line.asked or line.author
        asks = line.asked is not None and line.asked.pk == person.pk and not line.is_answered
        waited = wait(line.at, answered, now, who.zone)
        found.append(Shown(line, waited, line.author_id == person.pk, asks))
    return found


def time_to_answer(lines: LineQuerySet) -> Figure | None:
    """Of all these lines together; nobody is told apart."""
    now = time.now()
    rows = lines.order_by("-at").select_related("answer", "author__site")[:COUNTED]
    return figure([_waited(line, now) for line in rows])


def _waited(line: Line, now: Any) -> Wait:
    return wait(line.at, line.answer.at if line.is_answered else None, now, line.author.zone)
