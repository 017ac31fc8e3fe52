"""Links in mails that stop them without signing in (RFC 8058), signed so that they stop nobody else's."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from fourleaf.inbox.actions.wishes import AT_ONCE, DIGEST

SALT = "fourleaf.inbox.stopping"


def stop_url(person: UUID, what: str) -> str:
    """The whole address that stops this kind of mail for this person."""
    token = signing.dumps([str(person), what], salt=SALT)
    return settings.PUBLIC_URL + reverse("notifications-stop", args=[token])


def read_token(token: str) -> tuple[UUID, str] | None:
    """Whom the link belongs to, and what it stops; None for what we did not sign."""
    try:
        person, what = signing.loads(token, salt=SALT)
        return (UUID(person), what) if what in (AT_ONCE, DIGEST) else None
    except (signing.BadSignature, ValueError, TypeError):
        return None
