"""What was read is written down by the database, in the name of whoever reads, and changed by nobody."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from fourleaf.chronicle import access
from fourleaf.chronicle.models import Access
from fourleaf.config import database
from fourleaf.kit import identity, ids, time
from fourleaf.kit.whence import Whence, coming_from, whence
from fourleaf.people.models import OrganisationRole, Person
from tests.house import House, build_house

pytestmark = pytest.mark.postgres15
RECORD = (
    "select lock.record_access(gen_random_uuid(), %s, 'thread', null, null, null, 'member', "
    "'2001-01-01', null, '')"
)
Acting = Callable[[Person | None], psycopg.Connection[Any]]


def test_a_request_records_who_reads_what_whose_why_and_from_where(house: House) -> None:
    with coming_from("10.1.2.3", "a session key"), identity.bound():
        identity.become(house.ben.pk)
        access.record(
            kind="thread",
            object_id=house.post.pk,
            whose=house.amina.pk,
            why=Access.Why.MEMBER,
            space=house.ward.pk,
            who=house.amina.pk,  # a request cannot say who it is
        )
    row = Access.objects.get()
    assert (row.person_id, row.kind, row.object_id) == (house.ben.pk, "thread", house.post.pk)
    assert (row.whose_id, row.space_id, row.why) == (house.amina.pk, house.ward.pk, "member")
    assert (row.address, row.session) == ("10.1.2.3", Whence("", "a session key").session)
    assert "a session key" not in str(vars(row))


def test_the_machine_itself_reads_as_nobody_from_nowhere(house: House) -> None:
    assert whence() == Whence()
    access.record(kind="export", why=Access.Why.EXPORT)
    row = Access.objects.get()
    assert (row.person_id, row.address, row.session) == (None, None, "")


def test_a_file_fetched_again_within_a_minute_is_one_reading(house: House) -> None:
    file, now = ids.uuid7(), time.now()
    for seconds in (0, 20, 59, 61, 200):
        with time.at(now + timedelta(seconds=seconds)):
            access.record(kind="file", object_id=file, why=Access.Why.MEMBER, who=house.ben.pk)
    assert Access.objects.count() == 3
    access.record(kind="file", object_id=file, why=Access.Why.MEMBER, who=house.amina.pk)
    assert Access.objects.count() == 4


@pytest.fixture
def raw(transactional_db: None) -> Iterator[tuple[House, Acting]]:
    """The web role's own login, past all our code."""
    house, opened = build_house(), []

    def acting(person: Person | None) -> psycopg.Connection[Any]:
        line = psycopg.connect(
            host=connection.settings_dict["HOST"], port=connection.settings_dict["PORT"] or None,
            dbname=connection.settings_dict["NAME"], user=database.role_name("web"),
            password=database.role_password(database.role_name("web")), autocommit=True,
        )  # fmt: skip
        opened.append(line)
        if person is not None:
            claim = identity.sign(person.pk, line.info.backend_pid)
            line.execute("select set_config('fourleaf.identity', %s, false)", [claim])
        return line

    yield house, acting
    for line in opened:
        line.close()


def test_injected_sql_cannot_read_as_another_nor_at_another_time(raw: tuple[House, Acting]) -> None:
    house, acting = raw
    acting(house.ben).execute(RECORD, [house.amina.pk])
    row = Access.objects.get()
    assert row.person_id == house.ben.pk
    assert abs(row.at - time.now()) < timedelta(minutes=5)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        acting(None).execute(RECORD, [house.amina.pk])


@pytest.mark.parametrize(
    "statement",
    [
        "insert into chronicle_access (id, kind, why, at) values (gen_random_uuid(), '', 'audit', now())",
        "update chronicle_access set person_id = null",
        "delete from chronicle_access",
        "truncate chronicle_access",
    ],
)
def test_no_application_role_changes_what_was_read(raw: tuple[House, Acting], statement: str) -> None:
    house, acting = raw
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        acting(house.amina).execute(statement)
    for role in ("jobs", "outcomes"):
        with (
            pytest.raises(Exception, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("select set_config('role', %s, true)", [database.role_name(role)])
            cursor.execute(statement)


def test_one_sees_ones_own_reading_and_who_read_ones_own(raw: tuple[House, Acting]) -> None:
    house, acting = raw
    access.record(kind="thread", whose=house.amina.pk, why=Access.Why.MEMBER, who=house.ben.pk)

    def seen(person: Person) -> int:
        row = acting(person).execute("select count(*) from chronicle_access").fetchone()
        return int(row[0]) if row else -1

    assert [seen(person) for person in (house.ben, house.amina, house.ruth, house.omar)] == [1, 1, 0, 0]
    today = time.now().date()
    role = OrganisationRole.objects.create(
        person=house.omar, role=OrganisationRole.Role.PRIVACY_OFFICER, from_on=today
    )
    assert seen(house.omar) == 1
    OrganisationRole.objects.filter(pk=role.pk).update(
        from_on=today - timedelta(days=9), until_on=today - timedelta(days=1)
    )
    assert seen(house.omar) == 0
