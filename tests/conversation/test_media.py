"""What pictures tell besides their pixels does not get in; what they show stays as it is."""

from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageSequence

from fourleaf.conversation.media import boxes, types
from fourleaf.conversation.media.broken import BrokenPicture
from fourleaf.conversation.media.names import clean_name, disposition
from fourleaf.conversation.media.pictures import look, shown_size
from fourleaf.conversation.media.strip import strip
from tests.conversation import pictures

pytestmark = pytest.mark.slow

FRAMES: dict[str, Any] = {
    "save_all": True,
    "append_images": [pictures.drawing().transpose(Image.Transpose.ROTATE_180)],
}
MADE = {
    "jpeg": pictures.jpeg(),
    "jpeg grey": pictures.jpeg(mode="L"),
    "jpeg cmyk": pictures.jpeg(mode="CMYK"),
    "jpeg progressive": pictures.jpeg(200, 160, progressive=True, restart_marker_blocks=4),
    "png": pictures.png(),
    "png palette": pictures.png(mode="P"),
    "webp": pictures.webp(),
    "webp lossless": pictures.webp(lossless=True, mode="RGB"),
    "webp film": pictures.webp(**FRAMES),
    "gif": pictures.gif(),
}


def frames(data: bytes) -> list[tuple[str, tuple[int, int], bytes]]:
    with Image.open(BytesIO(data)) as image:
        return [(frame.mode, frame.size, frame.tobytes()) for frame in ImageSequence.Iterator(image)]


@pytest.mark.parametrize("kind", MADE)
def test_stripping_keeps_every_pixel_and_no_secret(kind: str) -> None:
    before = MADE[kind]
    media_type = types.type_of(before)
    after = strip(media_type, before)
    assert any(secret in before for secret in pictures.SECRETS)
    assert not [secret for secret in pictures.SECRETS if secret in after]
    assert frames(after) == frames(before)
    assert len(after) < len(before)
    assert strip(media_type, after) == after
    with Image.open(BytesIO(after)) as image:
        assert set(image.getexif()) <= {0x0112}
        assert "xmp" not in image.info
        assert "comment" not in image.info


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_stays_upright(orientation: int) -> None:
    stripped = strip("image/jpeg", pictures.jpeg(orientation=orientation))
    with Image.open(BytesIO(stripped)) as image:
        assert image.getexif().get(0x0112, 1) == orientation


def test_a_colour_profile_stays() -> None:
    with Image.open(BytesIO(strip("image/jpeg", pictures.jpeg(icc_profile=b"profile" * 20_000)))) as image:
        assert image.info["icc_profile"] == b"profile" * 20_000


@settings(max_examples=60, deadline=None)
@given(
    width=st.integers(1, 40), height=st.integers(1, 40), quality=st.integers(20, 100),
    orientation=st.integers(1, 8), progressive=st.booleans(),
)  # fmt: skip
def test_any_photograph_keeps_its_pixels(
    width: int, height: int, quality: int, orientation: int, progressive: bool
) -> None:
    before = pictures.jpeg(width, height, orientation=orientation, quality=quality, progressive=progressive)
    after = strip("image/jpeg", before)
    assert frames(after) == frames(before)
    assert not [secret for secret in pictures.SECRETS if secret in after]


@settings(max_examples=600, deadline=None)
@given(data=st.data())
def test_nonsense_is_refused_or_shortened_and_never_hurts(data: st.DataObject) -> None:
    """Any type's stripper over a picture cut, with bytes changed, or over bytes of no picture at all."""
    whole = data.draw(st.sampled_from(sorted(MADE.values())))
    broken = bytearray(whole[: data.draw(st.integers(0, len(whole)))])
    for place, byte in data.draw(st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=8)):
        if place < len(broken):
            broken[place] = byte
    given_bytes = data.draw(st.one_of(st.just(bytes(broken)), st.binary(max_size=300)))
    for media_type in types.PICTURES:
        try:
            after = strip(media_type, given_bytes)
        except BrokenPicture:
            continue
        assert len(after) <= len(given_bytes)


def box(kind: bytes, content: bytes) -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + kind + content


def test_a_picture_of_boxes_tells_no_place() -> None:
    out = BytesIO()
    pictures.drawing().save(out, "AVIF", exif=pictures.exif(1), xmp=pictures.XMP)
    before = out.getvalue()
    after = boxes.blank(types.type_of(before), before)
    assert any(secret in before for secret in pictures.SECRETS)
    assert not [secret for secret in pictures.SECRETS if secret in after]
    assert len(after) == len(before)
    assert frames(after) == frames(before)


def test_a_film_tells_no_place() -> None:
    place = box(b"udta", box(b"\xa9xyz", b"\0\x12+52.37403+4.8896/"))
    track = box(b"trak", box(b"tkhd", b"track") + box(b"meta", b"Taken at home"))
    before = (
        box(b"ftyp", b"isom") + box(b"moov", box(b"mvhd", b"head") + track + place) + box(b"mdat", b"film")
    )
    after = boxes.blank("video/mp4", before)
    assert len(after) == len(before)
    assert not [secret for secret in pictures.SECRETS if secret in after]
    assert [kept for kept in (b"head", b"track", b"film", b"ftyp", b"mvhd") if kept not in after] == []


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_nonsense_in_boxes_never_hurts(data: st.DataObject) -> None:
    out = BytesIO()
    pictures.drawing(8, 8).save(out, "AVIF", exif=pictures.exif(1))
    broken = bytearray(out.getvalue()[: data.draw(st.integers(0, 2000))])
    for place, byte in data.draw(st.lists(st.tuples(st.integers(0, 700), st.integers(0, 255)), max_size=8)):
        if place < len(broken):
            broken[place] = byte
    for media_type in boxes.PICTURES | boxes.FILMS:
        assert len(boxes.blank(media_type, bytes(broken))) == len(broken)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"Ward 4, bed 2: rail checked.\n", "text/plain"),
        ("Überleitung für Zoë".encode(), "text/plain"),
        ("Überleitung".encode("utf-16"), "text/plain"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "image/svg+xml"),
        (b"<?xml version='1.0'?><!-- x --><svg:svg>", "image/svg+xml"),
        (b"<!DOCTYPE html><title>x</title>", "text/html"),
        (b"just text <script >alert(1)</script>", "text/html"),
        ("<html >".encode("utf-16"), "text/html"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><letter/>", "application/xml"),
        (b"GIF89a" + b"\0" * 20, "image/gif"),
        (b"\0\0\0\x18ftypheic\0\0", "image/heic"),
        (b"MZ\x90\0\3\0\0\0", types.UNKNOWN),
        (b"\0" * 64, types.UNKNOWN),
        (b"PK\3\4" + b"\0" * 26 + b"[Content_Types].xml....PK\3\4word/document.xml", "DOCX"),
        (b"PK\3\4" + b"\0" * 26 + b"notes.txt", "application/zip"),
    ],
)
def test_the_content_says_what_a_file_is(head: bytes, expected: str) -> None:
    found = types.type_of(head)
    assert expected in (found, types.word_for(found))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_have_a_type(head: bytes) -> None:
    assert types.type_of(head) in {*types.NAMED, *types.UNSAFE, types.UNKNOWN}


@pytest.mark.parametrize(
    "media_type", ["image/svg+xml", "text/html", "application/xml", "text/javascript", ""]
)
def test_what_could_run_is_handed_out_as_bytes(media_type: str) -> None:
    assert types.safe_type(media_type) == types.UNKNOWN


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\letter.pdf", "letter.pdf"),
        ("harmless\u202egnp.exe", "harmlessgnp.exe"),
        ("a\r\nSet-Cookie: x=1.txt", "aSet-Cookie: x=1.txt"),
        ("\0", "file"),
        ("..", "file"),
        ("", "file"),
        ("نامه\u200cها.pdf", "نامه\u200cها.pdf"),
        ("x" * 300 + ".docx", "x" * 194 + "….docx"),
    ],
)
def test_names_are_cleaned(given_name: str, expected: str) -> None:
    assert clean_name(given_name) == expected


@given(st.text(max_size=400))
def test_any_name_fits_into_a_header(name: str) -> None:
    clean = clean_name(name)
    assert 1 <= len(clean) <= 200
    assert clean_name(clean) == clean
    header = disposition("attachment", name)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2


def test_a_name_is_told_in_both_forms() -> None:
    expected = (
        "attachment; filename=\"Arztbrief fur Zoe.pdf\"; filename*=UTF-8''Arztbrief%20f%C3%BCr%20Zo%C3%AB.pdf"
    )
    assert disposition("attachment", "Arztbrief für Zoë.pdf") == expected


def test_a_thumbnail_is_small_and_upright() -> None:
    seen = look(pictures.jpeg(1600, 1000, orientation=6), "image/jpeg")
    assert (seen.width, seen.height) == (1000, 1600)
    with Image.open(BytesIO(seen.thumbnail)) as image:
        assert (image.format, image.size) == ("WEBP", (400, 640))
        assert not image.getexif()
    assert shown_size(1000, 1600) == (400, 640)


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_thumbnail_of_any_photograph_is_turned(mode: str) -> None:
    with Image.open(BytesIO(look(pictures.jpeg(64, 48, mode=mode), "image/jpeg").thumbnail)) as image:
        assert image.size == (48, 64)


@pytest.mark.parametrize("kind", MADE)
def test_every_kind_gets_a_thumbnail(kind: str) -> None:
    media_type = types.type_of(MADE[kind])
    with Image.open(BytesIO(look(strip(media_type, MADE[kind]), media_type).thumbnail)) as image:
        assert image.format == "WEBP"


def test_half_a_picture_is_broken() -> None:
    with pytest.raises(BrokenPicture):
        look(pictures.png(400, 400)[:900], "image/png")


def test_a_picture_is_only_what_it_begins_as() -> None:
    with pytest.raises(BrokenPicture):
        look(pictures.png(), "image/jpeg")


def test_a_bomb_has_a_size_and_no_thumbnail() -> None:
    seen = look(pictures.bomb(), "image/png")
    assert (seen.width, seen.height, seen.thumbnail) == (30_000, 30_000, b"")
