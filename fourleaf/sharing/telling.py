"""Grants in words: who shows what to whom, until when."""

from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fourleaf.sharing.models import Grant
from fourleaf.sharing.things import doing, kinds


def whom(grant: Grant) -> str:
    """To whom, so that it fits into a sentence; a space that the reader may not know of is not named."""
    if grant.person_id:
        person = grant.person
        if person is None or person.is_staff_member:
            return str(person or "")
        return f"{person} ({person.get_kind_display()})"
    if grant.unit_id:
        return str(grant.unit)
    return str(grant.to_space) if grant.to_space else _("another space")


def day(grant: Grant) -> str:
    """The last day."""
    return date_format(localtime(grant.last_at), pgettext("date format", "j F Y"))


def frame(grant: Grant) -> dict[str, Any]:
    """What the page of a grant says above the thing to whom it is shown."""
    line = _("%(name)s shows you this %(thing)s until %(day)s") % {
        "name": grant.by.name,
        "thing": kinds()[grant.kind].word,
        "day": day(grant),
    }
    if more := doing(grant).told:
        line = f"{line} · {more}"
    return {
        "grant": grant,
        "line": line,
        "title": _("Shown to you"),
        "organisation": settings.ORGANISATION,
    }
