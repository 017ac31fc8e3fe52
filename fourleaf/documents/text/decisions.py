"""Recorded decisions, and which of them no longer hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from fourleaf.documents.text.blocks import blocks
from fourleaf.documents.text.tokens import digest
from fourleaf.documents.tree.schema import Tree

Turn = Literal["reversed", "reinstated", "removed", "negated", "rewritten"]
#: Words that turn a sentence round, in the languages of the product and two more. No grammar: only counted.
NEGATIONS = {
    *("not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "without", "cannot"),
    *("nunca", "jamás", "ningún", "ninguna", "ninguno", "nadie", "nada", "sin", "tampoco"),
    *("لا", "لم", "لن", "ليس", "ليست", "غير", "بدون"),
    *("nicht", "kein", "keine", "keinen", "keiner", "nie", "niemand", "ohne"),
    *("pas", "jamais", "sans", "aucun", "aucune"),
}
#: A decision that keeps less of its words than this is another one.
KEPT = 0.5
#: Letters by which words of one stem are taken for the same; shorter ones say little and are left out.
STEM, TELLING = 5, 4


@dataclass(frozen=True)
class Decision:
    """One decision: `state` is proposed, decided or reversed; `key` its id, or for want of one its words' hash."""

    key: str
    state: str
    text: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Turned:
    """A decision that holds no longer, or again."""

    decision: Decision
    how: Turn


def decisions(tree: Tree) -> list[Decision]:
    """All decisions of a document in their order."""
    return list(_walk(tree))


def _walk(node: Tree) -> Iterator[Decision]:
    for child in node.get("content", []):
        if child["type"] == "decision":
            attrs, held = child.get("attrs", {}), blocks({"type": "doc", "content": child.get("content", [])})
            words = tuple(token.text.casefold() for block in held for token in block.tokens if token.is_word)
            text = " ".join(block.text for block in held)
            yield Decision(
                attrs.get("id") or f"={digest(words)}", attrs.get("state", "proposed"), text, words
            )
        else:
            yield from _walk(child)


def turned(before: Tree, after: Tree) -> list[Turned]:
    """What was decided and is not any more, or was reversed and is decided again.

    A *not* more or less turns a decision round, and so does the opposite in other words, which shows only in how few
    of its words are kept; a reversal that keeps its words and has no *not* is not found ("opens" for "closes").
    """
    there = {each.key: each for each in decisions(after)}
    found = ((each, _turn(each, there.get(each.key))) for each in decisions(before))
    return [Turned(each, how) for each, how in found if how]


def _turn(before: Decision, after: Decision | None) -> Turn | None:
    if before.state == "reversed":
        return "reinstated" if after and after.state == "decided" else None
    if before.state != "decided":
        return None
    if after is None:
        return "removed"
    if after.state != "decided":
        return "reversed"
    if _negations(before) != _negations(after):
        return "negated"
    return "rewritten" if _kept(before, after) < KEPT else None


def _negations(decision: Decision) -> int:
    return sum(word in NEGATIONS or word.endswith(("n't", "n’t")) for word in decision.words)


def _kept(before: Decision, after: Decision) -> float:
    """How many of the words that tell something both have, of the shorter one's."""
    one, other = _telling(before), _telling(after)
    return (
        len(one & other) / min(len(one), len(other)) if one and other else float(before.words == after.words)
    )


def _telling(decision: Decision) -> set[str]:
    return {word[:STEM] for word in decision.words if len(word) >= TELLING or word[:1].isdigit()}
