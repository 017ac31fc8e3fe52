"""Template tags of the face: built files, icons, faces of people."""

from datetime import datetime
from functools import cache, lru_cache
from typing import Final, Protocol
from uuid import UUID

from django import template
from django.utils import timezone
from django.utils.html import escape, format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from fourleaf.kit.assets import AssetMissing, asset_url, module_urls, preload_urls
from fourleaf.kit.html import time_of
from fourleaf.kit.words import page_words

register = template.Library()

TONES: Final = 12
TITLES: Final = frozenset({"dr", "prof", "mr", "mrs", "ms", "mx", "dra", "sr", "sra"})


class HasFace(Protocol):
    """Whoever can be drawn: a stable key and a name."""

    pk: UUID
    name: str


@register.simple_tag
def asset(name: str) -> str:
    """Give the hashed address of a built file."""
    return asset_url(name)


@register.simple_tag
def sheet() -> SafeString:
    """Link the style sheet where it is built: a page that says what is broken must not break for want of it."""
    try:
        return format_html('<link rel="stylesheet" href="{}">', asset_url("app.css"))
    except AssetMissing:
        return SafeString("")


@register.simple_tag
def words() -> SafeString:
    """Hand the words that scripts need to the page."""
    return _words(get_language() or "en")


@cache
def _words(language: str) -> SafeString:
    return json_script(page_words(), "words")


@register.simple_tag
def preloads() -> list[str]:
    """Give the addresses that the page head preloads."""
    return preload_urls()


@register.simple_tag
def modules() -> list[str]:
    """Give the addresses of the scripts that the page's own script imports."""
    return module_urls()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of the sprite; without a label it is decoration."""
    address = f"{asset_url('icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, address
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', address)


@register.simple_tag
def avatar(person: HasFace, size: str = "") -> SafeString:
    """Draw a person's face: initials on one of twelve tones (sizes: small, large); the name stands beside it."""
    return _face(person.pk, person.name, size)


@register.simple_tag
def person_line(person: HasFace, detail: object = "") -> SafeString:
    """Draw a person with their face, and what may stand beside the name: a link to their page."""
    return line_of(person.pk, person.name, str(detail or ""))


@lru_cache(4096)
def line_of(key: UUID, name: str, detail: str) -> SafeString:
    """As `person_line`, for whoever has no more of the person than this."""
    beside = f'<span class="person-detail">{escape(detail)}</span>' if detail else ""
    return SafeString(
        f'<a class="person" href="/people/{key}/">{_face(key, name, "small")}'
        f'<span><span class="person-name">{escape(name)}</span>{beside}</span></a>'
    )


@lru_cache(4096)
def _face(key: UUID, name: str, size: str) -> SafeString:
    kind = f"face face-{size}" if size else "face"
    return format_html(
        '<span class="{} tone-{}" data-face="{}" aria-hidden="true">{}</span>',
        kind,
        tone(key),
        key,
        initials(name),
    )


@register.simple_tag
def moment(instant: datetime, how: str) -> SafeString:
    """Say an instant in the reader's zone and words: its clock time, its day, or both."""
    return time_of(instant, how, timezone.get_current_timezone())


def tone(key: UUID) -> int:
    """Choose one of the twelve tones, the same one always."""
    return key.int % TONES


def initials(name: str) -> str:
    """Take the first and the last initial of a name, without its title."""
    words = [word for word in name.split() if word.strip(".").lower() not in TITLES and word[0].isalnum()]
    if not words:
        return "?"
    return "".join(word[0] for word in (words if len(words) == 1 else (words[0], words[-1]))).upper()
