"""Block Kit: the blocks that show something. Source: https://docs.slack.dev/reference/block-kit/blocks."""

from collections.abc import Callable
from typing import Any

from fourleaf.hooks.slack.rich import rich_text
from fourleaf.hooks.slack.shapes import row, rows, string
from fourleaf.hooks.slack.texts import buttons, inline, paragraphs, picture, text_of, words_of

Block = dict[str, Any]


def blocks_of(blocks: Any) -> str:
    """Markdown of a list of blocks; unknown ones show nothing."""
    return paragraphs(*(KINDS.get(string(block.get("type")), _nothing)(block) for block in rows(blocks)))


def _nothing(block: Block) -> str:
    return ""


def _header(block: Block) -> str:
    words = words_of(block.get("text"))
    return f"# {words}" if words else ""


def _section(block: Block) -> str:
    fields = (text_of(field) for field in rows(block.get("fields")))
    beside = row(block.get("accessory"))
    image = picture(beside) if beside.get("type") == "image" else buttons([beside])
    return paragraphs(text_of(block.get("text")), *fields, image)


def _context(block: Block) -> str:
    said = (
        inline(string(each.get("alt_text"))) if each.get("type") == "image" else text_of(each)
        for each in rows(block.get("elements"))
    )
    return "\n".join(part for part in said if part.strip())


def _markdown(block: Block) -> str:
    # The joiner after the sign keeps a name from becoming a mention: a hook calls nobody.
    return string(block.get("text")).replace("@", "@\u2060")


KINDS: dict[str, Callable[[Block], str]] = {
    "header": _header,
    "section": _section,
    "divider": lambda block: "---",
    "context": _context,
    "image": picture,
    "actions": lambda block: buttons(rows(block.get("elements"))),
    "markdown": _markdown,
    "rich_text": lambda block: rich_text(rows(block.get("elements"))),
}
