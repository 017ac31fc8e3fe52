"""Where comments hang in a document: on their mark, or else on the words that they quote."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fourleaf.documents.tree.reading import nodes
from fourleaf.documents.tree.schema import NODES, Tree, joined, mark, node, ranked

Slot = Callable[[Tree], Tree]


@dataclass(frozen=True)
class Quote:
    """The words that a thread hangs on, and what stood before and after them (Web Annotation: TextQuoteSelector)."""

    id: str
    quote: str
    prefix: str = ""
    suffix: str = ""


def with_comments(tree: Tree, quotes: Iterable[Quote]) -> Tree:
    """The document with the mark `comment` on these threads and on no other; what is not found is left out."""
    wanted = {each.id: each for each in quotes}
    marked = {
        each["attrs"]["id"]
        for child, _path in nodes(tree)
        for each in child.get("marks", [])
        if _is_comment(each)
    }
    tree = _only(tree, wanted.keys())
    for key in wanted.keys() - marked:
        tree = _hung(tree, wanted[key])
    return tree


def passages(tree: Tree) -> list[str]:
    """The words of each block of text, as one can choose among them what to comment on."""
    return [
        words for child, _path in nodes(tree) if _is_text_block(child) and (words := _words(child).strip())
    ]


def _is_comment(each: Tree) -> bool:
    return bool(each["type"] == "comment")


def _is_text_block(tree: Tree) -> bool:
    return "text" in NODES[tree["type"]].holds and not NODES[tree["type"]].is_inline


def _words(block: Tree) -> str:
    return "".join(each["text"] if each["type"] == "text" else "\ufffc" for each in block.get("content", []))


def _only(tree: Tree, keys: Iterable[str]) -> Tree:
    """Without the marks of other threads."""
    made = dict(tree)
    if "marks" in made:
        kept = [each for each in made.pop("marks") if not _is_comment(each) or each["attrs"]["id"] in keys]
        if kept:
            made["marks"] = kept
    if "content" in tree:
        made["content"] = joined(_only(child, keys) for child in tree["content"])
    return made


def _hung(tree: Tree, quote: Quote) -> Tree:
    """With the mark on the words that fit best: the quote itself, then what stood around it."""
    if not quote.quote:
        return tree
    best: tuple[int, tuple[int, ...], int] | None = None
    for child, path in nodes(tree):
        if not _is_text_block(child):
            continue
        words = _words(child)
        at = words.find(quote.quote)
        while at >= 0:
            fit = _alike(words[:at][::-1], quote.prefix[::-1])
            fit += _alike(words[at + len(quote.quote) :], quote.suffix)
            if best is None or fit > best[0]:
                best = fit, path, at
            at = words.find(quote.quote, at + 1)
    if best is None:
        return tree
    _fit, path, at = best
    return _at(tree, path, lambda block: _marked(block, at, at + len(quote.quote), quote.id))


def _alike(one: str, other: str) -> int:
    """How many letters they have in common from the start."""
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _at(tree: Tree, path: tuple[int, ...], change: Slot) -> Tree:
    if not path:
        return change(tree)
    content = list(tree["content"])
    content[path[0]] = _at(content[path[0]], path[1:], change)
    return {**tree, "content": content}


def _marked(block: Tree, start: int, end: int, key: str) -> Tree:
    content: list[Tree] = []
    at = 0
    for child in block["content"]:
        words = child["text"] if child["type"] == "text" else "\ufffc"
        first, last = max(start - at, 0), min(end - at, len(words))
        at += len(words)
        if child["type"] != "text" or first >= last:
            content.append(child)
            continue
        held = {**child, "marks": ranked([*child.get("marks", []), mark("comment", id=key)])}
        for part, source in ((words[:first], child), (words[first:last], held), (words[last:], child)):
            content += [{**source, "text": part}] if part else []
    return node(block["type"], *content, **block.get("attrs", {}))
