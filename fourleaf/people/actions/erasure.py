"""What people forget of somebody who is erased. The row stays, under another name: what they wrote hangs on it."""

from django.db import transaction

from fourleaf.chronicle.record import record
from fourleaf.people.actions.directory import deactivate_person
from fourleaf.people.events import PersonErased
from fourleaf.people.models import (
    ContactPoint,
    Credential,
    OrganisationRole,
    PastFunction,
    Person,
    Session,
    Token,
)

#: What is left of a person: nothing by which they could be known again.
EMPTY = {
    **dict.fromkeys(("family_name", "job_title", "about", "language"), ""),
    **dict.fromkeys(("email", "staff_number", "unit", "site", "profession", "manager", "sponsor")),
}


def name_for(person: Person) -> str:
    """Another name, the same whenever it is asked for: the last digits of the key tell several apart."""
    return f"Former member {person.pk.hex[-4:].upper()}"


@transaction.atomic
def erase_person(*, actor: None, person: Person, before: str) -> None:
    """System: they are gone and nobody can sign in as them; profile, contact, doors and roles are forgotten."""
    deactivate_person(actor=actor, person=person)
    for model in (ContactPoint, PastFunction, OrganisationRole, Session, Token, Credential):
        model.objects.filter(person=person).delete()
    person.skills.clear()
    Person.objects.filter(manager=person).update(manager=None)
    Person.objects.filter(sponsor=person).update(sponsor=None)
    for field, value in EMPTY.items():
        setattr(person, field, value)
    person.name, person.credential_stamp = name_for(person), ""
    person.save(update_fields=["name", "credential_stamp", *EMPTY])
    record(PersonErased(actor=None, person=person.pk))
