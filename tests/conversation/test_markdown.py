"""Whatever people write becomes harmless HTML, and soon."""

import re
import time
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourleaf.conversation.differences import changes
from fourleaf.conversation.models import Post
from fourleaf.kit.html import ATTRIBUTES, TAGS, localise, names_in, render_markdown

LIMIT = Post.LIMIT
SCHEMES = {"http:", "https:", "mailto:", "tel:"}
#: What browsers take for one, after they have dropped tabs and line ends (URL Standard, "scheme start state").
SCHEME = re.compile(r"[\x00-\x20]*([a-z][a-z0-9+.-]*:)", re.IGNORECASE)
ANYTHING = st.text(max_size=200)
PIECES = (
    *("<script>", "</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "javascript:"),
    *("JaVa\tScript:", "[a](", ")", "[a]", "![", "](", "<", ">", '"', "'", "`", "```\n", "\n"),
    *("&#106;avascript:", "&colon;", "data:text/html,", "onclick=alert(1)", "<a href=", "vbscript:"),
    *("<javascript:alert(1)>", "@Amina Yusuf", "| a | b |\n|---|---|\n", "- ", "> ", "\x00", "\u202e"),
    *("\ufeff", "[x]: javascript:alert(1)\n", "http://a.b/", '" onmouseover="', "<span data-word=x></span>"),
)
SHARP = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


class Reader(HTMLParser):
    """Everything that a browser would make of a text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def check_harmless(html: str, more: frozenset[str] = frozenset()) -> None:
    reader = Reader()
    reader.feed(html)
    reader.close()
    for tag, attributes in reader.found:
        assert tag in TAGS | more
        assert attributes.keys() <= ATTRIBUTES.get(tag, set()) | ({"rel"} if tag == "a" else set())
        scheme = SCHEME.match(re.sub(r"[\t\n\r]", "", attributes.get("href") or ""))
        assert scheme is None or scheme[1].lower() in SCHEMES


@settings(max_examples=150, deadline=None)
@given(text=st.one_of(ANYTHING, SHARP, st.tuples(SHARP, ANYTHING, SHARP).map("".join)))
def test_no_script_no_handler_no_strange_address(text: str) -> None:
    check_harmless(render_markdown(text, {"amina yusuf": ("/people/1/", "1")}))


@settings(max_examples=100, deadline=None)
@given(old=st.one_of(ANYTHING, SHARP), new=st.one_of(ANYTHING, SHARP))
def test_differences_show_both_texts_and_no_markup_of_theirs(old: str, new: str) -> None:
    html = changes(old, new)
    reader = Reader()
    reader.feed(html)
    assert {tag for tag, _attributes in reader.found} <= {"ins", "del"}
    plain = st_unescape(re.sub("<del>.*?</del>", "", html, flags=re.DOTALL))
    assert plain == new
    assert st_unescape(re.sub("<ins>.*?</ins>", "", html, flags=re.DOTALL)) == old


def st_unescape(html: str) -> str:
    """What a reader sees of escaped text."""
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):
        html = (
            re.sub("</?(ins|del)>", "", html).replace(entity, sign)
            if sign == "<"
            else html.replace(entity, sign)
        )
    return html


def test_what_is_filled_in_is_escaped() -> None:
    fragment = '<span class="a" data-word="withdrawn_by" data-name="&lt;b&gt;"></span>'
    shown = localise(fragment, {"withdrawn_by": "<i>By</i> {name}"}, ZoneInfo("UTC"))
    assert shown.endswith(">&lt;i&gt;By&lt;/i&gt; &lt;b&gt;</span>")


BOMBS = {
    "quotes": ">" * LIMIT,
    "spaced quotes": "> " * (LIMIT // 2),
    "lists": "- " * (LIMIT // 2),
    "deep lists": "\n".join(" " * (2 * depth) + "- a" for depth in range(140)),
    "brackets": "[" * LIMIT,
    "closed brackets": "[" * (LIMIT // 2) + "]" * (LIMIT // 2),
    "links": "[a](" * (LIMIT // 4),
    "nested links": "[" * (LIMIT // 5) + "a](b)" * (LIMIT // 6),
    "pictures": "![" * (LIMIT // 2),
    "stars": "**a *" * (LIMIT // 5),
    "underscores": "_a" * (LIMIT // 2),
    "ticks": "".join("a" + "`" * n for n in range(1, 199)),
    "angles": "<http://" * (LIMIT // 8),
    "colons": "://" * (LIMIT // 3),
    "addresses": "http://a.b " * (LIMIT // 11),
    "mail": "a@" * (LIMIT // 2),
    "names": "@a b c d e " * (LIMIT // 11),
    "table": "a|b\n-|-\n" + "|\n" * (LIMIT // 2 - 10),
    "wide table": "|a" * 2500 + "\n" + "|-" * 2500 + "\n" + ("|x" * 500 + "\n") * 9,
    "definitions": "\n".join(f"[a{n}]: x" for n in range(1800)),
    "entities": "&a" * (LIMIT // 2),
    "quoted lists": "> - " * (LIMIT // 4),
    "parentheses": "[a](" + "(" * (LIMIT - 4),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_soon_defused(bomb: str) -> None:
    started = time.thread_time()  # this thread's own work: what else the machine does is no matter
    html = render_markdown(BOMBS[bomb])
    names_in(BOMBS[bomb])
    changes(BOMBS[bomb], BOMBS[bomb][::-1])
    assert time.thread_time() - started < 3
    check_harmless(html)
    assert len(html) < 50 * LIMIT


@pytest.mark.parametrize(
    "text", [r"\@Ben Quint", "`@Ben Quint`", "` @Ben Quint`", "```\n@Ben Quint\n```", "a@Ben Quint"]
)
def test_a_name_that_is_no_mention_is_not_in_it(text: str) -> None:
    assert names_in(text) == set()
    assert "ben quint" in names_in("So (@Ben Quint) it is")
