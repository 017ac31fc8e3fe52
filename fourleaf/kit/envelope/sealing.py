"""Seal and unseal one value.

A sealed value is: the format's number (1 byte, 1), the name of its data key (16 bytes), a nonce (12 bytes), and the
AES-256-GCM ciphertext of the text in UTF-8 with its tag. What comes before the nonce and the place of the value (table,
row, column) are authenticated with it, so that a value opens in no other place.
"""

import secrets
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag

from fourleaf.kit.envelope import data_keys
from fourleaf.kit.envelope.errors import KeyProblem

FORMAT = b"\x01"
HEAD = 17
NONCE = 12


@dataclass(frozen=True)
class Place:
    """Where a value belongs."""

    table: str
    row: object
    column: str

    def __bytes__(self) -> bytes:
        return f"{self.table}\0{self.row}\0{self.column}".encode()


def seal(place: Place, text: str) -> bytes:
    """The text under the present data key."""
    name = data_keys.present()
    head, nonce = FORMAT + name.bytes, secrets.token_bytes(NONCE)
    return head + nonce + data_keys.cipher(name).encrypt(nonce, text.encode(), head + bytes(place))


def unseal(place: Place, sealed: bytes) -> str:
    """The text again. Raises KeyProblem."""
    head, nonce = sealed[:HEAD], sealed[HEAD : HEAD + NONCE]
    cipher = data_keys.cipher(key_of(sealed))
    try:
        return cipher.decrypt(nonce, sealed[HEAD + NONCE :], head + bytes(place)).decode()
    except InvalidTag as error:
        raise KeyProblem("a sealed value was changed, or moved from elsewhere.") from error


def key_of(sealed: bytes) -> UUID:
    """The name of the data key that it was sealed with."""
    if sealed[:1] != FORMAT or len(sealed) < HEAD + NONCE:
        raise KeyProblem("a sealed value is of a format that this version of Fourleaf does not know.")
    return UUID(bytes=sealed[1:HEAD])
