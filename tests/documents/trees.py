"""Trees of any shape that the schema allows, for property tests."""

import random
from collections.abc import Callable
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from fourleaf.documents.tree.schema import MARKS, NODES, Attribute, Tree, mark, node, normal, text

LINKS = ["https://example.org/a?b=c&d=%22#e", "mailto:amara@example.org", "http://x.example/ä"]
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=12)
#: For each pattern of the schema, how to make what it allows.
MADE: dict[str, Callable[[random.Random], str]] = {
    "[0-9a-f-]{36}": lambda dice: str(UUID(int=dice.getrandbits(128))),
    r"\d{4}-\d{2}-\d{2}": lambda dice: f"20{dice.randrange(10, 99)}-{dice.randrange(1, 13):02}-09",
    r"[\w.:-]{1,64}": lambda dice: f"c-{dice.randrange(10**6)}",
    r"[\w.+#-]{1,32}": lambda dice: dice.choice(["python", "c++", "objective-c"]),
    r"(?:https?://|mailto:)[^\s\\]+": lambda dice: dice.choice(LINKS),
}


def value(attribute: Attribute, dice: random.Random) -> Any:
    """A value that this attribute allows."""
    spec = attribute.spec
    if dice.random() < 0.3 and not ("pattern" in spec and attribute.default == ""):
        return attribute.default
    if "values" in spec:
        return dice.choice(spec["values"])
    if "least" in spec:
        return dice.randint(spec["least"], min(spec["most"], 9))
    if "items" in spec:
        return [dice.randrange(40, 900) for _ in range(dice.randrange(1, 3))]
    if "pattern" in spec:
        return MADE[spec["pattern"]](dice)
    kind = dice.choice(spec.get("validate", "string|number|boolean").split("|"))
    anything = {
        "string": "“é” 🏥",
        "number": dice.choice([0, 7, -5, 2.5, 0.1, 10**12]),
        "boolean": True,
        "null": None,
    }
    return anything[kind]


def marks(allowed: frozenset[str], dice: random.Random) -> list[Tree]:
    """Some marks that may lie together."""
    found: list[Tree] = []
    for name in dice.sample(sorted(allowed), min(len(allowed), dice.choice([0, 0, 0, 1, 1, 2, 3]))):
        for _ in range(dice.choice([1, 1, 2]) if MARKS[name].overlaps else 1):
            made = mark(name, **{each.name: value(each, dice) for each in MARKS[name].attributes.values()})
            others = [MARKS[other["type"]] for other in found]
            if made not in found and not any(
                name in other.excludes or other.name in MARKS[name].excludes for other in others
            ):
                found.append(made)
    return found


class Grower:
    """Grows nodes of a type: at random, and small where it is deep."""

    def __init__(self, draw: Any) -> None:
        self.draw, self.dice = draw, draw(st.randoms(use_true_random=False))

    def grow(self, name: str, depth: int = 0) -> Tree:
        kind = NODES[name]
        attrs = {each.name: value(each, self.dice) for each in kind.attributes.values()}
        return node(name, *self.content(name, depth), **attrs)

    def content(self, name: str, depth: int) -> list[Tree]:
        kind, dice = NODES[name], self.dice
        if not kind.expression:
            return []
        if any(NODES[each].is_inline for each in kind.holds):
            return [self.inline(name, depth) for _ in range(dice.choice([0, 1, 1, 2, 4]))]
        first = ["paragraph"] if kind.expression.startswith("paragraph") else []
        small = [each for each in sorted(kind.holds) if each in ("paragraph", "heading", "codeBlock")]
        among = small if depth > 3 and small else sorted(kind.holds)
        count = dice.choice([1, 1, 2, 3]) - len(first)
        return [self.grow(each, depth + 1) for each in first + [dice.choice(among) for _ in range(count)]]

    def inline(self, parent: str, depth: int) -> Tree:
        kind = NODES[parent]
        name = self.dice.choice(["text", "text", "text", *sorted(kind.holds)])
        if name == "text" or depth > 6:
            return text(self.draw(WORDS), *marks(kind.marks, self.dice))
        return self.grow(name, depth + 1)


@st.composite
def documents(draw: Any) -> Tree:
    """A document without faults, as Yjs would give it back."""
    return normal(Grower(draw).grow("doc"))
