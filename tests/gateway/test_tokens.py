"""A program listens with its token: no cookie, no origin; and no page can pretend to be one."""

import json
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection
from websockets.sync.client import connect as dial

from fourleaf.config.ports import _people_of
from fourleaf.gateway.server import Server
from fourleaf.people import actions
from tests.api.caller import Caller
from tests.gateway.conftest import Serve
from tests.gateway.memory import MemoryPorts
from tests.house import House

TOKEN = "fl_" + "x" * 43


def call(server: Server, **headers: str) -> ClientConnection:
    return dial(
        f"ws://127.0.0.1:{server.port}/live", additional_headers=headers, compression=None, proxy=None
    )


def test_a_token_is_welcome_without_origin_and_cookie(serve: Serve, ports: MemoryPorts) -> None:
    person = ports.person(TOKEN)
    with call(serve(), Authorization=f"Bearer {TOKEN}") as client:
        assert json.loads(client.recv(timeout=5))["hello"]["person"] == str(person)


@pytest.mark.parametrize("shown", ["Basic eDp5", "Bearer ", "Bearer s1", f"Bearer {'fl_' + 'x' * 200}"])
def test_what_is_no_token_is_refused(serve: Serve, ports: MemoryPorts, shown: str) -> None:
    ports.person("s1")
    with pytest.raises(InvalidStatus) as refused:
        call(serve(), Authorization=shown)
    assert refused.value.response.status_code == 401
    assert refused.value.response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_in_a_cookie_is_no_session(serve: Serve, ports: MemoryPorts) -> None:
    ports.person(TOKEN)
    server = serve()
    with pytest.raises(InvalidStatus) as refused:
        call(server, Cookie=f"sessionid={TOKEN}", Origin=f"http://127.0.0.1:{server.port}")
    assert refused.value.response.status_code == 403


def end(caller: Caller, house: House) -> None:
    assert caller.token
    actions.revoke_token(actor=house.amina, token=caller.token)


def test_the_gateway_knows_whose_a_token_is_while_it_lives(house: House, db: Any) -> None:
    reading, writing = Caller(house.amina, "read"), Caller(house.ben, "posts:write")
    shown = [reading.text, writing.text, "fl_unknown", "a session"]
    assert _people_of(shown) == {reading.text: house.amina.pk}
    end(reading, house)
    assert _people_of(shown) == {}
