"""Many who type into one document (`typists.mjs`): what was acknowledged, and whether all read the same."""

import json
import re
import subprocess
import threading
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from pycrdt import Doc, XmlFragment

from tests.load.crowd import Crowd
from tests.load.writers import until

PROGRAM = Path(__file__).with_name("typists.mjs")
WORD = re.compile(r"w\d+-\d+;")


class Typists:
    """One for each member of the crowd, at one server."""

    def __init__(self, crowd: Crowd, document: str, port: int) -> None:
        self.document = document
        self.acknowledged: set[str] = set()
        self.closed: set[int] = set()
        self._texts: list[list[str]] = []
        sessions = [member.session for member in crowd.people]
        self._process = subprocess.Popen(
            ["node", str(PROGRAM), f"ws://localhost:{port}/documents/{document}", "sync",
             f"http://localhost:{port}", *sessions],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROGRAM.parent,
        )  # fmt: skip
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def __enter__(self) -> "Typists":
        return self

    def __exit__(self, *error: object) -> None:
        self._process.kill()
        self._process.wait()
        self._thread.join(5)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

    def have_saved(self, more: int) -> None:
        """Wait until so many words more are acknowledged."""
        wanted = len(self.acknowledged) + more
        until(lambda: len(self.acknowledged) >= wanted)

    def check(self, address: str) -> None:
        """They stop; all come to read the same, which is what is on disk: each word that was acknowledged, once."""
        self._say("stop")
        until(lambda: len(self._told()) == 1)
        kept = text_of(address, self.document)
        until(lambda: self._told() == [text_of(address, self.document)])
        words = WORD.findall(kept)
        assert len(words) == len(set(words)), "a word is there twice"
        assert self.acknowledged <= set(words)

    def _told(self) -> list[str]:
        before = len(self._texts)
        self._say("tell")
        until(lambda: len(self._texts) > before)
        return self._texts[-1]

    def _say(self, deed: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(deed + "\n")
        self._process.stdin.flush()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            said: dict[str, Any] = json.loads(line)
            if "saved" in said:
                self.acknowledged.add(said["saved"])
            elif "closed" in said:
                self.closed.add(said["closed"])
            else:
                self._texts.append(said["texts"])


def text_of(address: str, document: str) -> str:
    """What is on disk, as an editor writes it; the numbers of the log have no gap."""
    with psycopg.connect(address) as connection:
        rows = connection.execute(
            "select number, data from documents_documentupdate where document_id = %s order by number",
            [UUID(document)],
        ).fetchall()
    assert [number for number, _data in rows] == list(range(1, len(rows) + 1))
    doc: Doc[Any] = Doc()
    for _number, data in rows:
        doc.apply_update(bytes(data))
    return str(doc.get("default", type=XmlFragment))
