"""PDF out, read back by pypdf."""

import io
from typing import Any

import pytest
from hypothesis import given, settings
from pypdf import PdfReader

from fourleaf.documents.formats import programs
from fourleaf.documents.formats.pdf import to_pdf
from fourleaf.documents.tree.schema import Tree, mark, node, text
from fourleaf.kit.refusals import Invalid
from tests.documents.formats.test_docx import FILE, WHOLE, cell, picture
from tests.documents.trees import documents


def read(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def words(reader: PdfReader) -> str:
    return " ".join(page.extract_text() for page in reader.pages)


def test_a_document_is_readable_tagged_and_in_our_letters() -> None:
    reader = read(to_pdf(WHOLE, "Doses for children", "es", {FILE: (picture(), "png")}.get))
    said = " ".join(words(reader).split())
    for each in (
        "Doses for children",
        "Adults 5 mg",
        "One",
        "Two",
        "3. Third",
        "Call",
        "Who",
        "Adult",
        "BNF 88",
    ):
        assert each in said
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "es"
    assert reader.metadata
    assert reader.metadata.title == "Doses for children"
    assert reader.metadata.author is None
    fonts: Any = reader.pages[0]["/Resources"]
    assert any(
        "AtkinsonHyperlegible" in str(font.get_object()["/BaseFont"]) for font in fonts["/Font"].values()
    )
    assert [
        each["/A"]["/URI"] for page in reader.pages for each in _notes(page) if "/URI" in each.get("/A", {})
    ] == ["https://example.org/a?b=c"]
    assert len(reader.pages[0].images) == 1


def _notes(page: Any) -> list[Any]:
    return [each.get_object() for each in page.get("/Annots", [])]


@settings(max_examples=6, deadline=None)
@given(documents())
def test_any_document_becomes_a_pdf(tree: Tree) -> None:
    assert read(to_pdf(tree, "x")).pages


def test_what_looks_like_a_program_is_shown_as_it_is() -> None:
    evil = '#read("/etc/passwd") $x$ *b* \\u{41} @preview/x #import "a" // <label>'
    tree = node("doc", node("paragraph", text(evil), text(evil, mark("code"))), node("codeBlock", text(evil)))
    said = " ".join(words(read(to_pdf(tree, evil))).split())
    assert said.count('#read("/etc/passwd")') == 4
    assert "root:" not in said


def test_headings_have_no_gaps() -> None:
    tree = node("doc", *(node("heading", text(f"H{level}"), level=level) for level in (3, 1, 4, 2)))
    assert "H4" in words(read(to_pdf(tree, "Levels")))


def test_suggestions_are_not_in_it() -> None:
    line = node("paragraph", text("five", mark("deletion", id="a")), text("fifty", mark("insertion", id="a")))
    assert "fifty" not in words(read(to_pdf(node("doc", line), "x")))


def test_a_long_table_repeats_its_head_on_each_page() -> None:
    head = node("tableRow", cell("tableHeader", "Drug"), cell("tableHeader", "Dose"))
    row = node("tableRow", cell("tableCell", "a"), cell("tableCell", "b"))
    reader = read(to_pdf(node("doc", node("table", head, *[row] * 120)), "Long"))
    assert len(reader.pages) > 1
    assert all("Drug" in page.extract_text() for page in reader.pages)


def test_a_picture_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Invalid, match="could not be made a PDF"):
        to_pdf(WHOLE, "x", pictures=lambda file: (b"no picture", "png"))


def test_what_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "LONGEST", 0.01)
    with pytest.raises(Invalid, match="too long"):
        to_pdf(WHOLE, "x")


def test_one_at_a_time_is_made_and_others_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "WAIT", 0.01)
    with programs._TURN, pytest.raises(Invalid, match="Somebody else's"):
        to_pdf(WHOLE, "x")
    assert to_pdf(WHOLE, "x")
