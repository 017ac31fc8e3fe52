"""What survives a power cut: names in a folder, and key files that are made once and that all processes agree on."""

import os
import secrets
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Let the names of the files in it, new ones and changed ones, survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def keep(path: Path, made: bytes, *, replace: bool = False) -> None:
    """Write the file for the server's account alone, unless it is there, or in its place; never seen half-written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(made)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            draft.replace(path)
        else:
            os.link(draft, path)
        sync_folder(path.parent)
    except FileExistsError:
        pass  # somebody else was quicker: theirs holds
    finally:
        draft.unlink(missing_ok=True)
