"""A file becomes a document: found from the lists, called as the file is, with its pictures; refused in plain words."""

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fourleaf.documents.content import tree_of
from fourleaf.documents.formats.word_out import to_docx
from fourleaf.documents.models import Document, Picture
from fourleaf.documents.tree.naming import files_in
from fourleaf.documents.tree.schema import node, text
from fourleaf.people.models import Person
from tests.conversation import pictures
from tests.house import House

AsPerson = Callable[[Person], Client]
WHERE = "/documents/new/?bring=yes"
KEY = "00000000-0000-4000-8000-000000000001"


def bring(browser: Client, name: str, data: bytes, title: str = "") -> object:
    return browser.post(WHERE, {"file": SimpleUploadedFile(name, data), "title": title})


def word_file() -> bytes:
    tree = node("doc", node("paragraph", text("The rail.")), node("image", file=KEY, alt="Let down"))
    return to_docx(tree, "x", lambda _key: (pictures.png(), "png"), lambda _key: "")


def test_a_word_file_comes_with_its_pictures(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.ben)
    for page in ("/documents/", f"/spaces/{house.ward.pk}/documents/"):
        assert WHERE in browser.get(page).content.decode()
    assert "Bring a file as a document" in browser.get(WHERE).content.decode()
    answer = bring(browser, "Rails of B2.docx", word_file())
    made = Document.objects.get()
    assert answer["Location"] == made.get_absolute_url()  # type: ignore[index]
    assert made.title == "Rails of B2"
    (file,) = files_in(tree_of(made))
    assert file == str(Picture.objects.get(document=made).pk)
    assert (
        f'src="/documents/{made.pk}/pictures/{file}/"'
        in browser.get(made.get_absolute_url()).content.decode()
    )


def test_markdown_comes_under_the_title_that_is_given(house: House, as_person: AsPerson) -> None:
    bring(as_person(house.ben), "x.md", b"# Rails\n\n- one\n", title="Doses")
    assert Document.objects.get().title == "Doses"


def zipped(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<d/>", **parts}.items():
            packed.writestr(name, data)
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (zipped(**{"word/x.xml": b" " * 210_000_000}), "too large"),
        (zipped(**{"word/x.xml": b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>"}), "definitions"),
        (zipped(**{"word/vbaProject.bin": b"x"}), "macros"),
        (b"PK\x03\x04 broken", "no .docx"),
    ],
    ids=["bomb", "entity", "macros", "broken"],
)
def test_a_hostile_file_is_refused_in_words_and_leaves_nothing(
    house: House, as_person: AsPerson, data: bytes, why: str
) -> None:
    answer = bring(as_person(house.ben), "x.docx", data)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert why in answer.content.decode()  # type: ignore[attr-defined]
    assert not Document.objects.exists()
