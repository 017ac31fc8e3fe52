"""Seal a file of any length as it is written, and unseal it as it is read; neither is ever whole in memory or on disk.

STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance,
CRYPTO 2015) with AES-256-GCM: pieces of 64 KiB, each with its number and whether it is the last in the nonce, so that
none can be changed, moved, left out or cut off. A file is: the format's number (1 byte, 1), a salt (16 bytes), the
sealed pieces. The key of a file is HKDF-SHA256 of the given key and its salt.
"""

import io
import secrets
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fourleaf.kit.envelope.errors import KeyProblem

FORMAT = b"\x01"
SALT = 16
PIECE = 64 * 1024
TAG = 16


class SealedWriter(io.RawIOBase):
    """Seals what is written to it into `file`; what is left without `finish` does not open. `size` counts the bytes."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        salt = secrets.token_bytes(SALT)
        self._file, self._cipher = file, _cipher(key, salt)
        self._waiting, self._number, self.size = bytearray(), 0, 0
        file.write(FORMAT + salt)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting += data
        self.size += len(data)
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), is_last=False)
            del self._waiting[:PIECE]
        return len(data)

    def finish(self) -> None:
        """Write the last piece; nothing can be written after it."""
        self._put(bytes(self._waiting), is_last=True)
        self._waiting.clear()
        self._file.flush()

    def _put(self, piece: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, is_last=is_last), piece, None))
        self._number += 1


class SealedReader(io.RawIOBase):
    """What a `SealedWriter` was given, from its beginning to its end. Raises KeyProblem where it was changed or cut."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        head = file.read(len(FORMAT) + SALT)
        if head[:1] != FORMAT or len(head) != len(FORMAT) + SALT:
            raise KeyProblem("a sealed file is of a format that this version of Fourleaf does not know.")
        self._file, self._cipher = file, _cipher(key, head[1:])
        self._number, self._piece, self._next = 0, b"", file.read(PIECE + TAG)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._piece and self._next:
            self._piece = self._opened()
        size = min(len(buffer), len(self._piece))
        buffer[:size] = self._piece[:size]
        self._piece = self._piece[size:]
        return size

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()

    def _opened(self) -> bytes:
        sealed, self._next = self._next, self._file.read(PIECE + TAG)
        try:
            piece = self._cipher.decrypt(_nonce(self._number, is_last=not self._next), sealed, None)
        except InvalidTag as error:
            raise KeyProblem("a sealed file was changed or cut off.") from error
        self._number += 1
        return piece


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, b"fourleaf sealed file").derive(key))


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
