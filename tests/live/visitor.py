"""Somebody with a browser, without one: pages over HTTP, and an ear at `/live`."""

import json
import re
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection
from websockets.sync.client import connect as dial
from websockets.typing import Origin

from tests.live.hand import PASSWORD
from tests.live.installation import Server


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    text: str
    location: str


@dataclass
class Visitor:
    """A person with cookies; the session holds at every process of the installation."""

    name: str
    cookies: dict[str, str] = field(default_factory=dict)
    password: str = PASSWORD

    def get(self, server: Server, path: str) -> Answer:
        return self._ask(server, "GET", path)

    def post(self, server: Server, path: str, **fields: str) -> Answer:
        """As htmx sends a form."""
        return self._ask(server, "POST", path, fields)

    def sign_in(self, server: Server) -> "Visitor":
        """By the form, with the password of the house; returns itself."""
        self.get(server, "/accounts/login/")
        address = self.name if "@" in self.name else f"{self.name}@marigold.example"
        fields = {"login": address, "password": self.password}
        answer = self._ask(server, "POST", "/accounts/login/", fields)
        assert answer.status == 302, answer.text[:2000]
        return self

    def say(self, server: Server, space: str, body: str, key: str = "") -> int | None:
        """Post; returns the number that the server acknowledged, None if it did not."""
        try:
            answer = self.post(server, f"/spaces/{space}/posts/", body=body, key=key)
        except OSError:
            return None
        if answer.status != 200:
            return None
        found = re.search(r'data-sequence="(\d+)"', answer.text)
        assert found, answer.text
        return int(found[1])

    def _ask(self, server: Server, method: str, path: str, fields: dict[str, str] | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-CSRFToken": self.cookies.get("csrftoken", ""),
                "HX-Request": "true",
                "Origin": f"http://127.0.0.1:{server.port}",
            }
        connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
        try:
            connection.request(method, path, urlencode(fields) if fields is not None else None, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            for line in answer.msg.get_all("set-cookie") or []:
                name, _equals, value = line.partition(";")[0].partition("=")
                self.cookies[name.strip()] = value
            return Answer(answer.status, text, answer.headers.get("location", ""))
        finally:
            connection.close()


class Ear:
    """A socket at one server, whose messages a thread keeps as they come."""

    def __init__(self, visitor: Visitor, server: Server) -> None:
        self.heard: list[tuple[float, dict[str, Any]]] = []
        self.code: int | None = None
        self._held = ExitStack()
        opened = dial(
            f"ws://127.0.0.1:{server.port}/live",
            origin=Origin(f"http://127.0.0.1:{server.port}"),
            additional_headers={"Cookie": f"sessionid={visitor.cookies.get('sessionid', '')}"},
            compression=None, open_timeout=10, close_timeout=1, proxy=None,
        )  # fmt: skip
        self._line: ClientConnection = self._held.enter_context(opened)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def __enter__(self) -> "Ear":
        self.until(lambda: self.find("hello"))
        return self

    def __exit__(self, *error: object) -> None:
        self._held.close()
        self._thread.join(5)

    def say(self, **message: object) -> None:
        self._line.send(json.dumps(message))

    def watch(self, space: str, after: int | None = None) -> int:
        """Watch a space and wait for the answer; the number at which it stands."""
        topic = f"space:{space}"
        self.say(watch=topic, after=after)
        self.until(lambda: self.find("watching", topic))
        return int(self.find("watching", topic)["at"])

    def events(self, space: str) -> list[dict[str, Any]]:
        """What was heard of a space, in the order in which it came."""
        return [message for _at, message in list(self.heard) if message.get("topic") == f"space:{space}"]

    def numbers(self, space: str) -> list[int]:
        return [event["sequence"] for event in self.events(space)]

    def find(self, word: str, value: object = None) -> dict[str, Any]:
        """The first message that has this word (with this value), or nothing."""
        for _at, message in list(self.heard):
            if word in message and value in (None, message[word]):
                return message
        return {}

    def when(self, word: str, value: object = None) -> float:
        """The moment at which it was heard."""
        found = self.find(word, value)
        return next(at for at, message in list(self.heard) if message is found)

    def until(self, condition: Callable[[], object], patience: float = 10) -> None:
        """Wait until the condition holds."""
        until = time.monotonic() + patience
        while not condition():
            assert time.monotonic() < until, [message for _at, message in self.heard][-5:]
            time.sleep(0.01)

    def until_heard(self, space: str, count: int) -> None:
        """Wait for so many events of a space."""
        self.until(lambda: len(self.events(space)) >= count)

    def until_closed(self, patience: float = 8) -> int | None:
        """Wait for the end; the close code."""
        self.until(lambda: self.is_closed, patience)
        return self.code

    def until_refused(self, space: str, patience: float = 3) -> float:
        """Wait until the topic of a space is closed; the moment at which it was."""
        topic = f"space:{space}"
        self.until(lambda: self.find("closed", topic), patience)
        return self.when("closed", topic)

    @property
    def is_closed(self) -> bool:
        return not self._thread.is_alive()

    def _listen(self) -> None:
        try:
            while True:
                text = self._line.recv()
                self.heard.append((time.monotonic(), json.loads(text)))
        except ConnectionClosed as ended:
            self.code = ended.rcvd.code if ended.rcvd else 1006
