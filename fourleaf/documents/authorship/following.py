"""Follow a document's log of updates, one author after the other.

Between two versions several people write at once. Where what each did stands by itself, each is one step; where one
wrote into what another had just written, the stretch is halved until it does, so that a text is always by whose
update brought it. No step is longer than `LONGEST`, so that its date says when its words were there. Only what
changed at the top of the document is read anew.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from pycrdt import Doc

from fourleaf.documents.text.blocks import Block, blocks
from fourleaf.documents.tree import yjs
from fourleaf.documents.tree.schema import node
from fourleaf.kit.yjs import clients_of, clocks_of

#: After so many steps of one stretch it is halved no more: some words may then be credited to the neighbour.
MOST = 2000
#: A step begins at most so long before its date.
LONGEST = timedelta(minutes=5)


class Update(NamedTuple):
    """An accepted update of the log."""

    number: int
    person: UUID
    at: datetime
    data: bytes


class Done(NamedTuple):
    """What one person did: by when, and the text as it was then. It began at most `LONGEST` before."""

    person: UUID
    at: datetime
    blocks: list[Block]


class Follower:
    """The text at some update of the log."""

    def __init__(self, state: bytes | None = None) -> None:
        self.doc: Doc[Any] = Doc()
        if state:
            self.doc.apply_update(state)
        self._known: dict[str, list[Block]] = {}
        self._steps = 0

    def follow(self, updates: Sequence[Update]) -> Iterator[Done]:
        """What each did in these, the next ones; at the end the text has all of them."""
        self._steps = 0
        for stretch in _stretches(updates):
            yield from self._follow(stretch)

    def _follow(self, updates: Sequence[Update]) -> Iterator[Done]:
        parts = _by_person(updates)
        if len(parts) > 1 and self._steps < MOST and not self._are_apart(parts):
            middle = len(updates) // 2
            yield from self._follow(updates[:middle])
            yield from self._follow(updates[middle:])
            return
        for part in parts:
            self._steps += 1
            for update in part:
                self.doc.apply_update(update.data)
            yield Done(part[0].person, part[-1].at, self.blocks())

    def _are_apart(self, parts: list[list[Update]]) -> bool:
        """Whether the text has all of each person's part as soon as it is given, without any of the later ones."""
        copy: Doc[Any] = Doc()
        copy.apply_update(self.doc.get_update())
        for part in parts:
            for update in part:
                copy.apply_update(update.data)
            clocks = clocks_of(copy.get_state())
            for update in part:
                if any(clocks.get(client, 0) < end for client, (_, end) in clients_of(update.data).items()):
                    return False
        return True

    def blocks(self) -> list[Block]:
        """The blocks of the text as it is now."""
        known: dict[str, list[Block]] = {}
        found: list[Block] = []
        for written, tree in yjs.written_out(self.doc, self._known):
            if written not in known:
                is_known = written in self._known
                made = self._known[written] if is_known else blocks(node("doc", tree)) if tree else []
                known[written] = made
            found += known[written]
        self._known = known
        return found


def _stretches(updates: Sequence[Update]) -> Iterator[list[Update]]:
    """The updates in their order, cut where one came later than `LONGEST` after the first of its stretch."""
    stretch: list[Update] = []
    for update in updates:
        if stretch and update.at - stretch[0].at > LONGEST:
            yield stretch
            stretch = []
        stretch.append(update)
    if stretch:
        yield stretch


def _by_person(updates: Sequence[Update]) -> list[list[Update]]:
    """The updates of each, in the order in which they began."""
    parts: dict[UUID, list[Update]] = {}
    for update in updates:
        parts.setdefault(update.person, []).append(update)
    return list(parts.values())
