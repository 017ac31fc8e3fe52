"""What spaces tell the live gateway."""

from fourleaf.chronicle.record import Recorded, SpaceEvent
from fourleaf.kit.bus import Notice, send
from fourleaf.kit.databases import SYSTEM
from fourleaf.spaces.events import (
    AccessRequestAnswered,
    InvitationAnswered,
    InvitationWithdrawn,
    MembershipAdded,
    MembershipEnded,
    PersonInvited,
    RoleChanged,
)
from fourleaf.spaces.models import Membership
from fourleaf.spaces.rights import Role

AboutPerson = (
    MembershipAdded
    | MembershipEnded
    | RoleChanged
    | PersonInvited
    | InvitationAnswered
    | InvitationWithdrawn
    | AccessRequestAnswered
)


def tell_space(event: SpaceEvent, recorded: Recorded) -> None:
    """A numbered deed happened in a space."""
    send(Notice(f"space:{event.space}", recorded.sequence, type(event).__name__))


def tell_person(event: AboutPerson, recorded: Recorded) -> None:
    """The person whom the deed concerns has something new on their home page or in their list of places."""
    send(Notice(f"person:{event.person}", None, "WaitingChanged"))


def tell_stewards(event: SpaceEvent, recorded: Recorded) -> None:
    """A request waits for the stewards, or does no more."""
    stewards = Membership.objects.using(SYSTEM).of_active().filter(space=event.space, role=Role.STEWARD)
    for steward in stewards.values_list("person_id", flat=True):
        send(Notice(f"person:{steward}", None, "WaitingChanged"))
