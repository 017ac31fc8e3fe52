"""Markdown in and out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourleaf.documents.formats.limits import MOST_TEXT
from fourleaf.documents.formats.markdown import from_markdown
from fourleaf.documents.formats.marking import to_markdown
from fourleaf.documents.tree.checking import faults
from fourleaf.documents.tree.reading import plain_text
from fourleaf.documents.tree.schema import Tree, mark, node, normal, text
from fourleaf.documents.tree.suggested import settled
from fourleaf.kit.refusals import Invalid
from tests.documents.trees import documents

FILE = "0190a0c2-7c1e-7000-8000-000000000001"
WHOLE = f"""## Doses

Adults take **5 mg**, *never* ~~more~~, see [the list](https://example.org/a) and `dose()`.\\
New line.^[BNF 88]

1. One
2. Two

   - Deeper

- [ ] Call the pharmacy
- [x] Order

| Who | Dose |
| :-- | --: |
| Adult | 5<br>mg |

> Quoted

```python
x = "`"
```

::: decision decided
We use 5 mg.
:::

---

![A pump](file:{FILE})
"""


def test_what_is_written_is_what_was_read() -> None:
    tree = from_markdown(WHOLE)
    assert not faults(tree)
    assert to_markdown(tree) == WHOLE
    assert {each["type"] for each in tree["content"]} == {
        "heading", "paragraph", "orderedList", "taskList", "table", "blockquote", "codeBlock", "decision",
        "horizontalRule", "image",
    }  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        [node("paragraph", text("#"), node("hardBreak"))],
        [node("paragraph", text("a"), node("hardBreak"), node("hardBreak"))],
        [node("paragraph", node("hardBreak"), text("# b"))],
        [node("paragraph", text("a"), node("hardBreak"), text("- b"))],
        [node("heading", text("Take 2 #"), level=2)],
    ],
)
def test_what_markdown_would_take_for_its_own_stays_words(content: list[Tree]) -> None:
    tree = node("doc", *content)
    read = from_markdown(to_markdown(tree))
    assert [each["type"] for each in read["content"]] == [each["type"] for each in content]
    assert plain_text(read).split() == plain_text(tree).split()


@settings(max_examples=100, deadline=None)
@given(documents())
def test_any_document_goes_through_without_losing_words_twice(tree: Tree) -> None:
    once = from_markdown(to_markdown(tree))
    assert not faults(once)
    assert plain_text(from_markdown(to_markdown(once))).split() == plain_text(once).split()


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.text("ab1 *_`[]()<>#+-.!&;~|\\^:@=$é\xa0", min_size=1, max_size=12), min_size=1, max_size=4)
)
def test_no_word_becomes_markup(lines: list[str]) -> None:
    content = [node("paragraph", text(line)) for line in lines if line.strip()]
    tree = node("doc", *(content or [node("paragraph")]))
    assert plain_text(from_markdown(to_markdown(tree))) == plain_text(tree)


WORDS = st.text("abcdé", min_size=1, max_size=5)
MARKED = st.sampled_from(
    [(), ("bold",), ("italic",), ("strike",), ("bold", "italic"), ("code",), ("link",), ("link", "bold")]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(WORDS, MARKED), min_size=1, max_size=5))
def test_marks_on_words_are_kept(words: list[tuple[str, tuple[str, ...]]]) -> None:
    pieces = []
    for word, names in words:
        marks = [
            mark(name, **({"href": "https://x.example/a_(b)"} if name == "link" else {})) for name in names
        ]
        pieces += [text(word, *marks), text(" ")]
    tree = normal(node("doc", node("paragraph", *pieces[:-1])))
    assert from_markdown(to_markdown(tree)) == tree


def test_raw_html_stays_text() -> None:
    tree = from_markdown("<script>alert(1)</script>\n\n<div onclick=x>y</div> <br> &lt;b&gt;")
    assert plain_text(tree) == "<script>alert(1)</script>\n<div onclick=x>y</div> <b>"


def test_links_to_scripts_are_no_links() -> None:
    tree = from_markdown("[x](javascript:alert(1)) ![y](data:text/html,x) ![z](https://x.example/z.png)")
    words = tree["content"][0]["content"]
    assert words == [text("x y "), text("z", mark("link", href="https://x.example/z.png"))]


def test_suggestions_are_not_in_it() -> None:
    line = node("paragraph", text("5 mg", mark("deletion", id="a")), text("50 mg", mark("insertion", id="a")))
    assert to_markdown(node("doc", line)) == "5 mg\n"
    assert settled(node("doc", line), taken=False) == node("doc", node("paragraph", text("5 mg")))


def test_too_much_is_refused_in_words() -> None:
    with pytest.raises(Invalid, match="too large"):
        from_markdown("x" * (MOST_TEXT + 1))


@pytest.mark.parametrize(
    "source", ["> " * 3000 + "x", "- " * 2000 + "x", "[" * 20000, "*a " * 20000, "|a" * 5000]
)
def test_hostile_markdown_is_answered(source: str) -> None:
    assert not faults(from_markdown(source))


def test_a_table_of_ten_thousand_cells_goes_through() -> None:
    row = node("tableRow", *(node("tableCell", node("paragraph", text("x"))) for _ in range(100)))
    tree = from_markdown(to_markdown(node("doc", node("table", *[row] * 100))))
    assert sum(len(each["content"]) for each in tree["content"][0]["content"]) == 10_000
