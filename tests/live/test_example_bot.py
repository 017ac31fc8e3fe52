"""The example program of the documentation, run as it stands there: a token, a ticket, a line in the document."""

import os
import subprocess
from pathlib import Path

import pytest
import requests

from tests.documents.peer import Peer
from tests.live.conftest import Place
from tests.live.installation import CLI
from tests.live.test_sync import document

__all__ = ["document"]
pytestmark = pytest.mark.slow
BOT = Path(__file__).parents[2] / "docs" / "examples" / "document_bot.mjs"


def run(place: Place, token: str, document: str, line: str) -> "subprocess.CompletedProcess[str]":
    command = ["node", str(BOT), f"http://localhost:{place.a.port}", document, line]
    environ = {**os.environ, "FOURLEAF_TOKEN": token}
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=30)


def test_a_program_with_a_token_writes_along_as_long_as_that_lives(place: Place, document: str) -> None:
    def token(*scopes: str) -> str:
        made = (*CLI, "token", "ben@marigold.example", "--name", "Bot", "--scopes", *scopes)
        return place.installation.run(*made).strip()

    writing = token("read", "documents:write")
    address = f"http://localhost:{place.a.port}/api/v1/documents/{document}/ticket"
    answer = requests.get(address, headers={"Authorization": f"Bearer {writing}"}, timeout=10)
    with Peer(place["ben"], place.a, document, ticket=answer.json()["ticket"]) as peer:
        peer.synced()
        done = run(place, writing, document, "A line from a program.")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.splitlines()[0] == "saved"
        assert "A line from a program." in done.stdout
        peer.until_text(lambda text: "A line from a program." in text)
        assert run(place, token("read"), document, "Not mine.").returncode == 1
        place.installation.by_hand("revoke_token", name="Bot")
        peer.until(lambda: any(each.get("closed") == 4401 for each in peer.events))
    assert "Not mine." not in place["amina"].get(place.a, f"/documents/{document}/").text
