"""The disk is full: it is said in plain words, nothing half-written stays, and it works again when there is room."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from fourleaf.config.postgres import EmbeddedPostgres
from tests.live.embedded import lay_postgres
from tests.live.installation import Installation, Server, clean_environ, own_installation
from tests.live.visitor import Visitor
from tests.load.crowd import gather
from tests.load.uploading import upload_said
from tests.load.writers import CSRF, Writer, check

pytestmark = pytest.mark.slow
BIG = os.urandom(3_000_000)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A file system of this size, in memory; the test is skipped where we may not mount one."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small file system (root)")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("where", ["store", "on its way", "copied on its way"])
def test_a_file_for_which_there_is_no_room(tmp_path: Path, worker_id: str, where: str) -> None:
    # A file of 3 MB lies twice on its way: as the body of the request, and as the file that Django makes of it.
    size = {"store": 4, "on its way": 2, "copied on its way": 4}[where]
    small = tmp_path / ("data/files" if where == "store" else "way")
    with small_disk(small, size), installed(tmp_path, worker_id, small, where) as (installation, server):
        crowd = gather(installation, people=1, spaces=1)
        member, space = crowd.people[0], crowd.spaces[0]
        visitor = Visitor(member.id, {"sessionid": member.session, "csrftoken": CSRF})
        if where == "store":
            status, text = upload_said(visitor, server, space, "one.bin", BIG)
            assert status == 201
            held = json.loads(text)["id"]
        status, text = upload_said(visitor, server, space, "two.bin", BIG[::-1])
        assert status == 507, text[:500]
        assert "no room" in text
        assert "Traceback" not in server.said() + text
        assert rows(installation) == int(where == "store")
        assert not [path for path in small.rglob("*") if path.is_file() and len(path.name) != 64]
        assert visitor.say(server, space, "One can still write") is not None

        if where == "store":
            assert visitor.post(server, f"/files/{held}/removal/").status == 204
        else:
            subprocess.run(["mount", "-o", "remount,size=20m", str(small)], check=True)
        status, text = upload_said(visitor, server, space, "two.bin", BIG[::-1])
        assert status == 201, text


@contextmanager
def installed(folder: Path, worker_id: str, small: Path, where: str) -> Iterator[tuple[Installation, Server]]:
    name = f"fl_full_{worker_id}_{os.getpid()}"
    (folder / "data").mkdir(exist_ok=True)
    way = tempfile.gettempdir() if where == "store" else str(small)
    with own_installation(name, folder / "data", TMPDIR=way) as installation:
        server = installation.start().ready()
        yield installation, server
        server.kill()


def rows(installation: Installation) -> int:
    with psycopg.connect(installation.environ["FOURLEAF_DATABASE_URL"]) as connection:
        found = connection.execute("select count(*) from conversation_attachment").fetchone()
    return int(found[0]) if found else 0


def test_a_commit_for_which_there_is_no_room() -> None:
    root = Path(tempfile.mkdtemp(prefix="fourleaf-full-"))
    root.chmod(0o755)
    try:
        with small_disk(root / "small", 300) as small:
            lay_postgres(small / "there")
            with EmbeddedPostgres(small / "there") as postgres:
                environ = clean_environ(root, FOURLEAF_DATABASE_URL=postgres.owner_url())
                installation = Installation(root, environ)
                try:
                    fill_up(installation, postgres, small)
                finally:
                    installation.close()
    finally:
        shutil.rmtree(root)


def fill_up(installation: Installation, postgres: EmbeddedPostgres, small: Path) -> None:
    crowd = gather(installation, people=1, spaces=1)
    server = installation.start().ready()
    writer = Writer(crowd.people[0], server.port, 0)
    assert writer.send("Before", "00000000-0000-4000-8000-000000000001")
    ballast = small / "ballast"
    with ballast.open("wb") as file, pytest.raises(OSError, match="No space"):
        while True:
            file.write(bytes(1 << 16))
            file.flush()
    refused = None
    until = time.monotonic() + 120
    while refused is None:
        assert time.monotonic() < until
        number = len(writer.lines)
        body, key = f"{number} " + os.urandom(9_000).hex(), f"00000000-0000-4000-8000-1{number:011}"
        writer.lines.append((body, key))
        sequence = writer.send(body, key)
        if sequence is None:
            refused = body, key
        else:
            writer.acknowledged[body] = sequence
    assert set(writer.answers) <= {200, 503}
    assert not writer.refused_without_advice
    ballast.unlink()
    until = time.monotonic() + 60
    while (sequence := writer.send(*refused)) is None:
        assert time.monotonic() < until, server.said()
        if postgres.postmaster() is None:
            postgres.start()  # it may have ended itself rather than lose a commit
        time.sleep(0.1)
    writer.acknowledged[refused[0]] = sequence
    writer.hang_up()
    assert check(postgres.owner_url(), [writer]) == len(writer.lines) + 1
    assert "Traceback" not in server.said(), server.said()
