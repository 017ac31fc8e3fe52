"""Files through the real server: pieces of them, large ones, too large ones, and what a large picture costs."""

import http.client
import json
import os
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.test import Client

from fourleaf.conversation import actions
from fourleaf.conversation.media import shrink
from fourleaf.conversation.media.strip import strip
from fourleaf.conversation.models import Attachment
from fourleaf.gateway.edge import Plan
from fourleaf.gateway.server import build
from fourleaf.people.models import Person
from fourleaf.spaces.actions import end_membership
from fourleaf.spaces.models import Membership
from tests.conversation import pictures
from tests.gateway.memory import MemoryPorts
from tests.house import House, build_house

pytestmark = pytest.mark.slow

LETTER = bytes(range(256)) * 1000
TOKEN = "t" * 32
BODY_LIMIT = 2 * 1024**2
MEGAPIXELS_50 = (8660, 5774)
Ask = Callable[..., tuple[http.client.HTTPResponse, bytes]]


async def connect() -> psycopg.AsyncConnection[Any]:
    """The database of the test run, for LISTEN."""
    return await psycopg.AsyncConnection.connect(os.environ["FOURLEAF_DATABASE_URL"], connect_timeout=3)


class Application:
    """Django, leaving no connection behind in the server's threads."""

    def __init__(self) -> None:
        self._handler = WSGIHandler()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            return self._handler(environ, start_response)
        finally:
            connections.close_all()


@pytest.fixture
def served(transactional_db: None, tmp_path: Path) -> Iterator[tuple[House, Callable[[Person], Ask]]]:
    """A committed house behind the real server, and a way to ask it as somebody over a socket."""
    house, ready = build_house(), threading.Event()
    plan = Plan(
        application=Application, ports=MemoryPorts(), connect=connect, static_dir=tmp_path, body_limit=BODY_LIMIT
    )  # fmt: skip
    server = build(plan, host="127.0.0.1", port=0, on_ready=ready.set)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert ready.wait(10)

    def signed_in(person: Person) -> Ask:
        client = Client()
        client.force_login(person, backend="fourleaf.people.backends.PasswordBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"

        def ask(
            method: str, address: str, body: bytes = b"", **headers: str
        ) -> tuple[http.client.HTTPResponse, bytes]:
            line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
            named = {name.replace("_", "-"): text for name, text in headers.items()}
            line.request(method, address, body, {"Cookie": cookie, "Host": "localhost", **named})
            answer = line.getresponse()
            data = answer.read()
            line.close()
            return answer, data

        return ask

    yield house, signed_in
    server.should_exit = True
    thread.join(10)


def multipart(space: object, content: bytes) -> tuple[bytes, dict[str, str]]:
    parts = (
        f'--b\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{TOKEN}\r\n'
        f'--b\r\nContent-Disposition: form-data; name="space"\r\n\r\n{space}\r\n'
        '--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
    )
    return parts.encode() + content + b"\r\n--b--\r\n", {"Content_Type": "multipart/form-data; boundary=b"}


def test_a_part_of_a_file(served: tuple[House, Callable[[Person], Ask]]) -> None:
    house, signed_in = served
    upload = SimpleUploadedFile("film.bin", LETTER)
    attachment = actions.add_attachment(actor=house.ben, space=house.ward, upload=upload)
    actions.add_post(actor=house.ben, space=house.ward, body="", attachments=[attachment])
    ask, address = signed_in(house.ruth), attachment.get_absolute_url()
    whole, data = ask("GET", address)
    assert (whole.status, data) == (200, LETTER)
    assert whole.getheader("accept-ranges") == "bytes"
    etag, changed = whole.getheader("etag") or "", whole.getheader("last-modified") or ""
    for span, expected in (("0-9", LETTER[:10]), ("1000-", LETTER[1000:]), ("-5", LETTER[-5:])):
        part, data = ask("GET", address, Range=f"bytes={span}")
        assert (part.status, data) == (206, expected)
        assert part.getheader("content-security-policy") == whole.getheader("content-security-policy")
        assert part.getheader("cache-control") == "private, no-cache"
    assert ask("GET", address, Range="bytes=0-3", If_Range=etag)[0].status == 206
    assert ask("GET", address, Range="bytes=0-3", If_Range=changed)[0].status == 206
    assert ask("GET", address, Range="bytes=0-3", If_Range='"other"')[1] == LETTER
    assert ask("GET", address, Range="bytes=999999999-")[0].status == 416
    assert ask("GET", address, If_None_Match=etag)[0].status == 304
    # Browsers say that they can unpack; a file comes as it is all the same, and so do its parts.
    packed, data = ask("GET", address, Accept_Encoding="gzip, br")
    assert (data, packed.getheader("content-encoding"), packed.getheader("etag")) == (LETTER, None, etag)
    part, data = ask("GET", address, Accept_Encoding="gzip", Range="bytes=1000-1999", If_Range=etag)
    assert (part.status, data, part.getheader("content-encoding")) == (206, LETTER[1000:2000], None)
    assert part.getheader("content-range") == f"bytes 1000-1999/{len(LETTER)}"
    page, _data = ask("GET", f"/spaces/{house.ward.pk}/", Accept_Encoding="gzip")
    assert (page.status, page.getheader("content-encoding")) == (200, "gzip")
    head, data = ask("HEAD", address)
    assert (head.status, head.getheader("content-length"), data) == (200, str(len(LETTER)), b"")
    assert signed_in(house.omar)("GET", address, Range="bytes=0-9")[0].status == 404
    end_membership(actor=house.amina, membership=Membership.objects.get(space=house.ward, person=house.ruth))
    for headers in ({"Range": "bytes=0-9"}, {"If_None_Match": etag}, {}):
        assert ask("GET", address, **headers)[0].status == 404


def test_uploads_over_the_wire(served: tuple[House, Callable[[Person], Ask]], settings: Any) -> None:
    house, signed_in = served
    settings.UPLOAD_LIMIT = 1024**2
    ask = signed_in(house.ben)
    for size, expected in ((1024**2, 201), (1024**2 + 1, 413), (BODY_LIMIT, 413)):
        body, headers = multipart(house.ward.pk, b"x" * size)
        answer, data = ask("POST", "/files/", body, **headers)
        assert answer.status == expected, data
        if size == 1024**2 + 1:
            assert "1 MB" in json.loads(data)["error"]
    assert Attachment.objects.get().size == 1024**2


@pytest.fixture(scope="module")
def photograph() -> bytes:
    """50 megapixels."""
    return pictures.jpeg(*MEGAPIXELS_50, quality=90)


def test_fifty_megapixels_are_cheap_for_the_server(house: House, photograph: bytes) -> None:
    upload = SimpleUploadedFile("ward.jpg", photograph)
    tracemalloc.start()
    begun = time.monotonic()
    attachment = actions.add_attachment(actor=house.ben, space=house.ward, upload=upload)
    seconds, (_now, peak) = time.monotonic() - begun, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (attachment.width, attachment.height) == MEGAPIXELS_50[::-1]
    assert attachment.is_picture
    assert peak < 4 * len(photograph) + 8 * 1024**2
    assert seconds < 15


MEASURE = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-I", sys.argv[1], sys.argv[2]], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


def megabytes(data: bytes, kind: str, tmp_path: Path) -> int:
    """The most memory that making a thumbnail took."""
    (tmp_path / "picture").write_bytes(data)
    with (tmp_path / "picture").open("rb") as file:
        command = [sys.executable, "-I", "-c", MEASURE, shrink.__file__, kind]
        return int(subprocess.run(command, stdin=file, capture_output=True, check=True).stdout)


def test_fifty_megapixels_take_bounded_memory(photograph: bytes, tmp_path: Path) -> None:
    assert megabytes(strip("image/jpeg", photograph), "JPEG", tmp_path) < 128
    out = BytesIO()
    pictures.drawing(*MEGAPIXELS_50).save(out, "PNG", compress_level=1)
    assert megabytes(out.getvalue(), "PNG", tmp_path) < 512


def test_a_decoder_that_wants_too_much_gets_nothing(tmp_path: Path) -> None:
    """The limits are real: with less memory allowed, the same picture has a size and no thumbnail."""
    text = Path(shrink.__file__).read_text().replace("MEMORY = 1024**3", "MEMORY = 200 * 1024**2")
    (tmp_path / "tight.py").write_text(text)
    out = BytesIO()
    pictures.drawing(*MEGAPIXELS_50).save(out, "PNG", compress_level=1)
    done = subprocess.run(
        [sys.executable, "-I", str(tmp_path / "tight.py"), "PNG"], input=out.getvalue(), capture_output=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (shrink.TOO_HEAVY, b"8660 5774\n")


def test_a_bomb_is_not_opened(tmp_path: Path) -> None:
    assert megabytes(pictures.bomb(), "PNG", tmp_path) < 64
