"""A file becomes a document: found from the lists, called as the file is, with its pictures; refused in plain words."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.test import Client

from fourleaf.documents import actions
from fourleaf.documents.actions import pictures as making
from fourleaf.documents.actions.erasure import erase_person
from fourleaf.documents.content import tree_of
from fourleaf.documents.formats.word_out import to_docx
from fourleaf.documents.jobs import bring as bring_now
from fourleaf.documents.jobs import look_after_bringings
from fourleaf.documents.models import Bringing, BroughtFile, Document, Picture
from fourleaf.documents.tree.naming import files_in
from fourleaf.documents.tree.schema import node, text
from fourleaf.kit import time
from fourleaf.kit.files import store
from fourleaf.people.models import Person
from tests.conversation import pictures
from tests.house import House
from tests.sharing.conftest import Ask
from tests.working import work

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


@cache
def many_pictures() -> bytes:
    keys = [f"00000000-0000-4000-8000-{number:012}" for number in range(6)]
    tree = node("doc", node("paragraph", text("Rails.")), *(node("image", file=key, alt="R") for key in keys))
    drawn = {key: pictures.png(40 + number, 30) for number, key in enumerate(keys)}
    return to_docx(tree, "x", lambda key: (drawn[key], "png"), lambda _key: "")


def left_over() -> list[str]:
    """Bytes in the store that are no picture of a document."""
    held = {digest for pair in Picture.objects.values_list("digest", "thumbnail") for digest in pair}
    return [digest for digest in store().digests(time.now() + timedelta(days=1)) if digest not in held]


@pytest.fixture
def waiting(house: House) -> Bringing:
    upload = SimpleUploadedFile("Rails of B2.docx", many_pictures())
    return actions.bring_file(actor=house.ben, title="Rails of B2", upload=upload)


def test_a_large_file_is_read_by_the_worker_while_one_may_leave(
    house: House, as_person: AsPerson, django_capture_on_commit_callbacks: Any
) -> None:
    browser = as_person(house.ben)
    where = bring(browser, "Rails of B2.docx", many_pictures())["Location"]  # type: ignore[index]
    assert not Document.objects.exists()
    page = browser.get(where).content.decode()
    assert "Waiting for its turn" in page
    assert 'hx-trigger="load delay:1s"' in page
    assert "Rails of B2" in browser.get("/documents/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        work()
    done = browser.get(where, headers={"HX-Request": "true"}).content.decode()
    made = Document.objects.get()
    assert f'href="{made.get_absolute_url()}"' in done
    assert "<html" not in done
    assert "hx-trigger" not in done
    assert len(set(files_in(tree_of(made)))) == Picture.objects.filter(document=made).count() == 6
    assert (made.title, made.made_by) == ("Rails of B2", house.ben)
    assert not BroughtFile.objects.exists()
    assert left_over() == []
    with time.at(time.now() + timedelta(days=8)):
        look_after_bringings(0)
    assert not Bringing.objects.exists()


def test_it_says_how_many_pictures_are_in(
    house: House, waiting: Bringing, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    real = making.add_picture

    def watched(**given: object) -> Picture:
        seen.append(as_person(house.ben).get(waiting.get_absolute_url()).content.decode())
        return real(**given)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "add_picture", watched)
    bring_now(bringing=str(waiting.pk))
    assert "Taking in the pictures: 4 of 6" in seen[4]
    assert 'value="4"' in seen[4]


def test_what_is_wrong_with_it_is_said_and_it_is_not_kept(
    house: House, as_person: AsPerson, django_capture_on_commit_callbacks: Any
) -> None:
    browser = as_person(house.ben)
    data = b"PK\x03\x04 broken" + b"x" * 1_000_001
    where = bring(browser, "Rails.docx", data)["Location"]  # type: ignore[index]
    with django_capture_on_commit_callbacks(execute=True):
        bring_now(bringing=str(Bringing.objects.get().pk))
    page = browser.get(where).content.decode()
    assert "This is no .docx file." in page
    assert "could not be read" in browser.get("/documents/").content.decode()
    assert not Document.objects.exists()
    assert not BroughtFile.objects.exists()
    assert left_over() == []


def test_a_reading_that_is_cut_off_begins_again_and_makes_one_document(
    house: House, waiting: Bringing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(**_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("fourleaf.documents.actions.bringing._end", lambda *_given, **_facts: die())
        with pytest.raises(KeyboardInterrupt):
            bring_now(bringing=str(waiting.pk))
    assert not Document.objects.exists()
    assert not Picture.objects.exists()
    assert BroughtFile.objects.exists()
    for _again in range(2):
        bring_now(bringing=str(waiting.pk))
    assert Document.objects.count() == 1


def test_what_dies_again_and_again_is_given_up(
    house: House, waiting: Bringing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_given: object) -> None:
        raise MemoryError

    monkeypatch.setattr("fourleaf.documents.actions.bringing.brought", die)
    for _try in range(3):
        with pytest.raises(MemoryError):
            bring_now(bringing=str(waiting.pk))
    bring_now(bringing=str(waiting.pk))
    waiting.refresh_from_db()
    assert "could not be read" in waiting.why
    assert not BroughtFile.objects.exists()


def test_somebody_brings_so_many_at_once(
    house: House, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fourleaf.documents.actions.bringing.MOST_AT_WORK", 1)
    browser, large = as_person(house.ben), b"# Rails\n" * 150_000
    assert bring(browser, "x.md", large).status_code == 302  # type: ignore[attr-defined]
    answer = bring(browser, "x.md", large)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "still being read" in answer.content.decode()  # type: ignore[attr-defined]
    for name, data, why in (("x.pdf", large, "Bring a .docx"), ("x.md", b"x" * 25_000_001, "too large")):
        answer = bring(as_person(house.amina), name, data)
        assert why in answer.content.decode()  # type: ignore[attr-defined]
    assert Bringing.objects.count() == 1


def test_nobody_else_knows_of_it(
    house: House, waiting: Bringing, as_person: AsPerson, raw: Callable[[Person], Ask]
) -> None:
    for person in (house.amina, house.omar, house.maria):
        assert as_person(person).get(waiting.get_absolute_url()).status_code == 404
        assert "Rails of B2" not in as_person(person).get("/documents/").content.decode()
        for table in ("documents_bringing", "documents_broughtfile"):
            assert raw(person)(f"select count(*) from {table}") == [(0,)]
    assert raw(house.ben)("select count(*) from documents_broughtfile") == [(1,)]
    for statement in ("update documents_bringing set why = 'x'", "delete from documents_broughtfile"):
        with pytest.raises(DatabaseError):
            raw(house.ben)(statement)
    with pytest.raises(DatabaseError):
        raw(house.amina)(
            "insert into documents_broughtfile (bringing_id, name, media_type, size, digest, thumbnail, at)"
            " values (%s, 'x', 'x', 1, '', '', now())",
            waiting.pk,
        )


def test_who_is_erased_takes_it_along(house: House, waiting: Bringing) -> None:
    erase_person(actor=None, person=house.ben, before="Ben")
    assert not Bringing.objects.exists()
    assert not BroughtFile.objects.exists()
