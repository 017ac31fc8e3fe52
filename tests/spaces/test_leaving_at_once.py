"""Two stewards leave in the same moment: one goes, the other stays the last."""

import threading
import time as clock

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
    has_left, outcomes = threading.Event(), dict[str, str]()

    def leave(person: Person, waits: float) -> None:
        try:
            with identity.bound():
                identity.become(person.pk)
                own = Membership.objects.standing().select_related("space", "person")
                actions.end_membership(actor=person, membership=own.get(space=house.ward, person=person))
                has_left.set()
                clock.sleep(waits)  # not committed yet, while the other one leaves too
            outcomes[person.name] = "left"
        except Invalid:
            outcomes[person.name] = "stays"
        finally:
            connection.close()

    first = threading.Thread(target=leave, args=[house.amina, 0.5])
    second = threading.Thread(target=leave, args=[house.ben, 0])
    first.start()
    assert has_left.wait(5)
    second.start()
    first.join(10)
    second.join(10)
    assert outcomes == {"Amina Yusuf": "left", "Ben Achterberg": "stays"}
    assert _stewards(house.ward) == 1


def _stewards(space: Space) -> int:
    return Membership.objects.of_active().filter(space=space, role=Role.STEWARD).count()
