"""What a .docx may be: a zip of a few kinds of parts, small when unpacked, without macros and without entities."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext_lazy as _

from fourleaf.documents.formats.limits import MOST_PACKED, MOST_UNPACKED, TOO_MUCH, ensure_small
from fourleaf.kit.refusals import Invalid, ensure

_NOT_DOCX = _("This is no .docx file.")
_MACROS = _("This file holds macros, which are programs. Save it as .docx without them and try again.")
_ENTITIES = _("This file holds definitions that no word processor writes. It was not read.")
_ELSEWHERE = _("This file takes parts of itself from elsewhere. Save it with everything in it and try again.")

MOST_PARTS = 5000
_PART = re.compile(
    r"(\[Content_Types\]\.xml|_rels/\.rels|word/[\w./-]+|docProps/core\.xml|customXml/[\w./-]+)"
)
_PICTURE = re.compile(r"word/(media/[\w.-]+)")
#: What a file may name that lies outside of it; none of it is ever fetched.
_OUTSIDE = frozenset({"hyperlink", "attachedTemplate", "image"})
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")


def unpacked(data: bytes) -> tuple[bytes, dict[str, bytes]]:
    """The file packed anew without what is not needed, and its pictures by their names in it ("media/x.png").

    Invalid, with the reason, if it is no .docx, too large, holds macros or entities, or consists of parts elsewhere.
    """
    ensure_small(len(data), MOST_PACKED)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = dict(_parts(packed))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise Invalid(_NOT_DOCX) from error
    ensure("word/document.xml" in parts and "[Content_Types].xml" in parts, _NOT_DOCX)
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            _ensure_harmless(part)
    pictures = {found[1]: part for name, part in parts.items() if (found := _PICTURE.fullmatch(name))}
    return _packed(parts), pictures


def count_pictures(file: IO[bytes]) -> int:
    """How many pictures a .docx says that it holds; 0 for what is none."""
    try:
        with zipfile.ZipFile(file) as packed:
            return sum(_PICTURE.fullmatch(name) is not None for name in packed.namelist())
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        return 0


def _parts(packed: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Each part that is needed; no more is unpacked than its header says, and all of that is counted."""
    infos = packed.infolist()
    ensure(len(infos) <= MOST_PARTS, TOO_MUCH)
    ensure(not any("vba" in info.filename.lower() for info in infos), _MACROS)
    ensure_small(sum(info.file_size for info in infos), MOST_UNPACKED)
    for info in infos:
        if _PART.fullmatch(info.filename) and ".." not in info.filename:
            yield info.filename, packed.read(info)


def _ensure_harmless(part: bytes) -> None:
    plain = part.replace(b"\0", b"")
    ensure(b"<!DOCTYPE" not in plain and b"<!ENTITY" not in plain, _ENTITIES)
    ensure(b"macroEnabled" not in plain, _MACROS)
    for relation in _RELATION.findall(plain):
        kind = re.search(rb"Type\s*=\s*[\"'][^\"']*/(\w+)[\"']", relation)
        is_outside = re.search(rb"TargetMode\s*=\s*[\"']External", relation) is not None
        ensure(not is_outside or (kind is not None and kind[1].decode() in _OUTSIDE), _ELSEWHERE)


def _packed(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as packed:
        for name, part in parts.items():
            packed.writestr(zipfile.ZipInfo(name), part)
    return made.getvalue()
