"""Blank what HEIC and AVIF pictures, MP4 and QuickTime films tell of place and device, in place and byte for byte.

Their files are boxes within boxes (ISO/IEC 14496-12, 23008-12). In pictures the Exif and XMP items become zeros behind
an empty head; in films the boxes of user data and metadata become free space. Nothing moves, so every other offset
stays true. What runs along a film as a track of its own (a sports camera's route) stays.
"""

import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

PICTURES = frozenset(("image/heic", "image/avif"))
FILMS = frozenset(("video/mp4", "video/quicktime", "audio/mp4"))
HOLDERS = frozenset((b"moov", b"trak"))
TELLING = frozenset((b"udta", b"meta", b"uuid"))
TELLING_ITEMS = frozenset((b"Exif", b"mime"))
#: The place of the TIFF head, the head itself, and a list without entries.
EMPTY_EXIF = b"\0\0\0\0MM\0*\0\0\0\x08\0\0"
DEPTH = 4
BOXES_LIMIT = 10_000


@dataclass(frozen=True)
class Box:
    """Its type, where it begins, where its content begins, and where it ends."""

    kind: bytes
    start: int
    inner: int
    end: int


def blank(media_type: str, data: bytes) -> bytes:
    """The file, as long as before; what makes no sense stays as it is."""
    room = bytearray(data)
    with suppress(struct.error, IndexError):
        if media_type in PICTURES:
            _blank_items(room)
        elif media_type in FILMS:
            _blank_boxes(room, 0, len(room), DEPTH)
    return bytes(room)


def boxes(data: bytearray, at: int, end: int) -> Iterator[Box]:
    """The boxes that lie between two places."""
    for _number in range(BOXES_LIMIT):
        if at + 8 > end:
            return
        size, kind = struct.unpack_from(">I4s", data, at)
        inner = at + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, inner)
            inner += 8
        elif size == 0:
            size = end - at
        if size < inner - at:
            return
        yield Box(kind, at, inner, min(at + size, end))
        at += size


def _blank_boxes(room: bytearray, at: int, end: int, depth: int) -> None:
    for box in boxes(room, at, end):
        if box.kind in TELLING:
            room[box.start + 4 : box.start + 8] = b"free"
            room[box.inner : box.end] = bytes(box.end - box.inner)
        elif box.kind in HOLDERS and depth:
            _blank_boxes(room, box.inner, box.end, depth - 1)


def _blank_items(room: bytearray) -> None:
    for meta in boxes(room, 0, len(room)):
        if meta.kind != b"meta":
            continue
        parts = {box.kind: box for box in boxes(room, meta.inner + 4, meta.end)}
        if b"iinf" not in parts or b"iloc" not in parts:
            continue
        telling = dict(_telling_items(room, parts[b"iinf"]))
        store = parts.get(b"idat")
        for item, is_in_store, start, length in _places(room, parts[b"iloc"]):
            if item in telling:
                begin = start + (store.inner if is_in_store and store else 0)
                stop = min(begin + length, len(room)) if length else len(room)
                room[begin:stop] = _nothing(telling[item], max(0, stop - begin))


def _nothing(kind: bytes, length: int) -> bytes:
    """So many bytes that say nothing; decoders refuse an Exif item without a head."""
    head = EMPTY_EXIF if kind == b"Exif" else b""
    return head[:length].ljust(length, b"\0")


def _telling_items(room: bytearray, iinf: Box) -> Iterator[tuple[int, bytes]]:
    """Number and kind of the items that hold Exif or XMP."""
    begin = iinf.inner + (6 if room[iinf.inner] == 0 else 8)
    for entry in boxes(room, begin, iinf.end):
        form = ">H2x4s" if room[entry.inner] < 3 else ">I2x4s"
        number, kind = struct.unpack_from(form, room, entry.inner + 4)
        if kind in TELLING_ITEMS:
            yield number, kind


def _places(room: bytearray, iloc: Box) -> Iterator[tuple[int, bool, int, int]]:
    """Item, whether it lies in `idat`, begin and length of each extent that `iloc` lists."""
    reader = _Reader(room, iloc.inner + 4)
    version, sizes = room[iloc.inner], reader.number(2)
    offset_size, length_size, base_size, index_size = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    wide = 4 if version == 2 else 2
    for _item in range(min(reader.number(wide), BOXES_LIMIT)):
        item = reader.number(wide)
        is_in_store = version > 0 and reader.number(2) & 15 == 1
        reader.number(2)
        base = reader.number(base_size)
        for _extent in range(min(reader.number(2), BOXES_LIMIT)):
            reader.number(index_size if version else 0)
            start = base + reader.number(offset_size)
            yield item, is_in_store, start, reader.number(length_size)


class _Reader:
    """Numbers one after the other; struct.error past the end."""

    def __init__(self, data: bytearray, at: int) -> None:
        self._data, self._at = data, at

    def number(self, size: int) -> int:
        piece = self._data[self._at : self._at + size]
        if len(piece) < size:
            raise struct.error("past the end")
        self._at += size
        return int.from_bytes(piece, "big")
