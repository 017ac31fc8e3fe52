"""HTML in, as it is pasted from Word, Google Docs and web pages.

Word pastes lists as paragraphs (`mso-list`), footnotes and comments as parts at the end, tracked changes as ins and
del; Google Docs puts everything in one b that is not bold and says the rest in styles.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from fourleaf.documents.formats.elements import Element, parsed
from fourleaf.documents.formats.raised import lowered, raised
from fourleaf.documents.formats.shaping import fitted
from fourleaf.documents.tree.schema import MARKS, NODES, Tree, mark, node, text

_TAG_MARKS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("s", "strike", "del"), "strike"),
    **dict.fromkeys(("code", "tt", "kbd", "samp"), "code"),
}
_BLOCKS = frozenset({"div", "section", "article", "main", "dl", "dt", "dd", "figure", "figcaption", "body"})
_GROUPS = frozenset({"thead", "tbody", "tfoot"})
_DROPPED_CLASSES = ("msodel", "msocomanchor", "msocommentreference", "msocomtxt")
_DROPPED_PARTS = ("comment-list", "footnote-list", "endnote-list", "header", "footer")
_NUMBER = re.compile(r"[(\[]?(?:\d+|[a-z]|[ivxlc]+)[.)\]]", re.I)


def from_html(source: str) -> Tree:
    """The document that was pasted: as accepted where changes were tracked, without comments and foreign pictures.

    Invalid if there is too much.
    """
    body = parsed(source)
    reader = _Reader(dict(_notes(body)))
    content = [each for each in reader.block(body, []) if each.get("content") or each["type"] != "paragraph"]
    return fitted(node("doc", *content))


def _notes(element: Element) -> Iterator[tuple[str, str]]:
    """Word's footnotes: id ("ftn1") and words, without the number at their beginning."""
    for child in element.elements():
        if child.style("mso-element") in ("footnote", "endnote"):
            yield child.attrs.get("id", ""), re.sub(r"^\s*\[\w+\]\s*", "", " ".join(child.words().split()))
        else:
            yield from _notes(child)


class _Reader:
    def __init__(self, notes: dict[str, str]) -> None:
        self.notes = notes

    def children(self, element: Element, marks: list[Tree]) -> Iterator[Tree]:
        for child in element.children:
            if isinstance(child, str):
                words = re.sub(r"[ \t\r\n\f]+", " ", child)
                yield from [text(words, *marks)] if words else []
            elif not _is_dropped(child):
                yield from self.element(child, marks)

    def element(self, element: Element, marks: list[Tree]) -> Iterator[Tree]:
        tag = element.tag
        if tag == "br":
            yield node("hardBreak")
        elif tag == "hr":
            yield node("horizontalRule")
        elif tag == "img":
            yield from _picture(element, marks)
        elif tag in _BLOCKS:
            yield from self.block(element, marks)
        elif tag == "p" or re.fullmatch(r"h[1-6]", tag):
            yield self.line(element, marks)
        elif tag in ("ul", "ol", "li", "blockquote", "pre", "table"):
            yield from self.frame(element, marks)
        elif tag in ("td", "th", "tr", *_GROUPS):
            yield from self.block(element, marks)
        else:
            yield from self.inline(element, marks)

    def block(self, element: Element, marks: list[Tree]) -> Iterator[Tree]:
        """The content as blocks, so that it does not run into what stands beside it; Word's lists put together."""
        made: list[Tree] = []
        for is_inline, group in groupby(
            self.children(element, marks), key=lambda each: NODES[each["type"]].is_inline
        ):
            each = list(group)
            made += _paragraph(each) if is_inline else each
        yield from _listed(made)

    def line(self, element: Element, marks: list[Tree]) -> Tree:
        own = element.style("mso-list")
        content = _trimmed(list(self.children(element, marks)))
        if own and (level := re.search(r"level(\d+)", own)):
            marker = next((_marker(it) for it in _walk(element) if it.style("mso-list") == "ignore"), "")
            kind = "orderedList" if _NUMBER.match(marker) else "bulletList"
            return {"type": "paragraph", "content": content, "list": (min(int(level[1]), 9), kind)}
        if element.tag == "p" and not element.has_class("MsoTitle"):
            return node("paragraph", *content)
        return node("heading", *content, level=min(int(element.tag[1:] or 1), 4) if element.tag != "p" else 1)

    def frame(self, element: Element, marks: list[Tree]) -> Iterator[Tree]:
        match element.tag:
            case "ul" | "ol":
                yield self.items(element, marks)
            case "li":
                yield node("listItem", *self.block(element, marks))
            case "blockquote":
                yield node("blockquote", *self.block(element, marks))
            case "pre":
                words = element.words().strip("\n")
                yield node("codeBlock", *([text(words)] if words else []))
            case "table":
                yield node("table", *(self.row(each, marks) for each in _rows(element)))

    def items(self, element: Element, marks: list[Tree]) -> Tree:
        """A list; one that stands in a list belongs to the item before it, as Google Docs and Word mean it."""
        items: list[Tree] = []
        boxes: list[bool | None] = []
        for child in element.elements():
            if child.tag in ("ul", "ol") and items:
                items[-1] = node(items[-1]["type"], *items[-1].get("content", []), self.items(child, marks))
            else:
                item = list(self.element(child, marks))
                items.append(
                    item[0] if [each["type"] for each in item] == ["listItem"] else node("listItem", *item)
                )
                boxes.append(_box(child))
        if boxes and all(box is not None for box in boxes):
            tasks = zip(items, boxes, strict=True)
            return node(
                "taskList", *(node("taskItem", *item.get("content", []), checked=box) for item, box in tasks)
            )
        if element.tag == "ul":
            return node("bulletList", *items)
        start = element.attrs.get("start", "")
        return node("orderedList", *items, start=int(start) if re.fullmatch(r"\d{1,6}", start) else 1)

    def row(self, element: Element, marks: list[Tree]) -> Tree:
        cells = []
        for child in element.elements():
            spans = {
                name: min(max(int(child.attrs[name]), 1), 1000)
                for name in ("colspan", "rowspan")
                if re.fullmatch(r"\d{1,6}", child.attrs.get(name, ""))
            }
            said = child.attrs.get("align") or child.style("text-align")
            align = said if said in ("left", "center", "right") else None
            kind = "tableHeader" if child.tag == "th" else "tableCell"
            cells.append(node(kind, *self.block(child, marks), align=align, **spans))
        return node("tableRow", *cells)

    def inline(self, element: Element, marks: list[Tree]) -> Iterator[Tree]:
        href = element.attrs.get("href", "")
        note = re.fullmatch(r"#_?((?:ftn|edn)\d+)", href)
        if note and note[1] in self.notes:
            words = self.notes[note[1]]
            yield node("footnote", *([text(words)] if words else []))
            return
        shift = element.tag if element.tag in ("sup", "sub") else element.style("vertical-align")
        if (
            shift in ("sup", "sub", "super")
            and element.words().strip()
            and not re.search(r"#_?(?:ftn|edn)", str(element))
        ):
            words = (lowered if shift == "sub" else raised)(element.words().strip())
            yield text(words, *_marks_of(element, marks))
            return
        yield from self.children(element, _marks_of(element, marks))


def _is_dropped(element: Element) -> bool:
    is_tracked = element.tag == "del" and element.attrs.keys() & {"cite", "datetime"}
    part = element.style("mso-element")
    return bool(
        is_tracked
        or any(element.has_class(name) for name in _DROPPED_CLASSES)
        or part in _DROPPED_PARTS
        or element.style("mso-list") == "ignore"
        or element.style("display") == "none"
        or element.style("mso-hide") == "all"
    )


def _marks_of(element: Element, marks: list[Tree]) -> list[Tree]:
    """The marks within this element: those around it, its own, and what its style says, which has the last word."""
    names = {each["type"]: each for each in marks}
    if element.tag in _TAG_MARKS:
        names[_TAG_MARKS[element.tag]] = mark(_TAG_MARKS[element.tag])
    href = element.attrs.get("href", "")
    if element.tag == "a" and href and MARKS["link"].attributes["href"].fault(href) is None:
        names["link"] = mark("link", href=href)
    weight, slant, line = (
        element.style(name) for name in ("font-weight", "font-style", "text-decoration(?:-line)?")
    )
    says = {
        "bold": None if not weight else re.match(r"bold|[6-9]00", weight) is not None,
        "italic": None if not slant else slant in ("italic", "oblique"),
        "strike": True if "line-through" in line else None,
    }
    for name, is_on in says.items():
        if is_on is not None:
            names.pop(name, None)
            names |= {name: mark(name)} if is_on and "code" not in names else {}
    if "code" in names:
        names = {
            name: each for name, each in names.items() if name == "code" or name not in MARKS["code"].excludes
        }
    return list(names.values())


def _picture(element: Element, marks: list[Tree]) -> Iterator[Tree]:
    """A picture from elsewhere is never fetched: its words remain, as a link if it lies on the web."""
    source, alt = element.attrs.get("src", ""), element.attrs.get("alt", "").strip()
    is_right = MARKS["link"].attributes["href"].fault(source) is None
    if alt:
        others = [each for each in marks if each["type"] != "link"]
        yield text(alt, *([*others, mark("link", href=source)] if is_right else marks))


def _rows(table: Element) -> Iterator[Element]:
    for child in table.elements():
        if child.tag in _GROUPS:
            yield from _rows(child)
        elif child.tag == "tr":
            yield child


def _walk(element: Element) -> Iterator[Element]:
    for child in element.elements():
        yield child
        yield from _walk(child)


def _marker(element: Element) -> str:
    return element.words().replace("\xa0", " ").strip()


def _box(item: Element) -> bool | None:
    """Whether an item's box is checked; None if it has none."""
    if item.attrs.get("role") == "checkbox":
        return item.attrs.get("aria-checked") == "true"
    boxes = [it for it in _walk(item) if it.tag == "input" and it.attrs.get("type") == "checkbox"]
    return "checked" in boxes[0].attrs if boxes else None


def _paragraph(content: list[Tree]) -> list[Tree]:
    trimmed = _trimmed(content)
    return [node("paragraph", *trimmed)] if trimmed else []


def _trimmed(content: list[Tree]) -> list[Tree]:
    """Without white space and line breaks at both ends, and without spaces of which one has just been."""
    made: list[Tree] = []
    for each in content:
        if each["type"] == "text":
            after_space = (
                not made or made[-1]["type"] == "hardBreak" or made[-1].get("text", "").endswith(" ")
            )
            words = each["text"].lstrip(" ") if after_space else each["text"]
            each = {**each, "text": words}
        if each["type"] != "text" or each["text"]:
            made.append(each)
    while made and (made[-1]["type"] == "hardBreak" or not made[-1].get("text", "x").strip()):
        made.pop()
    if made and made[-1]["type"] == "text":
        made[-1] = {**made[-1], "text": made[-1]["text"].rstrip()}
    return made


def _listed(content: Iterable[Tree]) -> Iterator[Tree]:
    """Word's paragraphs that are items, put together as lists within lists."""
    for is_item, group in groupby(content, key=lambda each: "list" in each):
        if is_item:
            yield from _lists(list(group), 1)
        else:
            yield from group


def _lists(items: list[Tree], level: int) -> Iterator[Tree]:
    for kind, group in groupby(_nested(items, level), key=lambda each: each[0]):
        yield node(kind, *(node("listItem", *content) for _, content in group))


def _nested(items: list[Tree], level: int) -> Iterator[tuple[str, list[Tree]]]:
    """Items of this level, each with its kind of list and what belongs to it."""
    place = 0
    while place < len(items):
        depth, kind = items[place]["list"]
        first = [] if depth > level else [node("paragraph", *items[place]["content"])]
        end = place + len(first)
        while end < len(items) and items[end]["list"][0] > level:
            end += 1
        yield kind, [*first, *_lists(items[place + len(first) : end], level + 1)]
        place = end
