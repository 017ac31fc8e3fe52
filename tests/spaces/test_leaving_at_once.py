"""Two stewards leave in the same moment: one goes, the other stays the last."""

import threading

from django.db import connection

from fourleaf.kit import identity
from fourleaf.kit.refusals import Invalid
from fourleaf.people.models import Person
from fourleaf.spaces import actions
from fourleaf.spaces.models import Membership, Space
from fourleaf.spaces.rights import Role
from tests.house import build_house


def test_one_steward_is_left(transactional_db: None) -> None:
    house = build_house()
    ben = Membership.objects.standing().get(space=house.ward, person=house.ben)
    actions.change_role(actor=house.amina, membership=ben, role=Role.STEWARD)
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def leave(person: Person) -> None:
        try:
            start.wait(5)
            with identity.bound():
                identity.become(person.pk)
                own = Membership.objects.standing().select_related("space", "person")
                actions.end_membership(actor=person, membership=own.get(space=house.ward, person=person))
            outcomes.append("left")
        except Invalid:
            outcomes.append("stays")
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=[person]) for person in (house.amina, house.ben)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(outcomes) == ["left", "stays"]
    assert _stewards(house.ward) == 1


def _stewards(space: Space) -> int:
    return Membership.objects.of_active().filter(space=space, role=Role.STEWARD).count()
