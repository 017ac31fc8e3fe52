"""Key files as `age-keygen` writes them: the identity that opens a backup, or only the recipient that closes one."""

import os
from pathlib import Path

from pyrage import IdentityError, RecipientError, x25519

from fourleaf.config.backup.errors import BackupError


def make_key(path: Path) -> str:
    """Make a key file that only we can read; answers the recipient. An existing file is left alone."""
    identity = x25519.Identity.generate()
    recipient = str(identity.to_public())
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise BackupError(f"{path} could not be made: {error.strerror}.") from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"# public key: {recipient}\n{identity}\n")
        file.flush()
        os.fsync(file.fileno())
    return recipient


def recipient_in(path: Path) -> x25519.Recipient:
    """Whom a backup is made for: the recipient of the key file, or that of its identity."""
    line = _line_of(path)
    try:
        if line.startswith("age1"):
            return x25519.Recipient.from_str(line)
        return x25519.Identity.from_str(line).to_public()
    except (IdentityError, RecipientError) as error:
        raise _not_a_key(path) from error


def identity_in(path: Path) -> x25519.Identity:
    """What opens a backup; refuses a file that holds the recipient alone."""
    line = _line_of(path)
    if line.startswith("age1"):
        raise BackupError(f"{path} can only make backups; opening one needs the key with AGE-SECRET-KEY-1….")
    try:
        return x25519.Identity.from_str(line)
    except IdentityError as error:
        raise _not_a_key(path) from error


def opens(path: Path) -> bool:
    """Whether the key file holds what opens a backup."""
    return not _line_of(path).startswith("age1")


def _line_of(path: Path) -> str:
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise BackupError(f"the key file {path} cannot be read: {reason}.") from error
    found = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    if len(found) != 1:
        raise _not_a_key(path)
    return found[0]


def _not_a_key(path: Path) -> BackupError:
    return BackupError(f"{path} is no key file; `fourleaf backup --new-key {path.name}` makes one.")
