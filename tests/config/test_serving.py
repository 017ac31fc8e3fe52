"""`fourleaf serve`, for real: starts from nothing, recovers, and leaves nothing running."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from fourleaf.config.postgres import EmbeddedPostgres
from fourleaf.config.postgres.processes import in_cluster
from tests.live.embedded import lay_postgres
from tests.live.installation import SECRET

pytestmark = pytest.mark.slow


_started: list[subprocess.Popen[str]] = []


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder that PostgreSQL's account can enter."""
    folder = Path(tempfile.mkdtemp(prefix="fourleaf-serve-"))
    folder.chmod(0o755)
    yield folder
    while _started:
        process = _started.pop()
        process.kill()
        process.wait()
        if process.stderr is not None:
            process.stderr.close()
    EmbeddedPostgres(folder).stop()
    shutil.rmtree(folder)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def start(data: Path, port: int) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FOURLEAF_")}
    environ = {**kept, "FOURLEAF_DATA": str(data), "PORT": str(port)}
    command = [sys.executable, "-m", "fourleaf.config.cli", "serve"]
    process = subprocess.Popen(
        command, env=environ, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    _started.append(process)
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if "serves on" in line:
            return process
    process.communicate(timeout=30)
    raise AssertionError("".join(said))


def well(port: int) -> bool:
    """Does it serve within a while?"""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if health(port) == 200:
            return True
        time.sleep(0.1)
    return False


def health(port: int) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
            assert json.load(answer)["status"] == "ok"
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return int(refused.code)


def finish(process: subprocess.Popen[str], number: signal.Signals) -> str:
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 0, said
    assert "Traceback" not in said
    return said


def test_from_nothing_to_serving_and_away_and_once_more(data: Path) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        port = free_port()
        process = start(data, port)
        assert well(port)
        finish(process, number)
        assert in_cluster(data / "postgres" / "cluster") == []


def test_it_recovers_when_the_database_or_itself_is_killed(data: Path) -> None:
    (data / "secret").write_text(SECRET)
    lay_postgres(data)
    port = free_port()
    first = start(data, port)
    postmaster = EmbeddedPostgres(data).postmaster()
    assert postmaster is not None
    os.kill(postmaster, signal.SIGKILL)
    while EmbeddedPostgres(data).postmaster() in (None, postmaster):
        time.sleep(0.1)
    assert well(port)
    first.kill()
    first.communicate()
    second = start(data, port)
    assert well(port)
    finish(second, signal.SIGTERM)
    assert in_cluster(data / "postgres" / "cluster") == []


def test_a_taken_port_is_said(data: Path) -> None:
    (data / "secret").write_text(SECRET)
    lay_postgres(data)
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        pytest.raises(AssertionError, match="cannot listen"),
    ):
        start(data, listener.getsockname()[1])
