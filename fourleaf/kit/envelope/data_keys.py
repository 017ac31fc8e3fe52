"""Data keys: found by name, unwrapped once for a process, the first one made when something is first sealed."""

import logging
import secrets
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection

from fourleaf.kit import ids, time
from fourleaf.kit.envelope import key_file
from fourleaf.kit.envelope.errors import DataKeyGone, KeyProblem

log = logging.getLogger(__name__)

#: The key file that we make ourselves, in the data folder.
OWN_FILE = "envelope.key"

PRESENT = "select lock.present_data_key()"
FIND = "select wrapped, outer_key from lock.data_key(%s)"
FIRST = "select lock.first_data_key(%s, %s, %s, %s)"

_known: dict[UUID, AESGCM] = {}


def path() -> Path:
    """Where the key file lies."""
    return settings.KEY_FILE or Path(settings.DATA) / OWN_FILE


def forget() -> None:
    """Hold no key in memory any more."""
    _known.clear()


def present() -> UUID:
    """The name of the key to seal with now; it stays the present one until this transaction ends."""
    return _present_name() or _made_first()


def cipher(name: UUID) -> AESGCM:
    """What seals and unseals with this data key. Raises KeyProblem."""
    if name not in _known:
        with connection.cursor() as cursor:
            cursor.execute(FIND, [name])
            found = cursor.fetchone()
        if found is None:
            raise DataKeyGone("the key of this value is not in the database.")
        _known[name] = AESGCM(_unwrapped(name, *found))
    return _known[name]


def new_wrapped() -> tuple[UUID, bytes, str]:
    """A new data key: its name, itself wrapped under the present key of the key file, and that key's fingerprint."""
    outer, name = key_file.keys_in(path())[0], ids.uuid7()
    return name, key_file.wrap(outer, name, secrets.token_bytes(key_file.BYTES)), key_file.fingerprint(outer)


def _unwrapped(name: UUID, wrapped: bytes, outer: str) -> bytes:
    try:
        return key_file.unwrap(key_file.keys_in(path()), name, bytes(wrapped), outer)
    except KeyProblem as problem:
        log.error("Sealed values cannot be read: %s", problem.reason)
        raise


def _present_name() -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute(PRESENT)
        name: UUID | None = cursor.fetchone()[0]
    return name


def _made_first() -> UUID:
    if settings.KEY_FILE is None and not path().exists():
        key_file.make(path())
    with connection.cursor() as cursor:
        cursor.execute(FIRST, [*new_wrapped(), time.now()])
    name = _present_name()
    if name is None:
        raise DataKeyGone("there is no present data key; run `fourleaf keys rotate`.")
    return name
