"""What is withdrawn under a legal hold is gone from every page, and kept for the privacy officer alone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from fourleaf.chronicle.models import Access
from fourleaf.conversation import actions as conversation
from fourleaf.conversation.actions import forget_unused
from fourleaf.conversation.models import Post
from fourleaf.documents import actions as documents
from fourleaf.kit import time
from fourleaf.kit.files import store
from fourleaf.oversight import actions
from fourleaf.oversight.models import LegalHold, Preserved
from fourleaf.people.models import OrganisationRole, Person
from tests.house import House
from tests.sharing.conftest import Ask, raw

__all__ = ["raw"]
Browser = Callable[[Person], Client]


@pytest.fixture
def olwen() -> Person:
    """The privacy officer."""
    person = Person.objects.create(name="Olwen Hughes", email="olwen@marigold.example", family_name="Hughes")
    role = OrganisationRole.Role.PRIVACY_OFFICER
    OrganisationRole.objects.create(person=person, role=role, from_on=time.now().date())
    return person


@pytest.fixture
def said(house: House) -> Post:
    """Ben's post with a file and an earlier version."""
    file = conversation.add_attachment(
        actor=house.ben, space=house.ward, upload=SimpleUploadedFile("plan.txt", b"Bed 4 and Bed 5")
    )
    post = conversation.add_post(actor=house.ben, space=house.ward, body="It was me.", attachments=[file])
    conversation.edit_post(actor=house.ben, post=post, body="It was nobody.")
    return post


@pytest.fixture(params=["person", "space"])
def hold(request: Any, house: House, olwen: Person) -> LegalHold:
    on = {"person": house.ben.pk} if request.param == "person" else {"space": house.ward.pk}
    return actions.add_hold(actor=olwen, reason="Inquiry 7/26", **on)


def withdraw(person: Person, post: Post) -> str:
    """The digest of its file."""
    digest = post.attachments.get().digest
    conversation.withdraw_post(actor=person, post=post)
    forget_unused([digest])  # as after the commit
    return digest


def test_without_a_hold_nothing_is_kept(house: House, said: Post) -> None:
    digest = withdraw(house.ben, said)
    assert not Preserved.objects.exists()
    assert not store().has(digest)


def test_it_is_gone_for_all_and_kept_for_the_officer(
    house: House, olwen: Person, said: Post, hold: LegalHold, as_person: Browser
) -> None:
    digest = withdraw(house.ben, said)
    said.refresh_from_db()
    assert (said.body, said.html, said.revisions.count(), said.attachments.count()) == ("", "", 0, 0)
    page = as_person(house.ben).get(reverse("thread", args=[said.pk])).content.decode()
    assert "It was" not in page
    shown = as_person(olwen).get(reverse("hold", args=[hold.pk])).content.decode()
    for words in ("It was me.", "It was nobody.", "plan.txt", "Ben Achterberg", "Falls prevention"):
        assert words in shown
    looks = Access.objects.filter(kind="hold", person_id=olwen.pk)
    assert [look.whose_id for look in looks] == [house.ben.pk]
    assert store().has(digest)
    row = Preserved.objects.get()
    file: Any = as_person(olwen).get(reverse("hold-file", args=[hold.pk, row.pk, 1]))
    assert b"".join(file.streaming_content) == b"Bed 4 and Bed 5"
    assert "attachment" in file["Content-Disposition"]
    for place in (0, 2):
        assert as_person(olwen).get(reverse("hold-file", args=[hold.pk, row.pk, place])).status_code == 404
    assert "1 withdrawn text" in as_person(olwen).get(reverse("oversight-holds")).content.decode()


def test_nobody_else_sees_it(
    house: House, olwen: Person, said: Post, hold: LegalHold, as_person: Browser, raw: Callable[[Person], Ask]
) -> None:
    withdraw(house.ben, said)
    row = Preserved.objects.get()
    for who in (house.amina, house.ben, house.omar):
        assert as_person(who).get(reverse("hold", args=[hold.pk])).status_code == 404
        assert as_person(who).get(reverse("hold-file", args=[hold.pk, row.pk, 1])).status_code == 404
        assert raw(who)("select * from oversight_preserved") == []
    assert len(raw(olwen)("select * from oversight_preserved")) == 1


def test_a_steward_who_withdraws_it_is_named(house: House, said: Post, hold: LegalHold) -> None:
    from_steward = Post.objects.get(pk=said.pk)
    conversation.withdraw_post(actor=house.amina, post=from_steward)
    assert Preserved.objects.get().author == house.ben


def test_it_goes_when_no_hold_is_on_it_any_more(
    house: House, olwen: Person, said: Post, hold: LegalHold, as_person: Browser
) -> None:
    digest = withdraw(house.ben, said)
    other = {"space": house.ward.pk} if hold.person_id else {"person": house.ben.pk}
    second = actions.add_hold(actor=olwen, reason="Inquiry 8/26", **other)
    actions.end_hold(actor=olwen, hold=hold)
    assert Preserved.objects.exists()
    assert as_person(olwen).get(reverse("hold", args=[hold.pk])).status_code == 404
    actions.end_hold(actor=olwen, hold=second)
    assert not Preserved.objects.exists()
    forget_unused([digest])
    assert not store().has(digest)


def test_what_was_said_of_a_document_is_kept_too(house: House, olwen: Person, hold: LegalHold) -> None:
    document = documents.add_document(actor=house.amina, title="Night rounds", space=house.ward)
    on = documents.Anchor(quote="the rail")
    comment = documents.add_comment(actor=house.ben, document=document, body="Why me?", anchor=on)
    documents.withdraw_comment(actor=house.ben, document=document, comment=comment)
    assert Preserved.objects.get().words == {"body": "Why me?", "quote": "the rail"}


def test_a_second_withdrawal_changes_nothing(house: House, said: Post, hold: LegalHold) -> None:
    withdraw(house.ben, said)
    with connection.cursor() as cursor:
        cursor.execute("select lock.preserve(gen_random_uuid(), 'post', %s, now())", [said.pk])
    assert Preserved.objects.get().words["body"] == "It was nobody."
