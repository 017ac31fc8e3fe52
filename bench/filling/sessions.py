"""Everybody is signed in: a session for each person, under a key that the load generator can work out."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from bench.filling.plan import Size, person_key, session_key
from fourleaf.kit import time
from fourleaf.people.models import Person, Session
from fourleaf.people.sessions import SessionStore, digest


def sign_in_everybody(size: Size) -> None:
    """Sessions as the sign-in page makes them, good for two weeks from now."""
    now = time.now()
    store = SessionStore()
    people = Person.objects.in_bulk([person_key(number) for number in range(size.people)])
    by_key = {str(key): person for key, person in people.items()}
    rows = []
    for number in range(size.people):
        person = by_key[person_key(number)]
        data = {
            SESSION_KEY: str(person.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: person.get_session_auth_hash(),
        }
        rows.append(
            Session(
                digest=digest(session_key(settings.SECRET_KEY, number)),
                person=person,
                data=store.encode(data),
                created_at=now,
                expires_at=now + timedelta(days=14),
            )
        )
    Session.objects.all().delete()
    Session.objects.bulk_create(rows)
