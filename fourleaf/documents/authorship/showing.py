"""Whose words a text is made of, made ready to be shown: in the text, and as a list of names. Never as figures."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from fourleaf.documents.authorship.keeping import BLUEPRINT, Known
from fourleaf.documents.blueprints import BLUEPRINTS
from fourleaf.documents.life import names_of
from fourleaf.documents.models import Document
from fourleaf.documents.text.blocks import FOOTNOTE, Block, blocks
from fourleaf.documents.text.lineage import Birth, Span
from fourleaf.documents.tree.schema import Tree
from fourleaf.documents.tree.showing import WRITTEN
from fourleaf.kit.templatetags.kit import initials
from fourleaf.people.models import Person

#: Colours, and ways to underline, that go round: together 24 people can be told apart without their labels.
COLOURS, LINES = 8, 3
#: Who wrote a word, and in which other document, if not here.
Origin = tuple[str, str | None]


@dataclass(frozen=True)
class Author:
    """Somebody whose words stand here. `label` is short, and nobody else's; `look` the classes of their words."""

    name: str
    label: str
    look: str
    #: Where the words are from, if not written here: a document that the reader may read, or nothing.
    source: Document | None
    is_from_elsewhere: bool


def writers(found: Known, reader: Person) -> dict[Origin, Author]:
    """Everybody whose words stand in the text now, in the order of their names."""
    births = [span.birth for _block, spans in found.lineage.spans() for span in spans]
    origins = {_origin(birth) for birth in births}
    keys = {UUID(author) for author, _ in origins if BLUEPRINT not in author}
    sources = {UUID(source) for _, source in origins if source}
    people = names_of(keys)
    readable = Document.objects.visible_to(reader).filter(pk__in=sources, withdrawal=None).in_bulk()
    named = sorted((_name(author, people), source or "", author) for author, source in origins)
    labels = _labels(sorted({(name, author) for name, _, author in named}))
    numbers = {author: number for number, author in enumerate(dict.fromkeys(a for _, _, a in named))}
    made: dict[Origin, Author] = {}
    for name, source, author in named:
        look = _look(author, numbers[author], is_from_elsewhere=bool(source))
        document = readable.get(UUID(source)) if source else None
        made[author, source or None] = Author(name, labels[author], look, document, bool(source))
    return made


def marked(tree: Tree, found: Known, known: dict[Origin, Author]) -> Tree:
    """The text with a mark on all of it that says whose it is; as it was, if it is not the one that is known."""
    spans = found.lineage.spans()
    shown = blocks(tree)
    if [block.texts for block in shown] != [block.texts for block, _ in spans]:
        return tree
    changes = {
        block.path: list(_changes(block, each, known)) for block, (_, each) in zip(shown, spans, strict=True)
    }
    return _marked(tree, (), changes)


def _origin(birth: Birth) -> Origin:
    is_here = birth.document is None or BLUEPRINT in birth.author
    return birth.author, None if is_here else birth.document


def _name(author: str, people: dict[UUID, str]) -> str:
    if author.startswith(BLUEPRINT):
        blueprint = BLUEPRINTS.get(author.removeprefix(BLUEPRINT))
        return _("Blueprint “%(name)s”") % {"name": blueprint.name} if blueprint else _("a blueprint")
    return people.get(UUID(author), _("somebody"))


def _labels(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The first letters of each name; a number after those that somebody before has too."""
    labels: dict[str, str] = {}
    for name, author in named:
        short = "▤" if author.startswith(BLUEPRINT) else initials(name)
        taken = sum(label.rstrip("0123456789") == short for label in labels.values())
        labels[author] = f"{short}{taken + 1}" if taken else short
    return labels


def _look(author: str, number: int, *, is_from_elsewhere: bool) -> str:
    if author.startswith(BLUEPRINT):
        return "written-blueprint"
    look = f"written-{number % COLOURS} written-line-{number // COLOURS % LINES}"
    return f"{look} written-taken" if is_from_elsewhere else look


def _changes(block: Block, spans: Iterable[Span], known: dict[Origin, Author]) -> Iterator[tuple[int, Tree]]:
    """From where in the block's text on whose it is; signs and spaces go with the word before them."""
    last: Author | None = None
    for span in spans:
        words = [token for token in block.tokens[span.start : span.end] if token.is_word]
        writer = known[_origin(span.birth)]
        if writer != last and (words or last is None):
            attrs = {"look": writer.look, "label": writer.label, "name": writer.name}
            yield words[0].start if last else 0, {"type": WRITTEN, "attrs": attrs}
            last = writer


def _marked(
    tree: Tree, path: tuple[int, ...], changes: dict[tuple[int, ...], list[tuple[int, Tree]]]
) -> Tree:
    here = changes.get(path)
    content: list[Tree] = []
    at = 0
    for number, child in enumerate(tree.get("content", [])):
        below = _marked(child, (*path, number), changes)
        if here:
            length = _length(child)
            content += _parted(below, at, at + length, here)
            at += length
        else:
            content.append(below)
    return {**tree, "content": content} if content else tree


def _length(child: Tree) -> int:
    """As `blocks` counts it."""
    match child["type"]:
        case "text":
            return len(child["text"])
        case "hardBreak":
            return 1
        case "footnote":
            return len(FOOTNOTE)
    return len(f"@{child.get('attrs', {}).get('label') or ''}")


def _parted(child: Tree, start: int, end: int, changes: list[tuple[int, Tree]]) -> Iterator[Tree]:
    """What stands at [start, end), parted where somebody else's words begin."""
    edges = [at for at, _ in changes if start < at < end]
    for left, right in zip([start, *edges], [*edges, end], strict=True):
        mark = next((mark for at, mark in reversed(changes) if at <= left), None)
        marks = [*([mark] if mark else []), *child.get("marks", [])]
        words = {"text": child["text"][left - start : right - start]} if child["type"] == "text" else {}
        yield {**child, **words, "marks": marks}
