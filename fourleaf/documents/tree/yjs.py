"""The Yjs state of a document ↔ its tree, as y-prosemirror (in TipTap: y-tiptap 3.0) maps one to the other.

The root is the XmlFragment "default". A node is an XmlElement with its attributes, a run of texts an XmlText whose
marks are formatting attributes; a mark that may lie there twice is named `mark--hash`.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Container, Iterable
from itertools import groupby
from typing import Any

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from fourleaf.documents.tree.lib0 import encode_any
from fourleaf.documents.tree.schema import (
    DEEPEST,
    MARKS,
    NODES,
    Tree,
    joined,
    mark,
    node,
    normal,
    sound,
    text,
)
from fourleaf.documents.tree.update import Place, Update

ROOT = "default"
_HASHED = re.compile(r"(.*)--[a-zA-Z0-9+/=]{8}")


class Unreadable(ValueError):
    """These bytes are no state of a Yjs document."""


def read(state: bytes | Doc[Any]) -> Tree:
    """The tree that an editor shows for this state (a whole update, or a document that is held open).

    As an editor does, it leaves out an element that does not fit the schema, and a run of text with an unknown mark;
    so the tree never has a fault. A document without anything is one empty paragraph. Unreadable if the bytes are.
    """
    document = state if isinstance(state, Doc) else _opened(state)
    fragment = document.get(ROOT, type=XmlFragment)
    with document.transaction():
        content = [each for each in _children(fragment, 0) if each["type"] in NODES["doc"].holds]
    return node("doc", *(content or [node("paragraph")]))


def write(tree: Tree, client: int | None = None) -> bytes:
    """The update that makes an empty document this tree, which must have no fault (`checking.faults`).

    `client` is the client id that it is written under, else a random one.
    """
    update = Update(secrets.randbits(32) if client is None else client)
    root = Place(ROOT)
    for each in normal(tree).get("content", []):
        _put(update, root, each)
    return update.encoded()


def top(document: Doc[Any]) -> list[Tree | None]:
    """What stands at the top of a document that is held open, one for each element; None for what `read` leaves out."""
    fragment = document.get(ROOT, type=XmlFragment)
    with document.transaction():
        found = [_element(each, 1) if isinstance(each, XmlElement) else None for each in fragment.children]
    return [each if each and each["type"] in NODES["doc"].holds else None for each in found]


def written_out(document: Doc[Any], known: Container[str]) -> list[tuple[str, Tree | None]]:
    """What stands at the top of a document that is held open, each as Yjs writes it out; read if that is not known."""
    fragment = document.get(ROOT, type=XmlFragment)
    found: list[tuple[str, Tree | None]] = []
    with document.transaction():
        for each in fragment.children:
            written = str(each)
            is_new = written not in known and isinstance(each, XmlElement)
            tree = _element(each, 1) if is_new else None
            found.append((written, tree if tree and tree["type"] in NODES["doc"].holds else None))
    return found


def splice(document: Doc[Any], start: int, end: int, trees: Iterable[Tree]) -> None:
    """Put these in the place of what stands at the top from `start` up to `end`; others' work elsewhere stays."""
    fragment = document.get(ROOT, type=XmlFragment)
    with document.transaction():
        for _each in range(start, end):
            del fragment.children[start]
        for place, each in enumerate(trees, start):
            _insert(fragment, place, each)


def element_at(document: Doc[Any], path: Iterable[int]) -> XmlElement:
    """The element of a document that is held open to which this path leads in the tree; KeyError if there is none.

    All on the way hold blocks; to what stands between words no path leads.
    """
    place: XmlFragment | XmlElement = document.get(ROOT, type=XmlFragment)
    for depth, number in enumerate(path, 1):
        shown = [each for each in place.children if isinstance(each, XmlElement) and _element(each, depth)]
        if depth == 1:
            shown = [each for each in shown if each.tag in NODES["doc"].holds]
        if number >= len(shown):
            raise KeyError(number)
        place = shown[number]
    if not isinstance(place, XmlElement):
        raise KeyError("the root")
    return place


def _opened(state: bytes) -> Doc[Any]:
    document: Doc[Any] = Doc()
    try:
        document.apply_update(state)
    except ValueError as error:
        raise Unreadable(str(error)) from error
    return document


def _children(parent: XmlFragment | XmlElement, depth: int) -> list[Tree]:
    found: list[Tree] = []
    for child in parent.children:
        if isinstance(child, XmlElement):
            element = _element(child, depth + 1)
            found += [element] if element else []
        elif isinstance(child, XmlText):
            found += _texts(child) or []
    return joined(found)


def _element(element: XmlElement, depth: int) -> Tree | None:
    kind = NODES.get(element.tag or "")
    if kind is None or kind.name in ("doc", "text") or depth > DEEPEST:
        return None
    content = _children(element, depth)
    carried = {each["type"] for child in content for each in child.get("marks", [])}
    if not kind.takes([child["type"] for child in content]) or not carried <= kind.marks:
        return None
    given: Any = element.attributes
    return node(kind.name, *content, **sound(kind, _given(given)))


def _texts(run: XmlText) -> list[Tree] | None:
    """The texts of a run; None if it holds what is no text, or a mark that the schema does not know."""
    found = []
    for words, formats in run.diff():
        marks = _marks(formats or {})
        if marks is None or not isinstance(words, str):
            return None
        found.append(text(_storable(words), *marks))
    return found


def _marks(formats: dict[str, Any]) -> list[Tree] | None:
    marks = []
    for name, given in formats.items():
        hashed = _HASHED.fullmatch(name)
        kind = MARKS.get(hashed[1] if hashed else name)
        if kind is None:
            return None
        attrs = _given(given.items()) if isinstance(given, dict) else {}
        made = mark(kind.name, **sound(kind, attrs))
        marks += [made] if made not in marks else []
    return marks


def _given(attributes: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {name: _whole(value) for name, value in attributes}


def _whole(value: Any) -> Any:
    """JavaScript has one kind of number; what is whole becomes an int, as JSON would have it. Texts can be kept."""
    if isinstance(value, str):
        return _storable(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, list):
        return [_whole(each) for each in value]
    if isinstance(value, dict):
        return {name: _whole(each) for name, each in value.items()}
    return value


def _storable(words: str) -> str:
    """As many letters, without the one that no database keeps."""
    return words.replace("\0", "\ufffd")


def _put(update: Update, place: Place, tree: Tree) -> None:
    attributes = {name: value for name, value in tree.get("attrs", {}).items() if value is not None}
    element = update.element(place, tree["type"], attributes)
    for is_text, group in groupby(tree.get("content", []), key=lambda each: each["type"] == "text"):
        if is_text:
            _put_run(update, update.texts(element), group)
        else:
            for each in group:
                _put(update, element, each)


def _put_run(update: Update, run: Place, texts: Iterable[Tree]) -> None:
    on: dict[str, Any] = {}
    for each in [*texts, {"text": ""}]:
        wanted = {_format(it): it.get("attrs", {}) for it in each.get("marks", [])}
        for name in sorted(on.keys() - wanted.keys()):
            update.format(run, name, None)
        for name, value in wanted.items():
            if on.get(name) != value:
                update.format(run, name, value)
        if each["text"]:
            update.text(run, each["text"])
        on = wanted


def _insert(parent: XmlFragment | XmlElement, place: int, tree: Tree) -> None:
    """Put a node into a document that is held open, where `_put` knows none."""
    element = XmlElement(tree["type"])
    parent.children.insert(place, element)
    for name, value in tree.get("attrs", {}).items():
        if value is not None:
            element.attributes[name] = value
    for is_text, group in groupby(tree.get("content", []), key=lambda each: each["type"] == "text"):
        if is_text:
            _insert_run(element, group)
        else:
            for each in group:
                _insert(element, len(element.children), each)


def _insert_run(element: XmlElement, texts: Iterable[Tree]) -> None:
    run = XmlText()
    element.children.append(run)
    for each in texts:
        run.insert(len(run), each["text"], {_format(it): it.get("attrs", {}) for it in each.get("marks", [])})


def _format(given: Tree) -> str:
    """The name of a mark in Yjs."""
    kind = MARKS[given["type"]]
    return f"{kind.name}--{_hash(given)}" if kind.overlaps else kind.name


def _hash(given: Tree) -> str:
    """y-prosemirror's `hashOfJSON`: the SHA-256 of the mark as lib0 writes it, folded to six bytes."""
    digest = hashlib.sha256(encode_any(given)).digest()
    folded = bytearray(digest[:6])
    for place, byte in enumerate(digest[6:], 6):
        folded[place % 6] ^= byte
    return base64.b64encode(bytes(folded)).decode()
