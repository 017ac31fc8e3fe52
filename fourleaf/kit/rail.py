"""The lists of places in the rail: on every page, hence not through a template."""

from collections.abc import Iterable
from typing import Protocol

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import ngettext


class Place(Protocol):
    """One line: `topic` is what the live line calls it, `dim` says that it has not begun."""

    @property
    def name(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def topic(self) -> str: ...
    @property
    def unread(self) -> int: ...
    @property
    def current(self) -> bool: ...
    @property
    def dim(self) -> bool: ...
    @property
    def note(self) -> str: ...


class Section(Protocol):
    """Places under one title."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def places(self) -> Iterable[Place]: ...


def lists_of(sections: Iterable[Section]) -> SafeString:
    """The sections, one below the other."""
    return SafeString("\n".join(_section(number, each) for number, each in enumerate(sections, 1)))


def _section(number: int, section: Section) -> str:
    lines = "".join([f"<li>{_line(place)}</li>" for place in section.places])
    return (
        f'<section class="places" data-section="{escape(section.key)}" aria-labelledby="places-{number}">\n'
        f'<h2 class="places-title" id="places-{number}">{escape(section.title)}</h2>\n<ul>{lines}</ul>\n</section>'
    )


def _line(place: Place) -> str:
    kind = f"place{' planned' if place.dim else ''}{' unread' if place.unread else ''}"
    current = ' aria-current="page"' if place.current else ""
    topic = f' data-topic="{escape(place.topic)}"' if place.topic else ""
    note = f" <small>{escape(place.note)}</small>" if place.note else ""
    return (
        f'<a class="{kind}" href="{escape(place.url)}"{current}{topic}>'
        f'<span class="place-name">{escape(place.name)}</span>{note}{_news(place.unread)}</a>'
    )


def _news(unread: int) -> str:
    if not unread:
        return ""
    word = escape(ngettext("new", "new", unread))
    return f' <span class="count">{unread}<span class="visually-hidden"> {word}</span></span>'
