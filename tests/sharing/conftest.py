"""A way to ask the database as the web role acting for somebody, past all our code."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from fourleaf.kit import identity, time
from fourleaf.people.models import Person
from fourleaf.sharing import actions, things
from fourleaf.sharing.models import Grant
from fourleaf.sharing.things import Thing

Ask = Callable[..., list[Any]]


@pytest.fixture
def raw() -> Callable[[Person], Ask]:
    """`raw(person)(statement, *values)`: the rows, as row-level security lets this person see them."""

    def acting(person: Person) -> Ask:
        def ask(statement: str, *values: Any) -> list[Any]:
            with transaction.atomic(), identity.bound():
                identity.become(person.pk)
                with connection.cursor() as cursor:
                    cursor.execute(statement, values or None)
                    return list(cursor.fetchall()) if cursor.description else [cursor.rowcount]

        return ask

    return acting


def thing_of(person: Person, kind: str, key: Any) -> Thing:
    """The thing as somebody who belongs there finds it."""
    found = things.find(person, kind, key)
    assert found is not None
    return found


def shown(actor: Person, kind: str, key: Any, to: Any, **given: Any) -> Grant:
    """A grant, as an action gives it; `days` may be negative to make one that has run out."""
    days = given.pop("days", 30)
    grant = actions.show(actor=actor, thing=thing_of(actor, kind, key), to=to, purpose="The audit.", **given)
    if days != 30:
        Grant.objects.filter(pk=grant.pk).update(expires_at=time.now() + timedelta(days=days))
        grant.refresh_from_db()
    return grant
