"""Signing in and out, and the password."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.kit.changes import of_session, touch
from fourleaf.kit.refusals import Invalid, demand
from fourleaf.people import policy
from fourleaf.people.events import PasswordChanged, SignedIn, SignedOut
from fourleaf.people.models import Person, Session
from fourleaf.people.sessions import digest


def sign_in(*, actor: Person) -> None:
    """Write down that a session was opened; where from is nobody's figure."""
    record(SignedIn(actor=actor.pk))


def sign_out(*, actor: Person) -> None:
    """Write down that a session was ended."""
    record(SignedOut(actor=actor.pk))


@transaction.atomic
def set_password(*, actor: Person | None, person: Person, password: str) -> None:
    """Set the password by which the person signs in; every session opened with the old one ends."""
    demand(policy.can_set_password(actor, person), _("Only the person can change this."))
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), "password1") from error
    person.set_password(password)
    person.save(update_fields=["credential_stamp"])
    record(PasswordChanged(actor=actor.pk if actor else None, person=person.pk))


@transaction.atomic
def end_other_sessions(*, actor: Person, session_key: str) -> int:
    """Sign out everywhere else; answers how many sessions ended. Sockets of theirs close, pages from memory go."""
    with connection.cursor() as cursor:
        cursor.execute("select lock.end_other_sessions(%s)", [digest(session_key)])
        ended = [row[0] for row in cursor.fetchall()]
    touch(*(of_session(each) for each in ended))
    if ended:
        record(SignedOut(actor=actor.pk))
    return len(ended)


@transaction.atomic
def end_session(*, actor: None, session_key: str) -> bool:
    """System: end one session; answers whether it was there."""
    return bool(Session.objects.filter(digest=digest(session_key)).delete()[0])
