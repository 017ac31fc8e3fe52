"""CSV files that people bring: read whole, checked line by line, taken all or not at all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from fourleaf.kit.csv_rows import RowError, rows_of
from fourleaf.kit.refusals import Invalid, ensure

LARGEST = 1024 * 1024
MOST_LINES = 5_000
#: How many faults are told at once.
TOLD = 20


@dataclass(frozen=True)
class Line:
    """A line of the file; `cells` by the names of their columns, with what the file has no column for as ""."""

    number: int
    cells: Mapping[str, str]


class Faults:
    """What is wrong, line by line; told together, so that a file is mended once."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def add(self, line: int, text: str) -> None:
        self.texts.append(_("Line %(line)d: %(text)s") % {"line": line, "text": text})

    def told(self) -> None:
        """Raise Invalid with the first of them, if there are any."""
        if not self.texts:
            return
        more = len(self.texts) - TOLD
        rest = [_("And %(n)d more.") % {"n": more}] if more > 0 else []
        raise Invalid(" ".join([*self.texts[:TOLD], *rest]), "file")


def read_lines(data: bytes, columns: Sequence[str], required: Sequence[str]) -> list[Line]:
    """The lines under the head; Invalid if it is no such file. Parted by commas, semicolons or tabs."""
    ensure(len(data) <= LARGEST, _("The file is larger than 1 MB."), "file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(_("This is not a CSV file in UTF-8. Save it as “CSV UTF-8”."), "file") from None
    ensure("\0" not in text, _("This is not a CSV file in UTF-8. Save it as “CSV UTF-8”."), "file")
    try:
        rows = list(rows_of(text))
    except RowError:
        raise Invalid(_("The quotation marks in the file do not match."), "file") from None
    ensure(len(rows) > 1, _("The file has no lines under the names of its columns."), "file")
    ensure(len(rows) <= MOST_LINES, _("The file has more than 5,000 lines."), "file")
    return _lines(_head(rows[0][1], columns, required), rows[1:])


def _head(cells: Sequence[str], columns: Sequence[str], required: Sequence[str]) -> list[str]:
    names = ["_".join(cell.strip().casefold().split()) for cell in cells]
    known = ", ".join(columns)
    for name in names:
        unknown = _("There is no column “%(name)s”. Known are: %(known)s.") % {"name": name, "known": known}
        ensure(name in columns, unknown, "file")
        ensure(names.count(name) == 1, _("The column “%(name)s” is there twice.") % {"name": name}, "file")
    for name in required:
        ensure(name in names, _("The column “%(name)s” is missing.") % {"name": name}, "file")
    return names


def _lines(names: Sequence[str], rows: Sequence[tuple[int, list[str]]]) -> list[Line]:
    faults, lines = Faults(), []
    for number, cells in rows:
        if len(cells) != len(names):
            given = {"cells": len(cells), "columns": len(names)}
            faults.add(number, _("has %(cells)d cells; the first line names %(columns)d columns.") % given)
        else:
            lines.append(
                Line(number, {name: " ".join(cell.split()) for name, cell in zip(names, cells, strict=True)})
            )
    faults.told()
    return lines


def day(text: str) -> date | None:
    """A day as YYYY-MM-DD; None for nothing; Invalid for anything else."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid(_("“%(text)s” is no day; write it as 2026-03-31.") % {"text": text}) from None


def number(text: str, kind: Callable[[str], Any]) -> Any:
    """A number; None for nothing; Invalid for anything else."""
    try:
        return kind(text.replace(",", ".")) if text else None
    except ValueError:
        raise Invalid(_("“%(text)s” is no number.") % {"text": text}) from None
