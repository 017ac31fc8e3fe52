"""What a text asks to be done and what it decides: its task items and decisions, with owner and day."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from typing import Literal, Protocol, TypeVar

from fourleaf.documents.text.tokens import is_word, tokens
from fourleaf.documents.tree.reading import nodes, plain_text, words_of
from fourleaf.documents.tree.schema import Tree
from fourleaf.documents.tree.suggested import settled

Kind = Literal["task", "decision"]
#: A task whose words became others is the same as long as so many of the shorter one's words are in both.
KEPT = 0.5
#: A day without a year is the next such day, unless it was but so long ago.
PAST = timedelta(days=60)
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_DAY_FIRST = re.compile(r"\b(\d{1,2})\.?\s+(?:de\s+)?([^\W\d_]{3,10})\b\.?(?:\s+(?:de\s+)?(\d{4})\b)?")
_MONTH_FIRST = re.compile(r"\b([^\W\d_]{3,9})\.?\s+(\d{1,2})\b(?!\d)(?:,?\s+(\d{4})\b)?")
_MONTHS = (
    ("january", "enero"), ("february", "febrero"), ("march", "marzo"), ("april", "abril"), ("may", "mayo"),
    ("june", "junio"), ("july", "julio"), ("august", "agosto"), ("september", "septiembre"),
    ("october", "octubre"), ("november", "noviembre"), ("december", "diciembre"),
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A task or decision in a tree. `path` leads to its node, `owner` is a person's key, `names` what follows an @."""

    kind: Kind
    path: tuple[int, ...]
    key: str
    words: str
    state: str
    owner: str | None
    names: tuple[str, ...]
    due_on: date | None


class Known(Protocol):
    """A task that was found before."""

    kind: str
    key: str
    words: str


Row = TypeVar("Row", bound=Known)


def found_in(tree: Tree, today: date) -> list[Found]:
    """All tasks and decisions with words, in order; suggestions count when they are accepted.

    `today` is the day on which the text was written: it says which year a day without one means.
    """
    return list(_walk(tree, today))


def paired(known: Sequence[Row], found: Sequence[Found]) -> list[tuple[Found, Row | None]]:
    """Each that was found with the one it was before: by its id, by its words, or by most of them in order."""
    left = list(known)
    matches: dict[int, Row] = {}
    telling = cache(_telling)
    for is_same in (_same_key, _same_words, partial(_alike, telling)):
        for place, each in enumerate(found):
            match = None if place in matches else _first(left, each, is_same)
            if match is not None:
                matches[place] = match
                left.remove(match)
    return [(each, matches.get(place)) for place, each in enumerate(found)]


def due_in(words: str, today: date) -> date | None:
    """The first day that the words name: 2026-12-01, 1 December 2026, 1 Dec, December 1, 1 de diciembre."""
    if iso := _ISO.search(words):
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    for pattern, day, month in ((_DAY_FIRST, 1, 2), (_MONTH_FIRST, 2, 1)):
        for each in pattern.finditer(words):
            if number := _month(each[month]):
                found = _dated(int(each[day]), number, each[3], today)
                if found:
                    return found
    return None


def _walk(tree: Tree, today: date) -> Iterator[Found]:
    for node, path in nodes(tree):
        if node["type"] not in ("taskItem", "decision"):
            continue
        kept = settled(node, taken=False)
        is_task = node["type"] == "taskItem"
        said = words_of(kept["content"][0]) if is_task and kept.get("content") else plain_text(kept)
        words = " ".join(said.split())
        if not words:
            continue
        attrs = node.get("attrs", {})
        mentions = [each.get("attrs", {}) for each, _path in nodes(kept) if each["type"] == "mention"]
        people = [each["id"] for each in mentions if each.get("kind") == "person" and each.get("id")]
        due = attrs.get("due")
        yield Found(
            "task" if is_task else "decision",
            path,
            attrs.get("id") or "",
            words,
            ("done" if attrs.get("checked") else "open") if is_task else attrs.get("state", "proposed"),
            attrs.get("owner") or (people[0] if people else None),
            tuple(_names(words)),
            due_in(due, today) if due else due_in(words, today),
        )


def _names(words: str) -> Iterator[str]:
    """What may be a name after an @: as many as three words, the longest first."""
    for at in re.finditer(r"(?<!\w)@", words):
        following = re.findall(r"[^\W\d_][\w.'’-]*", words[at.end() : at.end() + 80])[:4]
        for length in range(len(following), 0, -1):
            name = " ".join(following[:length])
            if words[at.end() :].startswith(name):
                yield name.rstrip(".").casefold()


def _month(word: str) -> int | None:
    """English ones have a capital, which tells "2 May" from "2 may help"."""
    low = word.casefold()
    for number, (english, spanish) in enumerate(_MONTHS, 1):
        if (word[0].isupper() and english.startswith(low)) or (low != "may" and spanish.startswith(low)):
            return number
    return None


def _dated(day: int, month: int, year: str | None, today: date) -> date | None:
    if year:
        return _day(int(year), month, day)
    found = _day(today.year, month, day)
    return _day(today.year + 1, month, day) if found and found < today - PAST else found


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _first(left: list[Row], each: Found, is_same: Callable[[Known, Found], bool]) -> Row | None:
    return next((row for row in left if row.kind == each.kind and is_same(row, each)), None)


def _same_key(row: Known, each: Found) -> bool:
    return bool(each.key) and row.key == each.key


def _same_words(row: Known, each: Found) -> bool:
    return row.words == each.words and (not each.key or not row.key)


def _alike(telling: Callable[[str], set[str]], row: Known, each: Found) -> bool:
    if each.key and row.key:
        return False
    one, other = telling(row.words), telling(each.words)
    return bool(one and other) and len(one & other) >= KEPT * min(len(one), len(other))


def _telling(words: str) -> set[str]:
    return {token.text.casefold() for token in tokens(words) if is_word(token.text)}
