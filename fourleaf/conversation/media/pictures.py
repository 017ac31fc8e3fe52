"""Looking at a picture: its size as shown, and a small WebP of it."""

import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from fourleaf.conversation.media import shrink
from fourleaf.conversation.media.broken import BrokenPicture

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}
PATIENCE = 20.0
# Two at a time: what decoding can take of the machine stays bounded, however many people send photographs at once.
_turn = threading.BoundedSemaphore(2)


@dataclass(frozen=True)
class Look:
    """Width and height in pixels as shown; the thumbnail's bytes are empty for a picture too heavy to open."""

    width: int
    height: int
    thumbnail: bytes


def look(data: bytes, media_type: str) -> Look:
    """Decode a picture in a process of its own. Raises BrokenPicture."""
    try:
        done = _run(data, FORMATS[media_type])
    except subprocess.TimeoutExpired as late:
        return _too_heavy(late.stdout or b"")
    if done.returncode == shrink.BROKEN:
        raise BrokenPicture("not decodable")
    if done.returncode != 0:
        return _too_heavy(done.stdout)
    size, _line, thumbnail = done.stdout.partition(b"\n")
    return Look(*_size(size), thumbnail)


def as_png(data: bytes, media_type: str) -> bytes | None:
    """The picture as a PNG, for programs that do not know its own format; None if it cannot be made."""
    try:
        done = _run(data, FORMATS[media_type], "PNG")
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 else None


def _run(data: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    with _turn:
        return subprocess.run(
            [sys.executable, "-I", shrink.__file__, *arguments],
            input=data, capture_output=True, timeout=PATIENCE, cwd=Path(shrink.__file__).parent,
            env={"MALLOC_ARENA_MAX": "1"}, check=False,
        )  # fmt: skip


def shown_size(width: int, height: int) -> tuple[int, int]:
    """The size of the thumbnail of a picture of this size."""
    part = min(1.0, shrink.LONGEST / max(width, height, 1))
    return max(1, round(width * part)), max(1, round(height * part))


def _too_heavy(answer: bytes) -> Look:
    return Look(*_size(answer.partition(b"\n")[0]), b"")


def _size(line: bytes) -> tuple[int, int]:
    try:
        width, height = map(int, line.split())
    except ValueError as wrong:
        raise BrokenPicture("no size") from wrong
    return width, height
