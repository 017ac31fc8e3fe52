"""A statement that is planned once still answers each person by the second lock."""

import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from fourleaf.kit import identity, prepared, time
from fourleaf.kit.ids import uuid7
from fourleaf.kit.prepared import ask, in_numbers
from fourleaf.people.models import Person
from tests.house import House

NAMES = "select name from spaces_space /* planned once */ where id = %s or name <> %s order by name"


def seen_by(person: Person | None) -> list[str]:
    with identity.bound():
        identity.become(person.pk if person else None)
        return [name for (name,) in ask(NAMES, ["01900000-0000-7000-8000-000000000000", "-"])]


def test_one_plan_shows_everybody_only_what_is_theirs(house: House) -> None:
    first = seen_by(house.amina), seen_by(house.maria), seen_by(None)
    assert first[0] != first[1]
    assert first[2] == []
    for _ in range(8):  # after some runs the database keeps a plan that knows no values
        assert (seen_by(house.amina), seen_by(house.maria), seen_by(None)) == first
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_prepared_statements where statement like '%%planned once%%'")
        assert cursor.fetchone() == (1,)
    assert settings.LOCK_ROLE, "these ran under the role that is bound"


def test_its_statements_are_counted_and_its_errors_are_djangos(house: House) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert ask("select %s::int", [4]) == [(4,)]
    assert [each["sql"] for each in asked] == ["select $1::int"]
    for division in (ask, logged):
        with pytest.raises(DatabaseError), identity.bound():
            division("select 1 / %s::int", [0])


def logged(text: str, values: list[int]) -> list[tuple[int, ...]]:
    with CaptureQueriesContext(connection):
        return ask(text, values)


def test_values_of_each_kind_come_back_as_they_went(house: House) -> None:
    now, key = time.now(), uuid7()
    text = (
        "select %(key)s::uuid, %(at)s::timestamptz, %(keys)s::uuid[], %(none)s::text, %(at)s is null, '100%%'"
    )
    values = {"key": key, "at": now, "keys": [key, key], "none": None}
    assert ask(text, values) == [(key, now, [key, key], None, False, "100%")]


def test_values_that_have_names_are_sent_once() -> None:
    assert in_numbers("%(b)s %% %(a)s %(b)s") == ("$1 % $2 $1", ("b", "a"))
    assert in_numbers("%s, %s") == ("$1, $2", ())


def test_no_more_texts_are_kept_than_are_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "MOST", 2)
    ours = (
        "select count(*) from pg_prepared_statements where statement like 'select $1::int /* one of many %'"
    )
    for turn in range(2):
        for number in range(4):
            assert ask(f"select %s::int /* one of many {number} */", [number]) == [(number,)]
        with connection.cursor() as cursor:
            cursor.execute(ours)
            assert cursor.fetchone() <= (2,), turn
