"""Which posts of a stream a page holds. Pages are cut by sequence number, so they stay put while others write."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from fourleaf.conversation.models import Post, PostQuerySet

SIZE = 40
BEFORE = 8  # what was read last, shown above the first unread


@dataclass(frozen=True)
class StreamPage:
    """Some posts, oldest first, and whether there are others before and after them."""

    posts: Sequence[Post]
    has_earlier: bool
    has_later: bool


def latest(roots: PostQuerySet, size: int = SIZE) -> StreamPage:
    """The newest posts."""
    return _upward(roots, size, has_later=False)


def before(roots: PostQuerySet, sequence: int, size: int = SIZE) -> StreamPage:
    """The posts just before a number."""
    page = _upward(roots.filter(sequence__lt=sequence), size, has_later=True)
    return StreamPage(page.posts, page.has_earlier, roots.filter(sequence__gte=sequence).exists())


def after(roots: PostQuerySet, sequence: int, size: int = SIZE) -> StreamPage:
    """The posts just after a number."""
    found = list(roots.filter(sequence__gt=sequence).for_display().order_by("sequence")[: size + 1])
    return StreamPage(found[:size], roots.filter(sequence__lte=sequence).exists(), len(found) > size)


def around(roots: PostQuerySet, sequence: int, size: int = SIZE, above: int = SIZE // 2) -> StreamPage:
    """Posts with the one of this number (or the next that there is) among them, up to `above` before it."""
    earlier = _upward(roots.filter(sequence__lt=sequence), above, has_later=True)
    rest = after(roots, sequence - 1, size - len(earlier.posts))
    return StreamPage([*earlier.posts, *rest.posts], earlier.has_earlier, rest.has_later)


def from_day(roots: PostQuerySet, day: date) -> int | None:
    """The number of the first post on that day in the reader's zone or later; the last one if there is none."""
    start = datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
    later = roots.filter(at__gte=start).order_by("sequence")
    found = later.values_list("sequence", flat=True).first()
    return found or roots.order_by("-sequence").values_list("sequence", flat=True).first()


def _upward(roots: PostQuerySet, size: int, *, has_later: bool) -> StreamPage:
    found = list(roots.for_display().order_by("-sequence")[: size + 1])
    return StreamPage(found[:size][::-1], len(found) > size, has_later)
