"""What somebody's wishes come to, in plain sentences, from this moment on."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fourleaf.inbox.models import Preference
from fourleaf.kit import time
from fourleaf.people.models import Person

NEXT_OPEN = "select lock.next_open(%s::smallint[], %s::time, %s::time, %s, %s)"


def consequence(person: Person, wishes: Preference) -> str:
    """When the person will next be called, and by what."""
    return f"{_when(person, wishes)} {_by_what(wishes)}"


def _when(person: Person, wishes: Preference) -> str:
    if not wishes.has_quiet_hours:
        return _("You have no quiet hours: what calls you reaches you at once.")
    zone, now = ZoneInfo(wishes.zone or person.zone.key), time.now()
    opening = _next_open(wishes, zone, now)
    if opening is None:
        return _("Nothing will call you on any day, except when you are on duty.")
    if opening > now:
        words = _("Nothing will reach you until %(until)s, except when you are on duty.")
        return words % {"until": _clock(opening, now, zone)}
    closing = _closing(wishes, zone, now)
    again = _next_open(wishes, zone, closing)
    if again is None or again <= closing:
        return _("You can be reached at every hour.")
    words = _("From %(since)s nothing will reach you until %(until)s, except when you are on duty.")
    return words % {"since": _clock(closing, now, zone), "until": _clock(again, now, zone)}


def _next_open(wishes: Preference, zone: ZoneInfo, instant: datetime) -> datetime | None:
    with connection.cursor() as cursor:
        cursor.execute(NEXT_OPEN, [wishes.days, str(wishes.opens), str(wishes.closes), zone.key, instant])
        found: datetime | None = cursor.fetchone()[0]
    return found


def _closing(wishes: Preference, zone: ZoneInfo, now: datetime) -> datetime:
    """The end of the hours in which `now` lies."""
    today = now.astimezone(zone).date()
    closings = (datetime.combine(today + timedelta(days=n), wishes.closes, zone) for n in range(3))
    return next(closing for closing in closings if closing > now)


def _clock(instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    """The time of day; with the day of the week if that is not the next such time."""
    local = instant.astimezone(zone)
    at = date_format(local, "TIME_FORMAT")
    if instant - now < timedelta(hours=24):
        return at
    return pgettext("day and time", "%(day)s %(time)s") % {"day": date_format(local, "l"), "time": at}


def _by_what(wishes: Preference) -> str:
    can_mail = settings.HAS_MAIL and wishes.bounced_at is None
    if can_mail and wishes.mail_at_once:
        called = _("It comes by e-mail")
    elif wishes.push:
        called = _("It comes to the devices where you switched that on")
    else:
        called = _("It stands in your list, and nowhere else")
    at = time_format(wishes.digest_at, "TIME_FORMAT")
    if not can_mail or wishes.digest == Preference.Digest.OFF:
        return _("%(called)s; there is no digest.") % {"called": called}
    if wishes.digest == Preference.Digest.DAILY:
        return _("%(called)s; the rest in a digest each day at %(at)s.") % {"called": called, "at": at}
    day = Preference.Weekday(wishes.digest_on).label
    words = _("%(called)s; the rest in a digest on %(day)s at %(at)s.")
    return words % {"called": called, "day": day, "at": at}
