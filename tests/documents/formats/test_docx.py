""".docx in and out: read back by python-docx and by ourselves; hostile files are refused with the reason."""

import io
import socket
import zipfile
from typing import Any

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from hypothesis import given, settings
from PIL import Image

from fourleaf.documents.formats.word_in import from_docx
from fourleaf.documents.formats.word_out import to_docx
from fourleaf.documents.tree.checking import faults
from fourleaf.documents.tree.reading import plain_text
from fourleaf.documents.tree.schema import Tree, mark, node, text
from fourleaf.documents.tree.suggested import settled
from fourleaf.kit.refusals import Invalid
from tests.documents.trees import documents

FILE = "0190a0c2-7c1e-7000-8000-000000000001"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (8, 6), "green").save(made, "PNG")
    return made.getvalue()


def saved(document: Any) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def cell(kind: str, words: str, **attrs: Any) -> Tree:
    return node(kind, node("paragraph", text(words)), **attrs)


WHOLE = node(
    "doc",
    node("heading", text("Doses"), level=2),
    node(
        "paragraph",
        text("Adults "),
        text("5 mg", mark("bold")),
        text(", see "),
        text("the list", mark("link", href="https://example.org/a?b=c")),
        node("footnote", text("BNF 88")),
    ),
    node(
        "bulletList",
        node("listItem", node("paragraph", text("One"))),
        node("listItem", node("paragraph", text("Two"))),
    ),
    node("orderedList", node("listItem", node("paragraph", text("Third"))), start=3),
    node(
        "taskList",
        node("taskItem", node("paragraph", text("Call")), checked=True),
        node("taskItem", node("paragraph", text("Order"))),
    ),
    node(
        "table",
        node("tableRow", cell("tableHeader", "Who"), cell("tableHeader", "Dose")),
        node("tableRow", cell("tableCell", "Adult"), cell("tableCell", "5 mg")),
    ),
    node("image", file=FILE, alt="A pump"),
)


def test_a_document_comes_back_as_it_went() -> None:
    brought = from_docx(to_docx(WHOLE, "Doses", {FILE: (picture(), "png")}.get))
    stand_in = next(iter(brought.pictures))
    assert brought.pictures[stand_in] == picture()
    assert brought.settle({stand_in: FILE}) == WHOLE


def test_word_sees_headings_tables_and_pictures() -> None:
    read = docx.Document(io.BytesIO(to_docx(WHOLE, "Doses", {FILE: (picture(), "png")}.get)))
    assert read.core_properties.title == "Doses"
    assert ("Doses", "Heading 2") in [
        (each.text, each.style.name if each.style else "") for each in read.paragraphs
    ]
    assert [[each.text for each in row.cells] for row in read.tables[0].rows] == [
        ["Who", "Dose"],
        ["Adult", "5 mg"],
    ]
    assert len(read.inline_shapes) == 1
    assert "☒ Call" in [each.text for each in read.paragraphs]


@settings(max_examples=8, deadline=None)
@given(documents())
def test_no_word_is_lost_on_the_way_out_and_in(tree: Tree) -> None:
    back = from_docx(to_docx(tree, "x")).tree
    assert not faults(back)
    for word in plain_text(settled(tree, taken=False)).split():
        if word.isalnum() and word.isascii():
            assert word in plain_text(back)


def test_tracked_changes_come_as_suggestions_and_raised_letters_stay_raised() -> None:
    document = docx.Document()
    line = document.add_paragraph("Give ")
    for tag, inner, words in (("del", "delText", "10 mg"), ("ins", "t", "5 mg")):
        line._p.append(
            parse_xml(
                f'<w:{tag} xmlns:w="{WORD}" w:id="1" w:author="A" w:date="2026-11-02T10:00:00Z">'
                f"<w:r><w:{inner}>{words}</w:{inner}></w:r></w:{tag}>"
            )
        )
    line.add_run(" at 10")
    line.add_run("9").font.superscript = True
    line.add_run("/L CO")
    line.add_run("2").font.subscript = True
    read = from_docx(saved(document)).tree
    deletion, insertion = (
        mark("deletion", id="word-20261102100000"),
        mark("insertion", id="word-20261102100000"),
    )
    assert read["content"][0]["content"] == [
        text("Give "), text("10 mg", deletion), text("5 mg", insertion), text(" at 10⁹/L CO₂"),
    ]  # fmt: skip
    assert plain_text(settled(read, taken=True)) == "Give 5 mg at 10⁹/L CO₂"


def changed(change: dict[str, bytes], base: bytes | None = None) -> bytes:
    """A good file with these parts in it."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(base or saved(docx.Document()))) as old,
        zipfile.ZipFile(made, "w") as new,
    ):
        for name in old.namelist():
            if name not in change:
                new.writestr(name, old.read(name))
        for name, data in change.items():
            new.writestr(name, data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


XXE = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b'<w:document xmlns:w="%s"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>'
    % WORD.encode()
)
ELSEWHERE = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/oleObject" Target="http://127.0.0.1/x" '
    b'TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no .docx"),
        (b"hello", "no .docx"),
        (b"PK\x03\x04" + b"\xff" * 500, "no .docx"),
        (changed({"word/document.xml": XXE}), "definitions"),
        (changed({"word/document.xml": XXE.decode().encode("utf-16")}), "definitions"),
        (changed({"word/vbaProject.bin": b"x"}), "macros"),
        (changed({"word/_rels/document.xml.rels": ELSEWHERE}), "elsewhere"),
        (changed({"word/document.xml": b"\0" * 210_000_000}), "too large"),
        (b"x" * 25_000_001, "too large"),
        (changed({"word/document.xml": b"<w:document"}), "could not be read"),
    ],
    ids=["empty", "text", "broken", "entity", "entity-16", "macro", "outside", "bomb", "large", "cut"],
)
def test_a_hostile_file_is_refused_with_the_reason(data: bytes, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        from_docx(data)
    assert why in str(refused.value.text)


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(changed({"word/document.xml": b"\0" * 50_000_000}))
    for place in (
        data.find((50_000_000).to_bytes(4, "little")),
        data.rfind((50_000_000).to_bytes(4, "little")),
    ):
        data[place : place + 4] = (1000).to_bytes(4, "little")
    with pytest.raises(Invalid):
        from_docx(bytes(data))


def test_nothing_is_fetched_from_elsewhere() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        document = docx.Document()
        document.add_picture(io.BytesIO(picture()))
        part = document.part
        part.relate_to(
            f"{address}template.dotx", f"{RT.IMAGE.rsplit('/', 1)[0]}/attachedTemplate", is_external=True
        )
        outside = part.relate_to(f"{address}a.png", RT.IMAGE, is_external=True)
        for blip in document.element.iter(qn("a:blip")):
            blip.set(qn("r:embed"), outside)
        brought = from_docx(saved(document))
        with pytest.raises(BlockingIOError):
            server.accept()
    assert not brought.pictures
    assert not [each for each in brought.tree["content"] if each["type"] == "image" and each["attrs"]["file"]]


def test_parts_outside_of_the_document_are_not_read() -> None:
    assert from_docx(changed({"../../evil": b"x", "word/embeddings/x.bin": b"x"})).tree["type"] == "doc"


def test_a_table_of_ten_thousand_cells_goes_out_and_comes_in() -> None:
    row = node("tableRow", *(cell("tableCell", "x") for _ in range(50)))
    back = from_docx(to_docx(node("doc", node("table", *[row] * 200)), "Large")).tree
    assert sum(len(each["content"]) for each in back["content"][0]["content"]) == 10_000
