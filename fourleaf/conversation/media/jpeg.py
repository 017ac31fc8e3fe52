"""A JPEG without metadata (ITU-T T.81, Annex B; Exif 2.32 for the orientation)."""

import re
import struct
from collections.abc import Iterator

from fourleaf.conversation.media.broken import BrokenPicture

NOTHING, EOI, SOS = 0x00, 0xD9, 0xDA
APP0, APP1, APP2, APP14 = 0xE0, 0xE1, 0xE2, 0xEE
EXIF = b"Exif\0\0"
ORIENTATION = 0x0112
ENTRIES_LIMIT = 200
# Frames, tables, scans and their lines; the rest (APPn, COM, JPGn, reserved) is looked at one by one.
_CODING = frozenset((*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF)) - {0xC8}
# Markers without a segment: none at all, TEM, restarts, a second beginning.
_ALONE = frozenset((NOTHING, 0x01, *range(0xD0, 0xD9)))
_ANY_MARK = re.compile(rb"\xff+([^\x00\xff])", re.S)
# In coded data 0xFF stands before 0x00 (itself), a restart mark, or more 0xFF; anything else ends the scan.
_MARK = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])", re.S)


def strip(data: bytes) -> bytes:
    """Frames, tables and scans, the colour profile, and the orientation in an Exif block of its own."""
    parts = list(_segments(data))
    has_scan = any(part[:2] == b"\xff\xda" for part in parts)
    if data[:2] != b"\xff\xd8" or not (has_scan or EXIF in data):
        raise BrokenPicture("no picture")
    return b"\xff\xd8" + b"".join(parts)


def _segments(data: bytes) -> Iterator[bytes]:
    at, has_orientation = 2, False
    while at < len(data):
        mark, at = _mark(data, at)
        if mark == EOI:
            yield b"\xff\xd9"
            return
        if mark in _ALONE:
            continue
        size = int.from_bytes(data[at : at + 2], "big")
        if size < 2:
            return
        body = data[at + 2 : at + size]
        if mark == APP1 and not has_orientation and (kept := _orientation(body)):
            has_orientation = True
            yield kept
        elif (shown := _kept(mark, body)) is not None:
            yield bytes((0xFF, mark)) + struct.pack(">H", len(shown) + 2) + shown
        at += size
        if mark == SOS:
            end = _end_of_scan(data, at)
            yield data[at:end]
            at = end


def _mark(data: bytes, at: int) -> tuple[int, int]:
    """The next marker and where its segment goes on; like decoders do, what stands between segments is skipped."""
    found = _ANY_MARK.search(data, at)
    return (found[1][0], found.end()) if found else (NOTHING, len(data))


def _end_of_scan(data: bytes, at: int) -> int:
    found = _MARK.search(data, at)
    return found.start() if found else len(data)


def _kept(mark: int, body: bytes) -> bytes | None:
    """What stays of a segment: None if nothing."""
    if mark in _CODING:
        return body
    if mark == APP0 and body.startswith(b"JFIF\0") and len(body) >= 14:
        return body[:12] + b"\0\0"  # without its thumbnail, which may show more than the picture
    if mark == APP2 and body.startswith(b"ICC_PROFILE\0"):
        return body
    if mark == APP14 and body.startswith(b"Adobe") and len(body) >= 12:
        return body[:12]
    return None


def _orientation(body: bytes) -> bytes | None:
    """A whole APP1 segment with nothing but the orientation, if the Exif block has one that turns the picture."""
    if not body.startswith(EXIF):
        return None
    value = _orientation_in(body[len(EXIF) :])
    if value is None:
        return None
    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, ORIENTATION, 3, 1, value, 0, 0)
    segment = EXIF + tiff
    if len(segment) > len(body):
        return None
    return bytes((0xFF, APP1)) + struct.pack(">H", len(segment) + 2) + segment


def _orientation_in(tiff: bytes) -> int | None:
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return None
    try:
        (begin,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, begin)
        for entry in range(min(count, ENTRIES_LIMIT)):
            tag, kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, begin + 2 + 12 * entry)
            if tag == ORIENTATION:
                return int(value) if kind == 3 and 2 <= value <= 8 else None
    except struct.error:
        return None
    return None
