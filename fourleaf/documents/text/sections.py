"""The outline at the top two levels, and what became of its sections."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fourleaf.documents.text.alignment import ascending
from fourleaf.documents.text.blocks import Block
from fourleaf.documents.text.differences import Differences

TOP = 2
Change = Literal["added", "removed", "moved", "demoted", "promoted"]


@dataclass(frozen=True)
class Section:
    """A heading of level 1 or 2 and what stands under it up to the next of these; `parent` counts sections, or -1."""

    number: int
    heading: Block
    body: tuple[Block, ...]
    parent: int

    @property
    def title(self) -> str:
        return self.heading.text


@dataclass(frozen=True)
class Altered:
    """A section, of the newer text unless it was removed or demoted, and what became of it."""

    section: Section
    how: Change


def is_top(block: Block) -> bool:
    return 0 < block.level <= TOP


def sections(some: Sequence[Block]) -> list[Section]:
    """The sections of a text; what stands before the first heading is in none."""
    starts = [place for place, block in enumerate(some) if is_top(block)]
    found: list[Section] = []
    for number, (start, end) in enumerate(zip(starts, [*starts, len(some)][1:], strict=True)):
        above = (each.number for each in reversed(found) if each.heading.level < some[start].level)
        found.append(Section(number, some[start], tuple(some[start + 1 : end]), next(above, -1)))
    return found


def altered(found: Differences) -> list[Altered]:
    """Sections that were added, removed, moved, or whose heading left or joined the top levels.

    A section is the same if its heading is, or if most of its body is and neither heading has another partner: a new
    name alone changes nothing. One that was split shows as added, one that was merged as removed.
    """
    before, after = (sections(_blocks(found, side)) for side in ("before", "after"))
    heading = {
        match.before[0].path: match.after[0] for match in found.matches if match.before and match.after
    }
    pairs = _pairs(found, before, after, heading)
    from_below = {
        block.path for path, block in heading.items() if path not in {s.heading.path for s in before}
    }
    changes = [
        Altered(each, "promoted" if each.heading.path in from_below else "added")
        for each in after
        if each.number not in pairs.values()
    ]
    for each in before:
        if each.number not in pairs:
            there = heading.get(each.heading.path)
            changes.append(Altered(each, "demoted" if there and there.level > TOP else "removed"))
    return changes + [Altered(after[number], "moved") for number in _moved(before, after, pairs)]


def _blocks(found: Differences, side: Literal["before", "after"]) -> list[Block]:
    return sorted(
        (block for match in found.matches for block in (match.before if side == "before" else match.after)),
        key=lambda block: block.path,
    )


def _pairs(
    found: Differences, before: list[Section], after: list[Section], heading: dict[tuple[int, ...], Block]
) -> dict[int, int]:
    """Which section became which, by number."""
    by_heading = {each.heading.path: each.number for each in after}
    pairs = {}
    for each in before:
        there = heading.get(each.heading.path)
        if there and there.path in by_heading:
            pairs[each.number] = by_heading[there.path]
    shared = _shared(found, before, after)
    free = set(by_heading.values()) - set(pairs.values())
    for each in before:
        most = max(free, key=lambda number: shared[each.number][number], default=None)
        words = sum(block.words for block in each.body)
        if each.number not in pairs and most is not None and 2 * shared[each.number][most] > words:
            pairs[each.number] = most
            free.remove(most)
    return pairs


def _shared(found: Differences, before: list[Section], after: list[Section]) -> dict[int, Counter[int]]:
    """How many words of each section's body stand in each other's afterwards."""
    here = {block.path: each.number for each in before for block in each.body}
    there = {block.path: each.number for each in after for block in each.body}
    shared: dict[int, Counter[int]] = defaultdict(Counter)
    for match in found.matches:
        if match.before and match.after:
            words = sum(edit.words for edit in match.edits if edit.kind in ("equal", "formatted"))
            shared[here.get(match.before[0].path, -1)][there.get(match.after[0].path, -1)] += words
    return shared


def _moved(before: list[Section], after: list[Section], pairs: dict[int, int]) -> list[int]:
    """Numbers, in the newer text, of those that stand elsewhere: in another order, or under another section."""
    olds = sorted(pairs)
    weights = [1 + sum(block.words for block in before[old].body) for old in olds]
    still = {olds[place] for place in ascending([pairs[old] for old in olds], weights)}
    for old in still.copy():
        above, now = before[old].parent, after[pairs[old]].parent
        if above in pairs and now != pairs[above] and now in pairs.values():
            still.remove(old)
    return [pairs[old] for old in olds if old not in still]
