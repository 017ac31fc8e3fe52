"""Who may have somebody erased."""

from fourleaf.people.models import Person
from fourleaf.people.policy import is_privacy_officer


def can_erase(actor: Person, person: Person) -> bool:
    """The person themself, or the privacy officer; a bot is stopped by its sponsor instead."""
    return person.kind != Person.Kind.BOT and (actor.pk == person.pk or is_privacy_officer(actor))
