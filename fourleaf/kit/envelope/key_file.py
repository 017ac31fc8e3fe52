"""The key file: keys of 32 bytes in base64, a line each, the present one first; lines that begin with # are words.

A wrapped data key is a nonce of 12 bytes and the AES-256-GCM ciphertext, bound to the data key's identity.
"""

import base64
import hashlib
import secrets
import stat
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fourleaf.kit.durable import keep
from fourleaf.kit.envelope.errors import KeyProblem

BYTES = 32
NONCE = 12
WORDS = "# Fourleaf's key file: without it, private contact data in the database cannot be read. Keep a copy elsewhere."


def fingerprint(key: bytes) -> str:
    """What a wrapped key names its wrapping key by: 16 hex digits of its SHA-256."""
    return hashlib.sha256(b"fourleaf key file" + key).hexdigest()[:16]


def new_key() -> bytes:
    """A key of the key file."""
    return secrets.token_bytes(BYTES)


def keys_in(path: Path) -> list[bytes]:
    """The keys, the present one first. Raises KeyProblem, which says how it can be mended."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except FileNotFoundError as error:
        raise KeyProblem(
            f"the key file {path} is missing; put it back from where you keep its copy."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise KeyProblem(f"the key file {path} cannot be read: {reason}.") from error
    try:
        found = [base64.b64decode(line, validate=True) for line in lines if line and not line.startswith("#")]
    except ValueError as error:
        raise KeyProblem(f"{path} is no key file: a line of it is not base64.") from error
    if not found or any(len(key) != BYTES for key in found):
        raise KeyProblem(f"{path} is no key file: it must hold keys of {BYTES} bytes in base64, a line each.")
    return found


def write_keys(path: Path, keys: list[bytes]) -> None:
    """Write the file whole or not at all, for its owner's eyes only."""
    _keep(path, keys, replace=True)


def make(path: Path) -> None:
    """Make the file if there is none, such that two who start at once agree on one."""
    _keep(path, [new_key()], replace=False)


def _keep(path: Path, keys: list[bytes], *, replace: bool) -> None:
    lines = [WORDS, *(base64.b64encode(key).decode() for key in keys), ""]
    try:
        keep(path, "\n".join(lines).encode("ascii"), replace=replace)
    except OSError as error:
        raise KeyProblem(f"the key file {path} cannot be written: {error.strerror}.") from error


def is_open_to_others(path: Path) -> bool:
    """Whether anybody but its owner and group may read the file, or anybody but its owner may write it."""
    return bool(stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXO | stat.S_IWGRP))


def wrap(outer: bytes, identity: UUID, key: bytes) -> bytes:
    """A data key, encrypted."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(outer).encrypt(nonce, key, b"fourleaf data key " + identity.bytes)


def unwrap(keys: list[bytes], identity: UUID, wrapped: bytes, outer: str) -> bytes:
    """A data key again; `outer` is the fingerprint of the key that it was wrapped with."""
    for key in keys:
        if fingerprint(key) == outer:
            try:
                bound = b"fourleaf data key " + identity.bytes
                return AESGCM(key).decrypt(wrapped[:NONCE], wrapped[NONCE:], bound)
            except InvalidTag as error:
                raise KeyProblem(
                    "a data key in the database was changed; restore it from a backup."
                ) from error
    raise KeyProblem(
        f"the key file is another one than the database was filled with: it holds {fingerprint(keys[0])}, "
        f"and {outer} is needed. Put that one back."
    )
