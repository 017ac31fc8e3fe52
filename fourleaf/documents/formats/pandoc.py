"""Pandoc, which knows .docx, as a program of its own: no network, no files but those it is given, limited in time and
memory (ADR 0018)."""

import json
import tempfile
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from pypandoc import get_pandoc_path

from fourleaf.documents.formats.programs import run
from fourleaf.kit.refusals import Invalid

#: Pandoc's own tree of a document: https://hackage.haskell.org/package/pandoc-types, version 1.23.
Ast = dict[str, Any]
API = [1, 23]
_MEMORY = "-M1g"


def read_docx(data: bytes) -> Ast:
    """The tree of a .docx, tracked changes as spans. Invalid if pandoc cannot read it or takes too long."""
    with tempfile.TemporaryDirectory(prefix="fourleaf-") as folder:
        given = Path(folder, "in.docx")
        given.write_bytes(data)
        said = _run(["-f", "docx", "-t", "json", "--track-changes=all", "--sandbox", str(given)], b"", folder)
    ast: Ast = json.loads(said)
    return ast


def write_docx(ast: Ast, pictures: dict[str, bytes]) -> bytes:
    """A .docx of this tree. `pictures` are the bytes behind the names that its images have."""
    with tempfile.TemporaryDirectory(prefix="fourleaf-") as folder:
        for name, data in pictures.items():
            Path(folder, name).write_bytes(data)
        made = Path(folder, "out.docx")
        command = ["-f", "json", "-t", "docx", "--resource-path", folder, "-o", str(made)]
        _run(command, json.dumps(ast).encode(), folder)
        return made.read_bytes()


def _run(arguments: list[str], given: bytes, folder: str) -> bytes:
    command = [get_pandoc_path(), "+RTS", _MEMORY, "-RTS", "--quiet", *arguments]
    environment = {
        "HOME": folder,
        "LANG": "C.UTF-8",
        "http_proxy": "http://127.0.0.1:9",
        "https_proxy": "http://127.0.0.1:9",
    }
    done = run(command, folder, given, environment)
    if done.returncode:
        raise Invalid(_("This file could not be read. Save it as .docx once more and try again."))
    return done.stdout
