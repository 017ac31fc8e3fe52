"""Short ways to write trees down, and to change them at random."""

import random
from typing import Any

from hypothesis import strategies as st

from fourleaf.documents.tree.schema import Tree, mark, node, normal, text
from tests.documents.trees import documents


def doc(*content: Tree | str) -> Tree:
    """A document; a text is a paragraph, "## Doses" a heading."""
    return node("doc", *(written(each) if isinstance(each, str) else each for each in content))


def written(line: str) -> Tree:
    level = len(line) - len(line.lstrip("#"))
    if level:
        return node("heading", text(line[level:].strip()), level=level)
    return node("paragraph", text(line)) if line else node("paragraph")


def bold(line: str) -> Tree:
    return node("paragraph", text(line, mark("bold")))


def decision(line: str, state: str = "decided", name: str = "d1") -> Tree:
    return node("decision", written(line), id=name, state=state)


def table(*rows: list[str]) -> Tree:
    return node(
        "table", *(node("tableRow", *(node("tableCell", written(cell)) for cell in row)) for row in rows)
    )


def prose(words: int, seed: int = 1, size: int = 400) -> str:
    """Words without meaning, some more frequent than others, in sentences of about ten."""
    dice = random.Random(seed)
    made = [f"w{int(size ** dice.random())}" for _ in range(words)]
    return " ".join(word + ("." if dice.random() < 0.1 else "") for word in made)


def stirred(tree: Tree, dice: random.Random) -> Tree:
    """The same with some blocks taken out, doubled, exchanged, and some words changed."""
    content = [_stirred_words(each, dice) for each in tree["content"]]
    for _ in range(dice.randrange(4)):
        one, other = dice.randrange(len(content)), dice.randrange(len(content))
        match dice.randrange(3):
            case 0 if len(content) > 1:
                del content[one]
            case 1:
                content.insert(other, content[one])
            case _:
                content[one], content[other] = content[other], content[one]
    return normal({**tree, "content": content})


def _stirred_words(tree: Tree, dice: random.Random) -> Tree:
    if tree["type"] == "text":
        words = tree["text"].split(" ")
        if dice.random() < 0.2:
            words.insert(dice.randrange(len(words) + 1), dice.choice(["not", "5 mg", "ليس", "🏥"]))
        return {**tree, "text": " ".join(words)}
    return (
        {**tree, "content": [_stirred_words(each, dice) for each in tree["content"]]}
        if "content" in tree
        else tree
    )


@st.composite
def pairs(draw: Any) -> tuple[Tree, Tree]:
    """A document, and what somebody made of it or another."""
    before = draw(documents())
    return before, draw(documents()) if draw(st.booleans()) else stirred(before, draw(st.randoms()))
