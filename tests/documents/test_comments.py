"""Comments on a text: who may, where they hang, what a guest sees; and which suggestions were accepted."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from fourleaf.chronicle.models import Entry
from fourleaf.documents import actions
from fourleaf.documents.actions import comments
from fourleaf.documents.models import Comment, Document
from fourleaf.kit import time
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.oversight.models import LegalHold
from fourleaf.people.models import Person
from tests.documents.conftest import typed
from tests.house import House
from tests.sharing.conftest import shown

AsPerson = Callable[[Person], Client]
Write = Callable[[Document, str], int]


@pytest.fixture
def text(plan: Document, write: Write) -> Document:
    """The plan with a sentence in it."""
    write(plan, "Look at the rail twice.")
    return plan


def said(who: Person, document: Document, body: str = "Which rail?", **more: Any) -> Comment:
    return actions.add_comment(actor=who, document=document, body=body, **more)


def page_of(browser: Client, document: Document) -> str:
    return str(browser.get(f"/documents/{document.pk}/").content.decode())


def test_a_comment_hangs_on_its_words_and_is_answered_and_settled(
    house: House, text: Document, as_person: AsPerson
) -> None:
    where = f"/documents/{text.pk}/comments/"
    reader = as_person(house.ruth)  # may read and react here
    made = reader.post(
        where,
        {"body": "Which <rail>?", "quote": "rail", "before": "Look at the ", "after": " twice."},
        headers={"accept": "application/json"},
    )
    assert made.status_code == 201
    key = made.json()["id"]
    page = page_of(as_person(house.ben), text)
    assert f'<span data-comment="{key}">rail</span>' in page
    assert "Which &lt;rail&gt;?" in page
    assert as_person(house.ben).post(f"{where}{key}/replies/", {"body": "The left one."}).status_code == 302
    section = reader.get(where, headers={"hx-request": "true"}).content.decode()
    assert "The left one." in section
    assert "<html" not in section
    assert as_person(house.ben).post(f"{where}{key}/resolution/", {"on": "yes"}).status_code == 302
    settled = page_of(reader, text)
    assert "Settled by Ben Achterberg" in settled
    assert f'<span data-comment="{key}">' not in settled
    reader.post(f"{where}{key}/resolution/", {"on": "no"})
    assert f'<span data-comment="{key}">' in page_of(reader, text)
    names = list(
        Entry.objects.filter(name__startswith="Comment").order_by("id").values_list("name", flat=True)
    )
    assert names == ["CommentAdded", "CommentAdded", "CommentsResolved", "CommentsReopened"]
    assert not Entry.objects.filter(facts__icontains="rail").exists()


def test_without_scripts_one_chooses_a_passage(house: House, text: Document, as_person: AsPerson) -> None:
    browser = as_person(house.ben)
    where = f"/documents/{text.pk}/comments/new/"
    assert "Look at the rail twice." in browser.get(where).content.decode()
    assert browser.post(where, {"passage": "0", "body": ""}).status_code == 422
    assert browser.post(where, {"passage": "7", "body": "x"}).status_code == 422
    assert browser.post(where, {"passage": "0", "body": "Why twice?"}).status_code == 302
    assert Comment.objects.get().quote == "Look at the rail twice."


def test_a_guest_comments_on_one_leaflet_and_sees_nothing_else(
    house: House, text: Document, as_person: AsPerson
) -> None:
    actions.add_document(actor=house.amina, title="Another plan", space=house.ward)
    said(house.ben, text, "For the team's eyes?")
    guest = as_person(house.maria)
    where = f"/documents/{text.pk}/comments/"
    assert guest.post(where, {"body": "x"}).status_code == 404
    shown(house.amina, "document", text.pk, house.maria, role="reader")
    assert guest.post(where, {"body": "x"}).status_code == 403
    shown(house.amina, "document", text.pk, house.maria, role="commenter")
    assert guest.get(f"/documents/{text.pk}/ticket/").json()["role"] == "commenter"
    assert guest.post(where, {"body": "I cannot reach it."}).status_code == 302
    page = page_of(guest, text)
    assert "I cannot reach it." in page
    assert "Ben Achterberg" in page
    assert house.ward.name not in page
    assert house.ruth.name not in page
    known = set(guest.get(f"/documents/{text.pk}/people/").json().values())
    assert known >= {house.ben.name, house.maria.name}
    assert house.ruth.name not in known
    for address in (
        f"/spaces/{house.ward.pk}/",
        f"/spaces/{house.ward.pk}/documents/",
        f"/people/{house.ben.pk}/",
    ):
        assert guest.get(address).status_code in (403, 404)
    assert "Another plan" not in guest.get("/documents/").content.decode()
    assert "I cannot reach it." in page_of(as_person(house.ben), text)
    with pytest.raises(Refused):
        actions.add_update(actor=house.maria, document=text, data=typed("Mine."))
    actions.archive_document(actor=house.amina, document=text)
    assert guest.post(where, {"body": "Still?"}).status_code == 403


def test_who_may_not_comment_or_withdraw(house: House, text: Document, as_person: AsPerson) -> None:
    comment = said(house.ben, text, "Look here.", anchor=actions.Anchor(quote="rail"))
    away = f"/documents/{text.pk}/comments/{comment.pk}/withdrawal/"
    assert as_person(house.omar).post(away).status_code == 404
    assert as_person(house.ruth).post(away).status_code == 403
    assert as_person(house.ben).post(away).status_code == 302
    comment.refresh_from_db()
    assert (comment.body, comment.quote) == ("", "")
    assert "Look here." not in page_of(as_person(house.ruth), text)
    for wrong in ("", " ", "x" * 5001):
        with pytest.raises(Invalid):
            said(house.ben, text, wrong)
    with pytest.raises(Invalid):
        said(house.ben, text, anchor=actions.Anchor(place="not a place"))


def test_what_is_withdrawn_takes_its_comments_along(house: House, text: Document) -> None:
    said(house.ben, text)
    actions.withdraw_document(actor=house.amina, document=text)
    assert not Comment.objects.exists()


def test_a_hold_on_who_commented_keeps_what_they_said(house: House, text: Document) -> None:
    said(house.ben, text)
    hold = LegalHold.objects.create(person=house.ben, reason="A complaint.", by=house.omar)
    with pytest.raises(Invalid):
        actions.withdraw_document(actor=house.amina, document=text)
    assert Comment.objects.exists()
    LegalHold.objects.filter(pk=hold.pk).update(ended_at=time.now())
    actions.withdraw_document(actor=house.amina, document=text)
    assert not Comment.objects.exists()


def test_it_is_as_many_statements_however_many_comments(
    house: House, text: Document, as_person: AsPerson, django_assert_max_num_queries: Any
) -> None:
    browser = as_person(house.ben)
    counts = []
    for number in (1, 6):
        for _each in range(number):
            actions.resolve_comments(actor=house.ben, document=text, thread=said(house.ben, text))
            said(house.ruth, text, thread=said(house.amina, text))
        with django_assert_max_num_queries(80) as asked:
            page_of(browser, text)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_who_accepted_whose_suggestion_is_recorded_without_words(
    house: House, text: Document, as_person: AsPerson
) -> None:
    writer = text.writers.get()
    ids = [f"{house.amina.pk}-{writer.client}-1", f"{house.ben.pk}-{writer.client}-2", "7"]
    where = f"/documents/{text.pk}/suggestions/"
    assert as_person(house.ruth).post(where, {"ids": ids[0], "taken": "yes"}).status_code == 403
    assert as_person(house.ben).post(where, {"ids": ids[0], "taken": "maybe"}).status_code == 422
    assert as_person(house.ben).post(where, {"ids": " ".join(ids), "taken": "yes"}).status_code == 204
    rows = Entry.objects.filter(name="SuggestionSettled", actor_id=house.ben.pk).order_by("id")
    assert [row.facts["person"] for row in rows] == [str(house.amina.pk), None, None]
    assert [row.facts["suggestion"] for row in rows] == [ids[0], ids[1], ""]
    assert all(row.facts["is_accepted"] for row in rows)


def test_nobody_says_more_than_others_can_read(
    house: House, text: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comments, "EACH", 2)
    monkeypatch.setattr(comments, "ALL", 3)
    first = said(house.ben, text)
    said(house.ben, text, thread=first)
    with pytest.raises(Invalid, match="Take some back first"):
        said(house.ben, text)
    said(house.ruth, text)
    with pytest.raises(Invalid, match="too many comments"):
        said(house.ruth, text)
    actions.withdraw_comment(actor=house.ben, document=text, comment=first)
    said(house.ben, text)
