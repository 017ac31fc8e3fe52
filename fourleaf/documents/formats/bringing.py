"""A file that somebody brings, by what its name ends in."""

from collections.abc import Callable
from typing import IO, Final

from django.utils.translation import gettext_lazy as _

from fourleaf.documents.formats.markdown import from_markdown
from fourleaf.documents.formats.package import count_pictures
from fourleaf.documents.formats.pasted import from_html
from fourleaf.documents.formats.word_in import Brought, from_docx
from fourleaf.kit.refusals import Invalid, ensure

#: What is larger in bytes, or a .docx with more pictures, is read apart from the request that brings it.
LARGE, MANY = 1_000_000, 4

_READERS: Final[dict[str, Callable[[bytes], Brought]]] = {
    "docx": from_docx,
    "md": lambda data: Brought(from_markdown(_decoded(data))),
    "markdown": lambda data: Brought(from_markdown(_decoded(data))),
    "txt": lambda data: Brought(from_markdown(_decoded(data))),
    "html": lambda data: Brought(from_html(_decoded(data))),
    "htm": lambda data: Brought(from_html(_decoded(data))),
}


def ensure_known(name: str) -> None:
    """Invalid, on the field "file", if nothing of this ending can be read."""
    ensure(
        _ending(name) in _READERS,
        _("Bring a .docx, .md or .html file. Others can be saved as one of these."),
        "file",
    )


def takes_long(name: str, size: int, file: IO[bytes]) -> bool:
    """Whether nobody should wait for it: it is large, or holds many pictures. The file is left at its start."""
    many = size <= LARGE and _ending(name) == "docx" and count_pictures(file) > MANY
    file.seek(0)
    return size > LARGE or many


def brought(name: str, data: bytes) -> Brought:
    """The document that this file is, its pictures beside it. Invalid, on the field "file", with the reason if not."""
    ensure_known(name)
    try:
        return _READERS[_ending(name)](data)
    except Invalid as invalid:
        raise Invalid(invalid.text, "file") from invalid


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(_("This file is not in UTF-8. Save it as UTF-8 and try again.")) from error
