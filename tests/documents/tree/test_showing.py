"""A tree as HTML, safe by construction."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourleaf.documents.tree.reading import outline
from fourleaf.documents.tree.schema import Tree, mark, node, text
from fourleaf.documents.tree.showing import WORDS, Sources, html
from tests.documents.trees import documents

TAGS = {
    *("p", "br", "h2", "h3", "h4", "h5", "ul", "ol", "li", "label", "input", "div", "blockquote", "pre", "code", "hr"),
    *("table", "tbody", "tr", "th", "td", "section", "img", "a", "span", "sup", "strong", "em", "s", "ins", "del"),
    "time", "bdi",
}  # fmt: skip
ATTRIBUTES = {
    *(
        "href",
        "src",
        "alt",
        "width",
        "height",
        "id",
        "class",
        "rel",
        "loading",
        "decoding",
        "type",
        "disabled",
    ),
    *("checked", "start", "colspan", "rowspan", "scope", "tabindex", "datetime"),
}
EVIL = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'&lt;"


class Seen(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, painted: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.feed(painted)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        if tag not in ("br", "hr", "img", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def check(painted: str) -> Seen:
    seen = Seen(painted)
    assert not seen.open
    assert seen.tags <= TAGS
    for name, value in seen.attributes:
        assert name in ATTRIBUTES or name.startswith("data-"), name
        assert name != "href" or str(value).startswith(("http://", "https://", "mailto:", "#", "/"))
    ids = [value for name, value in seen.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    return seen


def evil(tree: Tree) -> Tree:
    """The same with markup for every text and every attribute that is text."""
    changed = dict(tree)
    if "text" in tree:
        changed["text"] = EVIL
    for part in ("attrs",):
        if part in tree:
            changed[part] = {name: EVIL if isinstance(v, str) else v for name, v in tree[part].items()}
    if "content" in tree:
        changed["content"] = [evil(each) for each in tree["content"]]
    if "marks" in tree:
        changed["marks"] = [evil(each) for each in tree["marks"]]
    return changed


@settings(max_examples=60, deadline=None)
@given(documents())
def test_any_document_is_well_formed(tree: Tree) -> None:
    check(html(tree))


@settings(max_examples=60, deadline=None)
@given(documents(), st.booleans())
def test_nothing_in_a_document_becomes_markup(tree: Tree, knows: bool) -> None:
    sources = Sources(lambda _: EVIL, lambda kind, _: "/" + EVIL, lambda _: EVIL) if knows else Sources()
    check(html(evil(tree), sources))


def test_links_lead_to_the_web_and_to_mail_only() -> None:
    for address in (
        "javascript:alert(1)",
        "data:text/html,x",
        "JavaScript:x",
        "//evil.example",
        " https://x",
        "file:///etc",
    ):
        assert "href" not in html(node("doc", node("paragraph", text("x", mark("link", href=address)))))
    painted = html(node("doc", node("paragraph", text("x", mark("link", href='https://x.example/"onx=')))))
    assert painted == '<p><a href="https://x.example/&quot;onx=" rel="noopener noreferrer nofollow">x</a></p>'


def test_headings_have_the_anchors_of_the_outline() -> None:
    titles = ["Doses", "Doses", "Dosis für Kinder!", "剂量", "Doses 2", "?"]
    tree = node("doc", *(node("heading", text(title), level=2) for title in titles))
    anchors = [line.anchor for line in outline(tree)]
    assert anchors[:4] == ["s-doses", "s-doses-2", "s-dosis-für-kinder", "s-剂量"]
    assert len(set(anchors)) == len(titles)
    ids = [value for name, value in check(html(tree)).attributes if name == "id"]
    assert ids == anchors


def test_marks_are_opened_once_over_neighbours() -> None:
    link = mark("link", href="https://x.example")
    line = node("paragraph", text("a", link), text("b", link, mark("bold")), text("c", mark("bold")))
    assert html(node("doc", line)) == (
        '<p><a href="https://x.example" rel="noopener noreferrer nofollow">a<strong>b</strong></a>'
        "<strong>c</strong></p>"
    )


def test_a_task_says_who_and_until_when() -> None:
    owner = "0190a0c2-7c1e-7000-8000-000000000001"
    item = node("taskItem", node("paragraph", text("Call")), checked=True, owner=owner, due="2026-12-01")
    painted = html(node("doc", node("taskList", item)), Sources(person={owner: "Hanna <b>"}.__getitem__))
    assert (
        '<input type="checkbox" disabled checked><span class="visually-hidden" data-word="task_done"></span>'
        in painted
    )
    assert (
        '<bdi>Hanna &lt;b&gt;</bdi></span><span class="task-due"><time datetime="2026-12-01" data-time="day"></time>'
        in painted
    )
    impossible = node("taskItem", node("paragraph"), due="2026-99-99")
    assert "time" not in html(node("doc", node("taskList", impossible)))


def test_headings_of_tables_belong_to_their_column_or_row() -> None:
    def cell(kind: str, words: str) -> Tree:
        return node(kind, node("paragraph", text(words)) if words else node("paragraph"))

    table = node(
        "table",
        node("tableRow", cell("tableHeader", ""), cell("tableHeader", "Dose")),
        node("tableRow", cell("tableHeader", "Adult"), cell("tableCell", "5 mg")),
    )
    assert html(node("doc", table)) == (
        '<div class="table-scroll" tabindex="0"><table><tbody>'
        '<tr><td><p><br></p></td><th scope="col"><p>Dose</p></th></tr>'
        '<tr><th scope="row"><p>Adult</p></th><td><p>5 mg</p></td></tr></tbody></table></div>'
    )


def test_footnotes_are_numbered_and_lead_back() -> None:
    line = node("paragraph", text("See"), node("footnote", text("BNF 88")), node("footnote", text("NICE")))
    painted = html(node("doc", line))
    assert '<sup id="fn-at-2"><a href="#fn-2">2</a></sup>' in painted
    assert '<li id="fn-2">NICE <a href="#fn-at-2">↑</a></li></ol></section>' in painted
    check(painted)


def test_the_open_words_are_known() -> None:
    tree = node(
        "doc",
        *(node("decision", node("paragraph"), state=state) for state in ("proposed", "decided", "reversed")),
    )
    words = {value for name, value in check(html(tree)).attributes if name == "data-word"}
    assert words < WORDS.keys()


@pytest.mark.parametrize("kind", ["nothing", "doc", "text"])
def test_what_the_schema_does_not_know_leaves_no_trace(kind: str) -> None:
    inner = {"type": kind, "content": [node("paragraph", text("kept"))]}
    assert html({"type": "doc", "content": [inner]}) == "<p>kept</p>"
