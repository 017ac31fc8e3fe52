"""What a tree names by keys: pictures and people."""

import re
from collections.abc import Iterator, Mapping
from uuid import UUID

from fourleaf.documents.tree.schema import Tree

_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def key_of(text: str | None) -> UUID | None:
    """A key as it is written here; None for anything else."""
    return UUID(text) if text and _KEY.fullmatch(text) else None


def files_in(tree: Tree) -> Iterator[str]:
    """The key of each picture, as often as it stands there."""
    for each in _all(tree):
        if each["type"] == "image" and (file := each.get("attrs", {}).get("file")):
            yield file


def mentioned_in(tree: Tree) -> Iterator[UUID]:
    """Each person who is mentioned, as often as they are, in the order of the text."""
    for each in _all(tree):
        attrs = each.get("attrs", {})
        is_person = each["type"] == "mention" and attrs.get("kind", "person") == "person"
        if is_person and (key := key_of(attrs.get("id"))):
            yield key


def people_in(tree: Tree) -> set[UUID]:
    """Everybody whom it mentions, or to whom it gives a task."""
    tasks = (each for each in _all(tree) if each["type"] == "taskItem")
    owners = (key_of(each.get("attrs", {}).get("owner")) for each in tasks)
    return {*mentioned_in(tree), *filter(None, owners)}


def with_files(tree: Tree, files: Mapping[str, str]) -> Tree:
    """The same with these keys in place of its own; a picture without one keeps its words alone."""
    changed = dict(tree)
    if tree["type"] == "image":
        attrs = tree.get("attrs", {})
        changed["attrs"] = {**attrs, "file": files.get(attrs.get("file") or "")}
    if "content" in tree:
        changed["content"] = [with_files(each, files) for each in tree["content"]]
    return changed


def _all(tree: Tree) -> Iterator[Tree]:
    yield tree
    for each in tree.get("content", []):
        yield from _all(each)
