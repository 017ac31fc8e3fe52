"""Two server processes on one database: nothing lost, nothing twice, and nobody hears what is not theirs."""

import statistics
import threading
import time
import uuid

import pytest

from tests.live.conftest import Place
from tests.live.visitor import Ear, Visitor

pytestmark = pytest.mark.slow


def test_a_post_reaches_the_sockets_of_both_once_and_in_order(place: Place) -> None:
    amina, ben = place["amina"], place["ben"]
    with Ear(amina, place.a) as near, Ear(ben, place.b) as far:
        before = near.watch(place.space)
        assert far.watch(place.space) == before
        numbers = [amina.say(place.a, place.space, f"Bed {number}") for number in range(20)]
        assert numbers == list(range(before + 1, before + 21))
        for ear in (near, far):
            ear.until_heard(place.space, 20)
            time.sleep(0.2)
            assert ear.numbers(place.space) == numbers
            assert "Bed 0" in ear.events(place.space)[0]["fragment"]


def test_the_delay_between_processes_is_short(place: Place) -> None:
    delays = []
    with Ear(place["ben"], place.b) as far:
        far.watch(place.space)
        for number in range(5):
            begun = time.monotonic()
            place["amina"].say(place.a, place.space, f"Now {number}")
            far.until_heard(place.space, number + 1)
            delays.append(time.monotonic() - begun)
    assert statistics.median(delays) < 0.6, "only the look around each second found them"


def test_the_same_key_twice_is_one_post(place: Place) -> None:
    amina, key = place["amina"], str(uuid.uuid4())
    first = amina.say(place.a, place.space, "Once", key)
    assert first is not None
    assert amina.say(place.b, place.space, "Once", key) == first
    assert place.written() == ["Once"]


def test_killing_a_process_loses_nothing_that_it_acknowledged(place: Place) -> None:
    amina, ben, nora = place["amina"], place["ben"], place["nora"]
    acknowledged: dict[str, int] = {}
    with Ear(nora, place.a) as lost, Ear(ben, place.b) as steady:
        start = lost.watch(place.space)
        steady.watch(place.space)

        def pour(writer: Visitor, word: str) -> None:
            for number in range(400):
                sequence = writer.say(place.a, place.space, f"{word} {number}")
                if sequence is None:
                    return
                acknowledged[f"{word} {number}"] = sequence

        writers = [
            threading.Thread(target=pour, args=(writer, word))
            for writer, word in ((amina, "from Amina"), (ben, "from Ben"))
        ]
        for thread in writers:
            thread.start()
        lost.until(lambda: len(acknowledged) >= 30)
        place.a.kill()
        for thread in writers:
            thread.join(20)
        assert len(acknowledged) < 800, "it was killed too late to matter"
        lost.until_closed()
        numbers = lost.numbers(place.space)
        last = numbers[-1] if numbers else start
        assert numbers == list(range(start + 1, last + 1))

        bodies = place.written()
        assert {body: bodies.count(body) for body in acknowledged} == dict.fromkeys(acknowledged, 1)
        assert len(bodies) - len(acknowledged) <= 2, "at most one a writer was written and not acknowledged"
        end = start + len(bodies)
        steady.until_heard(place.space, len(bodies))
        assert steady.numbers(place.space) == list(range(start + 1, end + 1))

    amina.say(place.b, place.space, "Said while nobody of A was back")
    with Ear(nora, place.b) as back:
        back.watch(place.space, after=last)
        back.until(lambda: end + 1 in back.numbers(place.space))
        assert [*numbers, *back.numbers(place.space)] == list(range(start + 1, end + 2))


def test_eight_who_write_while_the_server_is_killed(place: Place) -> None:
    left = [(f"number {number}", str(uuid.uuid4())) for number in range(200)]
    names = ("amina", "ben", "nora", "piet") * 2
    writers = [Writer(place[name], place, left) for name in names]
    for writer in writers:
        writer.start()
    while sum(len(writer.acknowledged) for writer in writers) < 60:
        time.sleep(0.005)
    place.a.kill()
    for writer in writers:
        writer.join(30)
    acknowledged = [body for writer in writers for body in writer.acknowledged]
    assert 60 <= len(acknowledged) < 200
    bodies = place.written()
    assert {body: bodies.count(body) for body in acknowledged} == dict.fromkeys(acknowledged, 1)

    again = place.installation.start(port=place.a.port).ready()
    for writer in writers:
        for body, key in writer.doubtful:
            assert writer.visitor.say(again, place.space, body, key) is not None
    assert sorted(place.written()) == sorted(f"number {number}" for number in range(200))


class Writer(threading.Thread):
    """Takes one text after the other and posts it at A."""

    def __init__(self, visitor: Visitor, place: Place, left: list[tuple[str, str]]) -> None:
        super().__init__()
        self.visitor, self.acknowledged, self.doubtful = visitor, list[str](), list[tuple[str, str]]()
        self._place, self._left = place, left

    def run(self) -> None:
        while True:
            try:
                body, key = self._left.pop()
            except IndexError:
                return
            if self.visitor.say(self._place.a, self._place.space, body, key) is None:
                self.doubtful.append((body, key))
            else:
                self.acknowledged.append(body)
