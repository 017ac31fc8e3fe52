"""Times that people mean: "tomorrow morning" where they are, whatever the clocks do in between."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

MORNING, AFTERNOON = time(8), time(14)
#: "This afternoon" is offered up to then.
NOON = time(12, 30)


class BadTime(ValueError):
    """The clocks skip this time."""


@dataclass(frozen=True)
class Suggestion:
    """A moment with its code and what people call it."""

    code: str
    label: str
    at: datetime


def suggestions(now: datetime, zone: ZoneInfo) -> Iterator[Suggestion]:
    """In an hour, this afternoon while it is morning, tomorrow morning, Monday morning: soonest first, none twice."""
    here = now.astimezone(zone)
    today, soon = here.date(), (now + timedelta(hours=1)).replace(second=0, microsecond=0)
    yield Suggestion("hour", _("In an hour"), soon)
    if here.time() < NOON:
        yield Suggestion(
            "afternoon", _("This afternoon"), moment_of(datetime.combine(today, AFTERNOON), zone)
        )
    yield Suggestion("tomorrow", _("Tomorrow morning"), _morning(today + timedelta(days=1), zone))
    monday = today + timedelta(days=7 - today.weekday())
    if monday - today > timedelta(days=1):
        yield Suggestion("monday", _("Monday morning"), _morning(monday, zone))


def moment_of(local: datetime, zone: ZoneInfo) -> datetime:
    """The instant of a wall-clock time; the first of two where the clocks repeat it. BadTime where they skip it."""
    instant = local.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != local:
        raise BadTime(local)
    return instant


def _morning(day: date, zone: ZoneInfo) -> datetime:
    return moment_of(datetime.combine(day, MORNING), zone)
