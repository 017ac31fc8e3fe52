"""From a file to cells: what is no CSV of the directory is refused here, as a whole."""

import csv
import difflib
from dataclasses import dataclass
from pathlib import Path

from fourleaf.kit.csv_rows import RowError, rows_of

LARGEST_FILE = 64 * 1024 * 1024
#: What each column says; the reference in docs/reference/directory-csv.md is checked against it.
COLUMNS = {
    "staff_number": "who it is, for ever; at most 40 characters",
    "name": "the name as it is shown; at most 150 characters",
    "family_name": "what lists are ordered by; at most 100 characters",
    "email": "the address for signing in",
    "job_title": "at most 150 characters",
    "unit": "the name of the unit; at most 120 characters",
    "parent_unit": "the name of the unit above it",
    "site": "the name of the site; at most 120 characters",
    "city": "the city of the site",
    "latitude": "of the site, in degrees from -90 to 90",
    "longitude": "of the site, in degrees from -180 to 180",
    "zone": "the IANA time zone of the site, such as Europe/London",
    "profession": "what the person is by training; at most 120 characters",
    "skills": "parted by ';'",
    "manager": "the staff number of the manager",
    "past_functions": "parted by ';', each: title | place | 2019..2023",
    "roles": "parted by ';', each: role 2026-01-01..2026-12-31 (dates may be left out)",
    "kind": "staff or bot",
    "mobile": "a private mobile number, kept encrypted",
    "private_email": "a private address, kept encrypted",
    "address": "where the person lives, kept encrypted",
}
REQUIRED = ("staff_number", "name")
BINARY = {
    b"PK\x03\x04": "a spreadsheet or zip file",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a compressed file",
    b"\xff\xfe": "in UTF-16",
    b"\xfe\xff": "in UTF-16",
}
SAVE_AS = "Save it as “CSV UTF-8”."


class FileError(Exception):
    """The file as a whole cannot be read; the text says why and what to do."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell, and what would be right. `column` is empty where it is the whole row."""

    line: int
    column: str
    text: str

    def __str__(self) -> str:
        return f"line {self.line}{f', {self.column}' if self.column else ''}: {self.text}"


@dataclass(frozen=True)
class Table:
    """The file in cells, in the order of its lines; `faults` are rows of the wrong length."""

    columns: tuple[str, ...]
    rows: list[tuple[int, dict[str, str]]]
    faults: list[Fault]


def read(path: Path) -> Table:
    """Read the file; raises FileError."""
    columns: tuple[str, ...] = ()
    rows, faults = [], []
    try:
        for line, cells in rows_of(_text_of(path)):
            if not columns:
                columns = _columns(cells)
            elif len(cells) != len(columns):
                what = f"has {len(cells)} cells; the first line names {len(columns)} columns."
                faults.append(Fault(line, "", what))
            else:
                rows.append((line, dict(zip(columns, cells, strict=True))))
    except RowError as error:
        if error.too_long:
            limit = f"{csv.field_size_limit():,}"
            raise FileError(
                f"line {error.line}: a cell is longer than {limit} characters; is a quotation mark missing?"
            ) from None
        raise FileError(f"line {error.line}: the quotation marks do not match ({error}).") from None
    if not rows and not faults:
        raise FileError("there is nobody in the file, only the names of columns.")
    return Table(columns, rows, faults)


def _text_of(path: Path) -> str:
    try:
        if path.is_dir():
            raise FileError(f"{path} is a folder; name the CSV file in it.")
        if path.stat().st_size > LARGEST_FILE:
            raise FileError(f"{path} is larger than 64 MB, which no staff directory is.")
        data = path.read_bytes()
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}.") from None
    kind = next((kind for start, kind in BINARY.items() if data.startswith(start)), None)
    if kind:
        raise FileError(f"{path} is {kind}, not a CSV file. {SAVE_AS}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileError(f"line {line}: this is not UTF-8. {SAVE_AS}") from None
    if "\0" in text:
        raise FileError(f"{path} holds characters that no CSV file has. {SAVE_AS}")
    if not text.strip():
        raise FileError(f"{path} is empty.")
    return text


def _columns(cells: list[str]) -> tuple[str, ...]:
    names = tuple("_".join(cell.strip().lower().split()) for cell in cells)
    known = [name for name in names if name in COLUMNS]
    if not known:
        raise FileError(
            f"the first line names no column of the directory. It needs at least {' and '.join(REQUIRED)};"
            f" known are {', '.join(COLUMNS)}."
        )
    for name in names:
        if name not in COLUMNS:
            near = difflib.get_close_matches(name, COLUMNS, n=1, cutoff=0.5)
            advice = f"did you mean “{near[0]}”?" if near else f"known are {', '.join(COLUMNS)}."
            raise FileError(f"there is no column “{name}”; {advice}")
        if names.count(name) > 1:
            raise FileError(f"the column “{name}” is there twice.")
    for name in REQUIRED:
        if name not in names:
            raise FileError(f"the column “{name}” is missing.")
    return names
