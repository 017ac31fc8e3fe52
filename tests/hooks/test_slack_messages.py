"""What programs send to Slack, as our Markdown; and that nothing they send breaks the reading of it."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourleaf.hooks.slack import Unacceptable, markdown_of, payload_of
from fourleaf.kit.html import names_in, render_markdown

LIMIT = 20_000


def shown(**payload: Any) -> str:
    return markdown_of(payload, LIMIT)


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn(text), **more}


BUTTON = {"type": "button", "text": plain("Look"), "url": "https://x.example"}
ALERT = {
    "pretext": "before",
    "title": "Disk",
    "title_link": "https://x.example",
    "text": "*full*",
    "fields": [{"title": "Host", "value": "db1", "short": True}],
    "footer": "mon",
}


def rich(kind: str, *elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": f"rich_text_{kind}", "elements": list(elements), **more}


def said(text: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": text, "style": style}


EMOJI = {"type": "emoji", "name": "tada"}
LINK = {"type": "link", "url": "https://x.example", "text": "link"}
RICH = {
    "type": "rich_text",
    "elements": [
        rich("section", said("Hello "), said("there ", bold=True, italic=True), EMOJI, LINK),
        rich("list", rich("section", said("one")), style="ordered"),
        rich("preformatted", said("x = *y*")),
        rich("quote", said("said")),
    ],
}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"text": "Build *42* is _done_"}, "Build **42** is _done_"),
        ({"text": "See <https://ci.example/42|build 42>"}, "See [build 42](<https://ci.example/42>)"),
        ({"text": "a &amp; b :tada:"}, "a & b 🎉"),
        ({"text": "*not* bold", "mrkdwn": False}, r"\*not\* bold"),
        ({"text": 42}, "42"),
        ({"text": "<!channel> look <@U123> @Ben"}, r"\@channel look \@U123 \@Ben"),
        ({"text": "fallback", "blocks": [section("*shown*")]}, "**shown**"),
        ({"text": "fallback", "blocks": [{"type": "input"}]}, "fallback"),
        ({"blocks": [{"type": "header", "text": plain("Night *shift*")}]}, r"# Night \*shift\*"),
        ({"blocks": [section("a"), {"type": "divider"}, section("b")]}, "a\n\n---\n\nb"),
        (
            {"blocks": [{"type": "section", "fields": [mrkdwn("*Bed*\n4"), plain("*x*")]}]},
            "**Bed**\n4\n\n" + r"\*x\*",
        ),
        (
            {"blocks": [{"type": "context", "elements": [{"type": "image", "alt_text": "cat"}, mrkdwn("_late_")]}]},
            "cat\n_late_",
        ),
        (
            {"blocks": [{"type": "image", "image_url": "https://x.example/a.png", "alt_text": "A chart"}]},
            "[A chart](<https://x.example/a.png>)",
        ),
        ({"blocks": [{"type": "image", "image_url": "javascript:alert(1)", "alt_text": "A chart"}]}, "A chart"),
        (
            {"blocks": [section("Ready?", accessory=BUTTON)]},
            "Ready?\n\n[Look](<https://x.example>)",
        ),
        ({"attachments": [{"fallback": "Only this"}]}, "> Only this"),
        (
            {"text": "Alert", "attachments": [ALERT]},
            "Alert\n\nbefore\n\n> **[Disk](<https://x.example>)**\n>\n> **full**\n>\n> **Host**\n> db1\n>\n> mon",
        ),
        (
            {"blocks": [RICH]},
            "Hello _**there**_ 🎉[link](<https://x.example>)\n\n1. one\n\n```\nx = *y*\n```\n\n> said",
        ),
    ],
)  # fmt: skip
def test_it_becomes_markdown(sent: dict[str, Any], expected: str) -> None:
    assert shown(**sent) == expected


@pytest.mark.parametrize(
    "sent",
    [{}, {"text": ""}, {"text": " \n"}, {"text": None}, {"blocks": []}, {"blocks": "x"}, {"text": True}],
)
def test_what_shows_nothing_is_refused(sent: dict[str, Any]) -> None:
    with pytest.raises(Unacceptable, match="no_text"):
        shown(**sent)


def test_too_many_attachments_are_refused() -> None:
    with pytest.raises(Unacceptable, match="too_many_attachments"):
        shown(attachments=[{"text": "x"}] * 101)


@pytest.mark.parametrize(
    "body",
    [
        b'{"text": "Bed 4"}',
        b'  {"text": "Bed 4"}\n',
        b"payload=%7B%22text%22%3A%20%22Bed+4%22%7D",
        b"x=1&payload=%7B%22text%22%3A%20%22Bed%204%22%7D",
    ],
)
def test_json_and_forms_are_read_whatever_they_are_called(body: bytes) -> None:
    assert payload_of(body) == {"text": "Bed 4"}


@pytest.mark.parametrize(
    "body",
    [
        b"", b"text", b"[]", b'"text"', b"{", b"\xff{}", b"payload=", b"payload=[]", b"[" * 100_000,
        b'{"a":' * 50_000, b"9" * 6000, b"a=1&" * 60,
    ],
)  # fmt: skip
def test_anything_else_is_an_invalid_payload(body: bytes) -> None:
    with pytest.raises(Unacceptable, match="invalid_payload"):
        payload_of(body)


@pytest.mark.parametrize("opening", ["```\n", "> ```\n"])
def test_a_long_message_is_shortened_and_its_code_closed(opening: str) -> None:
    line = opening[:-4] + "x" * 70 + "\n"
    text = markdown_of({"blocks": [{"type": "markdown", "text": "Log\n\n" + opening + line * 500}]}, 5000)
    assert len(text) <= 5000
    assert text.endswith("\n\n…")
    html = render_markdown(text)
    assert html.count("<pre>") == 1
    assert html.endswith("<p>…</p>\n")


KEYS = st.sampled_from(
    [
        "type", "text", "blocks", "elements", "fields", "attachments", "style", "url", "name",
        "indent", "fallback", "title", "title_link", "image_url", "alt_text", "accessory",
        "pretext", "actions", "user_id", "mrkdwn", "bold", "footer", "value",
    ]
)  # fmt: skip
WORDS = st.sampled_from(
    [
        "section", "header", "context", "image", "rich_text", "rich_text_section", "rich_text_list",
        "rich_text_preformatted", "rich_text_quote", "text", "link", "emoji", "user", "plain_text",
        "mrkdwn", "markdown", "actions", "button", "ordered", "https://x.example",
    ]
)  # fmt: skip
TEXTS = st.text(st.characters(codec=None, exclude_categories=()), max_size=30) | st.text(
    "*_~`<>&|@#!\n >-1.", max_size=40
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=40,
)


@given(st.dictionaries(KEYS, VALUES, max_size=8))
def test_whatever_is_sent_is_shown_or_refused(payload: dict[str, Any]) -> None:
    try:
        text = markdown_of(payload_of(json.dumps(payload).encode()), LIMIT)
    except Unacceptable:
        return
    text.encode("utf-8")
    assert "\0" not in text
    assert 0 < len(text) <= LIMIT
    assert 'class="mention"' not in render_markdown(text, dict.fromkeys(names_in(text), ("/people/1/", "1")))


@given(st.binary(max_size=200))
def test_bytes_are_a_message_or_refused(body: bytes) -> None:
    with suppress(Unacceptable):
        assert isinstance(payload_of(body), dict)
