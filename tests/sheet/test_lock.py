"""The second lock of the Sheet: raw SQL of the web role."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from fourleaf.conversation import actions as conversation
from fourleaf.kit import identity
from fourleaf.people import actions as people
from fourleaf.people.models import Person
from fourleaf.sheet import actions
from fourleaf.sheet.models import Line
from tests.house import House

pytestmark = pytest.mark.postgres15


@contextmanager
def web(person: Person) -> Iterator[Callable[..., int]]:
    """Ask as the web role for this person; answers how many rows it concerned, -1 where it was refused."""

    def ask(statement: str, *values: UUID | None) -> int:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, [*values])
                return int(cursor.rowcount)
        except DatabaseError:
            return -1

    with identity.bound():
        identity.become(person.pk)
        yield ask


@pytest.fixture
def lines(house: House) -> tuple[Line, Line]:
    """One for the ward, one for all; Ben and Omar are asked."""
    people.give_role(actor=None, person=house.amina, role="leader")
    ward = actions.add_line(actor=house.amina, area="staff", text="Ward.", asked=house.ben, space=house.ward)
    return ward, actions.add_line(actor=house.amina, area="staff", text="All.", asked=house.omar)


@pytest.mark.parametrize(("person", "count"), [("ben", 2), ("omar", 1), ("maria", 0)])
def test_who_sees_which_rows(house: House, lines: object, person: str, count: int) -> None:
    assert settings.LOCK_ROLE
    with web(getattr(house, person)) as ask:
        assert ask("select 1 from sheet_line") == count
        assert ask("select 1 from sheet_asking") == count


ANSWER = "insert into sheet_answer (line_id, by_id, text, at) values (%s, %s, 'x', now())"
ASKING = "insert into sheet_asking (id, line_id, person_id, by_id, at) values (gen_random_uuid(), %s, %s, %s, now())"
LINE = (
    "insert into sheet_line (id, kind, area, text, space_id, author_id, at)"
    " values (gen_random_uuid(), 'idea', 'staff', 'x', %s, %s, now())"
)
PLEDGE = (
    "insert into sheet_pledge (id, leader_id, text, rate, from_on, at)"
    " values (gen_random_uuid(), %s, 'x', 3, now()::date, now())"
)
WITHDRAWAL = "insert into sheet_withdrawal (line_id, by_id, at) values (%s, %s, now())"
DELEGATION = (
    "insert into conversation_delegation (id, leader_id, delegate_id, at)"
    " values (gen_random_uuid(), %s, %s, now())"
)


def test_nobody_writes_what_they_may_not(house: House, lines: tuple[Line, Line]) -> None:
    ward, all_ = lines
    with web(house.omar) as ask:
        assert ask(ANSWER, ward.pk, house.omar.pk) == -1
        assert ask(LINE, house.ward.pk, house.omar.pk) == -1
        assert ask(LINE, None, house.amina.pk) == -1
        assert ask("update sheet_line set text = 'x'") == 0
        assert ask(PLEDGE, house.omar.pk) == -1
        assert ask(DELEGATION, house.omar.pk, house.ben.pk) == -1
        assert (
            ask(
                "insert into sheet_withdrawal (line_id, by_id, at) values (%s, %s, now())",
                all_.pk,
                house.omar.pk,
            )
            == -1
        )
        assert ask("insert into sheet_area values ('x', 'x', '', 1, now(), null, %s)", house.omar.pk) == -1
        assert ask(ANSWER, all_.pk, house.omar.pk) == 1
    with web(house.ben) as ask:
        assert ask(ANSWER, all_.pk, house.ben.pk) == -1
        assert ask(ASKING, all_.pk, house.ben.pk, house.ben.pk) == -1
        assert ask("update sheet_asking set person_id = %s", house.gwen.pk) == -1
        assert ask("delete from sheet_answer") == 0
    with web(house.maria) as ask:
        assert ask(LINE, None, house.maria.pk) == -1


def test_nobody_writes_for_who_did_not_let_them(house: House, lines: object) -> None:
    written = "insert into conversation_writtenfor (post_id, leader_id) values (%s, %s)"
    with web(house.ben) as ask:
        assert ask(written, house.reply.pk, house.amina.pk) == -1
    conversation.give_delegation(actor=house.amina, delegate=house.ben)
    with web(house.gwen) as ask:
        assert ask("select 1 from conversation_delegation") == 0
        assert ask(written, house.reply.pk, house.amina.pk) == -1
    with web(house.ben) as ask:
        assert ask("update conversation_delegation set delegate_id = %s", house.gwen.pk) == -1
        assert ask(written, house.post.pk, house.amina.pk) == -1
        assert ask(written, house.reply.pk, house.amina.pk) == 1


def test_consents_and_pledges_are_ones_own(house: House, lines: object) -> None:
    pledge = actions.make_pledge(actor=house.amina, text="I answer.", rate=3)
    actions.give_consent(actor=house.amina, pledge=pledge, to=house.ben)
    with web(house.omar) as ask:
        assert ask("select 1 from sheet_pledge") == 1
        assert ask("select 1 from sheet_consent") == 0
        assert ask("update sheet_pledge set ended_at = now()") == 0
    with web(house.ben) as ask:
        assert ask("select 1 from sheet_consent") == 1
        assert ask("update sheet_consent set ended_at = now()") == 0
    with web(house.amina) as ask:
        assert ask("update sheet_pledge set rate = 1") == -1
        assert ask("update sheet_consent set ended_at = now()") == 1
