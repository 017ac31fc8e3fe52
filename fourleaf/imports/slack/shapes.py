"""Fields of an export's objects: the right type, clean text, or an error that says where."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from fourleaf.imports.slack.archive import ArchiveError

KEY = re.compile(r"[A-Za-z0-9_.:-]{1,60}")
STAMP = re.compile(r"([0-9]{1,11})(?:\.([0-9]{1,6}))?")
LATEST = 32_503_680_000  # the year 3000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Shape:
    """One object of the export and where it stands."""

    def __init__(self, item: dict[str, Any], where: str) -> None:
        self.item, self.where = item, where

    def text(self, field: str) -> str:
        """A text, or an empty one. What PostgreSQL cannot hold (NUL, half a character) is replaced."""
        value = self._get(field, str, "text")
        if value is None:
            return ""
        return str(value).replace("\0", "").encode("utf-8", "replace").decode("utf-8")

    def key(self, field: str) -> str:
        """An identifier that must be there."""
        value = self.text(field)
        if not KEY.fullmatch(value):
            raise self.wrong(field, "an identifier")
        return value

    def flag(self, field: str) -> bool:
        return bool(self._get(field, bool, "true or false"))

    def number(self, field: str) -> int:
        """A whole number from 0 to the year 3000 in seconds; nothing is 0."""
        value = self._get(field, (int, float), "a number")
        if value is None:
            return 0
        if isinstance(value, bool) or not 0 <= value <= LATEST:
            raise self.wrong(field, "a number from 0 upwards")
        return int(value)

    def instant(self, field: str) -> datetime | None:
        """A time to the microsecond: Slack's `seconds.microseconds`, never through a float."""
        value = self.item.get(field)
        if value is None:
            return None
        match = STAMP.fullmatch(str(value)) if isinstance(value, (str, int)) else None
        if not match or int(match[1]) > LATEST:
            raise self.wrong(field, "a time such as 1482134460.000110")
        return EPOCH + timedelta(seconds=int(match[1]), microseconds=int((match[2] or "").ljust(6, "0")))

    def part(self, field: str) -> "Shape":
        """An object within; empty if there is none."""
        return Shape(self._get(field, dict, "an object") or {}, f"{self.where}, {field}")

    def parts(self, field: str) -> "Iterator[Shape]":
        """The objects in a list; what is none is passed over, as Slack writes null there."""
        for number, item in enumerate(self._get(field, list, "a list") or (), 1):
            if isinstance(item, dict):
                yield Shape(item, f"{self.where}, {field} {number}")

    def keys(self, field: str) -> list[str]:
        """The identifiers in a list."""
        values = self._get(field, list, "a list") or []
        if not all(isinstance(value, str) and KEY.fullmatch(value) for value in values):
            raise self.wrong(field, "a list of identifiers")
        return values

    def wrong(self, field: str, wanted: str) -> ArchiveError:
        return ArchiveError(f"{self.where}: {field!r} should be {wanted}. Is this a Slack export, unchanged?")

    def _get(self, field: str, kind: type | tuple[type, ...], wanted: str) -> Any:
        value = self.item.get(field)
        if value is None or value == "":
            return None
        if not isinstance(value, kind):
            raise self.wrong(field, wanted)
        return value
