"""What a file is, told from its content. A name never decides: `letter.png` full of HTML is HTML."""

import codecs
import re
from contextlib import suppress

import puremagic

UNKNOWN = "application/octet-stream"
TEXT = "text/plain"
SVG, HTML, XML = "image/svg+xml", "text/html", "application/xml"
HEAD = 64 * 1024

#: Pictures that a browser may show in the page, once they have proved to be whole.
PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp")

_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"

#: Types that may be named to a browser when a file is downloaded, with the short word that people see.
NAMED = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WebP",
    "image/heic": "HEIC",
    "image/avif": "AVIF",
    "image/tiff": "TIFF",
    "application/pdf": "PDF",
    "application/zip": "ZIP",
    "application/gzip": "GZIP",
    "application/x-7z-compressed": "7Z",
    "application/msword": "DOC",
    "application/vnd.ms-excel": "XLS",
    "application/vnd.ms-powerpoint": "PPT",
    f"{_OPEN_XML}.wordprocessingml.document": "DOCX",
    f"{_OPEN_XML}.spreadsheetml.sheet": "XLSX",
    f"{_OPEN_XML}.presentationml.presentation": "PPTX",
    f"{_OPEN_DOCUMENT}.text": "ODT",
    f"{_OPEN_DOCUMENT}.spreadsheet": "ODS",
    f"{_OPEN_DOCUMENT}.presentation": "ODP",
    "audio/mpeg": "MP3",
    "audio/ogg": "OGG",
    "audio/flac": "FLAC",
    "audio/mp4": "M4A",
    "video/mp4": "MP4",
    "video/quicktime": "MOV",
    "video/webm": "WebM",
    TEXT: "TXT",
}

#: Types that people see named, and that are handed out as mere bytes: a browser could run what is in them.
UNSAFE = {SVG: "SVG", HTML: "HTML", XML: "XML"}

_SIGNATURES = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.S), "image/webp"),
    (re.compile(rb"%PDF-\d"), "application/pdf"),
    (re.compile(rb"....ftyp(heic|heix|heim|heis|hevc|mif1|msf1)", re.S), "image/heic"),
    (re.compile(rb"....ftypavi[fs]", re.S), "image/avif"),
    (re.compile(rb"....ftypqt  ", re.S), "video/quicktime"),
    (re.compile(rb"....ftypM4A ", re.S), "audio/mp4"),
    (re.compile(rb"....ftyp", re.S), "video/mp4"),
)
_IN_ARCHIVE = (
    (re.compile(rb"mimetypeapplication/vnd\.oasis\.opendocument\.text"), f"{_OPEN_DOCUMENT}.text"),
    (
        re.compile(rb"mimetypeapplication/vnd\.oasis\.opendocument\.spreadsheet"),
        f"{_OPEN_DOCUMENT}.spreadsheet",
    ),
    (
        re.compile(rb"mimetypeapplication/vnd\.oasis\.opendocument\.presentation"),
        f"{_OPEN_DOCUMENT}.presentation",
    ),
    (re.compile(rb"\[Content_Types\]\.xml.*word/", re.S), f"{_OPEN_XML}.wordprocessingml.document"),
    (re.compile(rb"\[Content_Types\]\.xml.*xl/", re.S), f"{_OPEN_XML}.spreadsheetml.sheet"),
    (re.compile(rb"\[Content_Types\]\.xml.*ppt/", re.S), f"{_OPEN_XML}.presentationml.presentation"),
)
_SVG = re.compile(r"<(?:[\w-]+:)?svg[\s>/]", re.I)
_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|script|iframe|object|embed|img|style|title|table|div|form|a|meta|base)[\s>/]",
    re.I,
)
_XML = re.compile(r"\s*<(?:\?xml|[a-z][\w:.-]*[\s>/]|!doctype)", re.I)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def type_of(head: bytes) -> str:
    """The media type of a file that begins with these bytes (64 KB of it are enough)."""
    head = head[:HEAD]
    for signature, media_type in _SIGNATURES:
        if signature.match(head):
            return media_type
    if head.startswith(b"PK\x03\x04"):
        return next((kind for inside, kind in _IN_ARCHIVE if inside.search(head)), "application/zip")
    text = _as_text(head)
    return _type_of_text(text) if text is not None else _type_by_magic(head)


def word_for(media_type: str) -> str:
    """A short word for a type, the same in every language; empty if there is none."""
    return NAMED.get(media_type) or UNSAFE.get(media_type) or ""


def safe_type(media_type: str) -> str:
    """The type to name in a download's header: exact where it is harmless, else mere bytes."""
    if media_type == TEXT:
        return "text/plain; charset=utf-8"
    return media_type if media_type in NAMED else UNKNOWN


def _as_text(head: bytes) -> str | None:
    """The head as text, if it is UTF-8 or marked UTF-16 without control characters."""
    coding = "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        # The cut at the end may have split a character, so what is incomplete there does not count.
        text = codecs.getincrementaldecoder(coding)().decode(head)
    except UnicodeDecodeError:
        return None
    return None if _UNPRINTABLE.search(text) else text


def _type_of_text(text: str) -> str:
    if _SVG.search(text):
        return SVG
    if _HTML.search(text):
        return HTML
    return XML if _XML.match(text) else TEXT


def _type_by_magic(head: bytes) -> str:
    """What puremagic says, where that is one of the types we name; pictures need their own signature above."""
    with suppress(puremagic.PureError, ValueError):
        for found in puremagic.magic_string(head):
            if found.mime_type in NAMED and found.mime_type not in (*PICTURES, TEXT):
                return str(found.mime_type)
    return UNKNOWN
