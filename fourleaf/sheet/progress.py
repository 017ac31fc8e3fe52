"""How a pledge goes: what the leader wrote, week by week, against what they pledged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from fourleaf.kit import time
from fourleaf.sheet.models import Pledge

WEEKS = "select week, posts, replies, edits from lock.pledge_weeks(%s, %s)"
#: The picture: its height, a week's width and gap, and how far it reaches above the pledged rate at least.
HIGH, WIDE, GAP, ROOM = 240, 40, 6, 1.25


@dataclass(frozen=True)
class Week:
    """A week from Monday on; `is_now` as long as it runs."""

    begins: date
    posts: int
    replies: int
    edits: int
    is_now: bool = False

    @property
    def total(self) -> int:
        return self.posts + self.replies + self.edits

    @property
    def ends(self) -> date:
        return self.begins + timedelta(days=6)


@dataclass(frozen=True)
class Bar:
    """A week's bar in the picture."""

    week: Week
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Progress:
    """All weeks since the pledge began, oldest first."""

    pledge: Pledge
    weeks: Sequence[Week]

    @property
    def whole(self) -> Sequence[Week]:
        """Weeks that are over."""
        return [week for week in self.weeks if not week.is_now]

    @property
    def kept(self) -> int:
        """In how many of them the pledge was kept."""
        return sum(week.total >= self.pledge.rate for week in self.whole)

    @property
    def width(self) -> int:
        return max(len(self.weeks), 1) * WIDE

    @property
    def line(self) -> int:
        """Where the pledged rate is."""
        return HIGH - round(self.pledge.rate * self._scale)

    @property
    def bars(self) -> list[Bar]:
        heights = [round(week.total * self._scale) for week in self.weeks]
        return [
            Bar(week, WIDE * place + GAP, HIGH - height, height)
            for place, (week, height) in enumerate(zip(self.weeks, heights, strict=True))
        ]

    @property
    def _scale(self) -> float:
        return HIGH / max(self.pledge.rate * ROOM, *(week.total for week in self.weeks), 1)


def progress_of(pledge: Pledge) -> Progress:
    """As the acting person may see it: one's own up to today, else what is a week past."""
    now = time.now()
    with connection.cursor() as cursor:
        cursor.execute(WEEKS, [pledge.pk, now])
        rows = cursor.fetchall()
    today = now.astimezone(pledge.leader.zone).date()
    monday = today - timedelta(days=today.weekday())
    weeks = [
        Week(begins, posts, replies, edits, is_now=begins == monday) for begins, posts, replies, edits in rows
    ]
    return Progress(pledge, weeks)
