"""The key that signs the seals (Ed25519, RFC 8032), and the list of daily heads: both in files, in no database."""

import base64
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from fourleaf.kit.durable import keep

KEY = "audit_key.pem"
HEADS = "audit_heads.jsonl"


@dataclass(frozen=True)
class Head:
    """The last seal of a day as it was then: `head` and `signature` in hex."""

    on: str
    number: int
    head: str
    signature: str


def path() -> Path:
    """Where the private key is kept."""
    kept: Path = settings.DATA / KEY
    return kept


def has_key() -> bool:
    """Whether there is a key yet; the worker makes it when it seals for the first time."""
    return path().exists()


def sign(head: bytes) -> bytes:
    """64 bytes; the key is made when it is first needed."""
    return _key().sign(head)


def public_key() -> str:
    """The 32 bytes in base 64, to be kept elsewhere: with it anybody can check the seals."""
    return base64.b64encode(_key().public_key().public_bytes_raw()).decode()


def is_signed(head: bytes, signature: bytes, public: str) -> bool:
    """Whether the signature is that of this public key on this head."""
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(public)).verify(signature, head)
    except (InvalidSignature, ValueError):
        return False
    return True


def daily_heads() -> Iterator[Head]:
    """What was written down of each day, oldest first."""
    kept: Path = settings.DATA / HEADS
    if kept.exists():
        for line in kept.read_text().splitlines():
            yield Head(**json.loads(line))


def keep_head(head: Head) -> None:
    """Add the last seal of a day that is over; a day has one."""
    if any(known.on == head.on for known in daily_heads()):
        return
    kept: Path = settings.DATA / HEADS
    with kept.open("a") as file:
        file.write(json.dumps(asdict(head)) + "\n")


def _key() -> Ed25519PrivateKey:
    if not has_key():
        made = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        keep(path(), made)
    loaded = serialization.load_pem_private_key(path().read_bytes(), None)
    if not isinstance(loaded, Ed25519PrivateKey):
        raise TypeError(f"{path()} holds no Ed25519 key.")
    return loaded
