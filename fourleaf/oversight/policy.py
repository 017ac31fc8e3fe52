"""Who watches over the watching: the privacy officer."""

from fourleaf.people.models import Person
from fourleaf.people.policy import is_privacy_officer


def can_oversee(person: Person) -> bool:
    return is_privacy_officer(person)
