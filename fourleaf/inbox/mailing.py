"""Mails that say that something waits, never what: numbers and kinds, no name, title or word that somebody wrote."""

import hashlib
import hmac
import smtplib
from collections.abc import Iterable
from email.utils import formataddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from fourleaf.inbox import actions
from fourleaf.inbox.actions.wishes import AT_ONCE, DIGEST
from fourleaf.inbox.digest import Digest
from fourleaf.inbox.models import Telling
from fourleaf.inbox.stopping import stop_url
from fourleaf.people.models import Person

STYLE = (Path(__file__).parent / "mail.css").read_text(encoding="utf-8")
PERMANENT = range(500, 600)

COUNTED = {
    Telling.Kind.MENTION: ngettext_lazy("%(n)s mention of you", "%(n)s mentions of you", "n"),
    Telling.Kind.REPLY: ngettext_lazy("%(n)s reply", "%(n)s replies", "n"),
    Telling.Kind.POST: ngettext_lazy("%(n)s new post", "%(n)s new posts", "n"),
    Telling.Kind.REQUEST: ngettext_lazy("%(n)s request to answer", "%(n)s requests to answer", "n"),
    Telling.Kind.INVITATION: ngettext_lazy("%(n)s invitation", "%(n)s invitations", "n"),
    Telling.Kind.ANSWER: ngettext_lazy("%(n)s answer to a request", "%(n)s answers to requests", "n"),
    Telling.Kind.ANNOUNCEMENT: ngettext_lazy("%(n)s announcement", "%(n)s announcements", "n"),
    Telling.Kind.GLASS: ngettext_lazy(
        "%(n)s space opened in an emergency", "%(n)s spaces opened in an emergency", "n"
    ),
    Telling.Kind.ALERT: ngettext_lazy(
        "%(n)s alert about reading to look at", "%(n)s alerts about reading to look at", "n"
    ),
    Telling.Kind.REVIEW: ngettext_lazy("%(n)s version to review", "%(n)s versions to review", "n"),
    Telling.Kind.REVIEWED: ngettext_lazy("%(n)s review decided", "%(n)s reviews decided", "n"),
    Telling.Kind.TASK: ngettext_lazy("%(n)s task of yours", "%(n)s tasks of yours", "n"),
    Telling.Kind.CHANGE: ngettext_lazy(
        "%(n)s change in a document to look at", "%(n)s changes in documents to look at", "n"
    ),
    Telling.Kind.CHECK: ngettext_lazy(
        "%(n)s check of a team of yours", "%(n)s checks of teams of yours", "n"
    ),
    Telling.Kind.WARNING: ngettext_lazy("%(n)s early sign in a team", "%(n)s early signs in teams", "n"),
    Telling.Kind.LINE: ngettext_lazy(
        "%(n)s line or question that you are asked to answer",
        "%(n)s lines or questions that you are asked to answer",
        "n",
    ),
    Telling.Kind.NAMED: ngettext_lazy(
        "%(n)s mention of you in a document", "%(n)s mentions of you in documents", "n"
    ),
    Telling.Kind.COMMENT: ngettext_lazy(
        "%(n)s thread of comments to look at", "%(n)s threads of comments to look at", "n"
    ),
    Telling.Kind.SUGGESTION: ngettext_lazy(
        "%(n)s document with suggestions to look at", "%(n)s documents with suggestions to look at", "n"
    ),
    Telling.Kind.REMINDER: ngettext_lazy("%(n)s reminder", "%(n)s reminders", "n"),
    Telling.Kind.SHOWN: ngettext_lazy("%(n)s thing shown to you", "%(n)s things shown to you", "n"),
    Telling.Kind.ASKED: ngettext_lazy(
        "%(n)s question to see something", "%(n)s questions to see something", "n"
    ),
}


def counted(numbers: dict[str, int]) -> list[str]:
    """ "2 mentions of you", "1 reply", in the order of the kinds."""
    return [str(words % {"n": numbers[kind]}) for kind, words in COUNTED.items() if numbers.get(kind)]


def mail_at_once(person: Person, tellings: Iterable[Telling]) -> bool:
    """Say that these wait; whether the address took it. Raises smtplib.SMTPException and OSError to be tried again."""
    rows = list(tellings)
    numbers: dict[str, int] = {}
    for row in rows:
        numbers[row.kind] = numbers.get(row.kind, 0) + 1
    with _for(person):
        subject = _("Something waits for you in Fourleaf")
        return _send(person, subject, "now", AT_ONCE, {"lines": counted(numbers)}, [row.pk for row in rows])


def mail_digest(person: Person, digest: Digest) -> bool:
    """Send what has gathered; whether the address took it. Raises as `mail_at_once`."""
    with _for(person):
        subject = _("What waits for you in Fourleaf")
        context = {"digest": digest, "lines": counted(digest.waiting)}
        return _send(person, subject, "digest", DIGEST, context, [digest.since])


def _for(person: Person) -> Any:
    return translation.override(person.language or settings.LANGUAGE_CODE)


def _send(
    person: Person, subject: str, template: str, what: str, context: dict[str, Any], items: Iterable[object]
) -> bool:
    stop = stop_url(person.pk, what)
    context |= {
        "subject": subject,
        "organisation": settings.ORGANISATION,
        "language": translation.get_language(),
        "is_rtl": translation.get_language_bidi(),
        "style": format_html("<style>{}</style>", mark_safe(STYLE)),  # noqa: S308 - our own file
        "home": settings.PUBLIC_URL + reverse("home"),
        "settings_url": settings.PUBLIC_URL + reverse("notifications"),
        "stop_url": stop,
    }
    with timezone.override(person.zone):
        text = render_to_string(f"inbox/mail/{template}.txt", context)
        html = render_to_string(f"inbox/mail/{template}.html", context)
    thread = _identifier(what, person.pk)
    headers = {
        "Message-ID": _identifier(what, person.pk, *items),
        "In-Reply-To": thread,
        "References": thread,
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    sender = formataddr((f"Fourleaf, {settings.ORGANISATION}", settings.DEFAULT_FROM_EMAIL))
    mail = EmailMultiAlternatives(subject, text, sender, [str(person.email)], headers=headers)
    mail.attach_alternative(html, "text/html")
    return _delivered(person, mail)


def _delivered(person: Person, mail: EmailMultiAlternatives) -> bool:
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refused:
        if any(code not in PERMANENT for code, _text in refused.recipients.values()):
            raise
        actions.note_bounce(person=person.pk)
        return False
    return True


def _identifier(what: str, person: UUID, *items: object) -> str:
    """A Message-ID that is the same for the same things, so that what is sent twice after a crash is known as one."""
    words = " ".join(map(str, (what, person, *items))).encode()
    mark = hmac.digest(settings.SECRET_KEY.encode(), words, hashlib.sha256).hex()[:32]
    return f"<{what}.{mark}@{urlsplit(settings.PUBLIC_URL).hostname}>"
