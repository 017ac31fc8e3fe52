"""Sign-in by e-mail address and password, under the second lock."""

from typing import Any
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.http import HttpRequest

from fourleaf.kit.identity import become
from fourleaf.kit.once import Once
from fourleaf.people.models import Person

PERSON = Once(lambda person: Person.objects.select_related("site", "unit").filter(pk=person.pk))


class PasswordBackend(AuthenticationBackend):
    """Finds the person through a definer function, then reads on as that person."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Person | None:
        address, password = (
            credentials.get("email") or credentials.get("username"),
            credentials.get("password"),
        )
        if not address or password is None:
            return None
        found = person_with(address.strip().lower())
        if found is None:
            make_password(password)  # as long as a wrong password takes: nobody learns who has an account
            return None
        become(found)
        person = Person.objects.filter(pk=found).first()
        if person and person.is_active and person.check_password(password):
            return person
        become(None)
        return None

    def get_user(self, user_id: Any) -> Person | None:
        person = PERSON.first(Person(pk=UUID(str(user_id))))
        return person if person and person.is_active else None


def person_with(address: str) -> UUID | None:
    """The key of the active person with this address, which nobody could look up without being signed in."""
    with connection.cursor() as cursor:
        cursor.execute("select lock.person_with(%s)", [address])
        found: UUID | None = cursor.fetchone()[0]
    return found
