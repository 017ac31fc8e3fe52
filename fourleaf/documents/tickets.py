"""Tickets: what a sync client shows instead of a cookie. Good for one document while the session or token lives.

And hints: what copied text carries along, so that whoever pastes it elsewhere can credit who wrote it. A hint lets
nobody read anything: it says only that this server gave it out for that document.
"""

import base64
from uuid import UUID

from django.core.signing import BadSignature, Signer

from fourleaf.people.sessions import digest

_hints = Signer(salt="fourleaf.documents.hint", sep=".")
_signer = Signer(salt="fourleaf.documents.ticket", sep=".")


def ticket_for(document: UUID, session_key: str) -> str:
    """A text for an address: it names the session by its digest, so it lets nobody sign in."""
    body = document.bytes + bytes.fromhex(digest(session_key))
    return _signer.sign(base64.urlsafe_b64encode(body).decode().rstrip("="))


def ticket_for_token(document: UUID, token: UUID) -> str:
    """The same for a program, whose token it names by its key."""
    return _signer.sign(base64.urlsafe_b64encode(document.bytes + token.bytes).decode().rstrip("="))


def holder_of(ticket: str, document: UUID) -> str | UUID | None:
    """Whom the ticket was made for, if it is ours and of this document: the digest of a session, or a token's key."""
    try:
        body = base64.urlsafe_b64decode(_signer.unsign(ticket) + "==")
    except (BadSignature, ValueError):
        return None
    if body[:16] != document.bytes:
        return None
    return UUID(bytes=body[16:]) if len(body) == 32 else body[16:].hex() if len(body) == 48 else None


def hint_of(document: UUID) -> str:
    """What text that is copied from this document carries along."""
    return _hints.sign(base64.urlsafe_b64encode(document.bytes).decode().rstrip("="))


def source_of_hint(hint: str) -> UUID | None:
    """The document that the hint was given out for, if it is ours."""
    try:
        body = base64.urlsafe_b64decode(_hints.unsign(hint) + "==")
    except (BadSignature, ValueError):
        return None
    return UUID(bytes=body) if len(body) == 16 else None
