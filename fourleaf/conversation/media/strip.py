"""Take out of a picture's file what tells of place, person and device, byte by byte: no pixel is coded anew.

JPEG keeps its orientation and colour profile, PNG and WebP what their pixels need, GIF its loop. What follows the end
of the picture goes too: phones hide films and second pictures there. Sources: ITU-T T.81 and Exif 2.32 (JPEG), the W3C
PNG specification, RFC 9649 (WebP), GIF89a.

Nothing here makes a file longer. A file cut short stays as far as it goes; one that makes no sense is `BrokenPicture`.
"""

import struct
from collections.abc import Iterator

from fourleaf.conversation.media import jpeg
from fourleaf.conversation.media.broken import BrokenPicture

# Every pixel-bearing chunk, animation, and what decides the colours (PNG 3rd edition, 5.3 and 11.3).
PNG_KEPT = frozenset(
    (
        *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"acTL", b"fcTL", b"fdAT"),
        *(b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs", b"cICP", b"mDCV", b"cLLI"),
    )
)
WEBP_KEPT = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"ICCP"))
WEBP_PIXELS = frozenset((b"VP8 ", b"VP8L", b"ANMF"))
WEBP_EXIF_AND_XMP = 0x08 | 0x04
GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def strip(media_type: str, data: bytes) -> bytes:
    """The picture without its metadata; other types come back as they are. Raises BrokenPicture only."""
    stripper = {
        "image/jpeg": jpeg.strip,
        "image/png": strip_png,
        "image/webp": strip_webp,
        "image/gif": strip_gif,
    }.get(media_type)
    return stripper(data) if stripper else data


def strip_png(data: bytes) -> bytes:
    """Critical chunks, animation and colour; no text, time, Exif or unknown chunk."""
    if data[12:16] != b"IHDR":
        raise BrokenPicture("no header")
    return data[:8] + b"".join(_png_chunks(data))


def _png_chunks(data: bytes) -> Iterator[bytes]:
    at = 8
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        if kind in PNG_KEPT:
            yield data[at : at + 12 + size]
        if kind == b"IEND":
            return
        at += 12 + size


def strip_webp(data: bytes) -> bytes:
    """The chunks that hold pixels, frames and colour; the header no longer promises Exif and XMP."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise BrokenPicture("no header")
    end = 8 + int.from_bytes(data[4:8], "little")
    chunks = list(_webp_chunks(data[:end], 12))
    if not any(chunk[:4] in WEBP_PIXELS for chunk in chunks):
        raise BrokenPicture("no picture")
    body = b"".join(chunks)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def _webp_chunks(data: bytes, at: int) -> Iterator[bytes]:
    while at + 8 <= len(data):
        kind, size = struct.unpack_from("<4sI", data, at)
        end = at + 8 + size + size % 2
        chunk = data[at:end]
        if kind == b"VP8X" and len(chunk) > 8:
            chunk = chunk[:8] + bytes([chunk[8] & ~WEBP_EXIF_AND_XMP]) + chunk[9:]
        elif kind == b"ANMF":
            chunk = _webp_frame(chunk)
        if kind in WEBP_KEPT:
            yield chunk
        at = end


def _webp_frame(chunk: bytes) -> bytes:
    """A frame of an animation: 16 bytes of its own, then chunks like those of a whole file."""
    size = int.from_bytes(chunk[4:8], "little")
    inner = b"".join(_webp_chunks(chunk[: 8 + size], 24))
    head = chunk[8:24]
    return b"ANMF" + struct.pack("<I", len(head) + len(inner)) + head + inner


def strip_gif(data: bytes) -> bytes:
    """Frames and the loop; no comments, no application data such as XMP, nothing after the end."""
    if len(data) < 13:
        raise BrokenPicture("no header")
    begin = 13 + _colours(data[10])
    blocks = list(_gif_blocks(data, begin))
    if not any(block[:1] == b"," for block in blocks):
        raise BrokenPicture("no picture")
    return data[:begin] + b"".join(blocks)


def _gif_blocks(data: bytes, at: int) -> Iterator[bytes]:
    while at < len(data):
        kind = data[at]
        if kind == 0x3B:
            yield b"\x3b"
            return
        if kind == 0x21:
            end = _after_blocks(data, at + 2)
            if _is_gif_extension_kept(data, at):
                yield data[at:end]
        elif kind == 0x2C:
            flags = data[at + 9] if at + 9 < len(data) else 0
            end = _after_blocks(data, at + 10 + _colours(flags) + 1)
            yield data[at:end]
        else:
            end = at + 1  # like decoders do, skip what is no block
        at = end


def _is_gif_extension_kept(data: bytes, at: int) -> bool:
    label = data[at + 1 : at + 2]
    is_loop = label == b"\xff" and data[at + 3 : at + 14] in GIF_LOOPS
    return label in (b"\xf9", b"\x01") or is_loop


def _colours(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    """Where a run of sub-blocks ends."""
    while at < len(data) and data[at]:
        at += 1 + data[at]
    return min(at + 1, len(data))
