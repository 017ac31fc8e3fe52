"""Somebody asks far too often: they are refused before anything is done for them, and the others do not notice."""

import os
import sys
from collections import Counter
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.live.installation import own_installation
from tests.load import counted
from tests.load.crowd import Member, gather
from tests.load.writers import Writer, stop

pytestmark = pytest.mark.slow
RATE = 30


def test_who_asks_too_often_costs_nothing(tmp_path: Path, worker_id: str) -> None:
    name = f"fl_abuser_{worker_id}_{os.getpid()}"
    with own_installation(name, tmp_path, FOURLEAF_API_RATE=str(RATE)) as installation:
        crowd = gather(installation, people=4, spaces=1)
        file = tmp_path / "statements"
        program = (sys.executable, "-m", "tests.load.counted", str(file), "pages")
        server = installation.start(program=program).ready()
        abuser, others = crowd.people[0], crowd.people[1:]
        hammer = Hammer(server.port, abuser)
        hammer.strike(3 * RATE)
        assert hammer.answers[200] > 0
        assert hammer.answers[429] > 0
        before = counted.read(file)
        for _round in range(5):
            hammer.strike(40)
        served = hammer.answers[200]
        allowance = 1 + (hammer.answers.total() - 3 * RATE) // 20  # what the minute gives back meanwhile
        per_request = before / served
        assert counted.read(file) - before <= allowance * per_request * 2
        assert hammer.advised == hammer.answers[429]

        writers = [
            Writer(member, server.port, 10, by=by)
            for member, by in zip(others, ("page", "api", "page"), strict=True)
        ]
        for writer in writers:
            writer.start()
        while any(writer.is_alive() for writer in writers):
            hammer.strike(20)
        stop(writers)
        assert [len(writer.acknowledged) for writer in writers] == [10, 10, 10]
        assert set().union(*(writer.answers for writer in writers)) <= {200, 201}
        hammer.close()


class Hammer:
    """Asks as fast as it can."""

    def __init__(self, port: int, member: Member) -> None:
        self.answers: Counter[int] = Counter()
        self.advised = 0
        self._token = member.token
        self._connection = HTTPConnection("127.0.0.1", port, timeout=30)

    def strike(self, times: int) -> int:
        """How many of these were served."""
        before = self.answers[200]
        for _time in range(times):
            self._connection.request("GET", "/api/v1/me", headers={"Authorization": f"Bearer {self._token}"})
            answer = self._connection.getresponse()
            answer.read()
            self.answers[answer.status] += 1
            self.advised += answer.status == 429 and int(answer.headers["retry-after"]) > 0
        return self.answers[200] - before

    def close(self) -> None:
        self._connection.close()
