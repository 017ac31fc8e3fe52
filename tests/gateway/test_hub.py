"""What watchers hear on real sockets: order, catching up, outsiders, revocation, presence, slowness."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from websockets.sync.client import ClientConnection

from fourleaf.gateway import hub as hub_module
from fourleaf.gateway.server import Server
from fourleaf.kit import bus
from fourleaf.kit.bus import Notice
from tests.gateway.conftest import Serve
from tests.gateway.memory import MemoryPorts
from tests.gateway.test_socket import call, closing, hear

QUIET = 0.4


def say(client: ClientConnection, **message: Any) -> None:
    client.send(json.dumps(message))


@contextmanager
def enter(server: Server, session: str) -> Iterator[ClientConnection]:
    """A greeted socket."""
    with call(server, session) as client:
        assert "hello" in hear(client)
        yield client


def tell(ports: MemoryPorts, topic: str, name: str = "PostAdded", body: bytes | None = None) -> int:
    """Commit one event and send its notice, as a web thread does."""
    number = ports.post(topic, name, body)
    bus.send(Notice(topic, number, name))
    return number


@pytest.fixture
def server(serve: Serve, ports: MemoryPorts) -> Server:
    ports.person("ana")
    ports.person("ben")
    ports.person("eve")
    return serve()


@pytest.fixture
def topic(ports: MemoryPorts, server: Server) -> str:
    return ports.space(ports.sessions["ana"], ports.sessions["ben"])


def test_members_hear_and_an_outsider_hears_nothing(server: Server, ports: MemoryPorts, topic: str) -> None:
    with enter(server, "ana") as ana, enter(server, "ben") as ben, enter(server, "eve") as eve:
        for client in (ana, ben, eve):
            say(client, watch=topic)
        assert hear(ana) == hear(ben) == {"watching": topic, "at": 0}
        assert hear(eve) == {"closed": topic, "why": "membership"}
        say(eve, typing=topic)
        say(eve, here=topic)
        tell(ports, topic)
        assert hear(ana) == hear(ben) == {"topic": topic, "sequence": 1, "name": "PostAdded", "post": 1}
        assert hear(eve, QUIET) is None


def test_what_was_missed_comes_first_then_what_is_new(server: Server, ports: MemoryPorts, topic: str) -> None:
    for _ in range(5):
        ports.post(topic)
    with enter(server, "ana") as ana:
        say(ana, watch=topic, after=2)
        tell(ports, topic)
        heard = [hear(ana) for _ in range(5)]
        assert heard[0]["watching"] == topic
        assert [frame["sequence"] for frame in heard[1:]] == [3, 4, 5, 6]
        say(ana, watch=topic, after=4)
        assert [hear(ana).get("sequence") for _ in range(3)] == [None, 5, 6]
        say(ana, unwatch=topic)
        time.sleep(0.1)
        tell(ports, topic)
        assert hear(ana, QUIET) is None


def test_too_much_missed_asks_for_a_reload(server: Server, ports: MemoryPorts, topic: str) -> None:
    for _ in range(501):
        ports.post(topic)
    with enter(server, "ana") as ana, enter(server, "ben") as ben:
        say(ana, watch=topic, after=0)
        assert [hear(ana), hear(ana)] == [{"watching": topic, "at": 501}, {"reload": topic, "at": 501}]
        say(ben, watch=topic, after=9_999)
        assert [hear(ben), hear(ben)] == [{"watching": topic, "at": 501}, {"reload": topic, "at": 501}]
        tell(ports, topic)
        assert hear(ana)["sequence"] == hear(ben)["sequence"] == 502


def test_a_lost_notice_costs_a_second_at_most(server: Server, ports: MemoryPorts, topic: str) -> None:
    with enter(server, "ana") as ana:
        say(ana, watch=topic)
        hear(ana)
        ports.post(topic)
        started = time.monotonic()
        assert hear(ana)["sequence"] == 1
        assert time.monotonic() - started < 1.5


def test_the_removed_hear_nothing_after_their_removal(server: Server, ports: MemoryPorts, topic: str) -> None:
    with enter(server, "ana") as ana, enter(server, "ben") as ben:
        for client in (ana, ben):
            say(client, watch=topic)
            hear(client)
        ports.members[topic].discard(ports.sessions["ben"])
        ports.post(topic, "MembershipEnded")
        tell(ports, topic)
        assert [hear(ana)["sequence"], hear(ana)["sequence"]] == [1, 2]
        assert hear(ben) == {"closed": topic, "why": "membership"}
        assert hear(ben, QUIET) is None
        say(ben, watch=topic, after=0)
        assert hear(ben) == {"closed": topic, "why": "membership"}


def test_a_notice_to_the_person_closes_the_topic_at_once(
    server: Server, ports: MemoryPorts, topic: str
) -> None:
    with enter(server, "ben") as ben:
        say(ben, watch=topic)
        hear(ben)
        ports.members[topic].clear()
        bus.send(Notice(f"person:{ports.sessions['ben']}", None, "MembershipEnded"))
        heard = [hear(ben), hear(ben)]
        assert {"closed": topic, "why": "membership"} in heard


def test_rights_that_end_without_an_event_end_too(
    server: Server, ports: MemoryPorts, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "CHECK_EVERY", 0.5)
    with enter(server, "ben") as ben, enter(server, "ana") as ana:
        say(ben, watch=topic)
        hear(ben)
        ports.members[topic].clear()
        assert hear(ben) == {"closed": topic, "why": "membership"}
        del ports.sessions["ana"]
        assert closing(ana) == 4401


def test_news_of_a_person_reach_that_person_only(server: Server, ports: MemoryPorts) -> None:
    waiting = f"person:{ports.sessions['ana']}"
    with enter(server, "ana") as ana, enter(server, "ben") as ben:
        bus.send(Notice(waiting, None, "WaitingChanged"))
        assert hear(ana) == {"topic": waiting, "name": "WaitingChanged"}
        assert hear(ben, QUIET) is None


def test_signing_out_closes_that_session_and_no_other(server: Server, ports: MemoryPorts) -> None:
    person = ports.sessions["phone"] = ports.sessions["ana"]
    with enter(server, "ana") as ana, enter(server, "phone") as phone:
        del ports.sessions["ana"]
        bus.send(Notice(f"person:{person}", None, "SignedOut"))
        assert closing(ana) == 4401
        assert hear(phone, QUIET) is None
        bus.send(Notice(f"person:{person}", None, "Deactivated"))
        assert closing(phone) == 4401


def test_presence_and_typing_reach_watchers_only(server: Server, ports: MemoryPorts, topic: str) -> None:
    with enter(server, "ana") as ana, enter(server, "ben") as ben, enter(server, "eve") as eve:
        for client in (ana, ben):
            say(client, watch=topic)
            hear(client)
        say(ana, here=topic)
        here = {"presence": topic, "people": [str(ports.sessions["ana"])], "count": 1}
        assert hear(ana) == hear(ben) == here
        say(ana, typing=topic)
        say(ana, typing=topic)
        typing = {"typing": topic, "person": str(ports.sessions["ana"]), "thread": None}
        assert hear(ben) == typing
        assert hear(ben, QUIET) is None
        ana.close()
        assert hear(ben) == {"presence": topic, "people": [], "count": 0}
        assert hear(eve, 0.1) is None


def test_sockets_outlive_an_absence_of_the_database(server: Server, ports: MemoryPorts, topic: str) -> None:
    with enter(server, "ana") as ana:
        say(ana, watch=topic)
        hear(ana)
        ports.away = True
        tell(ports, topic)
        other = ports.space(ports.sessions["ana"])
        say(ana, watch=other)
        assert hear(ana, 1.5) is None
        ports.away = False
        heard = [hear(ana), hear(ana)]
        assert {"watching": other, "at": 0} in heard
        assert 1 in [frame.get("sequence") for frame in heard]


def test_a_slow_consumer_is_cut_off_and_the_others_do_not_wait(
    server: Server, ports: MemoryPorts, topic: str
) -> None:
    body = json.dumps({"fragment": "x" * 60_000}).encode()
    with enter(server, "ana") as ana, enter(server, "ben") as ben:
        for client in (ana, ben):
            say(client, watch=topic)
            hear(client)
        for number in range(1, 300):
            tell(ports, topic, body=body)
            assert hear(ana)["sequence"] == number
        assert closing(ben) is None


def test_a_hole_in_the_stream_asks_for_a_reload(server: Server, ports: MemoryPorts, topic: str) -> None:
    for _ in range(6):
        ports.post(topic)
    stream = ports.streams[UUID(topic.removeprefix("space:"))]
    del stream[2:4]
    with enter(server, "ana") as ana:
        say(ana, watch=topic, after=0)
        heard = [hear(ana) for _ in range(6)]
        assert [one.get("sequence", next(iter(one))) for one in heard] == ["watching", 1, 2, "reload", 5, 6]
