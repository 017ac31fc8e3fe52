"""A space of the demo world where reading is recorded, and a week of who read there: something to oversee."""

from datetime import timedelta

from fourleaf.chronicle import access
from fourleaf.chronicle.models import Access
from fourleaf.kit import time
from fourleaf.people.actions import set_password
from fourleaf.spaces.actions import set_auditing
from fourleaf.spaces.models import Membership
from fourleaf.world.conversations import Stage
from fourleaf.world.doors import DEMO_PASSWORD

OFFICER, WATCHED = "olwen", "tumour-board-handbook"
#: How many of the members read there on each of the last days, the newest first.
READERS = (3, 5, 2, 0, 1, 4, 3)


def overseeing(stage: Stage) -> None:
    """The privacy officer has reading recorded there; she can sign in with the demo's password."""
    officer, space = stage.people[OFFICER], stage.spaces[WATCHED]
    set_password(actor=None, person=officer, password=DEMO_PASSWORD)
    with time.at(stage.calendar.now - timedelta(days=len(READERS) + 1)):
        set_auditing(actor=officer, space=space, on=True)
    members = Membership.objects.standing().filter(space=space).order_by("since", "pk")
    people = list(members.values_list("person_id", flat=True))
    for days, count in reversed(list(enumerate(READERS))):
        for number, person in reversed(list(enumerate(people[:count]))):
            with time.at(stage.calendar.now - timedelta(days=days, minutes=37 * number + 11)):
                access.record(
                    kind="stream", object_id=space.pk, why=Access.Why.MEMBER, space=space.pk, who=person
                )
