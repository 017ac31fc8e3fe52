"""The envelope: a tar stream, compressed and encrypted on its way to the disk, in constant memory."""

import gzip
import os
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import IO, Literal

import pyrage
from pyrage import x25519

from fourleaf.config.backup.errors import BackupError
from fourleaf.kit.durable import appearing
from fourleaf.kit.files import NO_ROOM

BLOCK = 1024 * 1024
LEVEL = 3
SPOILT = "it was cut short or changed, or the key is not the one it was made for"


class Sink:
    """Members go in, one after the other; `at` (seconds since 1970) is the time that each of them carries."""

    def __init__(self, tar: tarfile.TarFile, at: float) -> None:
        self._tar = tar
        self._at = at

    def add(self, name: str, size: int, stream: IO[bytes]) -> None:
        """A member of so many bytes from a stream."""
        member = tarfile.TarInfo(name)
        member.size, member.mtime, member.mode = size, int(self._at), 0o600
        self._tar.addfile(member, stream)

    def add_bytes(self, name: str, data: bytes) -> None:
        self.add(name, len(data), BytesIO(data))


@contextmanager
def sealing(path: Path, recipient: x25519.Recipient, at: float) -> Iterator[Sink]:
    """Write beside the path, and let the file appear there only when it is whole and on the disk."""
    if path.exists():
        raise BackupError(f"{path} exists; a backup never replaces another.")
    draft = path.with_name(f"{path.name}.part")
    try:
        draft.unlink(missing_ok=True)  # of a backup that was killed
        with (
            appearing(path, draft, replace=True) as file,
            _encrypting(file, recipient) as stream,
            gzip.GzipFile("", "wb", LEVEL, stream, 0) as packed,
            tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
        ):
            yield Sink(tar, at)
    except OSError as error:
        raise BackupError(_why(error, path)) from error


@contextmanager
def opening(
    path: Path, identity: x25519.Identity, step: Callable[[int], None]
) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """The members in turn, each with its bytes; raises BackupError wherever the file is not what was written.

    `step` is called for each megabyte of the file that has been read.
    """
    try:
        with (
            path.open("rb") as file,
            _decrypting(_Counted(file, step), identity) as stream,
            gzip.GzipFile(fileobj=stream, mode="rb") as packed,
            tarfile.open(fileobj=packed, mode="r|") as tar,
        ):
            yield _members(tar)
    except FileNotFoundError as error:
        raise BackupError(f"there is no {path}.") from error
    except (EOFError, gzip.BadGzipFile, tarfile.TarError) as error:
        raise BackupError(f"{path} cannot be read: {SPOILT}.") from error


class _Counted:
    """A file of which is told how far it has been read."""

    def __init__(self, file: IO[bytes], step: Callable[[int], None]) -> None:
        self._file, self._step, self._seen = file, step, 0

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        before, self._seen = self._seen, self._seen + len(piece)
        if self._seen >> 20 > before >> 20:
            self._step((self._seen >> 20) - (before >> 20))
        return piece


def _members(tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    for member in tar:
        content = tar.extractfile(member)
        if content is not None:
            yield member.name, content


@contextmanager
def _encrypting(file: IO[bytes], recipient: x25519.Recipient) -> Iterator[IO[bytes]]:
    """What is written arrives encrypted in the file."""
    failures: list[BaseException] = []
    try:
        with _piped("wb", lambda pipe: pyrage.encrypt_io(pipe, file, [recipient]), failures) as pipe:
            yield pipe
    except BrokenPipeError as error:
        raise _first(failures) or error from None
    if failures:
        raise _first(failures) or failures[0]


@contextmanager
def _decrypting(file: _Counted, identity: x25519.Identity) -> Iterator[IO[bytes]]:
    """What is read was encrypted in the file. The pipe holds the little after the last member, so all seals are met."""
    failures: list[BaseException] = []
    with _piped("rb", lambda pipe: pyrage.decrypt_io(file, pipe, [identity]), failures) as pipe:
        yield pipe
    refused = [failure for failure in failures if not isinstance(failure, BrokenPipeError)]
    if refused:
        raise BackupError(f"the backup cannot be opened: {SPOILT}.") from refused[0]


@contextmanager
def _piped(
    mode: Literal["rb", "wb"], work: Callable[[IO[bytes]], None], failures: list[BaseException]
) -> Iterator[IO[bytes]]:
    """Our end of a pipe, for reading or writing; a thread works at the other and leaves here what stopped it."""
    reading, writing = (os.fdopen(end, kind) for end, kind in zip(os.pipe(), ("rb", "wb"), strict=True))
    ours, theirs = (reading, writing) if mode == "rb" else (writing, reading)
    thread = threading.Thread(target=_until_done, args=(work, theirs, failures))
    thread.start()
    try:
        with ours:
            yield ours
    finally:
        thread.join()


def _until_done(work: Callable[[IO[bytes]], None], pipe: IO[bytes], failures: list[BaseException]) -> None:
    try:
        work(pipe)
    except BaseException as error:
        failures.append(error)
    finally:
        with suppress(OSError):
            pipe.close()


def _first(failures: list[BaseException]) -> OSError | None:
    """The failure below; pyrage passes an OSError of the file on as the text of its own error."""
    for failure in failures:
        for number in NO_ROOM:
            if isinstance(failure, OSError) and failure.errno == number:
                return failure
            if f"[Errno {number}]" in str(failure):
                return OSError(number, os.strerror(number))
    return None


def _why(error: OSError, path: Path) -> str:
    if error.errno in NO_ROOM:
        return f"there is no room for the backup at {path}; nothing was kept of it."
    return f"{path} could not be written: {error.strerror or error}."
