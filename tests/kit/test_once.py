"""A statement that is written once answers for everybody and every moment as the queryset itself would."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fourleaf.kit import time
from fourleaf.kit.once import Once
from fourleaf.people.models import Person
from fourleaf.spaces.models import Membership, Space
from tests.house import House

NAMES = ("amina", "ben", "ruth", "gwen", "omar", "maria")


def test_each_asks_for_themselves(house: House) -> None:
    seen = Once(
        lambda person: Space.objects.visible_to(person).order_by("pk"), lambda person: person.is_staff_member
    )
    for name in (*NAMES, *NAMES):
        person = getattr(house, name)
        assert seen(person) == list(Space.objects.visible_to(person).order_by("pk"))
        assert seen.count(person) == Space.objects.visible_to(person).count()
    assert seen(house.maria) != seen(house.amina), "somebody must see something else"


def test_what_expires_is_gone_when_its_time_comes(house: House) -> None:
    mine = Once(lambda person: Membership.objects.standing().filter(person=person))
    assert mine.count(house.gwen) == 1
    with time.at(time.now() + timedelta(days=1000)):
        assert mine(house.gwen) == []
    assert mine.count(house.gwen) == 1


def test_objects_come_with_what_was_asked_for_beside_them(house: House) -> None:
    people = Once(lambda person: Person.objects.select_related("site", "unit").filter(pk=person.pk))
    named = Once(lambda space, person: Space.objects.filter(pk=space.pk).named_for(person))
    people(house.ben)
    with CaptureQueriesContext(connection) as asked:
        found = people.first(house.amina)
        assert found
        assert (found.site, found.unit) == (house.amina.site, house.amina.unit)
        assert (found.name, found._state.adding) == ("Amina Yusuf", False)
        space = named.first(house.ward, house.amina)
        assert space
        assert space.companions == []  # type: ignore[attr-defined]
    assert len(asked) == 2
    assert people.first(Person()) is None


@pytest.mark.parametrize("name", NAMES)
def test_rows_of_values_are_rows(house: House, name: str) -> None:
    roles = Once(
        lambda person: Membership.objects.filter(person=person).values_list("role", "since").order_by("pk")
    )
    person = getattr(house, name)
    assert roles(person) == list(
        Membership.objects.filter(person=person).values_list("role", "since").order_by("pk")
    )


def test_many_keys_are_one_statement(house: House) -> None:
    spaces = Once(
        lambda person, keys: Space.objects.visible_to(person).filter(pk__in=keys).order_by("pk"),
        lambda person, keys: person.is_staff_member,
    )
    every = list(Space.objects.order_by("pk").values_list("pk", flat=True))
    for name in NAMES:
        person = getattr(house, name)
        for keys in (every, set(every[:2]), []):
            wanted = list(Space.objects.visible_to(person).filter(pk__in=keys).order_by("pk"))
            assert spaces(person, keys) == wanted
            assert spaces.count(person, keys) == len(wanted)
    assert len(spaces._statements) == 2
