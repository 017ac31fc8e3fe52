"""The reader of Yjs updates against pycrdt: what it counts, and that it lets nothing through that is broken."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Array, Doc, Map, Text, XmlElement, XmlFragment, XmlText, get_state

from fourleaf.kit import yjs

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.floats(allow_nan=False) | st.text(max_size=5)
    | st.binary(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


def written(values: list[Any], words: list[str]) -> Doc[Any]:
    doc: Doc[Any] = Doc(client_id=1)
    items, facts, text = doc.get("a", type=Array), doc.get("m", type=Map), doc.get("t", type=Text)
    root = doc.get("default", type=XmlFragment)
    for place, value in enumerate(values):
        items.append(value)
        facts[f"k{place % 2}"] = value
    for word in words:
        text.insert(0, word)
        root.children.append(XmlElement("paragraph", {"align": "left"}, [XmlText(word)]))
        if len(word) > 1:
            text.format(0, 1, {"bold": True})
            del text[0:1]
    return doc


#: pycrdt counts bytes where Yjs counts UTF-16, so what cuts a text is plain.
WORDS = st.text("abcdef ", min_size=1, max_size=8)


@given(st.lists(VALUES, max_size=4), st.lists(WORDS, max_size=4))
def test_it_counts_as_the_library_does(values: list[Any], words: list[str]) -> None:
    update = written(values, words).get_update()
    counted = {client: end for client, (_start, end) in yjs.clients_of(update).items()}
    assert counted == yjs.clocks_of(get_state(update))


@given(st.lists(VALUES, max_size=3), st.lists(WORDS, max_size=3), st.data())
def test_cut_off_or_with_more_it_is_malformed(values: list[Any], words: list[str], data: Any) -> None:
    update = written(values, words).get_update()
    cut = data.draw(st.integers(0, len(update) - 1))
    for broken in (update[:cut], update + b"\0"):
        with pytest.raises(yjs.MalformedError):
            yjs.clients_of(broken)


@given(st.binary(max_size=80))
def test_what_it_lets_through_the_library_takes_or_refuses(data: bytes) -> None:
    try:
        yjs.clients_of(data)
    except yjs.MalformedError:
        return
    doc: Doc[Any] = Doc()
    try:
        doc.apply_update(data)
    except (ValueError, RuntimeError):  # the second for what is whole, and about nothing that there is
        return
    assert doc.get_update()


@given(st.lists(WORDS, min_size=1, max_size=4), st.data())
def test_a_byte_changed_breaks_nothing(words: list[str], data: Any) -> None:
    update = bytearray(written([], words).get_update())
    place = data.draw(st.integers(0, len(update) - 1))
    update[place] = data.draw(st.integers(0, 255))
    test_what_it_lets_through_the_library_takes_or_refuses.hypothesis.inner_test(bytes(update))  # type: ignore[attr-defined]


def test_values_too_deep_are_nobodys_text() -> None:
    deep: Any = []
    for _level in range(100):
        deep = [deep]
    with pytest.raises(yjs.MalformedError):
        yjs.clients_of(written([deep], []).get_update())


def test_deletions_are_ranges() -> None:
    doc: Doc[Any] = Doc()
    text = doc.get("t", type=Text)
    text.insert(0, "abcdef")
    del text[1:3]
    some = yjs.deletions_of(doc.get_update())
    del text[2:3]
    more = yjs.deletions_of(doc.get_update())
    assert more >= some
    assert not some >= more
