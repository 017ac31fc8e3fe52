"""Pages of a list, cut by the values that it is ordered by: they stay put while rows are added.

A cursor is opaque to clients. It holds the direction and the values of the row at the edge of a page, so a page
neither repeats a row nor leaves one out, however many come or go meanwhile.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from django.core.exceptions import ValidationError as WrongValue
from django.db.models import F, Field, Q, QuerySet
from django.db.models.expressions import Combinable, OrderBy
from django.http import HttpRequest
from ninja import Field as Described
from ninja import Schema

from fourleaf.kit.api.problems import Problem, fault

MOST = 200
USUAL = 40
LONGEST_CURSOR = 1000

Row = TypeVar("Row")
Limit = Annotated[int, Described(ge=1, le=MOST, description="Items on a page.")]
CursorText = Annotated[
    str | None,
    Described(max_length=LONGEST_CURSOR, description="From `next` or `previous` of another page."),
]


class Page(Schema, Generic[Row]):
    """Some items, and where to go on from them; null where there is nothing."""

    items: list[Row]
    next: str | None = None
    previous: str | None = None


class Paging(Schema):
    """Which part of a list."""

    cursor: CursorText = None
    limit: Limit = USUAL


@dataclass(frozen=True)
class Place:
    """Where a page begins: after (or, going back, before) the row with these values."""

    values: tuple[Any, ...]
    is_back: bool = False

    def text(self) -> str:
        """The cursor."""
        raw = json.dumps([int(self.is_back), *self.values], separators=(",", ":"), default=str)
        return urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def place_of(cursor: str | None, width: int) -> Place | None:
    """What a cursor of `width` values says; a Problem for one that was not made here."""
    if cursor is None:
        return None
    try:
        raw = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        raise wrong_cursor() from None
    match raw:
        case [(0 | 1) as back, *values] if len(values) == width and all(map(_is_plain, values)):
            return Place(tuple(values), bool(back))
    raise wrong_cursor()


def wrong_cursor() -> Problem:
    """422: not one of our cursors, or one of another list."""
    text = "This is not a cursor of this list."
    return Problem(422, text, errors=[fault(text, "query", "cursor")])


def page_of(
    request: HttpRequest,
    rows: QuerySet[Any],
    paging: Paging,
    show: Callable[[Sequence[Any]], Iterable[Any]],
    *,
    by: Sequence[str | Combinable] = ("pk",),
) -> dict[str, Any]:
    """The page as the client gets it. `by` orders the rows, all one way, and tells each from every other."""
    keyed, names, descends = _keyed(rows, by)
    place = place_of(paging.cursor, len(names))
    is_back = bool(place and place.is_back)
    if place:
        keyed = keyed.filter(_beyond(keyed, names, place.values, forward=descends == is_back))
    ordered = keyed.order_by(*(F(name).desc() if descends != is_back else F(name).asc() for name in names))
    try:
        found = list(ordered[: paging.limit + 1])
    except (WrongValue, ValueError):  # values that such a column cannot have
        raise wrong_cursor() from None
    has_more = len(found) > paging.limit
    found = found[: paging.limit][::-1] if is_back else found[: paging.limit]

    def edge(row: Any, back: bool) -> str:
        values = tuple(_plain(getattr(row, name)) for name in names)
        return link_to(request, Place(values, back).text())

    has_next = has_more or is_back
    has_previous = has_more if is_back else place is not None
    return {
        "items": list(show(found)),
        "next": edge(found[-1], False) if found and has_next else None,
        "previous": edge(found[0], True) if found and has_previous else None,
    }


def link_to(request: HttpRequest, cursor: str) -> str:
    """The address of another page of the same list."""
    asked = [(name, value) for name, values in request.GET.lists() if name != "cursor" for value in values]
    return f"{request.path}?{urlencode([*asked, ('cursor', cursor)])}"


def _keyed(rows: QuerySet[Any], by: Sequence[str | Combinable]) -> tuple[QuerySet[Any], list[str], bool]:
    """The rows with the values of their order as `key_0`, `key_1` …, and whether they descend."""
    descends = isinstance(by[0], str) and by[0].startswith("-")
    expressions = [_expression(each) for each in by]
    names = [f"key_{number}" for number in range(len(expressions))]
    return rows.annotate(**dict(zip(names, expressions, strict=True))), names, descends


def _expression(each: str | Combinable) -> Any:
    if isinstance(each, str):
        return F(each.removeprefix("-"))
    return each.expression if isinstance(each, OrderBy) else each


def _beyond(rows: QuerySet[Any], names: Sequence[str], values: tuple[Any, ...], *, forward: bool) -> Q:
    """Rows after the values in the order of the columns, compared one by one."""
    word = "gt" if forward else "lt"
    found, same = Q(pk__in=[]), Q()
    for name, value in zip(names, values, strict=True):
        field: Field[Any, Any] = rows.query.annotations[name].output_field
        try:
            value = field.to_python(value)
        except WrongValue:
            raise wrong_cursor() from None
        found |= same & Q(**{f"{name}__{word}": value})
        same &= Q(**{name: value})
    return found


def _plain(value: Any) -> Any:
    return value if _is_plain(value) else str(value)


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and "\0" not in str(value)
