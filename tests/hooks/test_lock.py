"""The second lock of hooks by itself: raw SQL of the web role."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from fourleaf.hooks import secrets
from fourleaf.kit.identity import become, bound
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from tests.hooks.conftest import TARGET, Connected
from tests.house import House

Ask = Callable[..., list[Any]]


@pytest.fixture
def acting(db: None) -> Callable[[Person], Ask]:
    """Ask as the web role on somebody's behalf, past all our code; what is asked is undone."""

    def as_person(person: Person) -> Ask:
        def ask(statement: str, *values: Any) -> list[Any]:
            with bound():
                become(person.pk)
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(statement, values)
                    return list(cursor.fetchall()) if cursor.description else [cursor.rowcount]

        return ask

    return as_person


INCOMING = "insert into hooks_incoming (id, space_id, bot_id, by_id, at) values (gen_random_uuid(), %s, %s, %s, now())"
OUTGOING = (
    "insert into hooks_outgoing (id, space_id, bot_id, host, kinds, with_text, by_id, at) "
    "values (gen_random_uuid(), %s, %s, 'x.example', '{posts}', false, %s, now())"
)


def refused(ask: Ask, statement: str, *values: Any) -> None:
    with pytest.raises(ProgrammingError) as error:
        ask(statement, *values)
    assert isinstance(error.value.__cause__, psycopg.errors.InsufficientPrivilege)


@pytest.mark.parametrize("insert", [INCOMING, OUTGOING])
def test_a_hook_is_made_by_stewards_with_bots_of_their_own(
    house: House, connected: Connected, acting: Callable[[Person], Ask], insert: str
) -> None:
    amina = acting(house.amina)
    assert amina(insert, house.ward.pk, connected.bot.pk, house.amina.pk) == [1]
    for person in (house.ben, house.amina, house.maria):
        refused(amina, insert, house.ward.pk, person.pk, house.amina.pk)
    refused(amina, insert, house.ward.pk, connected.bot.pk, house.ben.pk)
    refused(amina, insert, house.secret.pk, connected.bot.pk, house.amina.pk)
    refused(acting(house.ben), insert, house.ward.pk, connected.bot.pk, house.ben.pk)


def test_addresses_and_keys_are_for_stewards(
    house: House, connected: Connected, acting: Callable[[Person], Ask]
) -> None:
    assert acting(house.amina)("select url from hooks_target") == [(TARGET,)]
    for table in ("hooks_target", "hooks_key", "hooks_delivery"):
        for person in (house.ben, house.ruth, house.omar, connected.bot):
            assert acting(person)(f"select count(*) from {table}") == [(0,)], table
    for person, count in ((house.ruth, 1), (house.omar, 0), (house.maria, 0)):
        assert acting(person)("select count(*) from hooks_outgoing") == [(count,)]


def test_nobody_makes_a_key_to_a_hook_that_they_do_not_steer(
    house: House, connected: Connected, acting: Callable[[Person], Ask]
) -> None:
    change = "update hooks_key set digest = 'x'"
    assert acting(house.ben)(change) == [0]
    assert acting(house.omar)(change) == [0]
    refused(
        acting(house.ben),
        "insert into hooks_key (incoming_id, digest, at) values (%s, 'x', now())",
        connected.incoming.pk,
    )
    assert acting(house.amina)(change) == [1]


def test_a_hook_changes_neither_its_space_nor_its_bot(
    house: House, connected: Connected, acting: Callable[[Person], Ask]
) -> None:
    for statement in (
        "update hooks_incoming set bot_id = by_id",
        "update hooks_incoming set space_id = gen_random_uuid()",
        "update hooks_outgoing set bot_id = by_id",
        "update hooks_outgoing set space_id = gen_random_uuid()",
        "update hooks_target set outgoing_id = gen_random_uuid()",
        "insert into hooks_stoppage (outgoing_id, why, at) values (gen_random_uuid(), 'gone', now())",
        "update hooks_delivery set given_up_at = null",
        "delete from hooks_delivery",
    ):
        refused(acting(house.amina), statement)


def test_stewards_alone_change_where_it_goes_and_what_it_tells(
    house: House, connected: Connected, acting: Callable[[Person], Ask]
) -> None:
    changes = (
        "update hooks_outgoing set with_text = true, host = 'y.example', kinds = '{edits}'",
        "update hooks_target set url = 'https://elsewhere.example/'",
    )
    for change in changes:
        assert acting(house.amina)(change) == [1]
        for person in (house.ben, house.ruth, house.omar, connected.bot):
            assert acting(person)(change) == [0]
    type(connected.outgoing).objects.update(ended_at=connected.outgoing.at, ended_by=house.amina)
    assert acting(house.amina)(changes[0]) == [0], "what has ended is not changed"


def test_a_hook_that_was_ended_stays_ended(
    house: House, connected: Connected, acting: Callable[[Person], Ask]
) -> None:
    refused(acting(house.amina), "update hooks_incoming set ended_at = now(), ended_by_id = %s", house.ben.pk)
    type(connected.incoming).objects.update(ended_at=connected.incoming.at, ended_by=house.amina)
    assert acting(house.amina)("update hooks_incoming set ended_at = null, ended_by_id = null") == [0]


def test_a_key_leads_to_a_bot_alone(
    house: House, connected: Connected, acting: Callable[[Person], Ask]
) -> None:
    """Even where a row, against all rules, names a person."""
    ask, found = acting(house.omar), "select bot from lock.hook_with(%s)"
    assert ask(found, secrets.digest(connected.key)) == [(connected.bot.pk,)]
    type(connected.incoming).objects.update(bot=house.ben)
    assert ask(found, secrets.digest(connected.key)) == []


def test_in_an_archived_space_its_stewards_still_decide(
    house: House, connected: Connected, acting: Callable[[Person], Ask]
) -> None:
    spaces.archive_space(actor=house.amina, space=house.ward)
    end = "update hooks_outgoing set ended_at = now(), ended_by_id = %s"
    assert acting(house.amina)(end, house.amina.pk) == [1]
