"""Pictures with secrets in them, made for tests."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

SECRETS = (b"GPS", b"52.37403", b"xpacket", b"Taken at home", b"Canon", b"4.8896")
XMP = b"<?xpacket begin=''?><rdf exif:GPSLatitude='52.37403'/>Taken at home<?xpacket end='w'?>"


def drawing(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """A gradient in which every corner differs, so that a turn shows."""
    across = Image.linear_gradient("L").resize((width, height))
    down = across.transpose(Image.Transpose.ROTATE_90).resize((width, height))
    picture = Image.merge("RGB", (across, down, Image.new("L", (width, height), 90)))
    if mode == "RGBA":
        picture.putalpha(down)
        return picture
    return picture.convert(mode)


def exif(orientation: int = 6) -> bytes:
    """An Exif block with a place, a camera and a note."""
    block = Image.Exif()
    block[0x0112] = orientation
    block[0x010F] = "Canon"
    block[0x010E] = "Taken at home"
    block.get_ifd(0x8825).update(
        {0: b"\2\3\0\0", 1: "N", 2: (52.0, 22.0, 26.5), 3: "E", 4: (4.8896, 0.0, 0.0)}
    )
    return block.tobytes()


def jpeg(
    width: int = 64, height: int = 48, *, orientation: int = 6, mode: str = "RGB", **options: Any
) -> bytes:
    """A photograph with Exif, XMP, a comment, and a film behind its end."""
    out = BytesIO()
    drawing(width, height, mode).save(
        out, "JPEG", exif=exif(orientation), xmp=XMP, comment=b"Taken at home", **options
    )
    return out.getvalue() + b"\0\0\0\x18ftypmp42 GPS 52.37403"


def png(width: int = 64, height: int = 48, *, mode: str = "RGBA") -> bytes:
    """A picture with Exif, XMP and texts."""
    notes = PngInfo()
    notes.add_text("Comment", "Taken at home")
    notes.add_text("Place", "GPS 52.37403", zip=True)
    notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
    out = BytesIO()
    drawing(width, height, mode).save(out, "PNG", pnginfo=notes, exif=exif())
    return out.getvalue() + b"GPS 52.37403"


def webp(width: int = 64, height: int = 48, *, mode: str = "RGBA", **options: Any) -> bytes:
    """A picture with Exif and XMP; with `save_all` and `append_images` an animation."""
    out = BytesIO()
    drawing(width, height, mode).save(out, "WEBP", exif=exif(), xmp=XMP, **options)
    return out.getvalue() + b"GPS 52.37403"


def gif() -> bytes:
    """Two frames and a comment."""
    out = BytesIO()
    first, second = drawing(mode="P"), drawing(mode="P").transpose(Image.Transpose.ROTATE_180)
    first.save(out, "GIF", comment=b"Taken at home", save_all=True, append_images=[second], loop=0)
    return out.getvalue() + b"GPS 52.37403"


def bomb(side: int = 30_000) -> bytes:
    """A PNG of 900 million black pixels in about a hundred kilobytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1 + side // 8)) for _row in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
