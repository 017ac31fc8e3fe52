"""The columns as they stand: those that are shipped, with what an administrator has changed of them."""

from dataclasses import dataclass
from typing import Any

from fourleaf.sheet.areas import SHIPPED
from fourleaf.sheet.models import Area


@dataclass(frozen=True)
class Column:
    """A column; `place` is from the left, 1 and more."""

    key: str
    name: Any
    hint: Any
    place: int


def columns() -> list[Column]:
    """From left to right; one query."""
    changed = {area.key: area for area in Area.objects.all()}
    found = [
        Column(each.key, each.name, each.hint, place)
        for place, each in enumerate(SHIPPED, 1)
        if each.key not in changed
    ]
    found += [
        Column(each.key, each.name, each.hint, each.place)
        for each in changed.values()
        if each.ended_at is None
    ]
    return sorted(found, key=lambda column: (column.place, str(column.name).casefold()))


def is_column(key: str) -> bool:
    """Whether a line can be written there."""
    return any(column.key == key for column in columns())
