"""Whoever watches hears each number once and in order, whatever happens between: the main property."""

import asyncio
import json
from collections import Counter
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fourleaf.gateway.client import Client
from fourleaf.gateway.hub import Hub
from fourleaf.kit.bus import Notice
from tests.gateway.memory import MemoryPorts


class Ear:
    """A socket that only listens."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.code: int | None = None

    def write(self, data: bytes) -> None:
        while data:
            size, start = data[1], 2
            if size == 126:
                size, start = int.from_bytes(data[2:4], "big"), 4
            if data[0] == 0x81:
                self.heard.append(json.loads(data[start : start + size]))
            data = data[start + size :]

    def close(self, code: int, reason: str) -> None:
        self.code = code

    def room(self) -> int:
        return 1 << 20

    def numbers(self) -> list[int]:
        return [message["sequence"] for message in self.heard if "sequence" in message]


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("post"), st.booleans()),
        st.tuples(st.just("watch"), st.integers(0, 4)),
        st.tuples(st.just("remove"), st.integers(0, 4)),
        st.tuples(st.just("turn"), st.integers(1, 9)),
        st.tuples(st.just("poll"), st.none()),
        st.tuples(st.just("fail"), st.booleans()),
    ),
    max_size=60,
)


class Play:
    """One interleaving of posts, arrivals, removals and outages, and what must hold at its end."""

    def __init__(self, seed: int) -> None:
        random = Random(seed)
        self.ports = MemoryPorts()
        self.ports.turns = lambda: random.randrange(4)
        self.hub = Hub(self.ports, "boot", lambda item: None)
        self.topic = self.ports.space()
        self.ears: list[tuple[Ear, Client]] = []
        self.started: dict[int, int] = {}
        self.removed: dict[int, int] = {}
        self.watched: Counter[int] = Counter()

    async def arrive(self) -> None:
        for number in range(5):
            person = self.ports.person(f"s{number}")
            self.ports.members[self.topic].add(person)
            ear = Ear()
            client = Client(f"s{number}", ear)
            self.ears.append((ear, client))
            self.hub.connected(client)
        await self.settle()

    async def settle(self) -> None:
        self.ports.away = False
        for _ in range(5):
            await self.hub.poll()
            for _, client in self.ears:
                self.hub._serve(client)
            for _ in range(60):
                await asyncio.sleep(0)

    def post(self, name: str, notify: bool) -> int:
        number = self.ports.post(self.topic, name)
        if notify:
            self.hub.notice(Notice(self.topic, number, name))
        return number

    def watch(self, who: int) -> None:
        ear, client = self.ears[who]
        self.watched[who] += 1
        after = max([*ear.numbers(), self.started.get(who, 0)])
        if who not in self.started:
            after = self.started[who] = len(self.ports.streams[next(iter(self.ports.streams))]) // 2
        self.hub.said(client, json.dumps({"watch": self.topic, "after": after}).encode())

    def remove(self, who: int) -> None:
        person = self.ports.sessions[f"s{who}"]
        if person in self.ports.members[self.topic]:
            self.ports.members[self.topic].discard(person)
            self.removed[who] = self.post("MembershipEnded", notify=True)

    async def act(self, act: str, argument: Any) -> None:
        if act == "post":
            self.post("PostAdded", argument)
        elif act == "watch":
            self.watch(argument)
        elif act == "remove":
            self.remove(argument)
        elif act == "fail":
            self.ports.away = argument
        elif act == "turn":
            for _ in range(argument):
                await asyncio.sleep(0)
        elif not self.ports.away:
            await self.hub.poll()

    def judge(self) -> None:
        last = len(next(iter(self.ports.streams.values())))
        for who, (ear, _) in enumerate(self.ears):
            heard = ear.numbers()
            start = at = self.started.get(who, 0)
            for number in heard:
                assert number <= at + 1, "a gap"
                assert number > at or self.watched[who] > 1, "a repetition that nobody asked for"
                at = max(at, number)
            if who in self.removed:
                assert all(number < self.removed[who] for number in heard), "heard after removal"
            elif who in self.started:
                assert at == max(last, start), "something never came"
            else:
                assert heard == []


@settings(max_examples=300, deadline=None)
@given(acts=ACTS, seed=st.integers(0, 2**32))
def test_every_number_once_in_order_and_none_after_removal(acts: list[tuple[str, Any]], seed: int) -> None:
    async def play() -> None:
        one = Play(seed)
        await one.arrive()
        for act, argument in acts:
            await one.act(act, argument)
        await one.settle()
        one.judge()
        await one.hub.close()

    asyncio.run(play())
