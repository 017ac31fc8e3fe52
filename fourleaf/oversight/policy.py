"""Who watches over the watching: the privacy officer."""

from uuid import UUID

from fourleaf.kit import time
from fourleaf.people.models import OrganisationRole, Person
from fourleaf.people.policy import is_privacy_officer


def can_oversee(person: Person) -> bool:
    return is_privacy_officer(person)


def watching() -> set[UUID]:
    """Everybody who is privacy officer today."""
    officers = OrganisationRole.objects.on(time.now().date()).filter(
        role=OrganisationRole.Role.PRIVACY_OFFICER, person__deactivated_at=None
    )
    return set(officers.values_list("person_id", flat=True))
