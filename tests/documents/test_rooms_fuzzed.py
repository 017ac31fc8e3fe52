"""Whatever bytes somebody sends: their socket closes, or they are taken; the document stays whole."""

import json
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import XmlElement, XmlFragment, XmlText

from fourleaf.documents.tree.yjs import read as tree_of
from fourleaf.gateway import sync_wire
from fourleaf.gateway.wire import TRY_AGAIN_LATER
from fourleaf.kit import yjs
from tests.documents.rooms import Editor, Net, played

PERSON = UUID(int=7)


@given(st.binary(max_size=60))
def test_fuzzed_messages_are_a_message_or_malformed(payload: bytes) -> None:
    try:
        message = sync_wire.parse(payload)
    except yjs.MalformedError:
        return
    if isinstance(message, sync_wire.Present):
        frame = sync_wire.present(message.states)
        assert sync_wire.parse(frame[2:]) == message


@given(
    st.dictionaries(st.text(max_size=5), st.text(max_size=5) | st.integers() | st.none(), max_size=3)
    | st.text(max_size=9)
    | st.none()
)
def test_a_cursor_is_shown_in_the_name_of_who_has_the_socket(user: object) -> None:
    said = sync_wire.Presence(7, 1, json.dumps({"user": user, "cursor": {"anchor": 1}}).encode())
    state = json.loads(sync_wire.signed(said, PERSON, "Ben Achterberg").state)
    assert state["cursor"] == {"anchor": 1}
    assert (state["user"]["name"], state["user"]["person"]) == ("Ben Achterberg", str(PERSON))


@given(st.binary(max_size=60))
def test_what_says_nothing_of_anybody_goes_on_as_it_is(state: bytes) -> None:
    said = sync_wire.Presence(7, 1, state)
    assert sync_wire.signed(said, PERSON, "Ben") == said
    twice = sync_wire.Presence(7, 1, b'{"user":{"name":"Ben"},"\\u0075ser":{"name":"Ruth"}}')
    assert b"Ruth" not in sync_wire.signed(twice, PERSON, "Ben").state


#: What may be said to who sends what is no update of theirs.
REFUSALS = {sync_wire.MALFORMED, sync_wire.FOREIGN_CLIENT, TRY_AGAIN_LATER}
MUTATIONS = st.lists(
    st.tuples(
        st.sampled_from(["flip", "drop", "insert", "double"]), st.integers(0, 10_000), st.integers(0, 255)
    ),
    max_size=4,
)


def mutated(update: bytes, changes: list[tuple[str, int, int]]) -> bytes:
    """An update with a few of its bytes changed, taken away, put in between or sent twice."""
    changed = bytearray(update)
    for change, at, byte in changes:
        at %= max(len(changed), 1)
        if change == "flip":
            changed[at : at + 1] = bytes([byte])
        elif change == "drop":
            del changed[at : at + byte % 9]
        elif change == "insert":
            changed[at:at] = bytes([byte])
        else:
            changed[at:at] = changed[at : at + byte % 33]
    return bytes(changed)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=80), st.tuples(st.integers(0, 5), MUTATIONS)), st.sampled_from([1, 2]))
def test_fuzzed_updates_leave_the_document_whole(
    given_: bytes | tuple[int, list[tuple[str, int, int]]], kind: int
) -> None:
    async def play(net: Net) -> None:
        writer, fool = Editor(net), Editor(net)
        writer.come(0)
        fool.come(0)
        writer.type(0, "whole")
        await net.settle()
        if isinstance(given_, bytes):
            update = given_
        else:
            fool.hold()
            fool.type(2, "ab")
            fool.delete(1, 2)
            with fool.doc.transaction():
                fool.text.insert(0, "bold", {"bold": True})
                root = fool.doc.get("default", type=XmlFragment)
                root.children.append(XmlElement("heading", {"level": "1"}, [XmlText("Plan")]))
            fool.text.insert_embed(0, {"a": [1.5, None, "x"]})
            sent = [*(fool.held or []), fool.doc.get_update(), writer.sent[0]]
            update = mutated(sent[given_[0] % len(sent)], given_[1])
        fool.held = []  # what it hears meanwhile is nothing that it says
        fool.tell(update, kind)
        await net.settle()
        assert fool.code is None or fool.code in REFUSALS
        for editor in (writer, fool):
            editor.come(0)
        await net.settle()
        writer.type(0, "still ")
        await net.settle()
        assert str(writer.text) == net.disk.text()
        assert "still " in net.disk.text()
        late = Editor(net)
        late.come(1)
        await net.settle()
        assert str(late.text) == net.disk.text()
        tree_of(net.disk.doc())

    played(play)


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
