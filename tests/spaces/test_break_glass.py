"""Break-glass: with a role, a reason and the password; for reading only, for a while, on record, and told at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from psycopg.errors import InsufficientPrivilege

from fourleaf.chronicle.models import Access, Entry
from fourleaf.conversation.models import Post
from fourleaf.inbox.models import Telling
from fourleaf.inbox.waiting import Waiting
from fourleaf.kit import identity, time
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.people.models import OrganisationRole, Person
from fourleaf.spaces import actions, policy
from fourleaf.spaces.audience import audience_of
from fourleaf.spaces.models import BreakGlass, Space
from fourleaf.spaces.rights import Right
from tests.house import House
from tests.working import work

Browse = Callable[[Person], Client]
PASSWORD = "a long enough password"
Role = OrganisationRole.Role


def give(person: Person, role: str) -> None:
    OrganisationRole.objects.create(person=person, role=role, from_on=time.now().date())


@pytest.fixture
def omar(house: House) -> Person:
    """Leads elsewhere, and belongs neither to the ward's team nor to what Amina keeps hidden."""
    house.omar.set_password(PASSWORD)
    house.omar.save()
    give(house.omar, Role.LEADER)
    return house.omar


@pytest.fixture
def olwen(house: House) -> Person:
    """The privacy officer."""
    person = Person.objects.create(name="Olwen Hughes", email="olwen@marigold.example", family_name="Hughes")
    give(person, Role.PRIVACY_OFFICER)
    return person


@pytest.fixture
def hidden(house: House) -> Space:
    return actions.add_space(actor=house.amina, name="Inquiry", access=Space.Access.HIDDEN)


def refuses(statement: str, *values: Any) -> None:
    """The database refuses this to whoever acts."""
    with pytest.raises(ProgrammingError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    assert isinstance(refused.value.__cause__, InsufficientPrivilege)


def opened(browser: Client, space: Space, **given: str) -> int:
    fields = {"reason": "A child is missing.", "password": PASSWORD} | given
    return browser.post(reverse("break-glass", args=[space.pk]), fields).status_code


def readable(person: Person) -> set[object]:
    """What the database itself lets the person read."""
    with identity.bound():
        identity.become(person.pk)
        with connection.cursor() as cursor:
            cursor.execute("select unnest(lock.spaces_where('read'))")
            return {key for (key,) in cursor.fetchall()}


def test_it_opens_for_reading_only_under_both_locks_and_ends_by_itself(
    house: House, omar: Person, as_person: Browse
) -> None:
    browser, ward = as_person(omar), house.ward
    assert browser.get(reverse("thread", args=[house.post.pk])).status_code == 404
    assert opened(browser, ward) == 302
    assert browser.get(reverse("thread", args=[house.post.pk])).status_code == 200
    assert ward.pk in readable(omar)
    assert policy.rights_in(omar, ward) == {Right.READ}
    post = {"body": "Hello", "key": str(uuid4()), "shown_access": ward.access}
    assert browser.post(reverse("space-posts", args=[ward.pk]), post).status_code == 403
    assert not Post.objects.filter(author=omar, space=ward).exists()
    BreakGlass.objects.update(until_at=time.now() - timedelta(hours=1))
    assert browser.get(reverse("thread", args=[house.post.pk])).status_code == 404
    assert ward.pk not in readable(omar)


def test_every_reading_is_recorded_as_what_it_is(house: House, omar: Person, as_person: Browse) -> None:
    browser = as_person(omar)
    opened(browser, house.ward)
    Access.objects.all().delete()
    browser.get(reverse("space", args=[house.ward.pk]))
    browser.get(reverse("thread", args=[house.post.pk]))
    rows = Access.objects.filter(person_id=omar.pk).order_by("at").values_list("kind", "why")
    assert list(rows) == [("stream", "break-glass"), ("thread", "break-glass")]


def test_its_pages_carry_the_bar_and_nobody_elses_do(house: House, omar: Person, as_person: Browse) -> None:
    browser = as_person(omar)
    opened(browser, house.ward)
    page = browser.get(reverse("space", args=[house.ward.pk])).content.decode()
    assert "Break-glass until" in page
    assert "A child is missing." in page
    assert (
        "Break-glass until"
        not in as_person(house.ben).get(reverse("space", args=[house.ward.pk])).content.decode()
    )
    assert audience_of(house.ward, house.ben).glass is None


@pytest.mark.parametrize(
    ("given", "says"), [({"reason": " "}, "Say why"), ({"password": "wrong"}, "not your password")]
)
def test_without_reason_or_password_nothing_opens(
    given: dict[str, str], says: str, house: House, omar: Person, as_person: Browse
) -> None:
    address = reverse("break-glass", args=[house.ward.pk])
    fields = {"reason": "A child is missing.", "password": PASSWORD} | given
    answer = as_person(omar).post(address, fields)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not BreakGlass.objects.exists()


def test_only_staff_with_a_role_may(house: House, hidden: Space, as_person: Browse) -> None:
    give(house.maria, Role.LEADER)  # a patient, whatever role she is given
    for person, space, status in (
        (house.ben, hidden, 404), (house.maria, house.ward, 404), (house.maria, hidden, 404),
        (house.gwen, house.ward, 403), (house.gwen, hidden, 404),
    ):  # fmt: skip
        person.set_password(PASSWORD)
        person.save()
        assert opened(as_person(person), space) == status
        with pytest.raises(Refused):
            actions.break_glass(actor=person, space=space.pk, reason="x", password=PASSWORD)
        with identity.bound():
            identity.become(person.pk)
            refuses("select lock.break_glass(gen_random_uuid(), %s, 'x', 60)", space.pk)


def test_hidden_spaces_open_by_address_and_nothing_tells_what_exists(
    house: House, omar: Person, hidden: Space, as_person: Browse
) -> None:
    browser = as_person(omar)
    there = browser.get(reverse("break-glass", args=[hidden.pk]))
    nowhere = browser.get(reverse("break-glass", args=[uuid4()]))
    assert there.status_code == nowhere.status_code == 200
    assert "Inquiry" not in there.content.decode()
    assert browser.get(reverse("space", args=[hidden.pk])).status_code == 404
    missing = {"reason": "x", "password": PASSWORD}
    assert browser.post(reverse("break-glass", args=[uuid4()]), missing).status_code == 404
    assert opened(browser, hidden) == 302
    assert browser.get(reverse("space", args=[hidden.pk])).status_code == 200
    glass = BreakGlass.objects.get()
    assert browser.post(reverse("glass-ending", args=[glass.pk])).status_code == 302
    assert browser.get(reverse("space", args=[hidden.pk])).status_code == 404


def test_a_direct_conversation_cannot_be_opened(house: House, omar: Person, as_person: Browse) -> None:
    direct = actions.start_direct(actor=house.amina, people=[house.ben])
    assert opened(as_person(omar), direct) == 404


def test_stewards_and_privacy_officer_are_told_at_once_without_content(
    house: House,
    omar: Person,
    olwen: Person,
    hidden: Space,
    as_person: Browse,
    settings: Any,
    mailoutbox: Any,
) -> None:
    settings.HAS_MAIL = True
    work()
    mailoutbox.clear()
    opened(as_person(omar), hidden)
    work()
    told = Telling.objects.filter(kind="glass")
    assert set(told.values_list("person", flat=True)) == {house.amina.pk, olwen.pk}
    assert all(each.urgent for each in told)
    assert {sent.to[0] for sent in mailoutbox} == {house.amina.email, olwen.email}
    for sent in mailoutbox:
        assert "Inquiry" not in str(sent.message())
        assert "missing" not in str(sent.message())
    for person in (house.amina, olwen):
        home = as_person(person).get(reverse("home")).content.decode()
        assert "opened <b>Inquiry</b> in an emergency" in home
        assert "A child is missing." in home
        listed = as_person(person).get(reverse("broken-glass")).content.decode()
        assert "A child is missing." in listed
    for person in (house.ben, house.maria):
        assert "A child is missing." not in as_person(person).get(reverse("broken-glass")).content.decode()


def test_it_waits_until_seen_and_is_listed_until_reviewed(
    house: House, omar: Person, olwen: Person, as_person: Browse
) -> None:
    opened(as_person(omar), house.ward)
    glass = BreakGlass.objects.get()
    amina, officer = as_person(house.amina), as_person(olwen)
    assert amina.post(reverse("glass-seeing", args=[glass.pk])).status_code == 302
    assert "glass" not in [item.kind for item in Waiting(house.amina).items]
    assert [item.kind for item in Waiting(olwen).items] == ["glass"]
    review = reverse("glass-review", args=[glass.pk])
    assert amina.post(review, {"note": "x"}).status_code == 403
    assert officer.post(review, {"note": "x"}).status_code == 422  # still open
    assert amina.post(reverse("glass-ending", args=[glass.pk])).status_code == 302
    assert as_person(omar).get(reverse("thread", args=[house.post.pk])).status_code == 404
    assert officer.post(review, {"note": " "}).status_code == 422
    assert officer.post(review, {"note": "Justified: see case 12."}).status_code == 302
    assert Waiting(olwen).count == 0
    assert "Justified: see case 12." in officer.get(reverse("broken-glass")).content.decode()
    names = set(Entry.objects.values_list("name", flat=True))
    assert {"GlassBroken", "GlassClosed", "GlassReviewed"} <= names


def test_nobody_reviews_their_own(house: House, olwen: Person, as_person: Browse) -> None:
    olwen.set_password(PASSWORD)
    olwen.save()
    opened(as_person(olwen), house.ward)
    glass = BreakGlass.objects.get()
    assert as_person(olwen).post(reverse("glass-ending", args=[glass.pk])).status_code == 302
    assert (
        as_person(olwen).post(reverse("glass-review", args=[glass.pk]), {"note": "Fine."}).status_code == 403
    )
    with pytest.raises((Refused, Invalid)):
        actions.review_glass(actor=olwen, glass=glass, note="Fine.")


def test_the_database_does_not_let_it_last_longer(house: House, omar: Person) -> None:
    with identity.bound(), connection.cursor() as cursor:
        identity.become(omar.pk)
        cursor.execute("select lock.break_glass(gen_random_uuid(), %s, 'x', 100000)", [house.ward.pk])
        cursor.execute("select until_at - now() <= interval '60 minutes' from spaces_breakglass")
        assert cursor.fetchone()[0]
    for statement in (
        "update spaces_breakglass set until_at = '2999-01-01'",
        "delete from spaces_breakglass",
        "insert into spaces_breakglass (id, space_id, person_id, reason, at, until_at, note) "
        f"values (gen_random_uuid(), '{house.ward.pk}', '{omar.pk}', 'x', now(), '2999-01-01', '')",
    ):
        with identity.bound():
            identity.become(omar.pk)
            refuses(statement)
