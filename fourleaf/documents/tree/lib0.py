"""Values as lib0, the encoding beneath Yjs, writes them (lib0/encoding.js: writeAny)."""

import struct
from typing import Any

from fourleaf.kit.yjs import number


def encode_any(value: Any) -> bytes:
    """The bytes of a JSON value; the names of an object keep their order."""
    written = bytearray()
    _write(written, value)
    return bytes(written)


def encode_text(words: str) -> bytes:
    """Its length in bytes, and its UTF-8."""
    encoded = words.encode()
    return number(len(encoded)) + encoded


def _write(written: bytearray, value: Any) -> None:
    if value is None or isinstance(value, bool):
        written.append({None: 126, True: 120, False: 121}[value])
    elif isinstance(value, int | float):
        _write_number(written, value)
    elif isinstance(value, str):
        written.append(119)
        written += encode_text(value)
    elif isinstance(value, list):
        written.append(117)
        written += number(len(value))
        for each in value:
            _write(written, each)
    else:
        written.append(118)
        written += number(len(value))
        for name, each in value.items():
            written += encode_text(name)
            _write(written, each)


def _write_number(written: bytearray, value: float) -> None:
    """Whole numbers of 31 bits, else four bytes if they are enough, else eight."""
    if value == int(value) and abs(value) < 2**31:
        written.append(125)
        _write_signed(written, int(value))
    elif _is_short(value):
        written.append(124)
        written += struct.pack(">f", value)
    else:
        written.append(123)
        written += struct.pack(">d", value)


def _is_short(value: float) -> bool:
    try:
        return bool(struct.unpack(">f", struct.pack(">f", value))[0] == value)
    except OverflowError:
        return False


def _write_signed(written: bytearray, value: int) -> None:
    size = abs(value)
    written.append((128 if size > 63 else 0) | (64 if value < 0 else 0) | size & 63)
    if size > 63:
        written += number(size >> 6)
