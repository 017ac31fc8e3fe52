"""Bots: who answers for them, and that they stop when that person leaves."""

import re
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test import Client

from fourleaf.chronicle.models import Entry
from fourleaf.kit.identity import become, bound
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.people import actions
from fourleaf.people.models import Person, Token
from tests.api.caller import Caller
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


def test_its_sponsor_makes_and_revokes_its_tokens(house: House, as_person: AsPerson) -> None:
    bot = actions.add_bot(actor=house.ben, name="Build watch")
    browser, path = as_person(house.ben), f"/people/{bot.pk}/tokens/"
    assert path in browser.get(bot.get_absolute_url()).content.decode()
    made = browser.post(path, {"name": "Reader", "scopes": ["read"], "days": "30"}).content.decode()
    found = re.search(r"fl_[\w-]{43}", made)
    assert found
    caller = Caller(None)
    caller.headers = {"Authorization": f"Bearer {found[0]}"}
    assert caller.get("/me").json()["name"] == "Build watch"
    assert "Reader" not in browser.get("/people/tokens/").content.decode(), "it is the bot's, not Ben's"
    token = Token.objects.get()
    for person in (house.amina, house.maria):
        assert as_person(person).post(path).status_code == 404
        assert as_person(person).post(f"/people/tokens/{token.pk}/revocation/").status_code == 404
    answer = browser.post(f"/people/tokens/{token.pk}/revocation/")
    assert answer["Location"] == path
    assert caller.get("/me").status_code == 401


def test_its_tokens_open_nothing_once_its_sponsor_has_left(house: House) -> None:
    bot = actions.add_bot(actor=house.ben, name="Build watch")
    caller = Caller(None)
    text = actions.add_token(actor=house.ben, person=bot, name="Reader", scopes=["read"])[1]
    caller.headers = {"Authorization": f"Bearer {text}"}
    assert caller.get("/me").status_code == 200
    actions.deactivate_person(actor=None, person=house.ben)
    assert caller.get("/me").status_code == 401


@pytest.mark.parametrize("who", ["amina", "maria"])
def test_nobody_else_holds_its_tokens(house: House, who: str) -> None:
    bot = actions.add_bot(actor=house.ben, name="Build watch")
    with pytest.raises(Refused):
        actions.add_token(actor=getattr(house, who), person=bot, name="x", scopes=["read"])
    with pytest.raises(Refused):
        actions.add_token(actor=house.ben, person=house.amina, name="x", scopes=["read"])


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


def handover(bot: Person) -> str:
    return f"/people/{bot.pk}/handover/"


def test_a_colleague_takes_it_over_and_its_tokens_end(house: House, as_person: AsPerson) -> None:
    bot = actions.add_bot(actor=house.ben, name="Build watch")
    _token, text = actions.add_token(actor=house.ben, person=bot, name="x", scopes=["read"])
    ben = as_person(house.ben)
    assert handover(bot) in ben.get(bot.get_absolute_url()).content.decode()
    answer = ben.post(handover(bot), {"colleague": "Amina@marigold.example"})
    assert answer["Location"] == bot.get_absolute_url()
    bot.refresh_from_db()
    assert bot.sponsor == house.amina
    assert not Token.objects.alive().filter(person=bot).exists(), "Ben knows them"
    assert ben.get(handover(bot)).status_code == 404
    assert as_person(house.amina).get(handover(bot)).status_code == 200
    entry = Entry.objects.get(name="BotHandedOver")
    assert (entry.actor_id, entry.facts) == (house.ben.pk, {"bot": str(bot.pk), "to": str(house.amina.pk)})
    assert text


@pytest.mark.parametrize(
    "colleague", ["", "x", "nobody@marigold.example", "ben@marigold.example", "maria@marigold.example"]
)
def test_not_everybody_can_take_it(house: House, as_person: AsPerson, colleague: str) -> None:
    bot = actions.add_bot(actor=house.ben, name="Build watch")
    assert as_person(house.ben).post(handover(bot), {"colleague": colleague}).status_code == 422
    bot.refresh_from_db()
    assert bot.sponsor == house.ben


def test_nobody_gives_the_bot_of_another_away(house: House, as_person: AsPerson) -> None:
    bot = actions.add_bot(actor=house.ben, name="Build watch")
    for other in (house.amina, house.omar):
        assert (
            as_person(other).post(handover(bot), {"colleague": "amina@marigold.example"}).status_code == 404
        )
    with pytest.raises(Refused):
        actions.hand_over_bot(actor=house.amina, bot=bot, to=house.amina)


def test_the_database_hands_over_ones_own_bots_to_staff_alone(house: House) -> None:
    bot = actions.add_bot(actor=house.ben, name="Build watch")

    def ask(person: Person, to: Person, what: Person = bot) -> bool:
        with bound():
            become(person.pk)
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("select lock.hand_over_bot(%s, %s)", [what.pk, to.pk])
                return bool(cursor.fetchone()[0])

    assert not ask(house.amina, house.amina)
    assert not ask(house.ben, house.maria)
    assert not ask(house.ben, bot)
    assert not ask(house.ben, house.amina, house.ben)
    assert ask(house.ben, house.amina)
    assert not ask(house.ben, house.ben), "it is his no more"
