"""Markdown in, safe HTML out; and the words and times that a neutral fragment leaves open."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import nh3
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from fourleaf.kit.time import now

TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "div"),
}
ATTRIBUTES = {
    "a": {"href", "class", "data-person"},
    "ol": {"start"},
    "code": {"class"},
    "div": {"class", "tabindex"},
}

#: An empty cell at the head of a table names nothing: screen readers would announce a heading without words.
_NAMELESS = re.compile(r"<th( [^>]*)?></th>")
#: What stands behind an @: the text shown, lower-cased → (address of the page, key of the person or "")
Mentions = Mapping[str, tuple[str, str]]
NAME_WORDS = 5


#: Finding bare addresses takes quadratic time in the number of these; a text with more of them is no message.
MOST_ADDRESSES = 500


@cache
def _parser(*, links: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": links, "maxNesting": 20})
    parser.enable(["table", "strikethrough", "linkify"]).disable(
        ["image", "html_inline", "html_block", "lheading"]
    )
    parser.inline.ruler.before("link", "mention", _mention)
    parser.add_render_rule(
        "heading_open", lambda self, tokens, i, options, env: f"<h{_level(tokens[i].tag)}>"
    )
    parser.add_render_rule(
        "heading_close", lambda self, tokens, i, options, env: f"</h{_level(tokens[i].tag)}>\n"
    )
    parser.add_render_rule("table_open", lambda *_: '<div class="table-scroll" tabindex="0"><table>\n')
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return parser


def _level(tag: str) -> int:
    return min(int(tag[1]) + 2, 6)


def _mention(state: StateInline, silent: bool) -> bool:
    """Inline rule: `@Name` where the environment knows the name; the longest name wins."""
    start = state.pos
    if state.src[start] != "@" or (start and not re.match(r"[\s(\[*_>–—-]", state.src[start - 1])):
        return False
    known: Mentions = state.env.get("mentions", {})
    name = next((name for name in names_after(state.src, start) if name.lower() in known), None)
    if name is None:
        return False
    if not silent:
        address, person = known[name.lower()]
        opening = state.push("link_open", "a", 1)
        opening.attrs = {"href": address, "class": "mention"}
        if person:
            opening.attrs["data-person"] = person
        state.push("text", "", 0).content = f"@{name}"
        state.push("link_close", "a", -1)
    state.pos = start + 1 + len(name)
    return True


def names_after(text: str, at: int) -> list[str]:
    """The names that may follow the @ at this place, longest first: one to five words."""
    found = re.match(rf"[^\s@]+(?:[ \u00a0][^\s@]+){{0,{NAME_WORDS - 1}}}", text[at + 1 : at + 151])
    if not found:
        return []
    words = re.split(r"(?<=[ \u00a0])", found[0])
    longest_first = ("".join(words[:count]).rstrip() for count in range(len(words), 0, -1))
    return [
        name
        for raw in longest_first
        for name in dict.fromkeys((raw, raw.rstrip(".,;:!?)]*_"), re.sub(r"['’]s$", "", raw)))
        if name
    ]


def names_in(text: str) -> set[str]:
    """All that could be a mentioned name in a Markdown text, lower-cased: not in code, nor after a backslash."""
    asked = _Asked()
    if "@" in text:
        _parser(links=text.count("://") <= MOST_ADDRESSES).parse(text, {"mentions": asked})
    return asked.names


class _Asked(dict[str, tuple[str, str]]):
    """Knows no name, and remembers which ones the parser has asked for."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __contains__(self, name: object) -> bool:
        self.names.add(str(name))
        return False


def render_markdown(text: str, mentions: Mentions | None = None) -> SafeString:
    """Markdown (CommonMark with tables and strikethrough) as sanitised HTML. No images, no raw HTML, no scripts.

    Headings begin at h3. Links open without a referrer. `mentions` says which @names become links.
    """
    parser = _parser(links=text.count("://") <= MOST_ADDRESSES)
    rendered = parser.render(text, {"mentions": mentions or {}})
    clean = nh3.clean(
        rendered,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )
    clean = _NAMELESS.sub(r"<td\1></td>", clean)
    return mark_safe(clean)  # noqa: S308 - nh3 has just cleaned it


# What all begin with stands first by itself: only so does `re` leap from one to the next.
_OPEN = re.compile(
    r'<(?:(?P<span>span(?: class="[^"]*")? data-word="(?P<word>[a-z_]+)"(?: data-name="(?P<name>[^"]*)")?>)</span>'
    r'|time datetime="(?P<at>[^"]+)" data-time="(?P<how>clock|day|both)"></time>)'
)


def localise(fragment: str, words: Mapping[str, str], zone: ZoneInfo) -> SafeString:
    """Fill in the words and local times that a neutral fragment leaves open; the browser does the same for live frames.

    A word that is not in `words` stays as its key, so that nothing is blank. `data-name`, which is escaped already,
    stands where the word says {name}.
    """
    year, language = now().year, get_language() or ""

    def fill(match: re.Match[str]) -> str:
        span, word, name, at, how = match.groups()
        if span:
            return _said(span, words.get(word, word), name or "")
        instant = datetime.fromisoformat(at)
        if instant.tzinfo:  # a mere date is the same everywhere
            instant = instant.astimezone(zone)
        return f'<time datetime="{at}" data-time="{how}">{_shown(instant, how, year, language)}</time>'

    return SafeString(_OPEN.sub(fill, fragment))  # the fragment is already safe, what is added is escaped


def time_of(instant: datetime, how: str, zone: ZoneInfo) -> SafeString:
    """An instant in this zone and the active language: its clock time, its day, or both."""
    local = _shown(instant.astimezone(zone), how, now().year, get_language() or "")
    return SafeString(
        f'<time datetime="{instant.astimezone(UTC).isoformat()}" data-time="{how}">{local}</time>'
    )


@lru_cache(4096)
def _said(span: str, text: str, name: str) -> str:
    return f"<{span}{escape(text).replace('{name}', name)}</span>"


def _shown(instant: datetime, how: str, year: int, language: str) -> str:
    clock = f"{instant.hour:02}:{instant.minute:02}"
    if how == "clock":
        return clock
    weekday, day = _day(instant.date(), instant.year == year, language)
    return f"{weekday} {day}" if how == "day" else f"{day}, {clock}"


@lru_cache(4096)
def _day(day: date, is_this_year: bool, language: str) -> tuple[str, str]:
    """A day's name and its date, in the active language, which is given to tell the answers apart."""
    return date_format(day, "l"), date_format(day, "MONTH_DAY_FORMAT" if is_this_year else "DATE_FORMAT")
