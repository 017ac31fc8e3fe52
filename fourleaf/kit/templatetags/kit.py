"""Template tags of the face: built files, icons, faces of people."""

from datetime import UTC, datetime
from typing import Final, Protocol
from uuid import UUID

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fourleaf.kit.assets import AssetMissing, asset_url, module_urls, preload_urls
from fourleaf.kit.html import localise

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
    kind = f"face face-{size}" if size else "face"
    return format_html(
        '<span class="{} tone-{}" data-face="{}" aria-hidden="true">{}</span>',
        kind,
        tone(person.pk),
        person.pk,
        initials(person.name),
    )


@register.simple_tag
def moment(instant: datetime, how: str) -> SafeString:
    """Say an instant in the reader's zone and words: its clock time, its day, or both."""
    words = f'<time datetime="{instant.astimezone(UTC).isoformat()}" data-time="{how}"></time>'
    return localise(words, {}, timezone.get_current_timezone())


def tone(key: UUID) -> int:
    """Choose one of the twelve tones, the same one always."""
    return key.int % TONES


def initials(name: str) -> str:
    """Take the first and the last initial of a name, without its title."""
    words = [word for word in name.split() if word.strip(".").lower() not in TITLES and word[0].isalnum()]
    if not words:
        return "?"
    return "".join(word[0] for word in (words if len(words) == 1 else (words[0], words[-1]))).upper()
