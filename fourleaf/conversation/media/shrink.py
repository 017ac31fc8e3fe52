"""A small picture of a large one, made by a program of its own: `python -I shrink.py FORMAT < picture > answer`.

With a second argument the picture itself comes back, in that format and nothing else.

Decoders are where pictures from strangers do harm. Here they have no database, no network code, no secrets in their
environment, one gigabyte of memory and some seconds, and when they fall over the server does not. The answer is a line
`width height` as the picture is shown, then the thumbnail as WebP, or nothing where the picture is too large.
"""

import resource
import sys
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageOps

LONGEST = 640
PIXELS_LIMIT = 64_000_000
MEMORY = 1024**3
SECONDS = 8
QUALITY = 80
TURNED = frozenset((5, 6, 7, 8))
BROKEN, TOO_HEAVY = 3, 4


def confine() -> None:
    """Give this process little to do harm with."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(what, (most, most))


def shrink(source: BinaryIO, target: BinaryIO, kind: str) -> None:
    """Write the size, then the thumbnail. Raises what Pillow raises for a broken picture."""
    with Image.open(source, formats=[kind]) as image:
        width, height = image.size
        # Only JPEG keeps an orientation; to look for one in a PNG, Pillow would decode all of it.
        if kind == "JPEG" and image.getexif().get(0x0112) in TURNED:
            width, height = height, width
        target.write(b"%d %d\n" % (width, height))
        target.flush()
        if image.width * image.height <= PIXELS_LIMIT:
            small(image).save(target, "WEBP", quality=QUALITY, method=4)


def turned_into(source: BinaryIO, target: BinaryIO, kind: str, wanted: str) -> None:
    """Write the whole picture in another format. ValueError for one that is too large to be opened."""
    with Image.open(source, formats=[kind]) as image:
        if image.width * image.height > PIXELS_LIMIT:
            raise ValueError("too large")
        image.save(target, wanted)


def small(image: Image.Image) -> Image.Image:
    """At most 640 pixels long, upright, in RGB with or without transparency; a picture is never made larger."""
    is_turnable = image.format == "JPEG"
    image.draft("RGB", (LONGEST, LONGEST))
    if image.mode not in ("RGB", "RGBA", "L"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((LONGEST, LONGEST), reducing_gap=2.0)
    upright = ImageOps.exif_transpose(image) if is_turnable else image
    mode = "RGBA" if upright.has_transparency_data else "RGB"
    return upright if upright.mode == mode else upright.convert(mode)


def main() -> int:
    """The exit status says what went wrong."""
    confine()
    Image.MAX_IMAGE_PIXELS = None  # we count ourselves, and a large picture still has a size to tell
    try:
        make, *given = (shrink if len(sys.argv) == 2 else turned_into), *sys.argv[1:]
        make(BytesIO(sys.stdin.buffer.read()), sys.stdout.buffer, *given)
    except MemoryError:
        return TOO_HEAVY
    except Exception:  # decoders raise whatever they like: SyntaxError, struct.error, EOFError, OSError, ...
        return BROKEN
    return 0


if __name__ == "__main__":
    sys.exit(main())
