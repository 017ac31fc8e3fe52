"""Pictures in a text: who brings them, who sees them and until when, and where they do not go by themselves."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.test import Client
from PIL import Image

from fourleaf.chronicle.models import Access
from fourleaf.conversation import actions as conversation
from fourleaf.documents import actions
from fourleaf.documents.content import copied_text, opened, tree_of
from fourleaf.documents.formats.marking import to_markdown
from fourleaf.documents.models import Document, DocumentUpdate, Picture
from fourleaf.documents.tree.naming import files_in
from fourleaf.documents.tree.schema import node, text
from fourleaf.documents.tree.yjs import write
from fourleaf.kit import time
from fourleaf.kit.files import store
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.oversight.models import LegalHold
from fourleaf.people.models import Person
from fourleaf.sharing.models import Grant
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Membership
from tests.conversation import pictures
from tests.house import House
from tests.sharing.conftest import Ask, shown

AsPerson = Callable[[Person], Client]


def upload(data: bytes | None = None, name: str = "Maria Santos.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data if data is not None else pictures.jpeg(300, 200))


def fetched(browser: Client, address: str, **headers: str) -> Any:
    """The answer to a GET, read to its end, which closes it; its bytes are in `data`."""
    answer: Any = browser.get(address, headers=headers)
    answer.data = b"".join(answer)
    return answer


def showing(*files: object) -> Any:
    return node("doc", *(node("image", file=str(file), alt=f"The rail {n}") for n, file in enumerate(files)))


@pytest.fixture
def rail(house: House, plan: Document) -> Picture:
    """A picture in the plan, and the text shows it."""
    made = actions.add_picture(actor=house.ben, document=plan, upload=upload())
    actions.append_to_document(actor=house.ben, document=plan, tree=showing(made.pk))
    return made


def test_a_picture_comes_in_bare_and_goes_out_to_readers(
    house: House, plan: Document, as_person: AsPerson
) -> None:
    ben, where = as_person(house.ben), f"/documents/{plan.pk}/pictures/"
    answer = ben.post(where, {"file": upload()})
    assert answer.status_code == 201
    made = Picture.objects.get(pk=answer.json()["id"])
    assert (answer.json()["width"], answer.json()["height"]) == (made.width, made.height)
    assert made.name == "picture.jpeg"
    sent = fetched(as_person(house.ruth), f"{where}{made.pk}/")
    assert sent["Content-Type"] == "image/jpeg"
    assert sent["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert sent["Content-Disposition"].startswith("inline; ")
    assert sent["Cache-Control"] == "private, no-cache"
    assert set(Image.open(BytesIO(sent.data)).getexif()) <= {0x0112}  # which way is up
    again = fetched(as_person(house.ruth), f"{where}{made.pk}/", **{"if-none-match": sent["ETag"]})
    assert again.status_code == 304
    assert ben.post(where, {"file": upload()}).json()["id"] == str(made.pk)  # held once
    assert Picture.objects.count() == 1


@pytest.mark.parametrize(
    "data", [b"", b"<svg onload='alert(1)'/>", b"\xff\xd8\xff\xe0broken", b"GIF89a", b"%PDF-1.7"]
)
def test_what_is_no_picture_stays_outside(
    house: House, plan: Document, as_person: AsPerson, data: bytes
) -> None:
    answer = as_person(house.ben).post(f"/documents/{plan.pk}/pictures/", {"file": upload(data)})
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert not Picture.objects.exists()


def test_who_may_bring_one(house: House, plan: Document, as_person: AsPerson, settings: Any) -> None:
    where = f"/documents/{plan.pk}/pictures/"
    assert as_person(house.omar).post(where, {"file": upload()}).status_code == 404
    assert as_person(house.ruth).post(where, {"file": upload()}).status_code == 403
    assert as_person(house.ben).post(where).status_code == 422
    assert as_person(house.ben).post(where, {"of": "x"}).status_code == 422
    settings.UPLOAD_LIMIT = 100
    assert as_person(house.ben).post(where, {"file": upload()}).status_code == 413
    actions.archive_document(actor=house.amina, document=plan)
    plan.refresh_from_db()
    with pytest.raises(Refused):
        actions.add_picture(actor=house.ben, document=plan, upload=upload())


def test_it_is_there_for_whoever_may_read_the_document_and_as_long(
    house: House, plan: Document, rail: Picture, as_person: AsPerson
) -> None:
    where = rail.get_absolute_url()
    maria, ruth = as_person(house.maria), as_person(house.ruth)
    assert maria.get(where).status_code == as_person(house.omar).get(where).status_code == 404
    assert fetched(ruth, where).status_code == 200
    spaces.end_membership(
        actor=house.amina, membership=Membership.objects.standing().get(space=house.ward, person=house.ruth)
    )
    assert ruth.get(where).status_code == 404
    shown(house.amina, "document", plan.pk, house.maria, role="reader")
    noted = Access.objects.filter(kind="document", object_id=plan.pk, person_id=house.maria.pk)
    before = noted.count()
    assert fetched(maria, where).status_code == 200
    assert noted.count() == before + 1
    assert f'src="{where}"' in maria.get(f"/documents/{plan.pk}/").content.decode()
    grant = Grant.objects.get(object_id=plan.pk)
    grant.expires_at = grant.at
    grant.save()
    assert maria.get(where).status_code == 404


def test_another_document_shows_nothing_of_it(
    house: House, plan: Document, rail: Picture, as_person: AsPerson
) -> None:
    """The node alone brings nothing: it does not even say whether there is such a picture."""
    other = actions.add_document(actor=house.amina, title="Leaflet")
    actions.add_update(actor=house.amina, document=other, data=_typed(rail.pk))
    shown(house.amina, "document", other.pk, house.maria, role="editor")
    maria = as_person(house.maria)
    page = maria.get(f"/documents/{other.pk}/").content.decode()
    assert "The rail 0" in page
    assert str(rail.pk) not in page
    assert maria.get(f"/documents/{other.pk}/pictures/{rail.pk}/").status_code == 404
    assert maria.get(rail.get_absolute_url()).status_code == 404
    assert maria.post(f"/documents/{other.pk}/pictures/", {"of": rail.pk}).status_code == 404
    assert not Picture.objects.filter(document=other).exists()


def test_whoever_reads_both_brings_it_along(
    house: House, plan: Document, rail: Picture, as_person: AsPerson
) -> None:
    other = actions.add_document(actor=house.amina, title="Leaflet")
    amina = as_person(house.amina)
    brought = amina.post(f"/documents/{other.pk}/pictures/", {"of": rail.pk})
    assert brought.status_code == 201
    own = Picture.objects.get(pk=brought.json()["id"])
    assert (own.document_id, own.digest) == (other.pk, rail.digest)
    assert amina.post(f"/documents/{plan.pk}/pictures/", {"of": rail.pk}).json()["id"] == str(rail.pk)
    copy = actions.add_document(actor=house.amina, title="Copy", tree=copied_text(plan), copy_of=plan)
    (file,) = files_in(tree_of(copy))
    assert Picture.objects.get(pk=UUID(file)).document_id == copy.pk


def test_what_is_written_from_outside_names_pictures_of_this_document_only(
    house: House, plan: Document, rail: Picture
) -> None:
    secret = actions.add_document(actor=house.omar, title="Not for Amina")
    hidden = actions.add_picture(actor=house.omar, document=secret, upload=upload(pictures.jpeg(40, 30)))
    own = actions.add_document(actor=house.amina, title="Only mine")
    actions.write_document(actor=house.amina, document=own, tree=showing(rail.pk, hidden.pk, "0" * 36))
    (file,) = files_in(tree_of(own))
    assert Picture.objects.get(pk=UUID(file)).document_id == own.pk
    assert to_markdown(tree_of(own)).count("![") == 1


def test_its_bytes_go_with_the_last_that_holds_them(
    house: House, plan: Document, rail: Picture, django_capture_on_commit_callbacks: Any
) -> None:
    attachment = conversation.add_attachment(actor=house.ben, space=house.ward, upload=upload())
    assert attachment.digest == rail.digest
    with django_capture_on_commit_callbacks(execute=True):
        conversation.remove_attachment(actor=house.ben, attachment=attachment)
    assert store().has(rail.digest)
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw_document(actor=house.amina, document=plan)
    assert not store().has(rail.digest)
    assert not Picture.objects.exists()


def test_a_document_holds_so_many(
    house: House, plan: Document, rail: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fourleaf.documents.actions.pictures.MOST", 1)
    assert actions.add_picture(actor=house.ben, document=plan, upload=upload()) == rail
    with pytest.raises(Invalid, match="at most 1 pictures"):
        actions.add_picture(actor=house.ben, document=plan, upload=upload(pictures.jpeg(10, 10)))


@pytest.mark.parametrize("kind", ["docx", "pdf", "md"])
def test_copies_have_it(house: House, plan: Document, rail: Picture, as_person: AsPerson, kind: str) -> None:
    answer = as_person(house.ruth).get(f"/documents/{plan.pk}/copy/?as={kind}")
    assert answer.status_code == 200
    if kind == "docx":
        assert b"media/" in answer.content
    elif kind == "md":
        assert b"The rail 0" in answer.content


def _typed(file: UUID) -> bytes:
    return write(node("doc", node("image", file=str(file), alt="The rail 0"), node("paragraph", text("."))))


def test_what_no_text_has_shown_a_day_after_it_came_goes(
    house: House, plan: Document, rail: Picture, django_capture_on_commit_callbacks: Any
) -> None:
    """What a text shows now, what was typed and deleted again, and what a version shows, stays."""

    def brought(width: int) -> Picture:
        return actions.add_picture(actor=house.ben, document=plan, upload=upload(pictures.jpeg(width, 40)))

    def sweep(days: float) -> int:
        with time.at(time.now() + timedelta(days=days)), django_capture_on_commit_callbacks(execute=True):
            return actions.sweep_pictures()

    typed, versioned, never, again, held = map(brought, (50, 60, 70, 80, 90))
    for each in (typed, versioned):
        actions.write_document(actor=house.ben, document=plan, tree=showing(rail.pk, each.pk))
        if each == versioned:
            actions.name_revision(actor=house.ben, document=plan, name="With a rail")
    actions.write_document(actor=house.ben, document=plan, tree=showing(rail.pk))
    upto, copy = opened(plan.pk)
    actions.keep_state(document=plan.pk, upto=upto, data=copy.get_update())
    shown_in = DocumentUpdate.objects.filter(document=plan)
    shown_in.exclude(
        number__in=[each.number for each in shown_in if str(typed.pk).encode() in each.data]
    ).delete()
    assert sweep(0.9) == 0
    LegalHold.objects.create(person=house.amina, reason="A complaint.", by=house.gwen)
    Picture.objects.filter(pk=held.pk).update(uploader=house.amina)
    with time.at(time.now() + timedelta(days=0.5)):
        assert brought(80) == again
    assert sweep(1.1) == 1
    assert set(Picture.objects.all()) == {rail, typed, versioned, again, held}
    assert not store().has(never.digest)
    assert store().has(again.digest)
    assert sweep(1.6) == 1
    assert not Picture.objects.filter(pk=again.pk).exists()


def test_whoever_writes_may_bring_it_again_and_change_nothing_else_of_it(
    house: House, plan: Document, rail: Picture, raw: Callable[[Person], Ask]
) -> None:
    assert raw(house.amina)("update documents_picture set at = now()") == [1]
    assert raw(house.ruth)("update documents_picture set at = now()") == [0]
    with pytest.raises(DatabaseError):
        raw(house.amina)("update documents_picture set digest = 'x'")
