"""The second lock of documents by itself."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import DatabaseError, connection

from fourleaf.documents import actions
from fourleaf.documents.models import Document
from fourleaf.people.models import Person
from tests.documents.conftest import typed
from tests.house import House
from tests.sharing.conftest import Ask, shown

Raw = Callable[[Person], Ask]
TABLES = ("document", "documentupdate", "writer")


def test_outsiders_see_no_row_and_readers_all(house: House, plan: Document, raw: Raw) -> None:
    actions.add_update(actor=house.amina, document=plan, data=typed("Hello."))
    for table in TABLES:
        statement = f"select count(*) from documents_{table}"
        assert raw(house.ruth)(statement) == [(1,)], table
        assert raw(house.omar)(statement) == [(0,)], table
    shown(house.amina, "document", plan.pk, house.omar)
    for table in TABLES:
        assert raw(house.omar)(f"select count(*) from documents_{table}") == [(1,)], table


def test_only_writers_write_and_only_as_themselves(house: House, plan: Document, raw: Raw) -> None:
    write = "select lock.add_update(%s, %s, %s::bigint[], %s, now())"
    data = typed("Hello.")
    for who, writer in ((house.ruth, house.ruth), (house.omar, house.omar), (house.ben, house.amina)):
        with pytest.raises(DatabaseError):
            raw(who)(write, plan.pk, writer.pk, [1], data)
    assert raw(house.ben)(write, plan.pk, house.ben.pk, [1], data) == [(1,)]
    shown(house.amina, "document", plan.pk, house.omar, role="editor")
    assert raw(house.omar)(write, plan.pk, house.omar.pk, [2], data) == [(2,)]
    assert raw(house.omar)(write, plan.pk, house.omar.pk, [1], data) == [(None,)]


def test_the_system_s_functions_are_not_for_requests(house: House, plan: Document, raw: Raw) -> None:
    for statement in (
        "select lock.accept_updates(array[%s]::uuid[], array[%s]::uuid[], array[''::bytea], now())",
        "select lock.bind_writers(array[%s]::uuid[], array[1]::bigint[], array[%s]::uuid[], now())",
        "select lock.document_rights(array[%s]::uuid[], array[%s]::uuid[])",
    ):
        with pytest.raises(DatabaseError):
            raw(house.amina)(statement, plan.pk, house.amina.pk)


@pytest.mark.parametrize(
    "statement",
    [
        "update documents_document set space_id = '{other}' where id = '{document}'",
        "update documents_document set sequence = 9 where id = '{document}'",
        "insert into documents_documentupdate (document_id, number, person_id, data, at)"
        " values ('{document}', 9, '{me}', '', now())",
        "update documents_documentupdate set data = '' where document_id = '{document}'",
        "insert into documents_documentstate (document_id, upto, data, at)"
        " values ('{document}', 9, '', now())",
    ],
)
def test_nobody_rewrites_the_log(house: House, plan: Document, raw: Raw, statement: str) -> None:
    actions.add_update(actor=house.amina, document=plan, data=typed("Hello."))
    names = {"document": plan.pk, "other": house.open.pk, "me": house.amina.pk}
    with pytest.raises(DatabaseError):
        raw(house.amina)(statement.format(**names))


def test_deleting_needs_a_withdrawal(house: House, plan: Document, raw: Raw) -> None:
    actions.add_update(actor=house.amina, document=plan, data=typed("Hello."))
    assert raw(house.amina)("delete from documents_documentupdate") == [0]


def test_nobody_moves_what_is_not_theirs(house: House, plan: Document, raw: Raw) -> None:
    for who in (house.ben, house.omar, house.ruth):
        with pytest.raises(DatabaseError):
            raw(who)("select lock.move_document(%s, %s)", plan.pk, house.open.pk)
    with pytest.raises(DatabaseError):
        raw(house.amina)("select lock.move_document(%s, %s)", plan.pk, house.secret.pk)


def test_rights_are_as_the_policy_says(house: House, plan: Document, raw: Raw) -> None:
    shown(house.amina, "document", plan.pk, house.omar, role="editor")
    shown(house.amina, "document", plan.pk, house.maria)
    people = [house.amina, house.ben, house.ruth, house.gwen, house.omar, house.maria]
    stranger = Person.objects.create(name="Late Comer", kind=Person.Kind.STAFF)
    asked = [*people, stranger]
    rights = rights_of(plan, asked)
    assert [rights.get(who.pk) for who in asked] == [True, True, False, True, True, False, None]


def test_rights_end_with_the_grant(house: House, plan: Document, raw: Raw) -> None:
    shown(house.amina, "document", plan.pk, house.omar, role="editor", days=-1)
    shown(house.amina, "document", plan.pk, house.maria)
    assert list(rights_of(plan, [house.omar, house.maria])) == [house.maria.pk]
    assert raw(house.omar)("select count(*) from documents_documentupdate") == [(0,)]


def rights_of(document: Document, people: list[Person]) -> dict[UUID, bool]:
    """Who of them may read, and whether they may write, as its open room asks each second."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id, writes from lock.document_rights(%s, %s)",
            [[document.pk] * len(people), [who.pk for who in people]],
        )
        return dict(cursor.fetchall())
