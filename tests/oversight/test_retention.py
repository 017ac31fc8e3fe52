"""What is kept no longer goes, with a proof that the chain names; what is held stays."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from fourleaf.chronicle import access, signing
from fourleaf.chronicle import actions as chronicle
from fourleaf.chronicle.models import Access, Entry
from fourleaf.chronicle.verifying import verify
from fourleaf.config import auditing, notifier
from fourleaf.conversation import actions as conversation
from fourleaf.conversation.models import Draft
from fourleaf.kit import time
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.oversight import actions
from fourleaf.oversight.models import LegalHold
from fourleaf.people.models import OrganisationRole, Person
from tests.house import House

YEARS = timedelta(days=3 * 365 + 10)


@pytest.fixture
def olwen(house: House) -> Person:
    """The privacy officer."""
    person = Person.objects.create(name="Olwen Hughes", email="olwen@marigold.example", family_name="Hughes")
    for ahead in (0, 1):
        OrganisationRole.objects.create(
            person=person,
            role=OrganisationRole.Role.PRIVACY_OFFICER,
            from_on=(time.now() + ahead * YEARS).date(),
        )
    return person


def sealed() -> None:
    notifier.take({})
    while chronicle.seal(signing.sign):
        pass


def written(house: House) -> None:
    """A reading by Ben of Amina's, one by Ruth, a reaction, a draft of Ben's."""
    for who in (house.ben, house.ruth):
        access.record(kind="thread", whose=house.amina.pk, why=Access.Why.GRANT, who=who.pk)
    conversation.set_reaction(actor=house.ben, post=house.post, emoji="👍", on=True)
    conversation.save_draft(actor=house.ben, space=house.ward, body="Half a thought")
    sealed()


def test_young_records_stay(house: House) -> None:
    written(house)
    assert actions.carry_out() == {}
    assert (Access.objects.count(), Draft.objects.count()) == (2, 1)


def test_what_is_old_goes_and_the_proof_says_by_which_rule(house: House) -> None:
    written(house)
    with time.at(time.now() + YEARS):
        assert actions.carry_out() == {"access": 2, "facts": 1, "drafts": 1}
        assert actions.carry_out() == {}
    assert not Access.objects.exists()
    assert not Draft.objects.exists()
    assert Entry.objects.get(name="ReactionAdded").facts == {}
    assert Entry.objects.filter(name="PostAdded").exclude(facts={}).exists()
    proofs = Entry.objects.filter(name="RecordsDisposed")
    assert {proof.facts["what"]: proof.facts["count"] for proof in proofs} == {
        "access": 2,
        "facts": 1,
        "drafts": 1,
    }
    assert all(len(proof.facts["digest"]) == 64 for proof in proofs)
    report = verify(public=signing.public_key())
    assert report.is_whole, report.findings
    shown: list[str] = []
    answer = auditing.verify(resume=False, public=None, as_json=False, say=shown.append, show=shown.append)
    assert answer == 0
    for rule in settings.AGREEMENT.retention:
        if rule.key in ("access", "facts"):
            assert f"by the rule “{rule.name}”" in "\n".join(shown)
    names = {rule.key: rule.name for rule in settings.AGREEMENT.retention}
    assert report.emptied == {names["access"]: 2, names["facts"]: 1}


def test_more_than_the_rule_let_go_is_tampering(house: House) -> None:
    written(house)
    with time.at(time.now() + YEARS):
        actions.carry_out()
    access.record(kind="thread", why=Access.Why.GRANT, who=house.ben.pk)
    sealed()
    with connection.cursor() as cursor:
        cursor.execute("delete from chronicle_access")
    report = verify(public=signing.public_key())
    assert [(found.kind, found.of) for found in report.findings] == [("missing", "rule")]


@pytest.mark.parametrize("of", ["person", "space"])
def test_a_legal_hold_beats_every_rule_until_it_ends(of: str, house: House, olwen: Person) -> None:
    written(house)
    on = {"person": house.ben.pk} if of == "person" else {"space": house.ward.pk}
    hold = actions.add_hold(actor=olwen, reason="Inquiry 7/26", **on)
    with time.at(time.now() + YEARS):
        done = actions.carry_out()
        assert done == ({"access": 1} if of == "person" else {"access": 2})
        assert Entry.objects.get(name="ReactionAdded").facts != {}
        assert Draft.objects.exists()
        actions.end_hold(actor=olwen, hold=hold)
        left = actions.carry_out()
    assert left == ({"access": 1, "facts": 1, "drafts": 1} if of == "person" else {"facts": 1, "drafts": 1})


def test_holds_are_the_privacy_officers(house: House, olwen: Person) -> None:
    with pytest.raises(Refused):
        actions.add_hold(actor=house.amina, reason="x", person=house.ben.pk)
    for wrong in ({}, {"person": house.ben.pk, "space": house.ward.pk}):
        with pytest.raises(Invalid):
            actions.add_hold(actor=olwen, reason="x", **wrong)
    with pytest.raises(Invalid):
        actions.add_hold(actor=olwen, reason=" ", person=house.ben.pk)
    hold = actions.add_hold(actor=olwen, reason="x", person=house.ben.pk)
    with pytest.raises(Invalid):
        actions.add_hold(actor=olwen, reason="again", person=house.ben.pk)
    with pytest.raises(Refused):
        actions.end_hold(actor=house.ben, hold=hold)
    actions.end_hold(actor=olwen, hold=hold)
    with pytest.raises(Invalid):
        actions.end_hold(actor=olwen, hold=hold)
    assert LegalHold.objects.get().ended_by == olwen


def test_the_page_holds_by_name_ends_and_shows_proofs(
    house: House, olwen: Person, as_person: Callable[[Person], Client]
) -> None:
    browser, address = as_person(olwen), reverse("oversight-holds")
    assert as_person(house.amina).get(address).status_code == 403
    assert browser.post(address, {"what": "nobody of that name", "reason": "x"}).status_code == 422
    assert browser.post(address, {"what": "Ben Achterberg", "reason": "Inquiry 7/26"}).status_code == 302
    assert browser.post(address, {"what": "Restructuring", "reason": "Inquiry 8/26"}).status_code == 302
    held = LegalHold.objects.order_by("at")
    assert [(hold.person, hold.space) for hold in held] == [(house.ben, None), (None, house.secret)]
    page = browser.get(address).content.decode()
    assert "Inquiry 7/26" in page
    assert "Restructuring" in page
    ending = reverse("hold-ending", args=[held[0].pk])
    assert as_person(house.ben).post(ending).status_code == 404
    assert browser.post(ending).status_code == 302
    assert Access.objects.filter(kind="holds", why="audit").exists()
    written(house)
    with time.at(time.now() + YEARS):
        actions.carry_out()
    assert "Records of who read what" in browser.get(address).content.decode()


def test_the_web_role_can_let_nothing_go(house: House) -> None:
    for statement in (
        "select lock.dispose_access(now(), gen_random_uuid())",
        "select lock.empty_facts(now(), array['PostAdded'])",
        "select lock.dispose_updates(now(), 10)",
    ):
        with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
            cursor.execute("savepoint here")
            try:
                cursor.execute("select set_config('role', %s, true)", [settings.LOCK_ROLE])
                cursor.execute(statement)
            finally:
                cursor.execute("rollback to savepoint here")
