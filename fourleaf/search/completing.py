"""How a filter that is being typed could go on: people whom one can see, spaces that one can read, known words."""

import re
from typing import TypedDict

from django.utils.translation import gettext as _

from fourleaf.kit.templatetags.kit import initials, tone
from fourleaf.people.models import Person
from fourleaf.people.search import Wanted, find, folded, words_of
from fourleaf.search.asked import FILTERS
from fourleaf.search.filters import HAS, IS
from fourleaf.spaces.finding import fits
from fourleaf.spaces.models import Space

MOST = 8
#: The filter at the end of what is typed, or the letters that may begin one.
LAST = re.compile(
    r"(?:^|\s)-?(?:(?P<name>[a-z]+):\"?(?P<value>[^\":]*)|(?P<begun>[a-z]{1,6}))$", re.IGNORECASE
)


class Completion(TypedDict, total=False):
    """One line: what is shown, and what takes the place of the letters."""

    label: str
    detail: str
    kind: str
    insert: str
    tone: int
    initials: str


def completions(person: Person, text: str) -> list[Completion]:
    """At most eight, for the end of the text; none where it ends with a plain word."""
    last = LAST.search(text[-200:])
    if last is None:
        return []
    if last["begun"]:
        return [_filter(name) for name in FILTERS if name.startswith(last["begun"].lower())]
    name, value = last["name"].lower(), last["value"]
    if name == "from":
        return _people(person, value)
    if name == "in":
        return _spaces(person, value)
    known = {"has": HAS, "is": IS, "before": ("today", "yesterday"), "after": ("today", "yesterday")}.get(
        name, ()
    )
    return [
        Completion(label=f"{name}:{each}", kind="act", insert=f"{name}:{each}")
        for each in known
        if each.startswith(value.lower())
    ]


def _filter(name: str) -> Completion:
    return Completion(label=f"{name}:", detail=meaning(name), kind="act", insert=f"{name}:")


def meaning(name: str) -> str:
    """What a filter does, in a few words."""
    return {
        "from": _("who wrote it: a name, or me"),
        "in": _("in which space"),
        "has": _("file, link, image, question or decision"),
        "is": _("question, answer, decision, resolved, document or mine"),
        "before": _("written before that day, month or year"),
        "after": _("written since that day, month or year"),
    }[name]


def _people(person: Person, value: str) -> list[Completion]:
    seen = Person.objects.visible_to(person).active()
    found = find(seen, Wanted(words=words_of(value)), ())[:MOST]
    return [
        Completion(
            label=each.name, detail=each.job_title, kind="person", insert=f'from:"{_unquoted(each.name)}"',
            tone=tone(each.pk), initials=initials(each.name),
        )
        for each in found
    ]  # fmt: skip


def _spaces(person: Person, value: str) -> list[Completion]:
    words = words_of(value)
    readable = Space.objects.readable_by(person).named_for(person)
    found = sorted((s for s in readable if fits(s.title, words)), key=lambda space: folded(space.title))
    return [
        Completion(
            label=space.title,
            kind="direct" if space.is_direct else "space",
            insert=f'in:"{_unquoted(space.title)}"',
        )
        for space in found[:MOST]
    ]


def _unquoted(name: str) -> str:
    return name.replace('"', " ")
