"""Files in conversations: who may bring them, who may fetch them, and what is left of them."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from fourleaf.conversation import actions
from fourleaf.conversation.fragments import rendered
from fourleaf.conversation.models import Attachment, Post
from fourleaf.kit import time
from fourleaf.kit.files import store
from fourleaf.people.models import Person
from fourleaf.spaces.actions import end_membership
from fourleaf.spaces.models import Membership
from tests.conversation import pictures
from tests.house import House

SignIn = Callable[[Person], Client]
LETTER = b"Discharge letter: one page, every stop date.\n"


def bring(client: Client, space: Any, content: bytes = LETTER, name: str = "letter.txt") -> HttpResponse:
    answer = client.post("/files/", {"space": str(space), "file": SimpleUploadedFile(name, content)})
    assert isinstance(answer, HttpResponse)
    return answer


def brought(client: Client, house: House, content: bytes = LETTER, name: str = "letter.txt") -> Attachment:
    answer = bring(client, house.ward.pk, content, name)
    assert answer.status_code == 201, answer.content
    return Attachment.objects.get(pk=answer.json()["id"])  # type: ignore[attr-defined]


def fetch(client: Client, address: str, **headers: str) -> Any:
    """The answer to a GET, read to its end, which closes it; its bytes are in `data`."""
    answer: Any = client.get(
        address, headers={name.replace("_", "-"): text for name, text in headers.items()}
    )
    answer.data = b"".join(answer)
    return answer


@pytest.fixture
def sent(house: House) -> Attachment:
    """Ben's picture on a post of his."""
    upload = SimpleUploadedFile("rail.jpg", pictures.jpeg(1600, 1000))
    attachment = actions.add_attachment(actor=house.ben, space=house.ward, upload=upload)
    actions.add_post(actor=house.ben, space=house.ward, body="", attachments=[attachment])
    return attachment


def test_a_file_comes_in_and_goes_out(house: House, as_person: SignIn) -> None:
    ben = as_person(house.ben)
    answer = bring(ben, house.ward.pk, name="../Arztbrief Zoë.txt").json()  # type: ignore[attr-defined]
    assert answer["name"] == "Arztbrief Zoë.txt"
    assert answer["size"] == len(LETTER)
    assert answer["type"] == "text/plain"
    fetched = fetch(ben, answer["url"])
    assert fetched.data == LETTER
    assert fetched["Content-Type"] == "text/plain; charset=utf-8"
    assert fetched["Content-Length"] == str(len(LETTER))
    assert fetched["Content-Disposition"].startswith("attachment; ")
    assert fetched["X-Content-Type-Options"] == "nosniff"
    assert fetched["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert fetched["Cache-Control"] == "private, no-cache"
    assert fetched["Last-Modified"]


def test_a_photograph_is_shown_without_its_place(house: House, as_person: SignIn, sent: Attachment) -> None:
    assert (sent.media_type, sent.width, sent.height) == ("image/jpeg", 1000, 1600)
    answer = fetch(as_person(house.ruth), sent.get_absolute_url())
    data = answer.data
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("inline; ")
    assert not [secret for secret in pictures.SECRETS if secret in data]
    assert len(data) == sent.size
    small = fetch(as_person(house.ruth), f"/files/{sent.pk}/thumbnail")
    assert small["Content-Type"] == "image/webp"
    with Image.open(BytesIO(small.data)) as image:
        assert image.size == (400, 640)


def test_a_file_that_is_not_sent_is_its_uploaders_alone(house: House, as_person: SignIn) -> None:
    unsent = brought(as_person(house.ben), house, pictures.png(), "rail.png")
    for address in (unsent.get_absolute_url(), unsent.thumbnail_url):
        assert fetch(as_person(house.ben), address).status_code == 200
        assert fetch(as_person(house.amina), address).status_code == 404
        assert fetch(as_person(house.omar), address).status_code == 404


def test_outsiders_get_404_and_strangers_the_sign_in(
    house: House, as_person: SignIn, sent: Attachment
) -> None:
    assert fetch(as_person(house.amina), sent.get_absolute_url()).status_code == 200
    for address in (sent.get_absolute_url(), sent.thumbnail_url):
        assert fetch(as_person(house.omar), address).status_code == 404
        assert fetch(as_person(house.maria), address).status_code == 404
        assert fetch(Client(), address).status_code == 302
    assert bring(as_person(house.omar), house.ward.pk).status_code == 404
    assert bring(Client(), house.ward.pk).status_code == 302
    assert as_person(house.omar).post(f"/files/{sent.pk}/removal/").status_code == 404


def test_a_removed_member_gets_404_at_once(house: House, as_person: SignIn, sent: Attachment) -> None:
    ruth = as_person(house.ruth)
    first = fetch(ruth, sent.get_absolute_url())
    assert first.status_code == 200
    membership = Membership.objects.get(space=house.ward, person=house.ruth)
    end_membership(actor=house.amina, membership=membership)
    for headers in ({}, {"If_None_Match": first["ETag"]}, {"Range": "bytes=0-9"}):
        assert fetch(ruth, sent.get_absolute_url(), **headers).status_code == 404
        assert fetch(ruth, sent.thumbnail_url, **headers).status_code == 404


def test_a_reader_may_fetch_and_not_bring(house: House, as_person: SignIn, sent: Attachment) -> None:
    ruth = as_person(house.ruth)
    assert fetch(ruth, sent.get_absolute_url()).status_code == 200
    refused = bring(ruth, house.ward.pk)
    assert (refused.status_code, bool(refused.json()["error"])) == (403, True)  # type: ignore[attr-defined]


def test_only_the_right_methods(house: House, as_person: SignIn, sent: Attachment) -> None:
    ben = as_person(house.ben)
    assert ben.get("/files/").status_code == 405
    assert ben.put("/files/").status_code == 405
    assert ben.get(f"/files/{sent.pk}/removal/").status_code == 405
    assert ben.post(sent.get_absolute_url()).status_code == 405
    assert ben.delete(sent.thumbnail_url).status_code == 405


def test_what_is_not_right_is_said(house: House, as_person: SignIn) -> None:
    ben, ward = as_person(house.ben), str(house.ward.pk)
    letter = SimpleUploadedFile("a.txt", LETTER)
    for fields in (
        {"space": ward},
        {"space": ward, "file": "text"},
        {"file": letter},
        {"space": "x", "file": SimpleUploadedFile("a.txt", LETTER)},
        {"space": ward, "file": SimpleUploadedFile("a.txt", b"")},
    ):
        answer = ben.post("/files/", fields)
        assert answer.status_code == 422, fields
        assert answer.json()["error"]
    assert bring(ben, uuid4()).status_code == 404
    assert fetch(ben, f"/files/{uuid4()}/x").status_code == 404
    assert fetch(ben, f"/files/{uuid4()}/thumbnail").status_code == 404
    assert not Attachment.objects.exists()


def test_a_file_too_large_is_refused_with_the_limit(house: House, as_person: SignIn, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 2 * 1024**2
    ben = as_person(house.ben)
    assert bring(ben, house.ward.pk, b"x" * 2 * 1024**2).status_code == 201
    answer = bring(ben, house.ward.pk, b"x" * (2 * 1024**2 + 1), "film.mp4")
    assert answer.status_code == 413
    assert "film.mp4" in answer.json()["error"]  # type: ignore[attr-defined]
    assert "2 MB" in answer.json()["error"]  # type: ignore[attr-defined]


HOSTILE = {
    "logo.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "photo.png": b"<!DOCTYPE html><script>alert(1)</script>",
    "rail.jpg": b"\xff\xd8\xff\xe0<script >alert(1)</script>",
    "feed.txt": b"<?xml version='1.0'?><x/>",
    "page.html": b"no html at all \x00\x01",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_could_run_is_only_downloaded(house: House, as_person: SignIn, name: str) -> None:
    ben = as_person(house.ben)
    attachment = brought(ben, house, HOSTILE[name], name)
    answer = fetch(ben, attachment.get_absolute_url())
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Security-Policy"].startswith("sandbox;")
    assert answer.data == HOSTILE[name]
    assert fetch(ben, f"/files/{attachment.pk}/thumbnail").status_code == 404


def test_a_pdf_is_named_and_downloaded(house: House, as_person: SignIn) -> None:
    ben = as_person(house.ben)
    answer = fetch(ben, brought(ben, house, b"%PDF-1.7\n", "dose.pdf").get_absolute_url())
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; ")


def test_a_bomb_is_kept_as_a_download(house: House, as_person: SignIn) -> None:
    ben = as_person(house.ben)
    attachment = brought(ben, house, pictures.bomb(), "map.png")
    assert (attachment.width, attachment.height, attachment.thumbnail) == (30_000, 30_000, "")
    assert fetch(ben, attachment.get_absolute_url())["Content-Disposition"].startswith("attachment; ")


def test_who_has_the_bytes_is_not_sent_them_again(house: House, as_person: SignIn, sent: Attachment) -> None:
    amina = as_person(house.amina)
    for address in (sent.get_absolute_url(), sent.thumbnail_url):
        first = fetch(amina, address)
        again = fetch(amina, address, If_None_Match=first["ETag"])
        assert (again.status_code, again.data) == (304, b"")
        assert again["Cache-Control"] == "private, no-cache"
        assert again["ETag"] == first["ETag"]
        since = fetch(amina, address, If_Modified_Since=first["Last-Modified"])
        assert since.status_code == 304
        assert fetch(amina, address, If_None_Match='"other"').status_code == 200


def test_lost_bytes_are_404(house: House, as_person: SignIn, sent: Attachment) -> None:
    store().remove(sent.digest)
    assert fetch(as_person(house.ben), sent.get_absolute_url()).status_code == 404


def test_an_unsent_file_can_be_taken_back(
    house: House, as_person: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    ben = as_person(house.ben)
    attachment = brought(ben, house, pictures.png())
    with django_capture_on_commit_callbacks(execute=True):
        assert ben.post(f"/files/{attachment.pk}/removal/", headers={"HX-Request": "true"}).status_code == 204
    assert not Attachment.objects.exists()
    assert not store().has(attachment.digest)
    assert not store().has(attachment.thumbnail)


def test_a_sent_file_can_only_be_withdrawn(house: House, as_person: SignIn, sent: Attachment) -> None:
    assert as_person(house.ben).post(f"/files/{sent.pk}/removal/").status_code == 403
    assert as_person(house.amina).post(f"/files/{sent.pk}/removal/").status_code == 403
    assert store().has(sent.digest)


def test_withdrawn_bytes_are_gone(
    house: House, as_person: SignIn, sent: Attachment, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = as_person(house.amina).post(f"/posts/{sent.post_id}/withdrawal/")
        assert store().has(sent.digest), "nothing goes before the commit"
    assert answer.status_code in (200, 302)
    assert not store().has(sent.digest)
    assert not store().has(sent.thumbnail)
    assert fetch(as_person(house.ben), sent.get_absolute_url()).status_code == 404


def test_bytes_that_another_post_holds_stay(
    house: House, as_person: SignIn, sent: Attachment, django_capture_on_commit_callbacks: Any
) -> None:
    upload = SimpleUploadedFile("same.jpg", pictures.jpeg(1600, 1000))
    same = actions.add_attachment(actor=house.omar, space=house.secret, upload=upload)
    actions.add_post(actor=house.omar, space=house.secret, body="", attachments=[same])
    assert same.digest == sent.digest
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw_post(actor=house.ben, post=Post.objects.get(attachments=sent))
    assert fetch(as_person(house.omar), same.get_absolute_url()).status_code == 200
    assert fetch(as_person(house.ben), same.get_absolute_url()).status_code == 404


def test_unsent_files_go_after_a_day(
    house: House, as_person: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    with time.at(time.now() - timedelta(hours=25)):
        upload = SimpleUploadedFile("old.txt", b"old")
        old = actions.add_attachment(actor=house.ben, space=house.ward, upload=upload)
    with django_capture_on_commit_callbacks(execute=True):
        fresh = brought(as_person(house.ben), house)
    assert list(Attachment.objects.all()) == [fresh]
    assert not store().has(old.digest)
    assert store().has(fresh.digest)


def test_there_is_an_end_to_unsent_files(
    house: House, as_person: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fourleaf.conversation.actions.files.UNSENT_LIMIT", 2)
    ben = as_person(house.ben)
    assert [bring(ben, house.ward.pk).status_code for _number in range(3)] == [201, 201, 422]


def test_bytes_without_an_attachment_are_swept(house: House, sent: Attachment) -> None:
    orphan = store().put(BytesIO(b"left by a crash"))
    actions.sweep_files()
    assert store().has(orphan.digest), "what is young may be about to be used"
    with time.at(time.now() + timedelta(days=3)):
        actions.sweep_files()
    assert not store().has(orphan.digest)
    assert store().has(sent.digest)
    assert store().has(sent.thumbnail)


def test_a_post_shows_its_files(house: House, sent: Attachment) -> None:
    post = Post.objects.get(attachments=sent)
    Attachment.objects.create(
        space=house.ward, post=post, uploader=house.ben, name="<plan>.docx", media_type="", size=5
    )
    upload = SimpleUploadedFile("dose.pdf", b"%PDF-1.7\n" + b"x" * 20_000)
    pdf = actions.add_attachment(actor=house.ben, space=house.ward, upload=upload)
    Attachment.objects.filter(pk=pdf.pk).update(post=post)
    (html,) = rendered(Post.objects.filter(pk=post.pk).for_display())
    assert f'<img src="/files/{sent.pk}/thumbnail" alt="rail.jpg" width="400" height="640"' in html
    assert "PDF · 20 kB" in html
    assert "&lt;plan&gt;.docx" in html
    assert '<span data-word="not_in_export"></span>' in html


def test_a_plain_form_carries_its_files(house: House, as_person: SignIn) -> None:
    ben, address = as_person(house.ben), f"/spaces/{house.ward.pk}/posts/"
    uploads = [SimpleUploadedFile("a.txt", LETTER), SimpleUploadedFile("rail.png", pictures.png())]
    assert ben.post(address, {"body": "", "uploads": uploads}).status_code == 302
    post = Post.objects.get(author=house.ben, root=None)
    assert [attachment.name for attachment in post.attachments.all()] == ["a.txt", "rail.png"]


def test_a_refused_plain_form_keeps_its_files(house: House, as_person: SignIn) -> None:
    ben, address = as_person(house.ben), f"/spaces/{house.ward.pk}/posts/"
    upload = SimpleUploadedFile("a.txt", LETTER)
    answer = ben.post(address, {"body": "x" * (Post.LIMIT + 1), "uploads": upload})
    kept = Attachment.objects.get()
    assert answer.status_code == 422
    assert f'name="attachments" value="{kept.pk}"' in answer.content.decode()
    assert ben.post(address, {"body": "Shorter.", "attachments": str(kept.pk)}).status_code == 302
    assert Attachment.objects.get().post is not None
    empty = ben.post(address, {"body": "x", "uploads": SimpleUploadedFile("b.txt", b"")})
    assert empty.status_code == 422
    assert "is empty" in empty.content.decode()


def test_a_plain_form_of_a_reader_or_outsider(house: House, as_person: SignIn) -> None:
    fields = {"body": "x", "uploads": SimpleUploadedFile("a.txt", LETTER)}
    address = f"/spaces/{house.ward.pk}/posts/"
    assert as_person(house.ruth).post(address, fields).status_code == 403
    assert as_person(house.omar).post(address, fields).status_code == 404
    assert not Attachment.objects.exists()
