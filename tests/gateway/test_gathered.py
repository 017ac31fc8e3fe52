"""A crowd costs a few questions."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from fourleaf.gateway.client import Client
from fourleaf.gateway.gathered import TOGETHER, Gathered
from fourleaf.gateway.hub import Hub
from tests.gateway.memory import MemoryPorts


class Deaf:
    """A wire that counts what is written."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.code: int | None = None

    @property
    def write(self) -> Any:
        return self.written.append

    def close(self, code: int, reason: str) -> None:
        self.code = code

    def room(self) -> int:
        return 1_000_000


def test_a_crowd_is_greeted_and_let_in_with_a_few_questions() -> None:
    async def come() -> None:
        ports = MemoryPorts()
        names = [f"session {number}" for number in range(600)]
        topic = ports.space(*(ports.person(name) for name in names))
        ports.post(topic)
        hub = Hub(ports, "boot", lambda item: None)
        wires = [Deaf() for _name in [*names, "stranger"]]
        clients = [Client(name, wire) for name, wire in zip([*names, "stranger"], wires, strict=True)]
        for client in clients:
            hub.connected(client)
            hub.said(client, f'{{"watch": "{topic}", "after": 0}}'.encode())
        while not all(wire.written[2:] for wire in wires[:-1]):
            await asyncio.sleep(0)
        assert wires[-1].code == 4401
        assert ports.questions <= 2 * (len(names) // TOGETHER + 2)
        assert ports.reads <= 5
        assert all(b'"sequence":1' in wire.written[-1] for wire in wires[:-1])
        await hub.close()

    asyncio.run(asyncio.wait_for(come(), 20))


def test_who_leaves_meanwhile_is_not_worked_on() -> None:
    async def work() -> None:
        done: list[list[int]] = []

        async def note(items: list[int]) -> None:
            done.append(items)
            await asyncio.sleep(0)

        tasks: set[asyncio.Task[None]] = set()

        def start(coroutine: Coroutine[Any, Any, None]) -> None:
            tasks.add(asyncio.get_running_loop().create_task(coroutine))

        gathered = Gathered(note, start)
        for item in (1, 2, 3, 2):
            gathered.add(item)
        gathered.drop(3)
        await asyncio.sleep(0)
        gathered.add(4)
        await asyncio.gather(*tasks)
        assert done == [[1, 2, 4]] or done == [[1, 2], [4]]
        gathered.add(5)
        await asyncio.gather(*tasks)
        assert done[-1] == [5]

    asyncio.run(work())
