"""Pages of documents: whose they are, who may do what, where they go."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fourleaf.chronicle.models import Entry
from fourleaf.documents import actions, policy
from fourleaf.documents.models import Document, DocumentState, DocumentUpdate
from fourleaf.kit import time
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.people.models import Person
from fourleaf.sharing.models import Grant
from fourleaf.spaces import policy as spaces
from fourleaf.spaces.models import BreakGlass
from tests.documents.conftest import typed
from tests.house import House
from tests.sharing.conftest import shown

AsPerson = Callable[[Person], Client]
Write = Callable[[Document, str], int]


def read(browser: Client, document: Document) -> Any:
    return browser.get(f"/documents/{document.pk}/")


def test_it_begins_with_its_author_alone(house: House, as_person: AsPerson) -> None:
    answer = as_person(house.amina).post("/documents/new/", {"title": " Night  rounds "})
    document = Document.objects.get()
    assert answer["Location"] == document.get_absolute_url()
    assert document.title == "Night rounds"
    page = read(as_person(house.amina), document).content.decode()
    assert "Only <b>you</b> can read this" in page
    assert "Night rounds" in page
    assert "Night rounds" not in page.partition("</title>")[0]
    for who in (house.ben, house.omar, house.maria):
        assert read(as_person(who), document).status_code == 404
    again = as_person(house.amina).post("/documents/new/", {"title": "Second"})
    assert again.status_code == 302
    assert len(set(Document.objects.values_list("space_id", flat=True))) == 1


def test_a_title_is_needed_and_only_staff_begin_documents(house: House, as_person: AsPerson) -> None:
    assert as_person(house.amina).post("/documents/new/", {"title": " "}).status_code == 422
    assert as_person(house.maria).post("/documents/new/", {"title": "x"}).status_code == 403
    assert not Document.objects.exists()


def test_those_who_read_the_space_read_it_and_its_writers_write(
    house: House, plan: Document, write: Write, as_person: AsPerson
) -> None:
    write(plan, "Look at the <rail>.")
    for who in (house.amina, house.ben, house.ruth, house.gwen):
        assert "Look at the &lt;rail&gt;." in read(as_person(who), plan).content.decode()
    assert read(as_person(house.omar), plan).status_code == 404
    roles = {who.name: as_person(who).get(f"/documents/{plan.pk}/ticket/").json()["role"] for who in
             (house.amina, house.ben, house.ruth, house.gwen)}  # fmt: skip
    assert list(roles.values()) == ["editor", "editor", "commenter", "editor"]


def test_a_grant_opens_it_as_what_it_says(
    house: House, plan: Document, write: Write, as_person: AsPerson
) -> None:
    write(plan, "For Maria.")
    for role, may in (("reader", "reader"), ("commenter", "commenter"), ("editor", "editor")):
        grant = shown(house.amina, "document", plan.pk, house.maria, role=role)
        browser = as_person(house.maria)
        page = read(browser, plan).content.decode()
        assert "For Maria." in page
        assert "Amina Yusuf shows you this document" in page
        assert house.ward.name not in page
        assert browser.get(f"/documents/{plan.pk}/ticket/").json()["role"] == may
        assert browser.get(f"/shared/{grant.pk}/")["Location"] == plan.get_absolute_url()
        Grant.objects.filter(pk=grant.pk).update(ended_at=grant.at)
        assert read(browser, plan).status_code == 404


def test_writers_rename_it_and_readers_do_not(house: House, plan: Document, as_person: AsPerson) -> None:
    address = f"/documents/{plan.pk}/title/"
    assert as_person(house.ruth).post(address, {"title": "Mine"}).status_code == 403
    assert as_person(house.ben).post(address, {"title": ""}).status_code == 422
    assert as_person(house.ben).post(address, {"title": "Rounds"}).status_code == 302
    plan.refresh_from_db()
    assert plan.title == "Rounds"
    assert not Entry.objects.filter(facts__icontains="Rounds").exists()


def test_two_deeds_are_at_hand_and_each_finds_their_others_in_the_menu(
    house: House, plan: Document, as_person: AsPerson
) -> None:
    at_hand, _, rest = read(as_person(plan.made_by), plan).content.decode().partition('id="document-acts"')
    menu = rest.partition("</div>")[0]
    links = [f"/documents/{plan.pk}/{name}/" for name in ("title", "copy", "place", "archival", "withdrawal")]
    assert [link in at_hand for link in links] == [False] * 5
    assert sorted(links, key=menu.index) == links
    assert "/authors/" in at_hand
    reader = read(as_person(house.ruth), plan).content.decode().partition('id="document-acts"')[2]
    assert [link in reader.partition("</div>")[0] for link in links] == [False, True, False, False, False]


def test_moving_names_the_new_readers_first(house: House, as_person: AsPerson) -> None:
    document = actions.add_document(actor=house.amina, title="Mine")
    browser = as_person(house.amina)
    address = f"/documents/{document.pk}/place/"
    assert "Falls prevention" in browser.get(address).content.decode()
    page = browser.get(address, {"space": str(house.ward.pk)}).content.decode()
    for who in (house.ben, house.ruth, house.gwen):
        assert who.name in page
    stale = browser.post(address, {"space": house.ward.pk, "seen_readers": "others"})
    assert stale.status_code == 422
    assert "has changed" in stale.content.decode()
    seen = spaces.seal(policy.new_readers(document, house.ward))
    grant = shown(house.amina, "document", document.pk, house.omar)
    done = browser.post(address, {"space": house.ward.pk, "seen_readers": seen})
    assert done.status_code == 302
    assert read(as_person(house.ben), document).status_code == 200
    assert read(as_person(house.omar), document).status_code == 200
    grant.refresh_from_db()
    assert grant.space_id == house.ward.pk
    left, moved = Entry.objects.filter(name__in=("DocumentLeft", "DocumentMoved")).order_by("id")
    assert "readers" not in left.facts
    assert moved.facts["readers"] == 3
    assert as_person(house.ben).get(address).status_code == 403
    with pytest.raises(Refused):
        actions.move_document(actor=house.ben, document=document, to=house.open)


def test_an_archived_document_is_read_and_not_changed(
    house: House, plan: Document, write: Write, as_person: AsPerson
) -> None:
    write(plan, "Before.")
    assert as_person(house.ben).post(f"/documents/{plan.pk}/archival/").status_code == 403
    assert as_person(house.amina).post(f"/documents/{plan.pk}/archival/").status_code == 302
    plan = Document.objects.get(pk=plan.pk)
    with pytest.raises(Refused):
        write(plan, "After.")
    assert "Before." in read(as_person(house.ben), plan).content.decode()
    assert "Night rounds" not in as_person(house.ben).get("/documents/").content.decode()
    assert as_person(house.amina).post(f"/documents/{plan.pk}/restoration/").status_code == 302
    write(Document.objects.get(pk=plan.pk), "After.")


def test_what_is_withdrawn_is_gone(house: House, plan: Document, write: Write, as_person: AsPerson) -> None:
    write(plan, "Not for other eyes.")
    DocumentState.objects.create(document=plan, upto=1, data=typed("Not for other eyes."))
    assert as_person(house.ben).get(f"/documents/{plan.pk}/withdrawal/").status_code == 403
    assert as_person(house.amina).post(f"/documents/{plan.pk}/withdrawal/").status_code == 302
    assert not DocumentUpdate.objects.exists()
    assert not DocumentState.objects.exists()
    page = read(as_person(house.ben), plan).content.decode()
    assert "withdrew this document" in page
    assert "Not for other eyes." not in page
    assert as_person(house.amina).get(f"/showing/document/{plan.pk}/").status_code == 404


def test_updates_are_numbered_and_a_foreign_client_id_is_refused(
    house: House, plan: Document, write: Write
) -> None:
    data = typed("One.")
    assert actions.add_update(actor=house.amina, document=plan, data=data) == 1
    with pytest.raises(Invalid):
        actions.add_update(actor=house.ben, document=plan, data=data)
    assert write(plan, "Two.") == 2
    plan.refresh_from_db()
    assert plan.sequence == 2
    assert list(DocumentUpdate.objects.values_list("number", "person__name")) == [
        (1, "Amina Yusuf"), (2, "Amina Yusuf"),
    ]  # fmt: skip


def test_lists_are_as_many_statements_however_many(
    house: House, as_person: AsPerson, django_assert_max_num_queries: Any
) -> None:
    browser = as_person(house.ben)
    browser.get("/documents/")
    counts = []
    for number in range(2):
        for each in range(1 + 5 * number):
            actions.add_document(actor=house.amina, title=f"Plan {number}-{each}", space=house.ward)
        with django_assert_max_num_queries(60) as asked:
            page = browser.get("/documents/").content.decode()
            page += browser.get(f"/spaces/{house.ward.pk}/documents/").content.decode()
        assert f"Plan {number}-0" in page
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_in_an_emergency_pages_are_read_and_nothing_live(
    house: House, plan: Document, write: Write, as_person: AsPerson
) -> None:
    write(plan, "Look at the rail.")
    BreakGlass.objects.create(
        space=house.ward, person=house.omar, reason="A child.", until_at=time.now() + timedelta(hours=1)
    )
    omar, ticket = as_person(house.omar), f"/documents/{plan.pk}/ticket/"
    page = read(omar, plan).content.decode()
    assert "Look at the rail." in page
    assert "<document-reader" not in page
    assert omar.get(ticket).status_code == 403
    shown(house.amina, "document", plan.pk, house.omar)
    assert "<document-reader" in read(omar, plan).content.decode()
    assert omar.get(ticket).status_code == 200


def test_showing_it_speaks_of_comments_and_changes(house: House, plan: Document, as_person: AsPerson) -> None:
    amina = as_person(house.amina)
    page = amina.get(f"/showing/document/{plan.pk}/new/?to=person:{house.omar.pk}").content.decode()
    for words in ("Read and comment", "Read, comment and change"):
        assert words in page
    assert "reply" not in page
    for role, fact, told in (
        ("reader", "Can read ·", "until"),
        ("commenter", "Can read and comment", "you can comment on it"),
        ("editor", "Can read, comment and change", "you can comment on it and change it"),
    ):
        grant = shown(house.amina, "document", plan.pk, house.omar, role=role)
        assert fact in amina.get(f"/showing/document/{plan.pk}/").content.decode()
        assert told in read(as_person(house.omar), plan).content.decode()
        Grant.objects.filter(pk=grant.pk).update(ended_at=grant.at)
