"""What an erasure does, or did, part by part: what went, what stayed, and why. Counts and titles, no content."""

import logging
import smtplib
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from fourleaf.people.parts import Fate, Part, parts

log = logging.getLogger(__name__)
Line = Mapping[str, Any]
#: By what becomes of them: titles of parts, each with how much there is where that is known.
Fates = list[tuple[Promise, list[tuple[Promise, int | None]]]]


def by_fate(found: Iterable[tuple[Part, Fate, int | None]]) -> Fates:
    """In the order of the fates, without the parts of which there is nothing."""
    listed = [(part.title, fate, count) for part, fate, count in found if count != 0]
    return [(fate.value, [(title, count) for title, its, count in listed if its is fate]) for fate in Fate]


def reported(report: Iterable[Line]) -> Fates:
    """A report as it was kept (`Erasure.report`), in words; parts that there are no more are left out."""
    known = {part.name: part for part in parts()}
    return by_fate(
        (known[line["name"]], Fate[line["fate"]], line["count"]) for line in report if line["name"] in known
    )


def tell(address: str, language: str, report: Iterable[Line]) -> None:
    """The last mail to somebody who was erased, at the address that we no longer hold: what went, what stayed, why."""
    if not settings.IS_MAIL_DELIVERED:
        return
    with translation.override(language or settings.LANGUAGE_CODE):
        text = render_to_string(
            "mine/erased.txt", {"fates": reported(report), "organisation": settings.ORGANISATION}
        )
        try:
            send_mail(_("What was erased, and what was kept"), text, None, [address])
        except (smtplib.SMTPException, OSError):
            log.warning("Somebody who was erased could not be told: the mail was refused.")
