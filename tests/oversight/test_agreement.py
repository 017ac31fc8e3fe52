"""Purpose is enforced: the role that computes outcomes reads the counts that the agreement names, and nothing else."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from fourleaf.chronicle import access
from fourleaf.chronicle.models import Access
from fourleaf.config import database
from fourleaf.conversation import actions as conversation
from fourleaf.kit import time
from fourleaf.oversight.agreement import SHIPPED, Agreement, AgreementError
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import ReaderCount
from fourleaf.spaces.rights import Role
from tests.house import House, build_house

pytestmark = pytest.mark.postgres15


@pytest.fixture
def outcomes(transactional_db: None) -> Iterator[tuple[House, psycopg.Connection[Any]]]:
    """A committed house, and the login of the role that computes outcomes."""
    house = build_house()
    line = psycopg.connect(
        host=connection.settings_dict["HOST"], port=connection.settings_dict["PORT"] or None,
        dbname=connection.settings_dict["NAME"], user=database.role_name("outcomes"),
        password=database.role_password(database.role_name("outcomes")), autocommit=True,
    )  # fmt: skip
    yield house, line
    line.close()


def test_it_reads_no_table_at_all(outcomes: tuple[House, psycopg.Connection[Any]]) -> None:
    house, line = outcomes
    access.record(kind="thread", why=Access.Why.GRANT, who=house.ben.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "select quote_ident(relname) from pg_class"
            " where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'p')"
        )
        names = {name for (name,) in cursor.fetchall()}
    allowed = {view.name for view in settings.AGREEMENT.views}
    assert allowed < names
    assert {"chronicle_access", "conversation_post", "people_person", "oversight_deed"} < names
    for name in names - allowed:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            line.execute(f"select * from {name}")
    for name in allowed:
        line.execute(f"select * from {name}")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        line.execute("select lock.me()")


def test_groups_under_five_are_never_shown(outcomes: tuple[House, psycopg.Connection[Any]]) -> None:
    house, line = outcomes

    def members() -> dict[object, object]:
        return dict(line.execute("select space_id, people from outcomes_members").fetchall())

    assert house.ward.pk not in members()  # four people
    invitation = spaces.invite(actor=house.amina, space=house.ward, person=house.omar, role=Role.MEMBER)
    spaces.answer_invitation(actor=house.omar, invitation=invitation, accept=True)
    assert members()[house.ward.pk] == 5
    today = time.now().date()
    ReaderCount.objects.create(space=house.ward, on=today, readers=4)
    ReaderCount.objects.create(space=house.open, on=today, readers=5)
    read = line.execute("select space_id, people from outcomes_readers").fetchall()
    assert read == [(house.open.pk, 5)]


def test_deeds_are_counted_by_how_many_people_did_them(
    outcomes: tuple[House, psycopg.Connection[Any]],
) -> None:
    house, line = outcomes
    for person in (house.amina, house.ben, house.gwen):
        for _number in range(5):
            conversation.add_post(actor=person, space=house.ward, body="x")
    assert line.execute("select * from outcomes_deeds where space_id = %s", [house.ward.pk]).fetchall() == []
    for person in (house.omar, house.ruth):
        spaces.end_membership(actor=house.amina, membership=standing) if (
            standing := _of(person, house)
        ) else None
        spaces.add_member(actor=house.amina, space=house.ward, person=person, role=Role.MEMBER)
        conversation.add_post(actor=person, space=house.ward, body="x")
    rows = line.execute("select * from outcomes_deeds").fetchall()
    assert [(row[1], row[4]) for row in rows] == [("PostAdded", 5)]


def _of(person: Person, house: House) -> Any:
    return house.ward.memberships.filter(person=person, ended_at=None).first()


def test_everybody_reads_it_in_plain_words(house: House, as_person: Callable[[Person], Client]) -> None:
    for person in (house.ben, house.gwen, house.maria):
        page = as_person(person).get(reverse("agreement")).content.decode()
        for purpose in settings.AGREEMENT.purposes:
            assert purpose.name in page
        for view in settings.AGREEMENT.views:
            assert view.text in page
        assert "no number about fewer than 5 people" in page


def test_an_agreement_that_shows_smaller_groups_is_refused(tmp_path: Path) -> None:
    mine = tmp_path / "agreement.toml"
    mine.write_text(SHIPPED.read_text().replace("fewest = 5", "fewest = 4"))
    with pytest.raises(AgreementError, match="five"):
        Agreement.load(mine)
    mine.write_text(SHIPPED.read_text().replace("outcomes_members", "people_person"))
    with pytest.raises(AgreementError):
        Agreement.load(mine)
    mine.write_text("not toml at all [")
    with pytest.raises(AgreementError):
        Agreement.load(mine)


def test_every_table_it_counts_is_ours() -> None:
    assert {view.table for view in settings.AGREEMENT.views} <= set(database.tables())
