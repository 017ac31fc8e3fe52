"""The audience line is exact: it counts and names who can read, for whoever looks."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourleaf.kit import identity, time
from fourleaf.people.models import Person
from fourleaf.spaces import actions, policy
from fourleaf.spaces.audience import NAMED, Audience, audience_of
from fourleaf.spaces.models import Archival, Membership, PlannedStart, Space
from fourleaf.spaces.rights import Role
from tests.house import House

STATES = ("none", "standing", "ended", "expired")
belonging = st.tuples(st.sampled_from(STATES), st.sampled_from(list(Role)), st.booleans())


def seen_by(space: Space, person: Person) -> Audience:
    """The line as the person's own request would make it, under the second lock."""
    fresh = Space.objects.get(pk=space.pk)
    with identity.bound():
        identity.become(person.pk)
        return audience_of(fresh, person)


def everybody(house: House) -> list[Person]:
    return [house.amina, house.ben, house.ruth, house.gwen, house.omar, house.maria]


@given(
    access=st.sampled_from(list(Space.Access)),
    kind=st.sampled_from([Space.Kind.TEAM, Space.Kind.COMMUNITY]),
    people=st.lists(belonging, min_size=6, max_size=6),
    has_bot=st.booleans(),
    state=st.sampled_from(["live", "archived", "planned"]),
)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
def test_it_counts_exactly_who_can_read(
    house: House,
    access: Space.Access,
    kind: Space.Kind,
    people: list[tuple[str, Role, bool]],
    has_bot: bool,
    state: str,
) -> None:
    with transaction.atomic():
        space = _space(house, access, kind, people, state)
        if has_bot:
            Person.objects.create(name="Porter", kind=Person.Kind.BOT, email="porter@marigold.example")
        active = list(Person.objects.active())
        can_read = {
            person.pk for person in active if Space.objects.readable_by(person).filter(pk=space.pk).exists()
        }
        assert set(policy.readers(space).values_list("pk", flat=True)) == can_read
        for person in active:
            if not Space.objects.visible_to(person).filter(pk=space.pk).exists():
                continue
            audience = seen_by(space, person)
            assert audience.count == len(can_read)
            assert (person.pk not in can_read) == (", not you" in audience.sentence)
            if person.pk in can_read and access != Space.Access.OPEN and len(can_read) <= NAMED:
                _names_just(audience, [each for each in active if each.pk in can_read], person, active)
        transaction.set_rollback(True)


def _names_just(audience: Audience, readers: list[Person], me: Person, active: list[Person]) -> None:
    for person in active:
        is_named = person.name in audience.sentence
        assert is_named == (person in readers and person != me)


def _space(
    house: House, access: Space.Access, kind: Space.Kind, people: list[tuple[str, Role, bool]], state: str
) -> Space:
    now = time.now()
    space = Space.objects.create(name="Any", kind=kind, access=access, founder=house.amina)
    for person, (how, role, has_left) in zip(everybody(house), people, strict=True):
        if how != "none":
            past = now - timedelta(hours=1)
            guest_until = now + timedelta(days=1) if role == Role.GUEST else None
            Membership.objects.create(
                space=space, person=person, role=role, sponsor=house.amina,
                expires_at=past if how == "expired" else guest_until, ended_at=past if how == "ended" else None,
            )  # fmt: skip
        if has_left and person != house.amina:
            Person.objects.filter(pk=person.pk).update(deactivated_at=now)
    if state == "archived":
        Archival.objects.create(space=space, by=house.amina)
    elif state == "planned":
        PlannedStart.objects.create(space=space, by=house.amina)
    return space


def test_what_it_says(house: House) -> None:
    assert seen_by(house.ward, house.amina).sentence == (
        "Only you, Ben Achterberg, Gwen Pryce (guest) and Ruth Abrams can read this · closed"
    )
    assert seen_by(house.ward, house.omar).sentence == (
        "Only the 3 members and 1 guest of Falls prevention can read this, not you · closed"
    )
    assert seen_by(house.secret, house.omar).sentence == "Only you can read this · hidden"
    assert seen_by(house.open, house.amina).sentence.startswith("All 5 staff of ")


def test_outsiders_on_the_inside_are_told(house: House) -> None:
    Membership.objects.create(space=house.open, person=house.maria, role=Role.READER)
    for person in (house.amina, house.maria):
        audience = seen_by(house.open, person)
        assert "and 1 person from outside can read this" in audience.sentence
        assert audience.count == 6


def test_a_name_cannot_write_html(house: House) -> None:
    Space.objects.filter(pk=house.ward.pk).update(name="<b>%(who)s & co", access=Space.Access.CLOSED)
    audience = seen_by(house.ward, house.omar)
    assert "&lt;b&gt;%(who)s &amp; co</b> can read this" in audience.html
    assert "<b>%(who)s & co can read" in audience.sentence


def test_nobody_counts_what_they_may_not_know_of(house: House) -> None:
    for person, space in ((house.amina, house.secret), (house.maria, house.ward), (house.maria, house.open)):
        assert seen_by(space, person).is_empty


@pytest.mark.parametrize("size", [2, 3, 5, 6])
def test_a_direct_conversation_names_or_counts(house: House, size: int) -> None:
    space = Space.objects.create(
        kind=Space.Kind.DIRECT, access=Space.Access.HIDDEN, founder=house.amina, name=""
    )
    for person in everybody(house)[:size]:
        Membership.objects.create(space=space, person=person, role=Role.STEWARD)
    expected = {
        2: "Only you and Ben Achterberg can read this",
        3: "Only you, Ben Achterberg and Ruth Abrams can read this",
        5: "Only you, Ben Achterberg, Gwen Pryce, Omar Said and Ruth Abrams can read this",
        6: "Only you, Ben Achterberg, Gwen Pryce, Maria Santos and 2 others can read this",
    }
    audience = seen_by(space, house.amina)
    assert (audience.sentence, audience.count) == (expected[size], size)


def test_an_open_page_asks_for_its_line_anew(house: House, as_person: Callable[[Person], Client]) -> None:
    address = reverse("space-audience", args=[house.ward.pk])
    page = as_person(house.ben).get(f"/spaces/{house.ward.pk}/").content.decode()
    line = as_person(house.ben).get(address).content.decode().strip()
    assert line in page
    assert f'data-audience="{house.ward.pk}" data-line="{address}"' in line
    assert "<b>you, Amina Yusuf, Gwen Pryce (guest) and Ruth Abrams</b>" in line
    membership = Membership.objects.standing().get(space=house.ward, person=house.gwen)
    actions.end_membership(actor=house.amina, membership=membership)
    assert "<b>you, Amina Yusuf and Ruth Abrams</b>" in as_person(house.ben).get(address).content.decode()
    assert "not you" in as_person(house.omar).get(address).content.decode()
    assert "Gwen" not in as_person(house.omar).get(address).content.decode()
    assert as_person(house.maria).get(address).status_code == 404
    assert as_person(house.ben).get(reverse("space-audience", args=[house.secret.pk])).status_code == 404
    assert as_person(house.ben).post(address).status_code == 405
    assert Client().get(address).status_code == 302
