"""Whom a draft interrupts, said before it is sent; `conversation` asks through `settings.COMPOSER_REACH`."""

from uuid import UUID

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fourleaf.conversation.mentions import ONCALL, mentioned_in
from fourleaf.conversation.models import Mention, Post
from fourleaf.inbox.reach import numbers_of_draft
from fourleaf.kit.html import names_in
from fourleaf.people.models import Person
from fourleaf.spaces.models import Space


def sentence(person: Person, space: Space, root: Post | None, body: str, no_rush: bool) -> str:
    """ "Notifies 3 people now, 6 in their digest", by the rule that the notifier follows."""
    mentioned = mentioned_in(body, space).people
    mentioned.pop(person.pk, None)
    said = _numbers(space.pk, root.pk if root else None, mentioned, rush=not no_rush)
    if Mention.Via.DUTY not in mentioned.values() and "@" in body and ONCALL in names_in(body):
        return said + ". " + _("Nobody else is on duty now.")
    return said


def _numbers(space: UUID, root: UUID | None, mentioned: dict[UUID, str], *, rush: bool) -> str:
    numbers = numbers_of_draft(space=space, root=root, mentioned=mentioned, rush=rush)
    parts = []
    if numbers.now:
        parts.append(ngettext("%(n)s person now", "%(n)s people now", numbers.now) % {"n": numbers.now})
    if numbers.later:
        words = ngettext("%(n)s after quiet hours", "%(n)s after quiet hours", numbers.later)
        parts.append(words % {"n": numbers.later})
    if numbers.digest:
        words = ngettext("%(n)s in their digest", "%(n)s in their digest", numbers.digest)
        parts.append(words % {"n": numbers.digest})
    if not parts and numbers.list:
        words = ngettext(
            "Notifies nobody by itself; %(n)s person finds it in their list",
            "Notifies nobody by itself; %(n)s people find it in their list",
            numbers.list,
        )
        return words % {"n": numbers.list}
    if not parts:
        return _("Notifies nobody")
    return _("Notifies %(people)s") % {"people": get_text_list(parts, _("and"))}
