"""A whole message as Markdown: its blocks or its text, then its attachments."""

import re
from typing import Any

from fourleaf.hooks.slack.blocks import blocks_of
from fourleaf.hooks.slack.payloads import Unacceptable
from fourleaf.hooks.slack.shapes import rows, string
from fourleaf.hooks.slack.texts import (
    buttons,
    formatted,
    inline,
    linked,
    paragraphs,
    plain,
    quoted,
    text_of,
    words_of,
)
from fourleaf.hooks.slack.texts import picture as picture_of

MOST_ATTACHMENTS = 100
FENCE = re.compile(r"^[> ]*`{3,}", re.MULTILINE)
#: For what ends a shortened message, in characters.
ROOM = 50


def markdown_of(payload: dict[str, Any], limit: int) -> str:
    """Our Markdown of a message, at most `limit` characters; raises Unacceptable if it shows nothing.

    As in Slack the text only stands in where no block shows anything. Name and picture of the sender are not taken
    over: who speaks here is the bot.
    """
    attachments = rows(payload.get("attachments"))
    if len(attachments) > MOST_ATTACHMENTS:
        raise Unacceptable("too_many_attachments")
    said = blocks_of(payload.get("blocks")) or _text(payload)
    whole = paragraphs(said, *(_attachment(each) for each in attachments)).strip()
    if not whole:
        raise Unacceptable("no_text")
    return whole if len(whole) <= limit else _shortened(whole, limit)


def _text(payload: dict[str, Any]) -> str:
    text = string(payload.get("text"))
    return plain(text) if payload.get("mrkdwn") is False else formatted(text)


def _attachment(shape: dict[str, Any]) -> str:
    """An attachment, set off as Slack sets it off; its `pretext` stands before."""
    title = linked(words_of(shape.get("title")), shape.get("title_link"))
    author = linked(words_of(shape.get("author_name")), shape.get("author_link"))
    within = paragraphs(
        author,
        f"**{title}**" if title else "",
        text_of(shape.get("text")),
        blocks_of(shape.get("blocks")),
        *(_field(each) for each in rows(shape.get("fields"))),
        picture_of({"image_url": shape.get("image_url"), "alt_text": inline_name(shape)}),
        buttons(rows(shape.get("actions"))),
        words_of(shape.get("footer")),
    )
    within = within or plain(string(shape.get("fallback")))
    return paragraphs(text_of(shape.get("pretext")), quoted(within) if within else "")


def inline_name(shape: dict[str, Any]) -> str:
    """What to call an attachment's image: its fallback, if that says more than the title."""
    fallback = string(shape.get("fallback"))
    return fallback if fallback != string(shape.get("title")) else ""


def _field(shape: dict[str, Any]) -> str:
    title, value = inline(string(shape.get("title"))), text_of(shape.get("value"))
    return "\n".join(part for part in (f"**{title}**" if title else "", value) if part)


def _shortened(text: str, limit: int) -> str:
    """The beginning, to the end of a line where there is one, and a sign that something is missing."""
    kept = text[: limit - ROOM]
    kept = kept[: kept.rfind("\n")] if "\n" in kept[limit // 2 :] else kept
    fences = FENCE.findall(kept)
    return f"{kept}\n{fences[-1]}\n\n…" if len(fences) % 2 else f"{kept}\n\n…"
