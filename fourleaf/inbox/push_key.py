"""The key by which push services know this installation (VAPID, RFC 8292): made once, kept beside the files."""

import base64
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from py_vapid import Vapid02

from fourleaf.kit.durable import keep


def path() -> Path:
    """Where it is kept, readable by the server's account alone."""
    kept: Path = settings.DATA / "push_key.pem"
    return kept


def key() -> Vapid02:
    """The key; whoever needs it first makes it, and all processes agree on one."""
    if not path().exists():
        _write(replace=False)
    return Vapid02.from_pem(path().read_bytes())


def public_key() -> str:
    """What a browser is given to subscribe with: the uncompressed point on P-256, in URL-safe base 64."""
    point = key().public_key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def make_anew() -> None:
    """Replace the key; subscriptions made with the old one are of no use any more."""
    _write(replace=True)


def _write(*, replace: bool) -> None:
    made = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    keep(path(), made, replace=replace)
