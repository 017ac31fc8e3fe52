"""Foreign HTML as a small tree of elements: cleaned by nh3 first, never deeper than a document is."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3

from fourleaf.documents.formats.limits import MOST_TEXT, ensure_small

#: Elements within elements; what lies deeper stands at this depth.
DEEPEST = 80
_TAGS = {
    *(
        "p",
        "br",
        "hr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "blockquote",
        "pre",
        "code",
        "div",
        "span",
    ),
    *(
        "a",
        "b",
        "strong",
        "i",
        "em",
        "s",
        "strike",
        "del",
        "ins",
        "u",
        "sup",
        "sub",
        "img",
        "input",
        "section",
    ),
    *(
        "article",
        "main",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
        "font",
        "dl",
        "dt",
        "dd",
        "figure",
    ),
    *("figcaption", "mark", "small", "tt", "kbd", "samp"),
}
_ATTRIBUTES = {
    "*": {"style", "class", "id", "role", "aria-checked"},
    "a": {"href"},
    "img": {"src", "alt"},
    "input": {"type", "checked"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align"},
    "del": {"cite", "datetime"},
}
_VOID = frozenset({"br", "hr", "img", "input"})


@dataclass
class Element:
    """One element; its children are elements and texts."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    def style(self, name: str) -> str:
        """What its style says of a property, lower-cased."""
        found = re.search(rf"(?:^|;)\s*{name}\s*:\s*([^;]*)", self.attrs.get("style", ""), re.I)
        return found[1].strip().lower() if found else ""

    def has_class(self, name: str) -> bool:
        return name.lower() in self.attrs.get("class", "").lower().split()

    def words(self) -> str:
        return "".join(child if isinstance(child, str) else child.words() for child in self.children)

    def elements(self) -> list["Element"]:
        return [child for child in self.children if isinstance(child, Element)]


def parsed(source: str) -> Element:
    """The body of this HTML, scripts, styles and comments gone. Invalid if there is too much."""
    ensure_small(len(source), MOST_TEXT)
    clean = nh3.clean(
        source,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        clean_content_tags={
            "script",
            "style",
            "title",
            "template",
            "noscript",
            "svg",
            "math",
            "iframe",
            "object",
        },
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        strip_comments=True,
    )
    builder = _Builder()
    builder.feed(clean)
    builder.close()
    return builder.root


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("body")
        self.open = [self.root]
        self.too_deep = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID and len(self.open) > DEEPEST:
            self.too_deep += 1
            return
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(made)
        if tag not in _VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        if self.too_deep:
            self.too_deep -= 1
        elif len(self.open) > 1 and tag not in _VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)
