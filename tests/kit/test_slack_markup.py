"""Slack's markup to Markdown."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourleaf.imports.slack.posts import emphasised
from fourleaf.kit.html import ATTRIBUTES, TAGS, render_markdown
from fourleaf.kit.slack.emoji import emoji_named
from fourleaf.kit.slack.markup import Mentioned, line_start, literal, plain, translate

PEOPLE = {
    "UBEN": Mentioned("1", "Ben Quint", "/people/1/"),
    "UTWO": Mentioned("2", "Ben Quint", "/people/2/"),
    "UODD": Mentioned("3", "a*b] <x>", "/people/3/"),
}
SPECIAL = "*_~`<>&|#@!:-+=[]()\\.1 \n\t\"'/abÄ•�"


def markdown(text: str) -> str:
    return translate(text, PEOPLE.get, {"CGEN": ("general", "/spaces/1/")}.get).markdown


def rendered(text: str) -> str:
    made = translate(text, PEOPLE.get, {"CGEN": ("general", "/spaces/1/")}.get)
    return str(
        render_markdown(made.markdown, {name: (who.address, who.key) for name, who in made.names.items()})
    )


def shown(page: str) -> str:
    """What a reader sees of HTML."""
    return html.unescape(re.sub(r"<[^>]+>", "", page))


@pytest.mark.parametrize(
    ("slack", "expected"),
    [
        ("*bold* _italic_ ~gone~ `co*de`", "**bold** _italic_ ~~gone~~ `co*de`"),
        ("*_both_* _*both*_", "**_both_** _**both**_"),
        ("2*3*4 snake_case_x ~/.bashrc", r"2\*3\*4 snake_case_x ~/.bashrc"),
        ("*a _b* c_", r"**a \_b** c\_"),
        ("&lt;b&gt; &amp;amp; &amp;copy;", r"\<b> \&amp; \&copy;"),
        ("<https://x.y/a_b_c>", "<https://x.y/a_b_c>"),
        ("<https://x.y/a|x.y/a>", "[x.y/a](<https://x.y/a>)"),
        ("<https://x.y/a|the *list*>", r"[the \*list\*](<https://x.y/a>)"),
        ("<mailto:a@b.c|a@b.c>", "[a@b.c](<mailto:a@b.c>)"),
        ("<javascript:alert(1)|x>", r"\<javascript:alert(1)|x>"),
        ("<unconvertable>", r"\<unconvertable>"),
        ("<@UBEN>: hi, <@UBEN>!", "@Ben Quint: hi, @Ben Quint!"),
        ("<@UBEN> and <@UTWO>", "@Ben Quint and [@Ben Quint](/people/2/)"),
        ("<@UODD>x", r"[@a\*b\] \<x>](/people/3/)x"),
        ("<@UNOBODY> <@UNOBODY|zoe>", r"\@UNOBODY \@zoe"),
        ("@ben mail me at a@b.c", r"\@ben mail me at a@b.c"),
        ("<#CGEN|general> <#CSEC> <#CSEC|secret>", "[#general](/spaces/1/) #private-channel #secret"),
        ("<!here> <!channel> <!subteam^S1|@nurses> <!subteam^S1>", r"\@here \@channel \@nurses \@group"),
        ("<!date^1392734382^{date}|18 Feb>", "18 Feb"),
        ("&gt; said\nI agree", "> said\n\nI agree"),
        ("&gt;&gt;&gt; all\nof it", "> all\n> of it"),
        ("• one\n    ◦ two\ntext", "- one\n  - two\n\ntext"),
        ("do:\n1. one\n2. two", "do:\n\n1. one\n2. two"),
        ("# no\n- no\n---\n1) no", "\\# no\n\\- no\n\\---\n1\\) no"),
        ("a|b\n-|-", "a|b\n\\-|-"),
        ("```\nx &lt; <https://a.b|a.b> ``\n```", "```\nx < a.b ``\n```"),
        (":smile: 10:30:12 :our_logo: :+1::skin-tone-5:", "😄 10:30:12 :our_logo: 👍🏾"),
        ("", ""),
    ],
)
def test_translations(slack: str, expected: str) -> None:
    assert markdown(slack) == expected


def test_a_mention_is_a_link_to_the_right_person() -> None:
    page = rendered("<@UBEN> and <@UTWO>")
    assert '<a href="/people/1/" class="mention" data-person="1"' in page
    assert '<a href="/people/2/"' in page


@given(st.text(SPECIAL, max_size=80) | st.text(max_size=80))
def test_it_never_fails_and_makes_no_raw_html(text: str) -> None:
    page = rendered(text)
    for tag, attributes in re.findall(r"<([a-z0-9]+)([^>]*)>", page):
        assert tag in TAGS
        names = set(re.findall(r'([a-z-]+)="', re.sub(r'"[^"]*"', '"', attributes) + '"'))
        assert names <= {*ATTRIBUTES.get(tag, ()), "rel"}
    assert not re.search(r"[\U000F0000-\U000FFFFD]", markdown(text)) or re.search(
        r"[\U000F0000-\U000FFFFD]", text
    )


@given(st.text(SPECIAL.replace("\n", ""), max_size=60))
def test_what_is_literal_is_shown_as_it_is(text: str) -> None:
    page = str(render_markdown(line_start(literal(text))))
    assert shown(page).split() == text.split()
    assert not re.search(r"<(?!/?p>|/?a[ >]|/a>)", page), "nothing but a paragraph, and addresses as links"


@given(st.text(max_size=60))
def test_escapes_come_back(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert plain(re.sub(":", "", escaped)) == re.sub(":", "", text).strip()


def test_a_very_long_message_of_marks_is_quick() -> None:
    assert len(markdown("*a* " * 10_000)) == 60_000 - 1
    markdown("*" * 40_000)
    markdown("_*~" * 13_000)
    markdown("<" * 40_000)
    markdown("&gt;" * 10_000)
    markdown("`" * 40_000)


@pytest.mark.parametrize(
    ("text", "expected"), [("waves", "_waves_"), ("_a_ b", "*_a_ b*"), ("a\nb", "_a_\n_b_"), ("- a", "- a")]
)
def test_me(text: str, expected: str) -> None:
    assert emphasised(text) == expected


@pytest.mark.parametrize(
    ("name", "emoji"),
    [
        ("+1", "👍"),
        ("heart", "❤️"),
        ("hospital", "🏥"),
        ("octopus", "🐙"),
        ("flag-es", "🇪🇸"),
        ("space", ""),
        ("ours", ""),
    ],
)
def test_emoji(name: str, emoji: str) -> None:
    assert emoji_named(name) == emoji
