"""A file that somebody brings, by what its name ends in."""

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext_lazy as _

from fourleaf.documents.formats.markdown import from_markdown
from fourleaf.documents.formats.pasted import from_html
from fourleaf.documents.formats.word_in import Brought, from_docx
from fourleaf.kit.refusals import Invalid, ensure

_READERS: Final[dict[str, Callable[[bytes], Brought]]] = {
    "docx": from_docx,
    "md": lambda data: Brought(from_markdown(_decoded(data))),
    "markdown": lambda data: Brought(from_markdown(_decoded(data))),
    "txt": lambda data: Brought(from_markdown(_decoded(data))),
    "html": lambda data: Brought(from_html(_decoded(data))),
    "htm": lambda data: Brought(from_html(_decoded(data))),
}


def brought(name: str, data: bytes) -> Brought:
    """The document that this file is, its pictures beside it. Invalid, on the field "file", with the reason if not."""
    ending = name.rpartition(".")[2].lower()
    ensure(
        ending in _READERS,
        _("Bring a .docx, .md or .html file. Others can be saved as one of these."),
        "file",
    )
    try:
        return _READERS[ending](data)
    except Invalid as invalid:
        raise Invalid(invalid.text, "file") from invalid


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(_("This file is not in UTF-8. Save it as UTF-8 and try again.")) from error
