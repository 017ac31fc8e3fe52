"""Secrets of hooks: those of incoming ones are kept as digests, those of outgoing ones are not kept at all.

The signing secret of an outgoing webhook is HMAC-SHA256 of its key and generation under the installation's secret, so
that a stolen database or backup holds none.
"""

import base64
import hashlib
import hmac
import secrets
from uuid import UUID

from django.conf import settings

PREFIX = "whsec_"


def new_key() -> str:
    """A new secret for the address of an incoming webhook: 256 random bits."""
    return secrets.token_urlsafe(32)


def digest(key: str) -> str:
    """What is kept of it: SHA-256 in hex."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def signing_secret(outgoing: UUID, generation: int) -> str:
    """The secret that the receiver verifies with, as Standard Webhooks writes it: `whsec_` and base64 of 32 bytes."""
    message = f"outgoing webhook {outgoing} {generation}".encode()
    return (
        PREFIX + base64.b64encode(hmac.digest(settings.SECRET_KEY.encode(), message, hashlib.sha256)).decode()
    )


def signatures(message: str, timestamp: int, body: bytes, secrets: list[str]) -> str:
    """The header `webhook-signature` of Standard Webhooks 1.0: for each secret `v1,` and base64 of HMAC-SHA256."""
    signed = f"{message}.{timestamp}.".encode() + body
    keys = (base64.b64decode(secret.removeprefix(PREFIX)) for secret in secrets)
    made = (hmac.digest(key, signed, hashlib.sha256) for key in keys)
    return " ".join("v1," + base64.b64encode(each).decode() for each in made)
