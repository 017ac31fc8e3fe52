"""Where my things are shown and how often they were copied, for nobody but me; and what takes it back."""

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fourleaf.conversation import actions as conversation
from fourleaf.conversation.models import Post
from fourleaf.documents import actions as documents
from fourleaf.kit import identity
from fourleaf.mine.shown import shown_things
from fourleaf.people.models import Person
from fourleaf.sharing import actions as sharing
from fourleaf.sharing.models import Grant
from fourleaf.sharing.things import find
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Space
from tests.house import House

AsPerson = Callable[[Person], Client]
ADDRESS = "/me/shown/"


def _show(actor: Person, post: Post, to: Person) -> Grant:
    thing = find(actor, "post", post.pk)
    assert thing
    return sharing.show(actor=actor, thing=thing, to=to, purpose="For the audit of rails")


def _other(house: House) -> Space:
    other = spaces.add_space(actor=house.amina, name="Technicians")
    spaces.add_member(actor=house.amina, space=other, person=house.ben, role="member")
    return other


def test_each_thing_with_its_copies_and_readers(house: House, as_person: AsPerson) -> None:
    post = conversation.add_post(actor=house.ben, space=house.ward, body="Rails are looked at on Mondays.")
    other = _other(house)
    for actor in (house.ben, house.ben, house.amina):  # a steward may copy what others wrote
        conversation.add_copy(actor=actor, post=post, space=other)
    withdrawn = conversation.add_copy(actor=house.ben, post=post, space=other)
    conversation.withdraw_post(actor=house.ben, post=withdrawn)
    _show(house.ben, post, house.omar)
    _show(house.amina, post, house.maria)
    shown = as_person(house.ben).get(ADDRESS).content.decode()
    assert "Rails are looked at on Mondays." in shown
    assert "copied 3 times" in shown
    assert "shown to 1 person" in shown
    assert "Omar Said" in shown
    assert house.maria.name not in shown, "that is Amina's grant"
    assert "You show nothing to anybody" in as_person(house.ruth).get(ADDRESS).content.decode()


def test_the_copies_of_others_are_nobodys_business(house: House) -> None:
    conversation.add_copy(actor=house.amina, post=house.post, space=_other(house))
    author = house.post.author
    for person in (house.amina, house.ben, house.omar):
        with identity.bound():
            identity.become(person.pk)
            things = {thing.key: thing.copies for thing in shown_things(person)}
        assert things == ({house.post.pk: 1} if person == author else {})


def test_taking_back_leads_back(house: House, as_person: AsPerson) -> None:
    post = conversation.add_post(actor=house.ben, space=house.ward, body="Rails.")
    ben = as_person(house.ben)
    for back, leads in ((ADDRESS, ADDRESS), ("//elsewhere.example/", f"/showing/post/{post.pk}/")):
        grant = _show(house.ben, post, house.omar)
        assert f'name="back" value="{ADDRESS}"' in ben.get(ADDRESS).content.decode()
        answer = ben.post(f"/shared/{grant.pk}/taking-back/", {"back": back})
        assert answer.headers.get("Location") == leads, answer.content
        grant.refresh_from_db()
        assert grant.ended_at is not None
    assert "Rails." not in ben.get(ADDRESS).content.decode()


def test_as_many_statements_however_many_things(house: House, as_person: AsPerson) -> None:
    ben, counts = as_person(house.ben), list[int]()
    for number in range(4):
        post = conversation.add_post(actor=house.ben, space=house.ward, body=f"Rail {number}.")
        _show(house.ben, post, house.omar)
        ben.get(ADDRESS)
        with CaptureQueriesContext(
            connection,
        ) as said:
            ben.get(ADDRESS)
        counts.append(len(said))
    assert counts[1] == counts[-1]


def test_a_document_stands_there_by_its_title(house: House, as_person: AsPerson) -> None:
    document = documents.add_document(actor=house.ben, title="Night rounds", space=house.ward)
    thing = find(house.ben, "document", document.pk)
    assert thing
    grant = sharing.show(actor=house.ben, thing=thing, to=house.omar, purpose="For the audit of rails")
    page = as_person(house.ben).get(ADDRESS).content.decode()
    assert "Night rounds" in page
    assert f"/showing/document/{document.pk}/" in page
    assert f"/shared/{grant.pk}/" in page or str(grant.pk) in page, "with the button that takes it back"
