"""What survives a power cut: names in a folder, and key files that are made once and that all processes agree on."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


def sync_folder(folder: Path) -> None:
    """Let the names of the files in it, new ones and changed ones, survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def appearing(path: Path, draft: Path, *, replace: bool) -> Iterator[BinaryIO]:
    """A file for the server's account alone, to be written; it stands at the path once it is whole and on the disk.

    Until then it is the draft, in the same folder; whatever goes wrong, nothing is left of that. FileExistsError if
    the draft is there, or if the path is and nothing may be replaced.
    """
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if replace:
                draft.replace(path)
            else:
                os.link(draft, path)
            sync_folder(path.parent)
        finally:
            draft.unlink(missing_ok=True)


def keep(path: Path, made: bytes, *, replace: bool = False) -> None:
    """Write the file, unless it is there, or in its place; of several who do so at once one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}.part")
    with suppress(FileExistsError), appearing(path, draft, replace=replace) as file:
        file.write(made)
