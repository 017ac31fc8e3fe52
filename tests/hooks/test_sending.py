"""One request outside: where it may go, and that nothing on the other side holds it up or breaks it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings

from fourleaf.hooks import sending
from fourleaf.hooks.addresses import is_public
from fourleaf.hooks.models import Delivery
from fourleaf.hooks.sending import Outcome, send
from tests.hooks.receiver import receiving

PUBLIC = "93.184.216.34"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1",
        "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "nonsense", "",
    ],
)  # fmt: skip
def test_these_are_not_on_the_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_these_are(address: str) -> None:
    assert is_public(address)


def names(monkeypatch: pytest.MonkeyPatch, *meanings: list[str]) -> list[str]:
    """Let a name mean these addresses, one list a look-up; answers the names that were looked up."""
    asked: list[str] = []
    left = list(meanings)

    def getaddrinfo(host: str, port: int, **_more: Any) -> list[Any]:
        asked.append(host)
        found = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving() as receiver:
        names(monkeypatch, ["127.0.0.1"])
        outcome = send(f"http://innocent.example:{receiver.port}/", {}, b"{}")
    assert outcome == Outcome(error=Delivery.Error.REFUSED)
    assert not receiver.arrived


def test_a_name_that_changes_its_meaning_leads_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: public when it is asked about, loopback a moment later. It is asked about once."""
    asked = names(monkeypatch, [PUBLIC], ["127.0.0.1"])
    called: list[tuple[str, int]] = []

    def create_connection(address: tuple[str, int], timeout: float) -> socket.socket:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", create_connection)
    assert send("https://rebinding.example/", {}, b"{}").error == Delivery.Error.UNREACHABLE
    assert asked == ["rebinding.example"]
    assert called == [(PUBLIC, 443)]


def test_of_several_meanings_only_public_ones_are_called(monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, ["127.0.0.1", PUBLIC, "10.0.0.1"])
    assert sending.addresses_of("mixed.example", 443) == [(PUBLIC, 443)]


@pytest.fixture
def _private(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "WEBHOOK_PRIVATE", True)


@pytest.mark.usefixtures("_private")
def test_who_runs_the_server_can_allow_private_addresses() -> None:
    with receiving() as receiver:
        assert send(receiver.url, {"webhook-id": "msg_1"}, b"{}") == Outcome(status=204)
    assert receiver.arrived[0][0]["webhook-id"] == "msg_1"


@pytest.mark.usefixtures("_private")
def test_no_proxy_no_redirect(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with receiving() as receiver:
        receiver.answers, receiver.headers = [307], {"Location": receiver.url}
        assert send(receiver.url, {}, b"{}") == Outcome(status=307)
        assert len(receiver.arrived) == 1


@contextmanager
def answering(*pieces: bytes, pause: float = 0.0) -> Iterator[str]:
    """A receiver that is no HTTP server: takes a connection and says these pieces."""
    over = threading.Event()

    def serve() -> None:
        line, _address = listener.accept()
        with line:
            try:
                line.recv(65536)
                for piece in pieces:
                    line.sendall(piece)
                    if over.wait(pause):
                        return
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            over.set()
            thread.join()


@pytest.mark.usefixtures("_private")
@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 999999 x\r\n\r\n",
        b"HTTP/1.1 200 ok\r\n" + b"a: b\r\n" * 500,
    ],
)
def test_nonsense_is_no_answer(answer: bytes) -> None:
    with answering(answer) as url:
        assert send(url, {}, b"{}").error == Delivery.Error.UNREACHABLE


@pytest.mark.usefixtures("_private")
def test_a_receiver_that_dribbles_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "WHOLE", 0.4)
    with answering(b"HTTP/1.1 200 ok\r\n", *[b"x"] * 500, pause=0.05) as url:
        assert send(url, {}, b"{}").error == Delivery.Error.TIMEOUT


@pytest.mark.usefixtures("_private")
def test_a_receiver_that_is_silent_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "SILENCE", 0.2)
    with answering(b"HTTP", pause=5) as url:
        assert send(url, {}, b"{}").error == Delivery.Error.TIMEOUT


@pytest.mark.usefixtures("_private")
def test_nobody_there_and_no_tls_are_told_apart_from_an_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert send(f"http://127.0.0.1:{port}/", {}, b"{}").error == Delivery.Error.UNREACHABLE
    with answering(b"220 this is no TLS\r\n") as url:
        assert send(url.replace("http:", "https:"), {}, b"{}").error == Delivery.Error.UNREACHABLE


def test_an_address_that_means_nothing_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    def getaddrinfo(*_arguments: Any, **_more: Any) -> list[Any]:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    assert send("https://nowhere.example/", {}, b"{}").error == Delivery.Error.UNREACHABLE
