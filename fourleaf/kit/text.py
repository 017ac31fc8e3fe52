"""What people type."""

import unicodedata

from django.utils.translation import gettext as _

from fourleaf.kit.refusals import ensure


def one_line(text: str) -> str:
    """The same on one line, with one blank between words; without the character 0, which PostgreSQL does not take."""
    return " ".join(text.replace("\0", "").split())


def sound(text: str, most: int, field: str = "text") -> str:
    """The text without NUL, trailing blanks and the line ends of forms; Invalid when empty or too long."""
    text = text.replace("\0", "").replace("\r\n", "\n").strip()
    shows = any(unicodedata.category(character)[0] not in "CZ" for character in text)
    ensure(shows, _("Write something first."), field)
    too_long = _("This is %(length)s characters long; %(most)s fit here.")
    ensure(len(text) <= most, too_long % {"length": len(text), "most": most}, field)
    return text
