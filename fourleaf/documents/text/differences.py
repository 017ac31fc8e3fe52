"""Two trees compared in blocks and words, to be painted inline or side by side.

found = compare(before, after)
for row in found.side_by_side(): row.left, row.right
for half in found.inline(): half.pieces
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from fourleaf.documents.text.alignment import Run, Work, common
from fourleaf.documents.text.blocks import Block, blocks
from fourleaf.documents.text.pairing import Pair, Pairing
from fourleaf.documents.text.tokens import Token, is_word
from fourleaf.documents.tree.schema import Tree

MatchKind = Literal["same", "formatted", "changed", "added", "removed", "split", "joined"]
EditKind = Literal["equal", "formatted", "added", "removed", "moved away", "moved here"]
Side = Literal["before", "after"]
#: Tokens from which on a run that goes in one place and comes in another was moved.
MOVED = 6


@dataclass(frozen=True)
class Edit:
    """A run of tokens and what became of it. `before` or `after` is "" where it is not; replaced is both in turn."""

    kind: EditKind
    before: str
    after: str
    #: how many words there are in it, on the side where it is
    words: int


@dataclass(frozen=True)
class Match:
    """Blocks and what became of them: one on either side, several where they were split or joined, none if new."""

    number: int
    kind: MatchKind
    before: tuple[Block, ...]
    after: tuple[Block, ...]
    moved: bool
    edits: tuple[Edit, ...]

    def pieces(self, side: Side | None = None) -> Iterator[tuple[EditKind, str]]:
        """What to paint: of one side, or of both with what was removed before what was added."""
        for edit in self.edits:
            text = (
                edit.before
                if side == "before"
                else edit.after
                if side == "after"
                else edit.after or edit.before
            )
            if text:
                yield edit.kind, text


@dataclass(frozen=True)
class Half:
    """A match where it stands in one text (or, `side` None, in both at once)."""

    match: Match
    side: Side | None

    @property
    def is_ghost(self) -> bool:
        """It was moved away from here; the match's number leads to where it is now."""
        return self.match.moved and self.side == "before"

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self.match.before if self.side == "before" or not self.match.after else self.match.after

    @property
    def pieces(self) -> list[tuple[EditKind, str]]:
        return list(self.match.pieces("before" if self.is_ghost else None if self.match.moved else self.side))


@dataclass(frozen=True)
class Row:
    """One row of two columns."""

    left: Half | None
    right: Half | None


@dataclass(frozen=True)
class Counts:
    """Words, and blocks by what became of them."""

    before: int
    after: int
    added: int
    removed: int
    #: in blocks or runs that only changed their place
    moved: int
    formatted: int
    blocks: dict[str, int]


@dataclass(frozen=True)
class Differences:
    """All matches in the order of the newer text, removed ones where they stood."""

    matches: tuple[Match, ...]

    @cached_property
    def _places(self) -> list[tuple[Match, Side | None]]:
        """Each match where it stands; a moved one twice."""
        ghosts = sorted(
            (
                (match.before[0].path, match)
                for match in self.matches
                if match.before and (match.moved or not match.after)
            ),
            key=lambda each: each[0],
        )
        places: list[tuple[Match, Side | None]] = []
        for match in self.matches:
            if not match.after:
                continue
            while match.before and not match.moved and ghosts and ghosts[0][0] < match.before[0].path:
                places.append((ghosts.pop(0)[1], "before"))
            places.append((match, "after" if match.moved or not match.before else None))
        return places + [(match, "before") for _, match in ghosts]

    def inline(self, *, ghosts: bool = True) -> Iterator[Half]:
        """One column; with `ghosts` also where moved blocks stood."""
        return (
            Half(match, side)
            for match, side in self._places
            if ghosts or not (match.moved and side == "before")
        )

    def side_by_side(self) -> Iterator[Row]:
        """Two columns; what has no partner in its row stands alone."""
        for match, side in self._places:
            left = Half(match, "before") if side != "after" else None
            yield Row(left, Half(match, "after") if side != "before" else None)

    @cached_property
    def counts(self) -> Counts:
        words: dict[str, int] = defaultdict(int)
        kinds: dict[str, int] = defaultdict(int)
        for match in self.matches:
            kinds["moved" if match.moved and match.kind == "same" else match.kind] += 1
            for edit in match.edits:
                words[edit.kind] += edit.words
                words["moved here"] += edit.words if match.moved and edit.kind == "equal" else 0
        return Counts(
            before=sum(block.words for match in self.matches for block in match.before),
            after=sum(block.words for match in self.matches for block in match.after),
            added=words["added"],
            removed=words["removed"],
            moved=words["moved here"],
            formatted=words["formatted"],
            blocks=dict(kinds),
        )


def compare(before: Tree, after: Tree, work: Work | None = None) -> Differences:
    """What became of `before`: every block and token of both is in exactly one match and edit.

    Near to linear in what differs: blocks of the same words are found by hash, only the others are looked into,
    and that at a bounded cost (see `alignment`). Texts that have little in common are removed and added.
    """
    pairing = Pairing(blocks(before), blocks(after))
    drafts = [_Draft(pairing, pair, work) for pair in _in_order(pairing)]
    _find_moved_runs(drafts)
    moved = pairing.moved()
    return Differences(tuple(draft.match(number, draft.pair in moved) for number, draft in enumerate(drafts)))


def _in_order(pairing: Pairing) -> list[Pair]:
    """All pairs and leftovers: those of the newer text in its order, the removed after."""
    here: list[Pair] = []
    for number in range(len(pairing.after)):
        pair = pairing.of_after.get(number, ((), (number,)))
        if pair[1][0] == number:
            here.append(pair)
    gone = [((number,), ()) for number in range(len(pairing.before)) if number not in pairing.of_before]
    return [*here, *gone]


#: kind, and which tokens of each side
_Op = tuple[EditKind, int, int, int, int]


class _Draft:
    """A match whose edits are still numbers of tokens: of all its blocks on a side, one after the other."""

    def __init__(self, pairing: Pairing, pair: Pair, work: Work | None) -> None:
        self.pair = pair
        self.before = tuple(pairing.before[number] for number in pair[0])
        self.after = tuple(pairing.after[number] for number in pair[1])
        self.tokens = _tokens(self.before), _tokens(self.after)
        self.texts = [token.text for token in self.tokens[0]], [token.text for token in self.tokens[1]]
        self.ops = list(self._ops(work))

    def _ops(self, work: Work | None) -> Iterator[_Op]:
        if self.texts[0] == self.texts[1]:
            runs = [Run(0, 0, len(self.texts[0]))]
        else:
            runs = telling(common(*self.texts, work), *self.texts)
        a = b = 0
        for run in [*runs, Run(len(self.texts[0]), len(self.texts[1]), 0)]:
            if a < run.a:
                yield "removed", a, run.a, b, b
            if b < run.b:
                yield "added", run.a, run.a, b, run.b
            yield from self._equal(run)
            a, b = run.a + run.length, run.b + run.length

    def _equal(self, run: Run) -> Iterator[_Op]:
        """A run that both have, cut where its look begins or ceases to be another."""
        start = 0
        looks = [self.tokens[0][run.a + n].look != self.tokens[1][run.b + n].look for n in range(run.length)]
        for end in range(1, run.length + 1):
            if end == run.length or looks[end] != looks[start]:
                kind: EditKind = "formatted" if looks[start] else "equal"
                yield kind, run.a + start, run.a + end, run.b + start, run.b + end
                start = end

    def kind(self) -> MatchKind:
        if not self.before or not self.after:
            return "added" if self.after else "removed"
        if len(self.before) > 1 or len(self.after) > 1:
            return "split" if len(self.after) > 1 else "joined"
        if any(op[0] not in ("equal", "formatted") for op in self.ops):
            return "changed"
        is_set = self.before[0].setting == self.after[0].setting and all(op[0] == "equal" for op in self.ops)
        return "same" if is_set else "formatted"

    def match(self, number: int, moved: bool) -> Match:
        edits = []
        for kind, a, to_a, b, to_b in self.ops:
            texts = self.texts[1][b:to_b] if b < to_b else self.texts[0][a:to_a]
            edit = Edit(kind, _cut(self.before, a, to_a), _cut(self.after, b, to_b), sum(map(is_word, texts)))
            edits.append(edit)
        return Match(number, self.kind(), self.before, self.after, moved, tuple(edits))


def _tokens(some: Sequence[Block]) -> list[Token]:
    return [token for block in some for token in block.tokens]


def _cut(some: Sequence[Block], start: int, end: int) -> str:
    """The text of tokens [start, end) of these blocks; a line break where a block ends."""
    whole, at = "", 0
    for number, block in enumerate(some):
        here, there = max(start - at, 0), min(end - at, len(block.tokens))
        if here < there:
            whole += block.words_from(here, there)
            whole += "\n" if there == len(block.tokens) and number < len(some) - 1 else ""
        at += len(block.tokens)
    return whole


def telling(runs: list[Run], a: Sequence[str], b: Sequence[str]) -> list[Run]:
    """Runs without those that are there by chance: less than half as long as what differs on either side of them.

    So says `semantic cleanup` of Google's diff-match-patch, with words for letters; what stands at an end is kept.
    """
    kept: list[Run] = []
    for number, run in enumerate(runs):
        last = kept[-1] if kept else Run(0, 0, 0)
        behind = max(run.a - last.a - last.length, run.b - last.b - last.length)
        after = runs[number + 1] if number + 1 < len(runs) else Run(len(a), len(b), 0)
        ahead = max(after.a - run.a - run.length, after.b - run.b - run.length)
        if 2 * sum(map(is_word, a[run.a : run.a + run.length])) > min(behind, ahead) or not min(
            behind, ahead
        ):
            kept.append(run)
    return kept


def _find_moved_runs(drafts: list[_Draft]) -> None:
    """Marks what was removed in one place and added in another as moved, where it is MOVED tokens or more."""
    gone, taken = _gone(drafts), defaultdict[int, set[int]](set)
    for draft in drafts:
        here: set[int] = set()
        for kind, _, _, b, to_b in draft.ops:
            here |= _moved_here(draft, b, to_b, gone, taken) if kind == "added" else set()
        draft.ops = [piece for op in draft.ops for piece in _cut_op(op, "added", here)]
    for draft in drafts:
        draft.ops = [piece for op in draft.ops for piece in _cut_op(op, "removed", taken[id(draft)])]


def _gone(drafts: list[_Draft]) -> dict[tuple[str, ...], list[tuple[_Draft, int]]]:
    """Where each MOVED tokens in a row were removed."""
    gone: dict[tuple[str, ...], list[tuple[_Draft, int]]] = defaultdict(list)
    for draft in drafts:
        for kind, a, to_a, _, _ in draft.ops:
            for place in range(a, to_a - MOVED + 1) if kind == "removed" else ():
                gone[tuple(draft.texts[0][place : place + MOVED])].append((draft, place))
    return gone


def _moved_here(
    draft: _Draft,
    start: int,
    end: int,
    gone: dict[tuple[str, ...], list[tuple[_Draft, int]]],
    taken: dict[int, set[int]],
) -> set[int]:
    """Which of these tokens came from elsewhere; what they were there is taken."""
    found: set[int] = set()
    place = start
    while place <= end - MOVED:
        length = 0
        for other, origin in gone.get(tuple(draft.texts[1][place : place + MOVED]), ())[:8]:
            length = _as_long(draft, place, end, other, origin, taken[id(other)])
            if length >= MOVED:
                taken[id(other)].update(range(origin, origin + length))
                found.update(range(place, place + length))
                break
        place += length if length >= MOVED else 1
    return found


def _as_long(draft: _Draft, place: int, end: int, other: _Draft, origin: int, taken: set[int]) -> int:
    removed = next(
        (to_a for kind, a, to_a, _, _ in other.ops if kind == "removed" and a <= origin < to_a), origin
    )
    length = 0
    while (
        place + length < end
        and origin + length < removed
        and origin + length not in taken
        and draft.texts[1][place + length] == other.texts[0][origin + length]
    ):
        length += 1
    return length


def _cut_op(op: _Op, kind: EditKind, moved: set[int]) -> Iterator[_Op]:
    """This edit, cut where what was moved begins and ends."""
    if op[0] != kind or not moved:
        yield op
        return
    first, end = (op[1], op[2]) if kind == "removed" else (op[3], op[4])
    name: EditKind = "moved away" if kind == "removed" else "moved here"
    start = first
    for place in range(first + 1, end + 1):
        if place == end or (place in moved) != (start in moved):
            piece = name if start in moved else kind
            yield (
                (piece, start, place, op[3], op[4])
                if kind == "removed"
                else (piece, op[1], op[2], start, place)
            )
            start = place
