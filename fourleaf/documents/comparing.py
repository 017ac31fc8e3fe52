"""Two texts side by side or in one, made ready for a template: what did not change is folded."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fourleaf.documents.text.blocks import Block
from fourleaf.documents.text.differences import Differences, Half, Row

Item = TypeVar("Item")

#: So many blocks in a row that did not change are folded.
FOLDED = 4
#: What a block is, where its words do not tell.
KINDS: dict[str, Promise] = {
    "heading": _("heading"),
    "image": _("image"),
    "horizontalRule": _("line across"),
    "codeBlock": _("code"),
    "footnote": _("footnote"),
}
#: What became of whole blocks, where the marked words do not tell.
FATES: dict[str, Promise] = {
    "split": _("split"),
    "joined": _("joined"),
    "formatted": _("set differently"),
}


@dataclass(frozen=True)
class Stretch(Generic[Item]):
    """Some blocks in a row; folded, they are all as they were."""

    items: list[Item]
    is_folded: bool


@dataclass(frozen=True)
class Shown:
    """A half of a comparison with the words that go with it."""

    half: Half

    @property
    def block(self) -> Block:
        return self.half.blocks[0]

    @property
    def kind(self) -> Promise | str:
        return KINDS.get(self.block.kind, "")

    @property
    def is_item(self) -> bool:
        """It stands in a list."""
        return "Item" in self.block.place

    @property
    def fate(self) -> Promise | str:
        return FATES.get(self.half.match.kind, "")

    @property
    def is_moved(self) -> bool:
        return self.half.match.moved

    @property
    def number(self) -> int:
        return self.half.match.number


def inline(found: Differences) -> list[Stretch[Shown]]:
    """All in one column."""
    return list(_stretches((Shown(half) for half in found.inline()), lambda each: _is_same(each.half)))


def side_by_side(found: Differences) -> list[Stretch[tuple[Shown | None, Shown | None]]]:
    """Pairs of what stands left and right."""
    rows = list(found.side_by_side())
    return [
        Stretch([(_shown(row.left), _shown(row.right)) for row in stretch.items], stretch.is_folded)
        for stretch in _stretches(rows, _is_same_row)
    ]


def _shown(half: Half | None) -> Shown | None:
    return Shown(half) if half else None


def _is_same(half: Half) -> bool:
    return half.match.kind == "same" and not half.match.moved


def _is_same_row(row: Row) -> bool:
    return all(half is not None and _is_same(half) for half in (row.left, row.right))


def _stretches(items: Iterable[Item], is_same: Callable[[Item], bool]) -> Iterator[Stretch[Item]]:
    for same, group in groupby(items, key=is_same):
        some = list(group)
        yield Stretch(some, same and len(some) >= FOLDED)
