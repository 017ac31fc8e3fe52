"""People who write one line after the other and send each until it is acknowledged, over a connection kept open."""

import json
import re
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

import psycopg

from tests.load.crowd import Crowd, Member

#: How people write.
WAYS = ("page", "api")
CSRF = "x" * 32
PATIENCE = 60.0


class Writer(threading.Thread):
    """`acknowledged`: the server's number of each line; `answers`: how often each status came, 0 for none."""

    def __init__(self, member: Member, port: int, lines: int, *, by: str = "page") -> None:
        super().__init__()
        self.member, self.port, self.by, self.space = member, port, by, member.spaces[0]
        self.lines = [(f"{member.id} {number}", str(uuid.uuid4())) for number in range(lines)]
        self.acknowledged: dict[str, int] = {}
        self.answers: Counter[int] = Counter()
        self.refused_without_advice = 0
        self._ended = threading.Event()
        self._connection: HTTPConnection | None = None

    def run(self) -> None:
        try:
            for body, key in self.lines:
                while not self._ended.is_set() and (number := self.send(body, key)) is None:
                    self._ended.wait(0.05)
                if self._ended.is_set():
                    return
                self.acknowledged[body] = number or 0
        finally:
            self.hang_up()

    def stop(self) -> None:
        """Say nothing more."""
        self._ended.set()

    def send(self, body: str, key: str) -> int | None:
        """The number that was acknowledged, None if nothing was."""
        try:
            status, text, retry_after = self._ask(body, key)
        except (OSError, HTTPException):
            self.hang_up()
            self.answers[0] += 1
            return None
        self.answers[status] += 1
        self.refused_without_advice += status == 503 and not retry_after
        return self._number(status, text)

    def _number(self, status: int, text: str) -> int | None:
        if status not in (200, 201):
            return None
        if self.by == "api":
            return int(json.loads(text)["number"])
        found = re.search(r'data-sequence="(\d+)"', text)
        assert found, text
        return int(found[1])

    def _ask(self, body: str, key: str) -> tuple[int, str, str | None]:
        if self._connection is None:
            self._connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        if self.by == "api":
            path, given = f"/api/v1/spaces/{self.space}/posts", json.dumps({"body": body})
            headers = {
                "Authorization": f"Bearer {self.member.token}",
                "Content-Type": "application/json",
                "Idempotency-Key": key,
            }
        else:
            path, given = f"/spaces/{self.space}/posts/", urlencode({"body": body, "key": key})
            headers = {
                "Cookie": f"sessionid={self.member.session}; csrftoken={CSRF}",
                "Content-Type": "application/x-www-form-urlencoded",
                "X-CSRFToken": CSRF,
                "HX-Request": "true",
                "Origin": f"http://127.0.0.1:{self.port}",
            }
        self._connection.request("POST", path, given, headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read().decode(errors="replace"), answer.headers.get("retry-after")

    def hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def writers_of(crowd: Crowd, port: int, lines: int) -> list[Writer]:
    """One for each member; they write in all ways."""
    return [
        Writer(member, port, lines, by=WAYS[place % len(WAYS)]) for place, member in enumerate(crowd.people)
    ]


def go_on(writers: list[Writer]) -> None:
    """Wait until forty more lines are acknowledged."""
    before = _acknowledged(writers)
    until(lambda: _acknowledged(writers) >= before + 40)


def _acknowledged(writers: list[Writer]) -> int:
    return sum(len(writer.acknowledged) for writer in writers)


def until(condition: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait until it holds."""
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def stop(writers: list[Writer]) -> None:
    """Let all end, and wait until they have."""
    for writer in writers:
        writer.stop()
    for writer in writers:
        writer.join(60)


def check(address: str, writers: list[Writer]) -> int:
    """Every acknowledged line is there once, under its number, in its writer's order, and no number is missing.

    `address` is that of the database's owner. Answers how many posts there are in these writers' spaces.
    """
    spaces = sorted({writer.space for writer in writers})
    with psycopg.connect(address) as connection:
        posts = connection.execute(
            "select space_id::text, sequence, body from conversation_post where space_id = any(%s::uuid[])"
            " order by sequence",
            [spaces],
        ).fetchall()
        numbers = connection.execute(
            "select space_id::text, array_agg(sequence order by sequence) from chronicle_entry"
            " where space_id = any(%s::uuid[]) group by 1",
            [spaces],
        ).fetchall()
    for space, given in numbers:
        assert given == list(range(1, len(given) + 1)), f"the numbers of {space} have gaps"
    times = Counter(body for _space, _sequence, body in posts)
    there = {body: (space, sequence) for space, sequence, body in posts}
    for writer in writers:
        for body, sequence in writer.acknowledged.items():
            assert times[body] == 1, f"{body} is there {times[body]} times"
            assert there[body] == (writer.space, sequence)
        own = [there[body][1] for body, _key in writer.lines if body in there]
        assert own == sorted(own), "a writer's lines changed places"
    assert max(times.values(), default=0) <= 1
    return len(posts)
