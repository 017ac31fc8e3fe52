"""Everybody is signed in: each with a session and an API token that the load generator can work out."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from bench.filling.plan import Size, person_key, session_key, token_text
from fourleaf.kit import time
from fourleaf.people.models import Person, Session, Token
from fourleaf.people.sessions import SessionStore, digest


def sign_in_everybody(size: Size) -> None:
    """Sessions as the sign-in page makes them and tokens for everything, good for two weeks from now."""
    now = time.now()
    until = now + timedelta(days=14)
    store = SessionStore()
    people = Person.objects.in_bulk([person_key(number) for number in range(size.people)])
    by_key = {str(key): person for key, person in people.items()}
    rows, tokens = [], []
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
                expires_at=until,
            )
        )
        text = token_text(settings.SECRET_KEY, number)
        tokens.append(
            Token(
                person=person,
                digest=hashlib.sha256(text.encode()).hexdigest(),
                name="bench",
                scopes=Token.Scope.values,
                expires_at=until,
            )
        )
    Session.objects.all().delete()
    Session.objects.bulk_create(rows)
    Token.objects.all().delete()
    Token.objects.bulk_create(tokens)
