"""Where bytes of files lie: under the SHA-256 of their content, behind one small interface.

The folder store is the default; another place (an object store) needs the same five methods and nothing else.
"""

import errno
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Protocol

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from fourleaf.kit.durable import sync_folder
from fourleaf.kit.refusals import NoRoom

CHUNK = 256 * 1024
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Stored:
    """What lies in the store: SHA-256 in hex, and the size in bytes."""

    digest: str
    size: int


@contextmanager
def room() -> Iterator[None]:
    """What cannot be written for want of room raises NoRoom."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise NoRoom from error
        raise


class Store(Protocol):
    """Content-addressed bytes. The same bytes are kept once; who may read them is asked elsewhere."""

    def put(self, stream: IO[bytes]) -> Stored:
        """Keep all that the stream still holds; when this returns, it survives a power cut. NoRoom if it cannot."""
        ...

    def open(self, digest: str) -> IO[bytes]:
        """A seekable stream of the bytes; FileNotFoundError if there are none."""
        ...

    def has(self, digest: str) -> bool: ...

    def remove(self, digest: str) -> None:
        """Forget the bytes; no error if there are none."""
        ...

    def digests(self, before: datetime) -> Iterator[str]:
        """Everything that was last put before an instant."""
        ...


class FolderStore:
    """A folder of 256 folders. A file appears whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, stream: IO[bytes]) -> Stored:
        with room():
            return self._put(stream)

    def _put(self, stream: IO[bytes]) -> Stored:
        arriving = self._folder / "arriving"
        arriving.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=arriving)  # mode 0600
        try:
            with os.fdopen(handle, "wb") as file:
                stored = _copy(stream, file)
                file.flush()
                os.fsync(file.fileno())
            self._settle(Path(name), stored.digest)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(name)
        return stored

    def open(self, digest: str) -> IO[bytes]:
        return self._path(digest).open("rb")

    def has(self, digest: str) -> bool:
        return self._path(digest).exists()

    def remove(self, digest: str) -> None:
        self._path(digest).unlink(missing_ok=True)

    def digests(self, before: datetime) -> Iterator[str]:
        for path in self._folder.glob("??/*"):
            with suppress(FileNotFoundError):
                is_old = datetime.fromtimestamp(path.stat().st_mtime, UTC) < before
                if is_old and _DIGEST.fullmatch(path.name):
                    yield path.name

    def _settle(self, file: Path, digest: str) -> None:
        # Replacing bytes by the same bytes is harmless, and makes them young again.
        path = self._path(digest)
        is_new_folder = not path.parent.exists()
        path.parent.mkdir(mode=0o700, exist_ok=True)
        file.replace(path)
        sync_folder(path.parent)
        if is_new_folder:
            sync_folder(self._folder)

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise ValueError("A digest is 64 hexadecimal digits.")
        return self._folder / digest[:2] / digest


class Arriving(TemporaryFileUploadHandler):
    """Django's way of taking in a file; on a full disk it raises NoRoom and leaves nothing."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        with room():
            super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        with self._whole_or_gone():
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> Any:
        with self._whole_or_gone():
            self.file.flush()
            return super().file_complete(file_size)

    @contextmanager
    def _whole_or_gone(self) -> Iterator[None]:
        try:
            with room():
                yield
        except NoRoom:
            with suppress(OSError):
                os.unlink(self.file.temporary_file_path())
            with suppress(OSError):
                self.file.close()  # what it could not write it tries to write once more
            raise


def store() -> Store:
    """The store of this installation."""
    return FolderStore(Path(settings.DATA) / "files")


def _copy(stream: IO[bytes], file: IO[bytes]) -> Stored:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
        size += file.write(chunk)
    return Stored(digest.hexdigest(), size)
