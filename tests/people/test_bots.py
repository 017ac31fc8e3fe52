"""Bots: who answers for them, and that they stop when that person leaves."""

from collections.abc import Callable

import pytest
from django.test import Client

from fourleaf.chronicle.models import Entry
from fourleaf.kit.identity import become, bound
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.people import actions
from fourleaf.people.models import Person
from tests.house import House

AsPerson = Callable[[Person], Client]


def test_staff_add_a_bot_under_the_second_lock(house: House) -> None:
    with bound():
        become(house.ben.pk)
        bot = actions.add_bot(actor=house.ben, name="  Build   watch ", about="Says when a build breaks.")
    assert (bot.kind, bot.name, bot.sponsor) == (Person.Kind.BOT, "Build watch", house.ben)
    assert not bot.has_usable_password()
    assert Entry.objects.filter(
        name="PersonAdded", actor_id=house.ben.pk, facts={"person": str(bot.pk)}
    ).exists()


def test_patients_and_bots_answer_for_no_bot(house: House) -> None:
    bot = actions.add_bot(actor=house.ben, name="Build watch")
    for actor in (house.maria, bot):
        with pytest.raises(Refused):
            actions.add_bot(actor=actor, name="Another")


@pytest.mark.parametrize("name", ["", "  ", "x" * 61])
def test_a_bot_needs_a_name_of_a_fair_length(house: House, name: str) -> None:
    with pytest.raises(Invalid):
        actions.add_bot(actor=house.ben, name=name)


def test_its_page_says_that_it_is_a_bot_and_who_answers_for_it(house: House, as_person: AsPerson) -> None:
    bot = actions.add_bot(actor=house.ben, name="Build watch", about="Says when a build breaks.")
    shown = as_person(house.amina).get(bot.get_absolute_url()).content.decode()
    for text in ("Build watch", "a program, not a person", "Ben Achterberg", "Says when a build breaks."):
        assert text in shown
    assert "Write to Build" not in shown


def test_it_stops_when_its_sponsor_leaves(house: House) -> None:
    bot = actions.add_bot(actor=house.ben, name="Build watch")
    other = actions.add_bot(actor=house.amina, name="Bed watch")
    actions.deactivate_person(actor=None, person=house.ben)
    bot.refresh_from_db()
    other.refresh_from_db()
    assert not bot.is_active
    assert other.is_active
    with bound():
        become(bot.pk)
        assert not Person.objects.exists(), "the database knows it no more"
