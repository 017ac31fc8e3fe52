"""What spaces tell the live gateway."""

from uuid import UUID

from fourleaf.chronicle.record import Recorded, SpaceEvent
from fourleaf.kit import time
from fourleaf.kit.bus import Notice, send
from fourleaf.kit.databases import OWN, SYSTEM
from fourleaf.people.models import OrganisationRole
from fourleaf.spaces.events import (
    AccessRequestAnswered,
    GlassBroken,
    InvitationAnswered,
    InvitationWithdrawn,
    MembershipAdded,
    MembershipEnded,
    PersonInvited,
    RoleChanged,
)
from fourleaf.spaces.models import BreakGlass, Membership
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


def people_told(glass: BreakGlass, using: str = OWN) -> set[UUID]:
    """Whom a broken glass concerns: the stewards of the space and the privacy officers, but who broke it."""
    today = time.now().date()
    stewards = Membership.objects.using(using).of_active().filter(space=glass.space_id, role=Role.STEWARD)
    officers = (
        OrganisationRole.objects.using(using)
        .on(today)
        .filter(role=OrganisationRole.Role.PRIVACY_OFFICER, person__deactivated_at=None)
    )
    told = {*stewards.values_list("person_id", flat=True), *officers.values_list("person_id", flat=True)}
    return told - {glass.person_id}


def tell_of_glass(event: GlassBroken, recorded: Recorded) -> None:
    """Somebody reads in an emergency: it waits for those whom it concerns, on their screens."""
    glass = BreakGlass.objects.using(SYSTEM).filter(pk=event.glass).first()
    for person in people_told(glass, SYSTEM) if glass else ():
        send(Notice(f"person:{person}", None, "WaitingChanged"))


def tell_stewards(event: SpaceEvent, recorded: Recorded) -> None:
    """A request waits for the stewards, or does no more."""
    stewards = Membership.objects.using(SYSTEM).of_active().filter(space=event.space, role=Role.STEWARD)
    for steward in stewards.values_list("person_id", flat=True):
        send(Notice(f"person:{steward}", None, "WaitingChanged"))
