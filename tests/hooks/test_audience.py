"""Who is told outside reads along: the audience line says so."""

from collections.abc import Callable

import pytest
from django.test import Client

from fourleaf.hooks import actions
from fourleaf.hooks.audience import told_outside
from fourleaf.people import actions as people
from fourleaf.people.models import Person
from tests.hooks.conftest import Connected
from tests.house import House

AsPerson = Callable[[Person], Client]
SENTENCE = "1 integration sends what happens here to receiver.example.org"


@pytest.mark.parametrize("page", ["", "about/", "integrations/", "access/", "audience/"])
def test_every_page_of_the_space_says_it(
    house: House, connected: Connected, as_person: AsPerson, page: str
) -> None:
    for person in (house.amina, house.ruth):
        shown = as_person(person).get(f"/spaces/{house.ward.pk}/{page}").content.decode()
        assert SENTENCE in shown
        assert "t0p" not in shown


def test_it_says_so_no_longer_once_it_is_taken_away(house: House, connected: Connected) -> None:
    actions.end_outgoing(actor=house.amina, outgoing=connected.outgoing)
    assert told_outside(house.ward) == ""


def test_several_are_counted_and_few_named(house: House, connected: Connected) -> None:
    bot = people.add_bot(actor=house.amina, name="Archive")
    for host in ("b.example", "c.example"):
        actions.add_outgoing(
            actor=house.amina, space=house.ward, bot=bot, url=f"https://{host}/", kinds=["posts"]
        )
    assert told_outside(house.ward).endswith("here to b.example, c.example and receiver.example.org")
    actions.add_outgoing(
        actor=house.amina, space=house.ward, bot=bot, url="https://d.example/", kinds=["posts"]
    )
    assert told_outside(house.ward) == (
        "4 integrations send what happens here to b.example, c.example and 2 others"
    )


def test_who_only_knows_of_the_space_is_told_nothing(
    house: House, connected: Connected, as_person: AsPerson
) -> None:
    shown = as_person(house.omar).get(f"/spaces/{house.ward.pk}/about/").content.decode()
    assert "receiver.example.org" not in shown
