"""A tree as HTML: made of fixed tags and escaped words only, so that nothing in a document can become markup.

The tags are those of the editor (TipTap 3), so that the page does not jump when it loads. The HTML is neutral:
words of ours and days stay open for `kit.html.localise`. Headings begin at h2: the title is the h1 of the page.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from fourleaf.documents.tree.reading import Anchors, plain_text, words_of
from fourleaf.documents.tree.schema import MARKS, NODES, Tree, sound
from fourleaf.documents.tree.suggested import person_in

#: Colours of people, as `kit.templatetags.kit` has them.
TONES = 12
#: Ours, left open in the HTML.
WORDS: Final = {
    "task_done": _("Done"),
    "task_open": _("To do"),
    "decision_proposed": _("Proposed"),
    "decision_decided": _("Decided"),
    "decision_reversed": _("Reversed"),
    "footnotes": _("Footnotes"),
}


def words() -> dict[str, str]:
    """The words of ours in the language of the request, for `kit.html.localise`."""
    return {key: gettext(word) for key, word in WORDS.items()}


@dataclass(frozen=True)
class Sources:
    """What a tree does not know: addresses on this server, and names. None or "" where there is none to show."""

    picture: Callable[[str], str | None] = lambda file: None
    mention: Callable[[str, str], str | None] = lambda kind, key: None
    person: Callable[[str], str] = lambda key: ""


def html(tree: Tree, sources: Sources | None = None) -> SafeString:
    """A document as HTML. What the schema does not know leaves no trace but its children."""
    painter = _Painter(sources or Sources())
    return SafeString("".join([*painter.blocks(tree), *painter.footnotes()]))  # every part is escaped there


#: A mark that no document holds, put on by who shows whose words they are: `look` (classes), `label` and `name`.
WRITTEN: Final = "written"
_FRAMES = {
    "bulletList": ("<ul>", "</ul>"),
    "taskList": ('<ul data-type="taskList">', "</ul>"),
    "listItem": ("<li>", "</li>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
}
_TAGS = {"bold": "strong", "italic": "em", "strike": "s", "code": "code"}
_SUGGESTIONS = {"insertion": "ins", "deletion": "del", "modification": "span"}


def _word(name: str) -> str:
    return f'<span class="visually-hidden" data-word="{name}"></span>'


def _attribute(name: str, value: object) -> str:
    """` name="value"`, or nothing for none."""
    return "" if value in (None, "") else f' {name}="{escape(value)}"'


@dataclass
class _Painter:
    sources: Sources
    anchors: Anchors = field(default_factory=Anchors)
    notes: list[str] = field(default_factory=list)
    named: set[str] = field(default_factory=set)

    def blocks(self, parent: Tree) -> Iterator[str]:
        for child in parent.get("content", []):
            yield from self.block(child)

    def block(self, tree: Tree) -> Iterator[str]:
        kind = tree["type"]
        if made := getattr(self, f"_{kind}", None):
            yield from made(tree, sound(NODES[kind], tree.get("attrs", {})))
            return
        opening, closing = _FRAMES.get(kind, ("", ""))
        yield opening
        yield from self.blocks(tree)
        yield closing

    def _paragraph(self, tree: Tree, attrs: Tree) -> Iterator[str]:
        yield f"<p>{self.inline(tree) or '<br>'}</p>"

    def _heading(self, tree: Tree, attrs: Tree) -> Iterator[str]:
        tag, words = f"h{attrs['level'] + 1}", words_of(tree)
        anchor = _attribute("id", self.anchors.next(words)) if words else ""
        yield f"<{tag}{anchor}>{self.inline(tree)}</{tag}>"

    def _orderedList(self, tree: Tree, attrs: Tree) -> Iterator[str]:  # noqa: N802 - the name of the node
        start = attrs["start"] if attrs["start"] != 1 else None
        yield f"<ol{_attribute('start', start)}{_attribute('type', attrs['type'])}>"
        yield from self.blocks(tree)
        yield "</ol>"

    def _taskItem(self, tree: Tree, attrs: Tree) -> Iterator[str]:  # noqa: N802 - the name of the node
        done, checked = ("true", " checked") if attrs["checked"] else ("false", "")
        yield f'<li data-type="taskItem" data-checked="{done}"{_attribute("data-id", attrs["id"])}><label>'
        yield f'<input type="checkbox" disabled{checked}>{_word("task_done" if checked else "task_open")}</label>'
        yield "<div>"
        yield from self.blocks(tree)
        owner = self.sources.person(attrs["owner"]) if attrs["owner"] else ""
        if owner:
            yield f'<span class="task-owner"><bdi>{escape(owner)}</bdi></span>'
        if attrs["due"] and _is_day(attrs["due"]):
            yield f'<span class="task-due"><time datetime="{attrs["due"]}" data-time="day"></time></span>'
        yield "</div></li>"

    def _codeBlock(self, tree: Tree, attrs: Tree) -> Iterator[str]:  # noqa: N802 - the name of the node
        language = _attribute("class", attrs["language"] and f"language-{attrs['language']}")
        yield f"<pre><code{language}>{self.inline(tree)}</code></pre>"

    def _decision(self, tree: Tree, attrs: Tree) -> Iterator[str]:
        state = attrs["state"]
        yield f'<section data-type="decision" data-state="{state}"{_attribute("data-id", attrs["id"])}>'
        yield f'<span class="decision-state" data-word="decision_{state}"></span>'
        yield from self.blocks(tree)
        yield "</section>"

    def _table(self, tree: Tree, attrs: Tree) -> Iterator[str]:
        yield '<div class="table-scroll" tabindex="0"><table><tbody>'
        for number, row in enumerate(tree.get("content", [])):
            yield "<tr>"
            for cell in row.get("content", []):
                yield from self.cell(cell, "row" if number else "col")
            yield "</tr>"
        yield "</tbody></table></div>"

    def cell(self, tree: Tree, scope: str) -> Iterator[str]:
        """One cell. A heading without words names nothing, so it is none."""
        attrs = sound(NODES[tree["type"]], tree.get("attrs", {}))
        is_heading = tree["type"] == "tableHeader" and bool(plain_text(tree).strip())
        tag = "th" if is_heading else "td"
        spans = "".join(_attribute(name, attrs[name]) for name in ("colspan", "rowspan") if attrs[name] != 1)
        shown = (
            (_attribute("scope", scope) if is_heading else "")
            + spans
            + _attribute("data-align", attrs["align"])
        )
        yield f"<{tag}{shown}>"
        yield from self.blocks(tree)
        yield f"</{tag}>"

    def _image(self, tree: Tree, attrs: Tree) -> Iterator[str]:
        address = self.sources.picture(attrs["file"]) if attrs["file"] else None
        if address:
            size = _attribute("width", attrs["width"]) + _attribute("height", attrs["height"])
            source = _attribute("src", address)
            key = _attribute("data-file", attrs["file"])
            yield f'<img{source} alt="{escape(attrs["alt"] or "")}"{size}{key} loading="lazy" decoding="async">'
        elif attrs["alt"]:
            yield f'<p class="soft">{escape(attrs["alt"])}</p>'

    def _horizontalRule(self, tree: Tree, attrs: Tree) -> Iterator[str]:  # noqa: N802 - the name of the node
        yield "<hr>"

    def inline(self, parent: Tree) -> str:
        """What stands in one line of text; marks are opened and closed as few times as can be, by rank."""
        made: list[str] = []
        open_ones: list[Tree] = []
        for child in parent.get("content", []):
            marks = [
                each for each in child.get("marks", []) if each["type"] in MARKS or each["type"] == WRITTEN
            ]
            shared = next((n for n, (a, b) in enumerate(zip(open_ones, marks, strict=False)) if a != b), None)
            shared = min(len(open_ones), len(marks)) if shared is None else shared
            made += [_mark(each)[1] for each in reversed(open_ones[shared:])]
            made += [_mark(each)[0] for each in marks[shared:]]
            made.append(self.piece(child))
            open_ones = marks
        return "".join(made + [_mark(each)[1] for each in reversed(open_ones)])

    def piece(self, tree: Tree) -> str:
        """One text, or what stands among texts."""
        match tree["type"]:
            case "text":
                return escape(tree["text"])
            case "hardBreak":
                return "<br>"
            case "mention":
                return self.mention(sound(NODES["mention"], tree.get("attrs", {})))
            case "footnote":
                self.notes.append(self.inline(tree))
                number = len(self.notes)
                return f'<sup id="fn-at-{number}"><a href="#fn-{number}">{number}</a></sup>'
        return self.inline(tree)

    def mention(self, attrs: Tree) -> str:
        """A name that leads to its page, if there is one."""
        name = self.sources.person(attrs["id"]) if attrs["kind"] == "person" and attrs["id"] else ""
        label = f"@{escape(name or attrs['label'] or '')}"
        address = self.sources.mention(attrs["kind"], attrs["id"]) if attrs["id"] else None
        if not address:
            return f'<span class="mention">{label}</span>'
        person = _attribute("data-person", attrs["id"]) if attrs["kind"] == "person" else ""
        is_first = person and attrs["id"] not in self.named
        self.named.add(attrs["id"])
        place = _attribute("id", f"mention-{attrs['id']}") if is_first else ""
        return f'<a class="mention"{place}{_attribute("href", address)}{person}>{label}</a>'

    def footnotes(self) -> Iterator[str]:
        if not self.notes:
            return
        yield f'<section class="footnotes">{_word("footnotes")}<ol>'
        for number, note in enumerate(self.notes, 1):
            yield f'<li id="fn-{number}">{note} <a href="#fn-at-{number}">↑</a></li>'
        yield "</ol></section>"


def _mark(mark: Tree) -> tuple[str, str]:
    """How a mark opens and closes."""
    if mark["type"] == WRITTEN:
        return _written(mark["attrs"]), "</span>"
    kind, attrs = mark["type"], sound(MARKS[mark["type"]], mark.get("attrs", {}))
    if kind in _TAGS:
        return f"<{_TAGS[kind]}>", f"</{_TAGS[kind]}>"
    if kind == "link":
        href = _attribute("href", attrs["href"])
        return (f'<a{href} rel="noopener noreferrer nofollow">', "</a>") if href else ("", "")
    if kind in _SUGGESTIONS:
        tag = _SUGGESTIONS[kind]
        who = person_in(str(attrs["id"]))
        by = f' class="by-{who.int % TONES}"' if who else ""
        return f'<{tag} data-type="{kind}"{_attribute("data-id", attrs["id"])}{by}>', f"</{tag}>"
    return f"<span{_attribute(f'data-{kind}', attrs['id'])}>", "</span>"


def _written(attrs: Tree) -> str:
    label = f'<b class="written-who" aria-hidden="true">{escape(attrs["label"])}</b>'
    name = f'<span class="visually-hidden">[{escape(attrs["name"])}:] </span>'
    return f'<span class="written {attrs["look"]}" title="{escape(attrs["name"])}">{label}{name}'


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
