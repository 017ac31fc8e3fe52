"""An unmodified y-websocket client in a process of its own (`peer.mjs`), told what to do and asked what it sees."""

import json
import re
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.live.installation import Server
from tests.live.visitor import Visitor

PROGRAM = Path(__file__).with_name("peer.mjs")


class Peer:
    """A person's editor at one server; lets in by a ticket, or as a browser does by cookie and origin."""

    def __init__(
        self, visitor: Visitor, server: Server, document: str, *, by_cookie: bool = False, ticket: str = ""
    ) -> None:
        self.events: list[dict[str, Any]] = []
        arguments = [f"ws://localhost:{server.port}/documents/{document}", "sync"]
        if by_cookie:
            cookie = f"sessionid={visitor.cookies['sessionid']}"
            arguments += ["", f"http://localhost:{server.port}", cookie]
        else:
            arguments.append(ticket or self.ticket(visitor, server, document))
        self.process = subprocess.Popen(
            ["node", str(PROGRAM), *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, cwd=PROGRAM.parent,
        )  # fmt: skip
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    @staticmethod
    def ticket(visitor: Visitor, server: Server, document: str) -> str:
        """What lets an editor in without a cookie."""
        return str(json.loads(visitor.get(server, f"/documents/{document}/ticket/").text)["ticket"])

    def __enter__(self) -> "Peer":
        return self

    def __exit__(self, *error: object) -> None:
        self.process.kill()
        self.process.wait()
        self._thread.join(5)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()

    def do(self, **deeds: Any) -> None:
        """Let it do something; see `peer.mjs`."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(deeds) + "\n")
        self.process.stdin.flush()

    def synced(self) -> "Peer":
        """Wait until it has all that the server has."""
        self.until(lambda: {"synced": True} in self.events)
        return self

    def told(self) -> dict[str, Any]:
        """Its text, its client id, the names it sees."""
        before = len(self.events)
        self.do(tell=True)
        self.until(lambda: any("text" in each for each in self.events[before:]))
        return next(each for each in self.events[before:] if "text" in each)

    @property
    def text(self) -> str:
        """The text without its tags."""
        return re.sub(r"<[^>]*>", " ", self.told()["text"])

    def until_text(self, condition: Callable[[str], object], patience: float = 10) -> None:
        """Wait until the text is as wanted."""
        until = time.monotonic() + patience
        while not condition(self.text):
            assert time.monotonic() < until, (self.text, self.events[-5:])
            time.sleep(0.05)

    def until_names(self, *names: str) -> None:
        """Wait until it sees just these people."""
        self.until(lambda: self.told()["names"] == list(names))

    def until_closed(self, code: int, patience: float = 5) -> None:
        """Wait until the server has closed the socket with this code."""
        self.until(lambda: {"closed": code} in self.events, patience)

    @property
    def saved(self) -> int:
        """The last number that it was told to be on disk."""
        return max((each["saved"] for each in self.events if "saved" in each), default=0)

    def until(self, condition: Callable[[], object], patience: float = 10) -> None:
        """Wait until the condition holds."""
        until = time.monotonic() + patience
        while not condition():
            assert self.process.poll() is None, self._why()
            assert time.monotonic() < until, self.events[-5:]
            time.sleep(0.01)

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.events.append(json.loads(line))

    def _why(self) -> str:
        assert self.process.stderr is not None
        return self.process.stderr.read()
