"""How much one document may bring in, so that no import or export takes a server down."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from fourleaf.kit.refusals import ensure

#: Characters of text, in Markdown or HTML.
MOST_TEXT = 10_000_000
#: Bytes of a .docx as it comes, and of all that is packed in it.
MOST_PACKED = 25_000_000
MOST_UNPACKED = 200_000_000
#: Nodes of a document; a table of 10,000 cells has 30,000.
MOST_NODES = 200_000
TOO_MUCH = _("This is too large for one document. Divide it, and bring in the parts.")


def ensure_small(size: int, most: int) -> None:
    """Invalid if there is more than can be a document."""
    ensure(size <= most, TOO_MUCH)


def count(tree: dict[str, Any]) -> int:
    """How many nodes there are."""
    return 1 + sum(map(count, tree.get("content", [])))
