"""Whatever the net does to editors and processes: one text, numbers without a gap, nothing saved is lost."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pycrdt import Doc, Text

from fourleaf.gateway import rooms, sync_wire
from fourleaf.gateway.wire import TRY_AGAIN_LATER
from fourleaf.kit import yjs
from tests.documents.rooms import Editor, Net, played

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
    st.tuples(st.just("hold"), WHO),
    st.tuples(st.just("let_go"), WHO),
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
        editor.let_go()
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


def test_who_asks_while_it_is_being_written_down_hears_it_afterwards() -> None:
    async def play(net: Net) -> None:
        writer, other = Editor(net), Editor(net)
        writer.come(0)
        other.come(0)
        await net.settle()
        room = net.processes[0]._rooms[net.document]
        writer.type(0, "lost")
        while not room.is_ahead:
            await asyncio.sleep(0)
        state = other.doc.get_state()
        other.say(b"\0\0" + yjs.number(len(state)) + state)
        assert str(other.text) == ""
        net.disk.is_full = True
        await net.settle()
        assert str(other.text) == ""
        assert other.code == TRY_AGAIN_LATER

    played(play)


def test_what_no_notice_told_is_found_within_a_second() -> None:
    async def play(net: Net) -> None:
        writer, other = Editor(net), Editor(net)
        writer.come(0)
        other.come(1)
        await net.settle()
        net.loses_news = True
        writer.type(0, "abc")
        await net.settle()
        assert str(other.text) == ""
        await net.look_around()
        assert str(other.text) == "abc"

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


def test_nobody_deletes_what_others_have_not_written_yet() -> None:
    async def play(net: Net) -> None:
        writer, vandal = Editor(net), Editor(net)
        writer.come(0)
        vandal.come(0)
        writer.type(0, "abc")
        await net.settle()
        vandal.tell(b"\0\1" + yjs.number(writer.doc.client_id) + b"\1\2\x20")
        await net.settle()
        assert vandal.code == sync_wire.MALFORMED
        writer.type(3, "def")
        await net.settle()
        assert net.disk.text() == str(writer.text) == "abcdef"

    played(play)


def test_who_changes_the_process_may_delete_what_it_has_not_read_yet() -> None:
    async def play(net: Net) -> None:
        writer, other, steady = Editor(net), Editor(net), Editor(net)
        steady.come(1)
        await net.settle()
        net.loses_news = True
        writer.come(0)
        other.come(0)
        writer.type(0, "abc")
        await net.settle()
        other.go()
        other.delete(0, 2)
        other.come(1)
        await net.settle()
        assert other.code is None
        assert str(steady.text) == net.disk.text() == "c"

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


def _in_two_parts(writer: Editor) -> list[bytes]:
    """Types and takes away, in four updates that it keeps for itself."""
    writer.hold()
    writer.type(0, "one ")
    writer.type(4, "two ")
    writer.type(8, "three")
    writer.delete(0, 2)
    return writer.held or []


def test_who_comes_before_the_middle_has_come_hears_it_all() -> None:
    async def play(net: Net) -> None:
        writer, late = Editor(net), Editor(net)
        writer.come(0)
        await net.settle()
        first, middle, last, gone = _in_two_parts(writer)
        for update in (first, gone, last):
            writer.tell(update)
            await net.settle()
        late.come(0)
        await net.settle()
        writer.tell(middle)
        await net.settle()
        assert str(late.text) == str(writer.text) == net.disk.text() == "e two three"

    played(play)


def test_a_compaction_waits_for_what_may_still_come(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play(net: Net) -> None:
        monkeypatch.setattr(rooms, "COMPACT_EVERY", 1)
        writer, late = Editor(net), Editor(net)
        writer.come(0)
        await net.settle()
        first, middle, last, gone = _in_two_parts(writer)
        for update in (last, gone):
            writer.tell(update)
            await net.look_around()
        late.come(1)  # where the text comes from the disk
        await net.settle()
        for update in (middle, first):
            writer.tell(update)
            await net.settle()
        assert str(late.text) == str(writer.text) == net.disk.text() == "e two three"
        await net.look_around()
        assert net.disk.upto == len(net.disk.rows) == 4

    played(play)


def test_what_never_comes_holds_up_no_compaction_for_ever() -> None:
    async def play(net: Net) -> None:
        lost = Editor(net)
        lost.come(0)
        await net.settle()
        lost.tell(_in_two_parts(lost)[2])
        await net.settle()
        lost.go()
        await net.look_around()
        assert net.disk.upto == 1
        lost.come(0)  # and with the whole of it, as it has not been said to be there
        await net.settle()
        assert net.disk.text() == str(lost.text) == "e two three"

    played(play)


def test_a_client_that_was_away_for_a_day_comes_back_into_another_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def play(net: Net) -> None:
        monkeypatch.setattr(rooms, "COMPACT_EVERY", 20)
        away, writer = Editor(net), Editor(net)
        away.come(0)
        writer.come(1)
        away.type(0, "the dose is five")
        await net.settle()
        away.go()
        away.delete(12, 4)
        away.type(12, "four")
        away.type(16, " at night")
        for number in range(70):
            writer.type(0, f"{number} ")
            writer.delete(0, 1)
            await net.settle()
            if number % 30 == 0:
                await net.look_around()
        writer.go()
        await net.look_around()
        net.kill(0)
        assert net.disk.upto == len(net.disk.rows) > 140
        away.come(0)
        writer.come(1)
        await net.settle()
        await net.look_around()
        assert str(away.text) == str(writer.text) == net.disk.text()
        assert net.disk.text().endswith("the dose is four at night")

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
