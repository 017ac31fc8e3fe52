"""When somebody is reminded of what a text asks of them."""

from datetime import date, timedelta

from django.utils.timezone import localtime

from fourleaf.kit import time
from fourleaf.people.models import Person

#: The hour of their own day from which people are reminded.
MORNING = 9


def day_to_remind(person: Person, due_on: date, last: date | None, again: timedelta) -> date | None:
    """Their day now, if it is morning there, the due day has come, and `again` has passed since the last time."""
    here = localtime(time.now(), person.zone)
    is_soon = last is not None and last + again > here.date()
    return None if here.hour < MORNING or here.date() < due_on or is_soon else here.date()
