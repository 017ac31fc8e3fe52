"""The example client of the documentation, run as it stands there against real servers."""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.live.conftest import Place
from tests.live.installation import CLI

pytestmark = pytest.mark.slow
CLIENT = Path(__file__).parents[2] / "docs" / "examples" / "live_client.py"
SCOPES = ("read", "posts:write")


class Running:
    """The client as a process, and the lines that it has printed."""

    def __init__(self, process: "subprocess.Popen[str]", errors: Path) -> None:
        self.process, self.lines, self.errors = process, list[str](), errors
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def bodies(self) -> list[str]:
        return [line.split("\t")[2] for line in list(self.lines)]

    def until(self, *bodies: str, patience: float = 40) -> None:
        end = time.monotonic() + patience
        while self.bodies() != list(bodies):
            assert time.monotonic() < end, self.lines
            time.sleep(0.05)


@contextmanager
def client(place: Place, token: str, text: str) -> Iterator[Running]:
    command = [sys.executable, str(CLIENT), f"http://127.0.0.1:{place.a.port}", place.space, text]
    environ = {**os.environ, "FOURLEAF_TOKEN": token}
    errors = place.installation.folder / "client-errors"
    with (
        errors.open("w") as said,
        subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=said, text=True) as process,
    ):
        try:
            yield Running(process, errors)
        finally:
            process.kill()


def token_for(place: Place, name: str) -> str:
    return place.installation.run(*CLI, "token", f"{name}@marigold.example", "--scopes", *SCOPES).strip()


def test_it_posts_listens_and_catches_up_after_a_gap(place: Place) -> None:
    with client(place, token_for(place, "ben"), "Hello from a program") as running:
        running.until("Hello from a program")
        place["amina"].say(place.b, place.space, "Hello, program")
        running.until("Hello from a program", "Hello, program")
        port = place.a.port
        place.a.kill()
        place["nora"].say(place.b, place.space, "Said while nobody listened")
        place.installation.start(port=port).ready()
        place["nora"].say(place.b, place.space, "And afterwards")
        running.until(
            "Hello from a program", "Hello, program", "Said while nobody listened", "And afterwards"
        )


def test_a_revoked_token_ends_it(place: Place) -> None:
    nora, token = place["nora"], token_for(place, "nora")
    with client(place, token, "Still here") as running:
        running.until("Still here")
        page = nora.get(place.b, "/people/tokens/").text
        (address,) = re.findall(r"/people/tokens/[0-9a-f-]+/revocation/", page)
        assert nora.post(place.b, address).status == 302
        assert running.process.wait(20) == 1
    assert "expired or revoked" in running.errors.read_text()
