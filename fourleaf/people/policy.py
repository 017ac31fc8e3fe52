"""Who may do what with persons."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.module_loading import import_string

from fourleaf.kit import time
from fourleaf.people.models import OrganisationRole, Person


def can_change_profile(actor: Person, person: Person) -> bool:
    """About, skills, past functions and language belong to the person alone."""
    return actor.pk == person.pk and actor.is_active


def can_set_contact(actor: Person | None, person: Person) -> bool:
    """How somebody is reached privately is said by themselves, or by the system that brings them in."""
    return actor is None or can_change_profile(actor, person)


def can_set_password(actor: Person | None, person: Person) -> bool:
    """The person, or the system (a new demo, a reset whose key was checked)."""
    return actor is None or actor.pk == person.pk


def can_hold_tokens(actor: Person | None, person: Person) -> bool:
    """Tokens are made and revoked by whom they stand for, a bot's by its sponsor, or at the machine itself."""
    return actor is None or (actor.is_active and actor.pk in (person.pk, person.sponsor_id))


def can_write_to(actor: Person, person: Person) -> bool:
    """Whether a direct conversation with the person could be started."""
    return (
        actor.is_staff_member
        and person.is_staff_member
        and person.is_active
        and person.kind != Person.Kind.BOT
    )


def can_sponsor(actor: Person) -> bool:
    """Whether the person can answer for a bot: staff themselves, and no bot."""
    return actor.kind == Person.Kind.STAFF and actor.is_active


def can_keep_directory(actor: Person | None) -> bool:
    """Who joins, moves and leaves is said by the system (imports, the demo) or by an administrator."""
    if actor is None:
        return True
    return holds(actor, OrganisationRole.Role.ADMINISTRATOR)


def holds(person: Person, role: OrganisationRole.Role) -> bool:
    """Whether the person has this role in the organisation today."""
    return person.organisation_roles.on(time.now().date()).filter(role=role).exists()


def holds_any(person: Person, roles: Iterable[str]) -> bool:
    """Whether the person has one of these roles in the organisation today."""
    return person.organisation_roles.on(time.now().date()).filter(role__in=list(roles)).exists()


def leads(person: Person) -> bool:
    """Leaders of the organisation and, as apps above say (`settings.LEADING`), of teams."""
    if holds(person, OrganisationRole.Role.LEADER):
        return True
    return any(import_string(path)(person) for path in settings.LEADING)


def is_privacy_officer(person: Person) -> bool:
    """Whether the person watches over who reads what."""
    return person.is_active and holds(person, OrganisationRole.Role.PRIVACY_OFFICER)
