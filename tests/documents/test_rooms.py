"""Whatever the net does to editors and processes: one text, numbers without a gap, nothing saved is lost."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pycrdt import Doc, Text

from fourleaf.gateway import rooms, sync_wire
from fourleaf.gateway.wire import TRY_AGAIN_LATER
from fourleaf.kit import yjs
from tests.documents.rooms import Editor, Net

EDITORS = 3
#: News waits for no clock here.
rooms.TELL_EVERY = 0.0
PLACES = st.integers(0, 40)
WHO = st.integers(0, EDITORS - 1)
DEEDS = st.one_of(
    st.tuples(st.just("type"), WHO, PLACES, st.text("abc ", min_size=1, max_size=6)),
    st.tuples(st.just("delete"), WHO, PLACES, st.integers(1, 5)),
    st.tuples(st.just("go"), WHO),
    st.tuples(st.just("come"), WHO, st.integers(0, 1)),
    st.tuples(st.just("again"), WHO, PLACES),
    st.tuples(st.just("kill"), st.integers(0, 1)),
    st.tuples(st.just("pause"), st.integers(1, 12)),
    st.tuples(st.just("look")),
    st.tuples(st.just("deaf"), st.booleans()),
    st.tuples(st.just("away"), st.booleans()),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(DEEDS, max_size=60))
def test_one_text_whatever_happens(deeds: list[tuple[Any, ...]]) -> None:
    asyncio.run(_play(deeds))


async def _play(deeds: list[tuple[Any, ...]]) -> None:
    net = Net()
    editors = [Editor(net) for _each in range(EDITORS)]
    for deed in deeds:
        await _do(net, editors, *deed)
        assert all(editor.saved <= len(net.disk.rows) for editor in editors)
    net.loses_news = net.disk.is_away = False
    for place, editor in enumerate(editors):
        editor.go()
        editor.come(place % 2)
    for _round in range(5):
        await net.settle()
        await net.look_around()
        for editor in editors:
            if editor.code == TRY_AGAIN_LATER:
                editor.come(0)
    assert [editor.code for editor in editors] == [None] * EDITORS
    assert {str(editor.text) for editor in editors} == {net.disk.text()}
    assert [row.number for row in net.disk.rows] == list(range(1, len(net.disk.rows) + 1))
    for row in net.disk.rows:
        assert {net.disk.writers[client] for client in yjs.clients_of(row.data)} <= {row.person}


async def _do(net: Net, editors: list[Editor], deed: str, *given: int) -> None:
    if deed == "pause":
        await net.settle(given[0])
    elif deed == "look" and not net.disk.is_away:
        await net.look_around()
    elif deed in ("kill", "look"):
        net.kill(*given or (0,))
    elif deed == "deaf":
        net.loses_news = bool(given[0])
    elif deed == "away":
        net.disk.is_away = bool(given[0])
    elif deed == "again":  # the same bytes once more, and so perhaps before those that they follow
        editors[given[0]].repeat(given[1])
    else:
        getattr(editors[given[0]], deed)(*given[1:])


def played(play: Callable[[Net], Awaitable[None]]) -> None:
    async def run() -> None:
        net = Net()
        await play(net)
        for process in net.processes:
            await process.close()

    asyncio.run(run())


def test_nobody_is_told_what_is_not_on_disk() -> None:
    async def play(net: Net) -> None:
        writer, other = Editor(net), Editor(net)
        writer.come(0)
        other.come(0)
        await net.settle()
        writer.type(0, "once ")
        await net.settle()
        writer.type(5, "not yet")
        net.disk.is_full = True
        await net.settle()
        assert str(other.text) == "once "
        assert other.code == writer.code == TRY_AGAIN_LATER
        net.disk.is_full = False
        other.come(0)
        await net.settle()
        assert str(other.text) == "once "
        writer.come(1)
        await net.settle()
        assert str(other.text) == "once not yet"

    played(play)


def test_a_reader_is_told_and_refused() -> None:
    async def play(net: Net) -> None:
        writer, reader = Editor(net), Editor(net)
        net.disk.readers.add(reader.person)
        writer.come(0)
        reader.come(1)
        writer.type(0, "abc")
        writer.delete(0, 1)
        await net.settle()
        assert str(reader.text) == "bc"
        reader.go()
        reader.come(0)  # its answer to step 1 repeats the deletions, which is nothing new
        await net.settle()
        assert not reader.code
        reader.type(0, "x")
        await net.settle()
        assert reader.code == sync_wire.READ_ONLY
        assert str(writer.text) == "bc"

    played(play)


def test_who_may_read_no_more_is_closed_at_the_next_look() -> None:
    async def play(net: Net) -> None:
        writer, gone = Editor(net), Editor(net)
        writer.come(0)
        gone.come(0)
        await net.settle()
        net.disk.strangers.add(gone.person)
        await net.look_around()
        assert gone.code == sync_wire.NOT_ALLOWED
        gone.come(0)
        await net.settle()
        assert gone.code == sync_wire.NOT_FOUND

    played(play)


def test_a_foreign_client_id_is_refused_and_known_structs_of_others_are_not() -> None:
    async def play(net: Net) -> None:
        writer, other = Editor(net), Editor(net)
        writer.come(0)
        other.come(1)
        await net.settle()
        writer.type(0, "abc")
        await net.settle()
        other.tell(writer.sent[0])
        await net.settle()
        assert not other.code
        assert len(net.disk.rows) == 1
        forged: Doc[Any] = Doc(client_id=writer.doc.client_id)
        forged.get("text", type=Text).insert(0, "abcd")
        other.tell(forged.get_update())
        await net.settle()
        assert other.code == sync_wire.FOREIGN_CLIENT
        assert net.disk.text() == "abc"

    played(play)


def test_two_windows_of_one_person_are_two_editors() -> None:
    async def play(net: Net) -> None:
        person = uuid4()
        first, second = Editor(net, person), Editor(net, person)
        first.come(0)
        second.come(1)
        first.type(0, "a")
        second.type(0, "b")
        await net.settle()
        assert str(first.text) == str(second.text) == net.disk.text()

    played(play)


def test_a_room_is_compacted_and_forgotten_when_the_last_has_gone() -> None:
    async def play(net: Net) -> None:
        writer = Editor(net)
        writer.come(0)
        await net.settle()
        for _each in range(20):
            writer.type(0, "a")
        await net.settle()
        writer.go()
        await net.look_around()
        assert net.disk.upto == len(net.disk.rows) == 20
        assert not net.processes[0]._rooms
        late = Editor(net)
        late.come(1)
        await net.settle()
        assert str(late.text) == "a" * 20

    played(play)


def test_too_much_too_fast_is_too_much() -> None:
    editor = Editor(Net())
    asyncio.run(_come(editor))
    assert editor.visitor is not None
    visitor = editor.visitor
    assert all(visitor.may_speak(100) for _each in range(900))
    assert not all(visitor.may_speak(100) for _each in range(300))


async def _come(editor: Editor) -> None:
    editor.come(0)
    await editor.net.settle()


@given(st.binary(max_size=60))
def test_fuzzed_messages_are_a_message_or_malformed(payload: bytes) -> None:
    try:
        message = sync_wire.parse(payload)
    except yjs.MalformedError:
        return
    if isinstance(message, sync_wire.Present):
        frame = sync_wire.present(message.states)
        assert sync_wire.parse(frame[2:]) == message


@pytest.mark.parametrize("payload", [b"\0\2\4\1\1\1\1", b"\t", b"", b"\0\2\xc8", b"\0\0\2\xff\xff"])
def test_nonsense_closes_and_changes_nothing(payload: bytes) -> None:
    async def play(net: Net) -> None:
        writer, fool = Editor(net), Editor(net)
        writer.come(0)
        fool.come(0)
        writer.type(0, "whole")
        await net.settle()
        fool.say(payload)
        await net.settle()
        assert fool.code == sync_wire.MALFORMED
        assert writer.code is None
        assert net.disk.text() == str(writer.text) == "whole"

    played(play)
