"""The block `rich_text`. Source: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block."""

import re
from typing import Any

from fourleaf.hooks.slack.shapes import row, rows, string
from fourleaf.hooks.slack.texts import inline, linked, paragraphs, quoted
from fourleaf.kit.slack.emoji import emoji_named
from fourleaf.kit.slack.markup import code, fenced, line_start, literal

Element = dict[str, Any]
MARKS = (("bold", "**"), ("italic", "_"), ("strike", "~~"))
DEEPEST = 4


def rich_text(elements: list[Element]) -> str:
    """Markdown of the elements of the block, in order."""
    return paragraphs(*(_part(element) for element in elements))


def _part(element: Element) -> str:
    match element.get("type"):
        case "rich_text_list":
            return _list(element)
        case "rich_text_preformatted":
            return fenced("".join(_bare(each) for each in rows(element.get("elements"))))
        case "rich_text_quote":
            return quoted(_section(element))
        case "rich_text_section":
            return _section(element)
    return ""


def _list(element: Element) -> str:
    indent = element.get("indent")
    depth = min(max(indent, 0), DEEPEST) if isinstance(indent, int) else 0
    sign = "1." if element.get("style") == "ordered" else "-"
    items = (" ".join(_section(each).split("\n")) for each in rows(element.get("elements")))
    return "\n".join(f"{'   ' * depth}{sign} {item}" for item in items)


def _section(element: Element) -> str:
    text = "".join(_inline(each) for each in rows(element.get("elements")))
    return "\n".join(line_start(line) for line in text.strip("\n").split("\n"))


def _bare(element: Element) -> str:
    """What a piece says, without any formatting."""
    said = string(element.get("text")) or string(element.get("url"))
    match element.get("type"):
        case "emoji":
            return emoji_named(string(element.get("name"))) or f":{string(element.get('name'))}:"
        case "user" | "usergroup" | "channel":
            return "@" + string(element.get(f"{element.get('type')}_id"))
        case "broadcast":
            return "@" + string(element.get("range"))
        case "date":
            return string(element.get("fallback"))
    return said


def _inline(element: Element) -> str:
    style, said = row(element.get("style")), _bare(element)
    if element.get("type") == "link":
        return linked(inline(said), element.get("url"))
    if style.get("code") and said.strip():
        return code(" ".join(said.split()))
    return _marked(literal(said), style)


def _marked(text: str, style: dict[str, Any]) -> str:
    """Marks hold only where they touch what they emphasise, on one line."""
    found = re.fullmatch(r"(\s*)(\S(?:[^\n]*\S)?)(\s*)", text)
    if not found:
        return text
    for name, mark in MARKS:
        if style.get(name):
            text = f"{mark}{text.strip()}{mark}"
    return f"{found[1]}{text.strip()}{found[3]}"
