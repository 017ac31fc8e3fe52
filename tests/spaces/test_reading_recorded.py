"""Where a space says that reading is recorded, everything read there is, once for a page, and nothing elsewhere."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from fourleaf.chronicle import access
from fourleaf.chronicle.models import Access, Entry
from fourleaf.config.ports import DatabasePorts
from fourleaf.conversation import actions as conversation
from fourleaf.conversation.models import Attachment, Mention
from fourleaf.kit import changes, time
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.people.actions import add_token
from fourleaf.people.models import OrganisationRole, Person
from fourleaf.spaces import actions
from fourleaf.spaces.audience import audience_of
from fourleaf.spaces.models import Space
from tests.house import House

Browse = Callable[[Person], Client]


@pytest.fixture
def audited(house: House) -> Space:
    """The ward's team, whose steward has reading recorded."""
    actions.set_auditing(actor=house.amina, space=house.ward, on=True)
    return Space.objects.get(pk=house.ward.pk)


def officer(person: Person) -> Person:
    OrganisationRole.objects.create(
        person=person, role=OrganisationRole.Role.PRIVACY_OFFICER, from_on=time.now().date()
    )
    return person


def written(reader: Person) -> list[tuple[str, object]]:
    rows = Access.objects.filter(person_id=reader.pk).order_by("at", "pk")
    return list(rows.values_list("kind", "object_id"))


def with_file(house: House) -> Attachment:
    upload = SimpleUploadedFile("plan.txt", b"bed 4", "text/plain")
    added = conversation.add_attachment(actor=house.amina, space=house.ward, upload=upload)
    conversation.add_post(actor=house.amina, space=house.ward, body="The plan.", attachments=[added])
    return added


def test_each_way_to_read_is_recorded_once(audited: Space, house: House, as_person: Browse) -> None:
    file = with_file(house)
    Mention.objects.create(post=house.post, person=house.ben, via=Mention.Via.PERSON)
    conversation.set_bookmark(actor=house.ben, post=house.post, on=True)
    ben, post, ward = as_person(house.ben), house.post.pk, audited.pk
    asked = [
        (reverse("space", args=[ward]), ("stream", ward)),
        (reverse("thread", args=[post]), ("thread", post)),
        (reverse("post-revisions", args=[post]), ("history", post)),
        (reverse("post-acts", args=[post]), ("post", post)),
        (reverse("bookmarks"), ("post", post)),
        (file.get_absolute_url(), ("file", file.pk)),
        (reverse("home"), ("post", post)),
    ]
    for address, expected in asked:
        Access.objects.all().delete()
        answer = ben.get(address)
        assert answer.status_code == 200, address
        b"".join(answer) if answer.streaming else None
        assert written(house.ben) == [expected], address
    row = Access.objects.get()
    assert (row.why, row.space_id, row.whose_id, row.address) == (
        "member", ward, house.amina.pk, "127.0.0.1",
    )  # fmt: skip
    assert len(row.session) == 64


def test_a_piece_of_the_stream_is_recorded_too(audited: Space, house: House, as_person: Browse) -> None:
    headers = {"HX-Request": "true"}
    as_person(house.ben).get(reverse("space", args=[audited.pk]), {"before": 99}, headers=headers)
    assert written(house.ben) == [("stream", audited.pk)]


def test_the_api_records_as_pages_do(audited: Space, house: House) -> None:
    _token, text = add_token(actor=house.ben, person=house.ben, name="x", scopes=["read"])
    post, headers = house.post.pk, {"Authorization": f"Bearer {text}"}
    for address, expected in (
        (f"/api/v1/spaces/{audited.pk}/posts", ("stream", audited.pk)),
        (f"/api/v1/posts/{post}", ("post", post)),
        (f"/api/v1/posts/{post}/replies", ("thread", post)),
        (f"/api/v1/attachments/{with_file(house).pk}/content", None),
    ):
        Access.objects.all().delete()
        answer = Client().get(address, headers=headers)
        assert answer.status_code == 200
        b"".join(answer) if answer.streaming else None
        assert [kind for kind, _key in written(house.ben)] == [expected[0] if expected else "file"]
        if expected:
            assert written(house.ben) == [expected]


def test_listening_is_recorded_once_an_hour_and_before_anything_is_heard(
    audited: Space, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports = DatabasePorts()
    topics = {f"space:{audited.pk}", f"space:{house.open.pk}"}
    asked = {house.ben.pk: topics, house.maria.pk: topics}
    assert ports._watched(asked)[house.ben.pk] == topics
    assert written(house.ben) == [("live", audited.pk)]
    assert written(house.maria) == []  # she may not
    ports._watched(asked)
    assert len(written(house.ben)) == 1
    with time.at(time.now() + timedelta(hours=1, minutes=1)):
        ports._watched(asked)
    assert len(written(house.ben)) == 2

    def refuse(**_given: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(access, "record", refuse)
    with pytest.raises(DatabaseError):
        DatabasePorts()._watched(asked)


def test_elsewhere_nothing_is_recorded(house: House, as_person: Browse) -> None:
    ben = as_person(house.ben)
    for name, key in (("space", house.ward.pk), ("thread", house.post.pk), ("post-acts", house.post.pk)):
        assert ben.get(reverse(name, args=[key])).status_code == 200
    assert not Access.objects.exists()


def test_who_is_refused_has_read_nothing(audited: Space, house: House, as_person: Browse) -> None:
    assert as_person(house.omar).get(reverse("thread", args=[house.post.pk])).status_code == 404
    assert [row.why for row in Access.objects.all()] == ["refused"]


def test_its_page_is_never_kept_in_memory(house: House, as_person: Browse) -> None:
    kept: list[object] = []
    ben, address = as_person(house.ben), reverse("space", args=[house.ward.pk])
    lane: dict[str, Any] = {changes.LANE: lambda names, until: kept.append(names)}
    ben.get(address, **lane)
    assert len(kept) == 1
    actions.set_auditing(actor=house.amina, space=house.ward, on=True)
    ben.get(address, **lane)
    assert len(kept) == 1


def test_the_audience_line_and_the_page_about_it_say_so(
    audited: Space, house: House, as_person: Browse
) -> None:
    assert "reads are recorded here" in audience_of(audited, house.ben).sentence
    page = as_person(house.ben).get(reverse("space-about", args=[audited.pk])).content.decode()
    assert "The privacy officer can look at it." in page
    assert "reads are recorded here" not in audience_of(house.open, house.ben).sentence


def test_stewards_turn_it_on_and_only_the_privacy_officer_off(house: House, as_person: Browse) -> None:
    address = reverse("space-auditing", args=[house.ward.pk])
    assert as_person(house.ben).post(address).status_code == 403
    assert as_person(house.amina).post(address).status_code == 302
    assert Space.objects.get(pk=house.ward.pk).is_audited
    assert as_person(house.amina).post(address, {"on": "no"}).status_code == 403
    officer(house.omar)
    assert as_person(house.omar).post(address, {"on": "no"}).status_code == 302
    assert not Space.objects.get(pk=house.ward.pk).is_audited
    facts = Entry.objects.filter(name="AuditingChanged").order_by("sequence").values_list("facts", flat=True)
    assert [each["on"] for each in facts] == [True, False]


def test_a_direct_conversation_is_nobodys_to_record(house: House) -> None:
    direct = actions.start_direct(actor=house.amina, people=[house.ben])
    with pytest.raises((Refused, Invalid)):
        actions.set_auditing(actor=house.amina, space=direct, on=True)


def test_every_view_that_shows_posts_notes_reading() -> None:
    """Whoever adds a page with posts on it comes by here: each file that renders them also notes it."""
    folder = Path(conversation.__file__).parent.parent
    for path in (folder / "views").glob("*.py"):
        text = path.read_text()
        if "display import shown" in text or "history_of(" in text:
            assert "note_" in text, path
