"""From cells to values, each checked by itself: what a cell may say, and how that is told."""

import calendar
import difflib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from fourleaf.imports.directory.reading import Fault, Table
from fourleaf.kit.refusals import Invalid
from fourleaf.people.actions import Past
from fourleaf.people.actions.contact import checked
from fourleaf.people.actions.own import LONGEST_SKILL, MOST_PAST_FUNCTIONS, MOST_SKILLS
from fourleaf.people.models import OrganisationRole

LONGEST = {
    "staff_number": 40, "name": 150, "family_name": 100, "job_title": 150, "unit": 120, "parent_unit": 120,
    "site": 120, "city": 120, "profession": 120, "manager": 40, "email": 254,
}  # fmt: skip
KINDS = ("staff", "bot")
DATES = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


@dataclass(frozen=True)
class RoleCell:
    """A role as the file gives it; without a first day it is held from the day of the import."""

    role: str
    from_on: date | None
    until_on: date | None


@dataclass(frozen=True)
class Row:
    """One person of the file. What the file has no column for is None; "" or empty means: none.

    Numbers and places are those of the site.
    """

    line: int
    staff_number: str
    name: str
    family_name: str | None = None
    email: str | None = None
    job_title: str | None = None
    unit: str | None = None
    parent_unit: str | None = None
    site: str | None = None
    city: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    zone: str | None = None
    profession: str | None = None
    skills: tuple[str, ...] | None = None
    manager: str | None = None
    past_functions: tuple[Past, ...] | None = None
    roles: tuple[RoleCell, ...] | None = None
    kind: str | None = None
    mobile: str | None = None
    private_email: str | None = None
    address: str | None = None

    @property
    def contact(self) -> dict[str, str]:
        """How the person can be reached privately, by kind of contact point."""
        said = {"mobile": self.mobile, "email": self.private_email, "address": self.address}
        return {kind: value for kind, value in said.items() if value}


class CellError(Exception):
    """This cell cannot be accepted; the text says what can."""


def check(table: Table) -> tuple[list[Row], list[Fault]]:
    """The rows whose every cell is right, and what is wrong with the others."""
    rows, faults = [], list(table.faults)
    for line, cells in table.rows:
        values: dict[str, object] = {}
        wrong = []
        for column, text in cells.items():
            try:
                values[column] = READERS[column](column, " ".join(text.split()))
            except CellError as error:
                wrong.append(Fault(line, column, str(error)))
        if not wrong and values.get("parent_unit") and not values.get("unit"):
            wrong.append(Fault(line, "parent_unit", "is given without a unit."))
        if not wrong and values.get("manager") == values["staff_number"]:
            wrong.append(Fault(line, "manager", "nobody is their own manager."))
        if wrong:
            faults += wrong
        else:
            rows.append(Row(line=line, **values))  # type: ignore[arg-type]
    return rows, faults


def _text(column: str, text: str) -> str:
    if len(text) > LONGEST[column]:
        raise CellError(f"is {len(text)} characters long; at most {LONGEST[column]} fit.")
    if any(unicodedata.category(c) in ("Cc", "Cs") for c in text):
        raise CellError("holds control characters.")
    return text


def _needed(column: str, text: str) -> str:
    if not text:
        raise CellError("is empty; every row needs it.")
    return _text(column, text)


def _email(column: str, text: str) -> str:
    if text:
        try:
            validate_email(_text(column, text))
        except ValidationError:
            raise CellError(f"“{text}” is not an address like name@hospital.example.") from None
    return text.lower()


def _degrees(column: str, text: str) -> float | None:
    limit = 90 if column == "latitude" else 180
    if not text:
        return None
    if re.fullmatch(r"[+-]?\d{1,3}(\.\d{1,12})?", text) and abs(float(text)) <= limit:
        return float(text)
    raise CellError(f"“{text[:40]}” is not a number from -{limit} to {limit} such as 51.45.")


@cache
def _zones() -> set[str]:
    return available_timezones()


def _zone(column: str, text: str) -> str:
    if not text or text in _zones():
        return text
    near = difflib.get_close_matches(text, _zones(), n=1)
    advice = f"did you mean {near[0]}?" if near else "write it like Europe/London."
    raise CellError(f"“{text[:40]}” is not an IANA time zone; {advice}")


def _list(text: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))


def _skills(column: str, text: str) -> tuple[str, ...]:
    skills = tuple({skill.casefold(): skill for skill in _list(text)}.values())
    long = next((skill for skill in skills if len(skill) > LONGEST_SKILL), None)
    if long:
        raise CellError(
            f"“{long[:30]}…” is longer than {LONGEST_SKILL} characters. Part skills by semicolons."
        )
    if len(skills) > MOST_SKILLS:
        raise CellError(f"names {len(skills)} skills; at most {MOST_SKILLS} fit.")
    return skills


def _day(text: str, *, last: bool = False) -> date | None:
    if not text:
        return None
    found = DATES.fullmatch(text)
    if found:
        year, month, day = (int(part) if part else None for part in found.groups())
        month = month or (12 if last else 1)
        try:
            return date(year or 0, month, day or (calendar.monthrange(year or 0, month)[1] if last else 1))
        except (ValueError, calendar.IllegalMonthError):
            pass
    raise CellError(
        f"“{text[:40]}” is not a day such as 2026-03-31, nor a month or year such as 2026-03 or 2026."
    )


def _span(text: str) -> tuple[date | None, date | None]:
    first, _dots, last = text.partition("..")
    span = _day(first.strip()), _day(last.strip(), last=True)
    if span[0] and span[1] and span[0] > span[1]:
        raise CellError(f"“{text}” ends before it begins.")
    return span


def _past(column: str, text: str) -> tuple[Past, ...]:
    found = []
    for part in _list(text):
        title, place, when, *more = (*(piece.strip() for piece in part.split("|")), "", "", "")[:4]
        if not title or any(more) or len(title) > 150 or len(place) > 150:
            raise CellError(f"“{part[:60]}” is not like: title | place | 2019..2023.")
        found.append(Past(title, place, *_span(when)))
    if len(found) > MOST_PAST_FUNCTIONS:
        raise CellError(f"names {len(found)} past functions; at most {MOST_PAST_FUNCTIONS} fit.")
    return tuple(found)


def _roles(column: str, text: str) -> tuple[RoleCell, ...]:
    accepted = OrganisationRole.Role.values
    found = []
    for part in _list(text):
        role, _space, when = part.partition(" ")
        if role not in accepted:
            near = difflib.get_close_matches(role, accepted, n=1, cutoff=0.5)
            advice = f"did you mean {near[0]}?" if near else f"accepted are {', '.join(accepted)}."
            raise CellError(f"there is no role “{role[:40]}”; {advice}")
        found.append(RoleCell(role, *_span(when)))
    return tuple(found)


def _kind(column: str, text: str) -> str:
    if text.lower() not in ("", *KINDS):
        raise CellError(
            f"“{text[:40]}” is not accepted; write {' or '.join(KINDS)}. Patients and relatives are not staff."
        )
    return text.lower() or "staff"


def _contact(kind: str) -> Callable[[str, str], str]:
    def read(column: str, text: str) -> str:
        try:
            return checked(kind, text)
        except Invalid as wrong:
            raise CellError(f"cannot be taken: {wrong.text}") from None  # the cell itself is not repeated

    return read


READERS: dict[str, Callable[[str, str], object]] = {
    "staff_number": _needed,
    "name": _needed,
    **dict.fromkeys(
        ("family_name", "job_title", "unit", "parent_unit", "site", "city", "profession", "manager"), _text
    ),
    "email": _email,
    "latitude": _degrees,
    "longitude": _degrees,
    "zone": _zone,
    "skills": _skills,
    "past_functions": _past,
    "roles": _roles,
    "kind": _kind,
    "mobile": _contact("mobile"),
    "private_email": _contact("email"),
    "address": _contact("address"),
}
