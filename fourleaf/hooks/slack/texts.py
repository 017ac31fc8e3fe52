"""Slack's two kinds of text, and the pieces that blocks and attachments are put together from."""

from typing import Any

from fourleaf.hooks.slack.shapes import row, string, web_address
from fourleaf.kit.slack.emoji import in_text
from fourleaf.kit.slack.markup import line_start, link, literal, translate, unescape


def formatted(text: str) -> str:
    """Markdown of a text in Slack's markup. Nobody is mentioned: keys of Slack's people mean nothing here."""
    return translate(text, lambda _key: None, lambda _key: None).markdown


def plain(text: str) -> str:
    """Markdown that shows a text as it is, but for names of emoji."""
    lines = in_text(unescape(text)).replace("\r\n", "\n").split("\n")
    return "\n".join(line_start(literal(line)) for line in lines).strip("\n")


def inline(text: str) -> str:
    """The same on one line, for what stands within a line."""
    return literal(" ".join(in_text(unescape(text)).split()))


def text_of(value: Any) -> str:
    """Markdown of a text object, or of a bare string, which Slack takes for its markup."""
    if isinstance(value, dict):
        said = string(value.get("text"))
        return plain(said) if value.get("type") == "plain_text" else formatted(said)
    return formatted(string(value))


def words_of(value: Any) -> str:
    """The bare words of a text object or string, on one line of Markdown."""
    return inline(string(row(value).get("text")) or string(value))


def linked(words: str, address: Any) -> str:
    """Words of Markdown, as a link if there is an address to go to."""
    target = web_address(address)
    if not target:
        return words
    return f"[{words}]({link(target, '')})" if words else link(target, "")


def picture(shape: dict[str, Any]) -> str:
    """An image as a link with its words: pictures from elsewhere are not loaded into pages here."""
    words = words_of(shape.get("title")) or words_of(shape.get("alt_text"))
    return linked(words, shape.get("image_url"))


def buttons(elements: list[dict[str, Any]]) -> str:
    """Those buttons that lead somewhere; others would need a program that answers."""
    found = [
        linked(words_of(each.get("text")), each.get("url"))
        for each in elements
        if web_address(each.get("url"))
    ]
    return " · ".join(found)


def quoted(text: str) -> str:
    """A block of Markdown set off from the rest."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def paragraphs(*parts: str) -> str:
    """Those parts that say something, apart."""
    return "\n\n".join(part for part in parts if part.strip())
