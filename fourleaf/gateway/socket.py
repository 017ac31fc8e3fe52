"""Sockets on picows under uvicorn's `ws=`: handshake, whole messages, close codes, a cap on what may wait."""

import asyncio
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any, Protocol, cast
from urllib.parse import parse_qs
from uuid import UUID

from picows import (
    WSAutoPingStrategy,
    WSCloseCode,
    WSFrame,
    WSListener,
    WSMsgType,
    WSTransport,
    WSUpgradeRequest,
    WSUpgradeResponse,
    WSUpgradeResponseWithListener,
)
from picows.picows import WSProtocol  # type: ignore[attr-defined]  # missing from picows' stubs

from fourleaf.gateway import sync_wire, wire
from fourleaf.gateway.client import Client, Wire
from fourleaf.gateway.hub import Hub
from fourleaf.gateway.room import Visitor
from fourleaf.gateway.rooms import Rooms

MESSAGE_LIMIT = 64 * 1024
UPDATE_LIMIT = 5 * 1024 * 1024
#: Beyond this the library hangs up by itself.
FRAME_LIMIT = UPDATE_LIMIT + MESSAGE_LIMIT
WRITE_CAP = 1024 * 1024
HANDSHAKE_PATIENCE = 5.0
# How long a peer may take to answer our close before the connection is cut.
CLOSE_PATIENCE = 2.0
SESSION_KEY_LIMIT = 128
#: What tells a token from a session's key, which holds letters and digits only.
TOKEN_PREFIX = "fl_"  # noqa: S105
#: What tells a ticket from a session's key.
TICKET_PREFIX = "ticket:"
TICKET_LIMIT = 512
SYNC_PATH = re.compile(rb"/documents/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/sync")

# An adapter, because picows gives every connection its own child of a plain Logger, which costs memory.
_library_log = logging.LoggerAdapter(logging.getLogger("picows"), {})
logging.getLogger("picows").setLevel(logging.CRITICAL)


class Speaker(Protocol):
    """What a socket knows of its client."""

    def may_speak(self, size: int) -> bool: ...
    def was_heard(self) -> None: ...


class Place(Protocol):
    """Where a socket leads: the hub, or the rooms of documents."""

    def connected(self, client: Any, /) -> None: ...
    def disconnected(self, client: Any, /) -> None: ...
    def said(self, client: Any, message: bytes, /) -> None: ...
    def hang_up(self, client: Any, code: int, reason: str, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Terms:
    """What a message may be, and how much may wait for a slow peer."""

    is_text: bool
    limit: int
    too_big: int
    too_many: int
    cap: int


LIVE = Terms(True, MESSAGE_LIMIT, wire.MESSAGE_TOO_BIG, wire.TOO_MANY_MESSAGES, WRITE_CAP)
SYNC = Terms(False, UPDATE_LIMIT, sync_wire.TOO_LARGE, sync_wire.TOO_MUCH, 16 * WRITE_CAP)


class LiveSocket(WSListener):
    """One accepted socket: puts messages together and hands them to its place."""

    def __init__(self, hub: Place, introduce: Callable[[Wire], Speaker], terms: Terms = LIVE) -> None:
        self._hub = hub
        self._introduce = introduce
        self._terms = terms
        self._client: Speaker | None = None
        self._transport: WSTransport | None = None
        self._parts: list[bytes] = []
        self._size = 0
        self._within = False

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Cap what may wait to be sent and introduce the client to the hub."""
        self._transport = transport
        transport.underlying_transport.set_write_buffer_limits(high=self._terms.cap)
        self.write = transport.underlying_transport.write
        self._client = self._introduce(self)
        self._hub.connected(self._client)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """The connection has ended, however it did."""
        if self._client is not None:
            self._hub.disconnected(self._client)
            self._client = None

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Take one frame; everything that breaks RFC 6455 closes with its code."""
        client = self._client
        if frame.msg_type == WSMsgType.CLOSE:
            return self._answer_close(transport, frame)
        if client is None or transport.is_close_frame_sent:
            return None
        if frame.rsv1 or frame.rsv2 or frame.rsv3:
            return self._refuse(wire.PROTOCOL_ERROR, "no extension was agreed")
        if frame.msg_type == WSMsgType.PONG:
            client.was_heard()
            return None
        if not client.may_speak(frame.payload_size):
            return self._refuse(self._terms.too_many, "too many messages")
        if frame.msg_type == WSMsgType.PING:
            return transport.send_pong(frame.get_payload_as_bytes())
        return self._take(client, frame)

    def pause_writing(self) -> None:
        """The peer is too slow: cut it off; it returns and catches up by sequence."""
        if self._client is not None:
            self._hub.disconnected(self._client)
            self._client = None
        if self._transport is not None:
            self._transport.disconnect(False)

    def resume_writing(self) -> None:
        """A connection that was paused has been cut, so there is nothing to resume."""

    def close(self, code: int, reason: str) -> None:
        """Send a close frame and cut the connection if the peer does not answer it."""
        self._client = None
        transport = self._transport
        if transport is None or transport.is_close_frame_sent or transport.is_disconnected:
            return
        # Codes of our own are integers to picows too, though its stub names only the enumeration.
        transport.send_close(cast(WSCloseCode, code), reason.encode())
        asyncio.get_running_loop().call_later(CLOSE_PATIENCE, transport.disconnect, False)

    def leave(self) -> None:
        """Say that the server goes away."""
        if self._client is not None:
            self._hub.hang_up(self._client, wire.GOING_AWAY, "restart")

    def room(self) -> int:
        """Bytes that may still be written before the cap."""
        if self._transport is None:
            return 0
        return self._terms.cap - self._transport.underlying_transport.get_write_buffer_size()

    def _take(self, client: Speaker, frame: WSFrame) -> None:
        if (frame.msg_type == WSMsgType.CONTINUATION) is not self._within:
            return self._refuse(wire.PROTOCOL_ERROR, "fragments out of order")
        if frame.msg_type == (WSMsgType.BINARY if self._terms.is_text else WSMsgType.TEXT):
            return self._refuse(wire.UNSUPPORTED_DATA, "text only" if self._terms.is_text else "binary only")
        self._size += frame.payload_size
        if self._size > self._terms.limit:
            return self._refuse(self._terms.too_big, "message too big")
        self._parts.append(frame.get_payload_as_bytes())
        self._within = not frame.fin
        if not frame.fin:
            return None
        message = b"".join(self._parts)
        self._parts, self._size = [], 0
        if self._terms.is_text and not _is_utf8(message):
            return self._refuse(wire.INVALID_TEXT, "not UTF-8")
        return self._hub.said(client, message)

    def _refuse(self, code: int, reason: str) -> None:
        if self._client is not None:
            self._hub.hang_up(self._client, code, reason)

    def _answer_close(self, transport: WSTransport, frame: WSFrame) -> None:
        if not transport.is_close_frame_sent:
            code = frame.get_close_code()
            if code == WSCloseCode.NO_INFO:
                # picows would write the code 0, which may not appear on the wire.
                transport.send(WSMsgType.CLOSE, b"")
            else:
                transport.send_close(code)
        transport.disconnect()


class LiveProtocol(WSProtocol):  # type: ignore[misc]  # untyped base, see the import
    """The class for uvicorn's `ws=`; hub and rooms come from the lifespan's state under these names."""

    def __init__(self, config: Any, server_state: Any, app_state: dict[str, Any]) -> None:
        self._server_state = server_state
        self._hub: Hub | None = app_state.get("hub")
        self._rooms: Rooms | None = app_state.get("rooms")
        self._session_cookie: str = app_state.get("session_cookie", "sessionid")
        super().__init__(
            None, None, False, self._open, _library_log, True, HANDSHAKE_PATIENCE,
            False, None, None, WSAutoPingStrategy.PING_WHEN_IDLE, False, FRAME_LIMIT, None, 2048,
        )  # fmt: skip

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Register, so that a shutdown of the server reaches this socket."""
        self._server_state.connections.add(self)
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Sign off."""
        self._server_state.connections.discard(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """
        Take the upgrade request as uvicorn replays it, in one piece; all later data comes through the buffer.

        uvicorn does not pass on bytes that a client sent in the same packet after its request. No client may
        send them (RFC 6455 §4.1: it MUST wait for the response), so they are dropped.
        """
        rest = memoryview(_plain_connection(data))
        while rest:
            buffer = self.get_buffer(-1)
            size = min(len(buffer), len(rest))
            buffer[:size] = rest[:size]
            self.buffer_updated(size)
            rest = rest[size:]

    def shutdown(self) -> None:
        """Called by uvicorn when the server stops: say so, that clients return at once."""
        listener = self.listener
        if isinstance(listener, LiveSocket):
            listener.leave()
        else:
            self.transport.disconnect()

    def _open(self, request: WSUpgradeRequest) -> LiveSocket | WSUpgradeResponseWithListener:
        path, _, query = bytes(request.path).partition(b"?")
        document = document_of(path)
        if request.headers.get("sec-websocket-version") != "13":
            return _refusal(HTTPStatus.UPGRADE_REQUIRED, b"version 13 only", {"Sec-WebSocket-Version": "13"})
        if path == b"/live" and self._hub is not None:
            return self._open_live(self._hub, request)
        if document is not None and self._rooms is not None:
            return self._open_document(self._rooms, document, query, request)
        return _refusal(HTTPStatus.NOT_FOUND, b"no socket here")

    def _open_live(self, hub: Hub, request: WSUpgradeRequest) -> LiveSocket | WSUpgradeResponseWithListener:
        shown = request.headers.getall("authorization", [])
        if shown:  # no page can send this header, so no origin has to vouch for it
            return self._open_with_token(hub, shown)
        session = self._session(request)
        return LiveSocket(hub, partial(Client, session)) if isinstance(session, str) else session

    def _open_document(
        self, rooms: Rooms, document: UUID, query: bytes, request: WSUpgradeRequest
    ) -> LiveSocket | WSUpgradeResponseWithListener:
        said = parse_qs(query.decode("latin1"), max_num_fields=20)
        ticket = said.get("ticket", [""])[0]
        # Who shows a ticket need not be vouched for by an origin: no other page has it.
        shown: str | WSUpgradeResponseWithListener = (
            f"{TICKET_PREFIX}{ticket}" if ticket else self._session(request)
        )
        if not isinstance(shown, str):
            return shown
        if len(shown) > TICKET_LIMIT:
            return _refusal(HTTPStatus.FORBIDDEN, b"not a ticket")
        return LiveSocket(rooms, partial(Visitor, document, shown, wants_saved="saved" in said), SYNC)

    def _session(self, request: WSUpgradeRequest) -> str | WSUpgradeResponseWithListener:
        """The session's key from the cookie, if the page that opens the socket is ours."""
        hosts = request.headers.getall("host", [])
        origins = request.headers.getall("origin", [])
        if len(hosts) != 1 or len(origins) != 1 or not _same_origin(origins[0], hosts[0]):
            return _refusal(HTTPStatus.FORBIDDEN, b"foreign origin")
        session = _cookie(request.headers.getall("cookie", []), self._session_cookie)
        if (
            not session
            or len(session) > SESSION_KEY_LIMIT
            or session.startswith((TOKEN_PREFIX, TICKET_PREFIX))
        ):
            return _refusal(HTTPStatus.FORBIDDEN, b"sign in first")
        return session

    def _open_with_token(self, hub: Hub, shown: list[str]) -> LiveSocket | WSUpgradeResponseWithListener:
        scheme, _, token = shown[0].partition(" ")
        token = token.strip()
        is_token = scheme.lower() == "bearer" and token.startswith(TOKEN_PREFIX)
        if len(shown) != 1 or not is_token or len(token) > SESSION_KEY_LIMIT:
            challenge = {"WWW-Authenticate": 'Bearer realm="Fourleaf"'}
            return _refusal(HTTPStatus.UNAUTHORIZED, b"show one token", challenge)
        return LiveSocket(hub, partial(Client, token))


def document_of(path: bytes) -> UUID | None:
    """The document of a sync address, `/documents/<id>/sync`."""
    found = SYNC_PATH.fullmatch(path)
    return UUID(found[1].decode()) if found else None


def _is_utf8(message: bytes) -> bool:
    try:
        message.decode()
    except UnicodeDecodeError:
        return False
    return True


def _refusal(
    status: HTTPStatus, text: bytes, headers: dict[str, str] | None = None
) -> WSUpgradeResponseWithListener:
    return WSUpgradeResponseWithListener(WSUpgradeResponse.create_error_response(status, text, headers), None)


def _same_origin(origin: str, host: str) -> bool:
    scheme, _, where = origin.lower().partition("://")
    return scheme in ("http", "https") and where == host.lower()


def _cookie(headers: list[str], name: str) -> str | None:
    for header in headers:
        for pair in header.split(";"):
            key, _, value = pair.strip().partition("=")
            if key == name:
                return value.strip('"')
    return None


def _plain_connection(request: bytes) -> bytes:
    """`Connection: keep-alive, Upgrade`, as Firefox sends it, as the lone `upgrade` that picows wants."""
    head, *lines = request.split(b"\r\n")
    kept = [line for line in lines if not line.lower().startswith(b"connection:")]
    # uvicorn comes here only after it found the token `upgrade` in that header.
    return b"\r\n".join([head, b"connection: upgrade", *kept])
