"""One table of rights, three readers of it: the policy, the database, the docs."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourleaf.kit import identity, time
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from fourleaf.spaces import policy, rights
from fourleaf.spaces.models import Archival, Membership, PlannedStart, ReaderCount, Space
from fourleaf.spaces.rights import Right, Role
from tests.house import House

pytestmark = pytest.mark.postgres15


def spaces_in_sql(person: Person, right: Right) -> set[UUID]:
    identity.become(person.pk)
    with connection.cursor() as cursor:
        cursor.execute("select lock.spaces_where(%s)", [right])
        found: list[UUID] = cursor.fetchone()[0]
    identity.become(None)
    return set(found)


def is_allowed_in_sql(person: Person, right: Right, space: Space) -> bool:
    identity.become(person.pk)
    with connection.cursor() as cursor:
        cursor.execute("select lock.allows(%s, %s)", [right, space.pk])
        allows: bool = cursor.fetchone()[0]
    identity.become(None)
    return allows


@given(
    access=st.sampled_from(Space.Access.values),
    role=st.sampled_from([None, *Role.values]),
    is_ended=st.booleans(),
    is_expired=st.booleans(),
    state=st.sampled_from(["live", "archived", "planned"]),
    kind=st.sampled_from(Person.Kind.values),
    has_left=st.booleans(),
)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_policy_and_the_database_agree(
    house: House,
    access: str,
    role: str | None,
    is_ended: bool,
    is_expired: bool,
    state: str,
    kind: str,
    has_left: bool,
) -> None:
    space = Space.objects.create(name="Tried", kind=Space.Kind.TEAM, access=access, founder=house.amina)
    person = Person.objects.create(
        name="Tried Out", kind=kind, deactivated_at=time.now() if has_left else None
    )
    if role:
        expires_at = time.now() + timedelta(days=-1 if is_expired else 1)
        Membership.objects.create(
            space=space, person=person, role=role, sponsor=house.amina, expires_at=expires_at,
            ended_at=time.now() if is_ended else None,
        )  # fmt: skip
    if state == "archived":
        Archival.objects.create(space=space, by=house.amina)
    if state == "planned":
        PlannedStart.objects.create(space=space, by=house.amina)
    space = Space.objects.get(pk=space.pk)
    for right in Right:
        by_policy = right in policy.rights_in(person, space) and not has_left
        assert (space.pk in spaces_in_sql(person, right)) is by_policy, right
        assert is_allowed_in_sql(person, right, space) is by_policy, right
    assert Space.objects.readable_by(person).filter(pk=space.pk).exists() is policy.can_read(person, space)
    if not has_left:
        assert policy.readers(space).filter(pk=person.pk).exists() is policy.can_read(person, space)


def test_the_docs_show_the_table() -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "rights.md"
    assert rights.matrix() in page.read_text()


def test_a_cursor_moves_forward_and_not_past_the_end(house: House) -> None:
    last = house.reply.sequence
    identity.become(house.ben.pk)
    assert spaces.move_cursor(actor=house.ben, space=house.ward, read_to=3) == 3
    assert spaces.move_cursor(actor=house.ben, space=house.ward, read_to=1) == 3
    assert spaces.move_cursor(actor=house.ben, space=house.ward, read_to=2**62) == last
    assert ReaderCount.objects.get(space=house.ward).readers == 1


def test_who_reads_what_is_the_same_asked_for_many_at_once(house: House) -> None:
    people = [house.amina, house.ben, house.ruth, house.gwen, house.omar, house.maria]
    spaces = [house.ward.pk, house.secret.pk, house.open.pk]
    singly = {
        (person.pk, space)
        for person in people
        for space in Space.objects.readable_by(person).filter(pk__in=spaces).values_list("pk", flat=True)
    }
    assert policy.readable(people, spaces) == singly
    assert 3 < len(singly) < len(people) * len(spaces)
