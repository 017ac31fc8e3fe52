"""A sealed file opens whole, with its own key, and in no other way."""

import io
import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourleaf.kit.envelope import KeyProblem
from fourleaf.kit.envelope.streams import PIECE, SALT, TAG, SealedReader, SealedWriter

KEY = secrets.token_bytes(32)
HEAD = 1 + SALT


def sealed(data: bytes, *, at_once: int = 10_000, key: bytes = KEY) -> bytes:
    file = io.BytesIO()
    writer = SealedWriter(file, key)
    for start in range(0, len(data), at_once):
        writer.write(data[start : start + at_once])
    writer.finish()
    assert writer.size == len(data)
    return file.getvalue()


def opened(file: bytes, key: bytes = KEY) -> bytes:
    return io.BufferedReader(SealedReader(io.BytesIO(file), key)).read()


@given(st.integers(0, 3 * PIECE), st.integers(1, 2 * PIECE))
@settings(max_examples=30, deadline=None)
def test_it_comes_back_however_it_was_written(size: int, at_once: int) -> None:
    data = secrets.token_bytes(size)
    assert opened(sealed(data, at_once=at_once)) == data


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE])
def test_at_the_edges_of_pieces(size: int) -> None:
    data = secrets.token_bytes(size)
    file = sealed(data)
    assert opened(file) == data
    assert len(file) == HEAD + size + TAG * max(1, -(-size // PIECE))


def test_what_was_changed_moved_or_cut_off_does_not_open() -> None:
    data = secrets.token_bytes(3 * PIECE)
    file, whole = sealed(data), PIECE + TAG
    first, second, third = (file[HEAD + whole * n : HEAD + whole * (n + 1)] for n in range(3))
    flipped = bytearray(file)
    flipped[HEAD + 5] ^= 1
    for wrong in (
        bytes(flipped),
        file[:HEAD] + second + first + third,
        file[:HEAD] + first + third,
        file[:HEAD] + first + second,  # cut off between two pieces
        file[:-1],
        file + b"\0",
        sealed(data)[:HEAD] + file[HEAD:],  # the salt of another file
    ):
        with pytest.raises(KeyProblem):
            opened(wrong)
    with pytest.raises(KeyProblem):
        opened(file, secrets.token_bytes(32))
    for head in (b"", b"PK\3\4 a zip as it was before", file[: HEAD - 1]):
        with pytest.raises(KeyProblem):
            opened(head)


def test_the_same_twice_is_not_the_same() -> None:
    assert sealed(b"Bed 4") != sealed(b"Bed 4")
