"""Who acts in a transaction: said past Django's cursors, and heard by all that follows."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from fourleaf.kit import identity

KNOWN = "select current_setting('fourleaf.identity', true)"


@pytest.fixture(autouse=True)
def _as_owner(transactional_db: None, settings: Any) -> None:
    """Real transactions, under the role with which the process is logged in."""
    settings.LOCK_ROLE = None


def known() -> str:
    with connection.cursor() as cursor:
        cursor.execute(KNOWN)
        return str(cursor.fetchone()[0] or "")


def test_the_first_word_of_a_transaction_may_say_who_acts() -> None:
    person = uuid4()
    with transaction.atomic():
        identity.become(person)
        assert known().startswith(f"{person}:")
    assert known() == ""


def test_a_transaction_begins_as_nobody_whoever_acted_before_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('fourleaf.identity', 'left behind', false)")
    try:
        with identity.bound():
            assert known() == ""
    finally:
        connection.close()


def test_all_that_was_done_is_undone_with_it() -> None:
    with pytest.raises(ZeroDivisionError), identity.bound():
        with connection.cursor() as cursor:
            cursor.execute("create table left_behind ()")
        raise ZeroDivisionError
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass('left_behind')")
        assert cursor.fetchone() == (None,)


def test_what_the_database_refuses_is_said_in_its_words() -> None:
    with pytest.raises(DatabaseError, match="aborted"), identity.bound():
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute("select 1 / 0")
        identity.become(uuid4())


def test_a_database_that_goes_away_just_then_is_told_from_one_that_refuses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(identity, "_answers", lambda: True)
    connection.ensure_connection()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
    other.close()
    with pytest.raises(OperationalError), identity.bound():
        pass
    connection.close()
