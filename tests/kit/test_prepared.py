"""A statement that is planned once still answers each person by the second lock."""

import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from fourleaf.kit import identity
from fourleaf.kit.prepared import prepared
from fourleaf.people.models import Person
from tests.house import House

NAMES = "select name from spaces_space /* planned once */ where id = %s or name <> %s order by name"


def seen_by(person: Person | None) -> list[str]:
    with identity.bound():
        identity.become(person.pk if person else None)
        with prepared() as cursor:
            cursor.execute(NAMES, ["01900000-0000-7000-8000-000000000000", "-"])
            return [name for (name,) in cursor.fetchall()]


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
    with CaptureQueriesContext(connection) as asked, prepared() as cursor:
        cursor.execute("select %s::int", [4])
        assert cursor.fetchone() == (4,)
    assert [each["sql"] for each in asked] == ["select %s::int"]
    with pytest.raises(DatabaseError), identity.bound(), prepared() as cursor:
        cursor.execute("select 1 / %s::int", [0])
