"""Documents taken out as files, and begun from files and blueprints."""

import io
from collections.abc import Callable
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from fourleaf.documents.content import tree_of
from fourleaf.documents.formats.markdown import from_markdown
from fourleaf.documents.formats.word_out import to_docx
from fourleaf.documents.models import Document
from fourleaf.documents.tree.reading import plain_text
from fourleaf.people.models import Person
from tests.house import House

AsPerson = Callable[[Person], Client]
Write = Callable[[Document, str], int]


def taken(browser: Client, document: Document, kind: str) -> Any:
    return browser.get(f"/documents/{document.pk}/copy/?as={kind}")


def test_whoever_reads_it_takes_copies(
    house: House, plan: Document, write: Write, as_person: AsPerson
) -> None:
    write(plan, "Look at the <rail>.")
    ruth = as_person(house.ruth)
    assert "Take a copy" in ruth.get(f"/documents/{plan.pk}/").content.decode()
    assert "?as=docx" in ruth.get(f"/documents/{plan.pk}/copy/").content.decode()
    word = docx.Document(io.BytesIO(taken(ruth, plan, "docx").content))
    assert "Look at the <rail>." in [line.text for line in word.paragraphs]
    assert (
        "Look at the <rail>."
        in PdfReader(io.BytesIO(taken(ruth, plan, "pdf").content)).pages[0].extract_text()
    )
    answer = taken(ruth, plan, "md")
    assert answer.content == b"Look at the \\<rail\\>.\n"
    assert answer["Content-Disposition"] == 'attachment; filename="document.md"'
    assert "no-store" in answer["Cache-Control"]


def test_others_take_none(house: House, plan: Document, write: Write, as_person: AsPerson) -> None:
    write(plan, "x")
    for kind in ("docx", "pdf", "md", "exe"):
        assert taken(as_person(house.omar), plan, kind).status_code == 404
    assert taken(as_person(house.ruth), plan, "exe").status_code == 422


@pytest.mark.parametrize("begin", ["care_pathway", "meeting_notes"])
def test_a_document_begins_with_a_blueprint(house: House, as_person: AsPerson, begin: str) -> None:
    answer = as_person(house.amina).post("/documents/new/", {"title": "New", "begin_with": begin})
    assert answer.status_code == 302
    assert "Decisions" in plain_text(tree_of(Document.objects.get())) or begin == "meeting_notes"
    assert (
        as_person(house.amina).post("/documents/new/", {"title": "x", "begin_with": "no"}).status_code == 422
    )


FILES = {
    "a.docx": to_docx(from_markdown("Look at *it*."), "x"),
    "a.MD": b"Look at *it*.",
    "a.html": b"<p>Look at <i>it</i>.</p>",
}


@pytest.mark.parametrize("name", FILES)
def test_a_document_begins_with_a_file(house: House, as_person: AsPerson, name: str) -> None:
    given = {"title": "New", "file": SimpleUploadedFile(name, FILES[name])}
    assert as_person(house.amina).post("/documents/new/", given).status_code == 302
    assert tree_of(Document.objects.get())["content"][-1] == from_markdown("Look at *it*.")["content"][0]


@pytest.mark.parametrize(("name", "data", "why"), [
    ("a.docx", b"no zip", "This is no .docx file."),
    ("a.exe", b"MZ", "Bring a .docx, .md or .html file."),
    ("a.md", b"\xff\xfe", "This file is not in UTF-8."),
])  # fmt: skip
def test_a_file_that_is_none_begins_nothing(
    house: House, as_person: AsPerson, name: str, data: bytes, why: str
) -> None:
    answer = as_person(house.amina).post(
        "/documents/new/", {"title": "x", "file": SimpleUploadedFile(name, data)}
    )
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not Document.objects.exists()
