"""The privacy officer's pages: for nobody else, without content, and each look is on record."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from fhir.resources.R4B.auditevent import AuditEvent
from fhir.resources.R4B.bundle import Bundle

from fourleaf.chronicle import access
from fourleaf.chronicle.models import Access
from fourleaf.chronicle.record import record
from fourleaf.inbox.mailing import counted
from fourleaf.inbox.models import Telling
from fourleaf.inbox.standing import STANDS
from fourleaf.inbox.waiting import Waiting
from fourleaf.kit import ids, time
from fourleaf.kit.whence import Whence
from fourleaf.oversight import actions, export
from fourleaf.oversight.events import AlertRaised
from fourleaf.oversight.models import Alert
from fourleaf.people.actions import add_token
from fourleaf.people.models import OrganisationRole, Person
from tests.api.caller import Caller
from tests.house import House
from tests.working import work

Browse = Callable[[Person], Client]
Why = Access.Why


@pytest.fixture
def olwen(house: House) -> Person:
    """The privacy officer, who belongs to no space."""
    person = Person.objects.create(name="Olwen Hughes", email="olwen@marigold.example", family_name="Hughes")
    OrganisationRole.objects.create(
        person=person, role=OrganisationRole.Role.PRIVACY_OFFICER, from_on=time.now().date()
    )
    return person


def read(house: House, who: Person, why: Why = Why.MEMBER, **more: object) -> None:
    access.record(
        kind="thread", object_id=house.post.pk, whose=house.amina.pk, why=why, space=house.ward.pk, who=who.pk
    )


PAGES = ("oversight", "oversight-deeds", "oversight-alerts")


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_are_the_privacy_officers_alone(
    page: str, house: House, olwen: Person, as_person: Browse
) -> None:
    for person in (house.amina, house.omar, house.maria):
        assert as_person(person).get(reverse(page)).status_code == 403
    assert as_person(olwen).get(reverse(page)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_looking_is_recorded(page: str, house: House, olwen: Person, as_person: Browse) -> None:
    as_person(olwen).get(reverse(page), {"whose": str(house.amina.pk)})
    row = Access.objects.get()
    assert (row.person_id, row.why) == (olwen.pk, "audit")
    if page != "oversight-alerts":
        assert row.whose_id == house.amina.pk


def test_an_alert_is_told_to_the_officer_without_saying_what_and_to_nobody_else(
    house: House, olwen: Person, settings: Any, as_person: Browse
) -> None:
    settings.HAS_MAIL = True
    alert = Alert.objects.create(
        kind=Alert.Kind.SAME_SURNAME, person=house.ben, count=3, from_at=time.now(), until_at=time.now()
    )
    record(AlertRaised(actor=None, alert=alert.pk, kind=alert.kind))
    own = Alert.objects.create(
        kind=Alert.Kind.MASS_VIEWING, person=olwen, count=300, from_at=time.now(), until_at=time.now()
    )
    record(AlertRaised(actor=None, alert=own.pk, kind=own.kind))
    work()
    [told] = Telling.objects.filter(kind="alert")
    assert (told.person_id, told.about) == (olwen.pk, alert.pk)
    assert counted({"alert": 1}) == ["1 alert about reading to look at"]
    assert list(STANDS["alert"](olwen, {alert.pk, own.pk})) == [alert.pk]
    assert not STANDS["alert"](house.amina, {alert.pk})
    for browser, waits in ((as_person(house.amina), False), (as_person(olwen), True)):
        page = browser.get("/").content.decode()
        assert ("An alert about reading" in page) is waits
    assert "Ben Achterberg" not in page, "whose it was stands on the page of alerts"
    assert Waiting(olwen).count == 1
    (item,) = Caller(olwen, "read").get("/waiting").json()["items"]
    assert (item["kind"], item["id"], item["space"]) == ("alert", str(alert.pk), None)
    actions.review_alert(actor=olwen, alert=alert, note="A sister on the same ward.")
    assert not STANDS["alert"](olwen, {alert.pk})
    assert Waiting(olwen).count == 0


def test_a_role_that_has_ended_opens_nothing(house: House, olwen: Person, as_person: Browse) -> None:
    yesterday = time.now().date() - timedelta(days=1)
    OrganisationRole.objects.update(from_on=yesterday, until_on=yesterday)
    assert as_person(olwen).get(reverse("oversight")).status_code == 403


def test_names_stand_there_also_of_what_the_officer_does_not_know_and_no_content(
    house: House, olwen: Person, as_person: Browse
) -> None:
    access.record(
        kind="stream", object_id=house.secret.pk, why=Why.MEMBER, space=house.secret.pk, who=house.omar.pk
    )
    access.record(kind="post", whose=house.maria.pk, why=Why.MEMBER, who=house.ben.pk)
    page = as_person(olwen).get(reverse("oversight")).content.decode()
    assert all(name in page for name in ("Restructuring", "Omar Said", "Maria Santos"))
    deeds = as_person(olwen).get(reverse("oversight-deeds")).content.decode()
    assert "Post added" in deeds
    assert "Restructuring" in deeds
    for page_of in (page, deeds):
        assert "Not for other eyes" not in page_of
        assert "check the rail" not in page_of


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"who": "ben"}, 2),
        ({"who": "nobody"}, 0),
        ({"whose": "amina"}, 3),
        ({"space": "falls"}, 3),
        ({"why": "grant"}, 1),
        ({"what": "thread"}, 3),
        ({"what": "file"}, 0),
        ({"since": "2999-01-01"}, 0),
        ({"until": "2001-01-01"}, 0),
        ({"who": "ben", "why": "grant"}, 1),
        ({"since": "rubbish", "who": "ben"}, 2),
    ],
)
def test_filters(
    filters: dict[str, str], expected: int, house: House, olwen: Person, as_person: Browse
) -> None:
    read(house, house.ben)
    read(house, house.ben, Why.GRANT)
    read(house, house.ruth)
    page = as_person(olwen).get(reverse("oversight"), filters)
    shown = [line for line in page.context["lines"] if line.what == "A thread"]
    assert len(shown) == expected


def test_pages_follow_each_other_without_a_gap(house: House, olwen: Person, as_person: Browse) -> None:
    for _number in range(120):
        read(house, house.ben)
    seen: list[object] = []
    address, browser = reverse("oversight") + "?what=thread", as_person(olwen)
    for _page in range(3):
        page = browser.get(address)
        seen += [line.id for line in page.context["lines"]]
        address = f"{reverse('oversight')}?{page.context['query']}&before={page.context['earlier']}"
    assert len(seen) == len(set(seen)) == 120
    assert page.context["earlier"] is None


def test_the_number_of_statements_does_not_grow(
    house: House, olwen: Person, as_person: Browse, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    browser = as_person(olwen)
    for _number in range(40):
        read(house, house.ben)
    with django_assert_max_num_queries(30):  # type: ignore[attr-defined]
        browser.get(reverse("oversight"))


def test_an_export_is_recorded_and_is_what_it_says(house: House, olwen: Person, as_person: Browse) -> None:
    read(house, house.ben, Why.BREAK_GLASS)
    access.record(kind="export", why=Why.EXPORT)
    browser, address = as_person(olwen), reverse("oversight-export")
    assert as_person(house.amina).post(address, {"format": "jsonl"}).status_code == 403
    assert browser.post(address, {"format": "xml"}).status_code == 422
    answer = browser.post(address, {"format": "jsonl", "who": "ben"})
    rows = [json.loads(line) for line in answer.content.decode().splitlines()]
    assert [(row["who"], row["why"], row["whose"]) for row in rows] == [
        (str(house.ben.pk), "break-glass", str(house.amina.pk))
    ]
    assert Access.objects.filter(why="export", person_id=olwen.pk).count() == 1
    events = browser.post(address, {"format": "fhir-ndjson"}).content.decode().splitlines()
    assert len(events) >= 3
    for line in events:
        AuditEvent.model_validate_json(line)
    bundle = Bundle.model_validate_json(browser.post(address, {"format": "fhir"}).content)
    assert bundle.type == "collection"
    codes = [
        coding["code"]
        for row in events
        for purpose in json.loads(row)["purposeOfEvent"]
        for coding in purpose.get("coding", [])
    ]
    assert "BTG" in codes


def test_every_reason_makes_a_valid_audit_event(db: None) -> None:
    for why in Why:
        row = Access(kind="file", object_id=ids.uuid7(), space_id=ids.uuid7(), why=why, address="10.0.0.1")
        AuditEvent.model_validate(export.as_audit_event(row))


def test_mass_viewing_same_surname_and_refusals_become_one_open_alert_each(
    house: House, settings: object
) -> None:
    for _number in range(200):
        access.record(kind="thread", object_id=ids.uuid7(), why=Why.MEMBER, who=house.ben.pk)
    Person.objects.filter(pk=house.maria.pk).update(family_name="Abrams")
    access.record(
        kind="post", object_id=house.post.pk, whose=house.maria.pk, why=Why.MEMBER, who=house.ruth.pk
    )
    access.record(
        kind="post", object_id=house.post.pk, whose=house.amina.pk, why=Why.MEMBER, who=house.amina.pk
    )
    for _number in range(20):
        access.record(kind="space", object_id=ids.uuid7(), why=Why.REFUSED, who=house.omar.pk)
    assert actions.raise_alerts() == 3
    assert set(Alert.objects.values_list("kind", "person")) == {
        ("mass_viewing", house.ben.pk), ("same_surname", house.ruth.pk), ("refusals", house.omar.pk),
    }  # fmt: skip
    assert actions.raise_alerts() == 0
    with time.at(time.now() + timedelta(hours=2)):
        assert actions.raise_alerts() == 0


def test_below_the_threshold_nothing_is_said(house: House) -> None:
    for _number in range(199):
        access.record(kind="thread", object_id=ids.uuid7(), why=Why.MEMBER, who=house.ben.pk)
    for _number in range(300):
        access.record(kind="thread", object_id=house.post.pk, why=Why.MEMBER, who=house.amina.pk)
    assert actions.raise_alerts() == 0


def test_an_alert_is_reviewed_once_with_a_note_and_does_not_come_back(
    house: House, olwen: Person, as_person: Browse
) -> None:
    for _number in range(20):
        access.record(kind="space", object_id=ids.uuid7(), why=Why.REFUSED, who=house.omar.pk)
    actions.raise_alerts()
    alert = Alert.objects.get()
    address = reverse("alert-review", args=[alert.pk])
    assert as_person(house.amina).post(address, {"note": "x"}).status_code == 404
    assert as_person(olwen).post(address, {"note": " "}).status_code == 422
    assert as_person(olwen).post(address, {"note": "An old bookmark."}).status_code == 302
    assert as_person(olwen).post(address, {"note": "Again."}).status_code == 422
    alert.refresh_from_db()
    assert (alert.reviewed_by, alert.note) == (olwen, "An old bookmark.")
    assert actions.raise_alerts() == 0
    assert "An old bookmark." in as_person(olwen).get(reverse("oversight-alerts")).content.decode()


def test_who_is_not_let_in_by_the_api_is_on_record_with_the_token(house: House) -> None:
    _token, text = add_token(actor=house.omar, person=house.omar, name="x", scopes=["read"])
    headers = {"Authorization": f"Bearer {text}"}
    assert Client().get(f"/api/v1/posts/{house.post.pk}", headers=headers).status_code == 404
    row = Access.objects.get()
    assert (row.why, row.person_id, row.object_id) == ("refused", house.omar.pk, house.post.pk)
    assert row.session == Whence("", text).session


def test_who_is_not_let_in_is_on_record(house: House, as_person: Browse) -> None:
    assert as_person(house.omar).get(reverse("thread", args=[house.post.pk])).status_code == 404
    row = Access.objects.get()
    assert (row.why, row.kind, row.object_id, row.person_id) == (
        "refused", "post", house.post.pk, house.omar.pk,
    )  # fmt: skip
