"""The fast lane answers from memory what nothing has changed, and nothing else."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fourleaf.gateway import lane as lanes
from fourleaf.gateway.lane import Lane
from fourleaf.kit.stamps import Stamps

Meanwhile = Callable[[], None]
NAMES = ("all", "person:1", "session:1", "space:1", "space:2")


class Application:
    """Gives a new number each time it is asked, and lets it be kept."""

    def __init__(self) -> None:
        self.asked = 0
        self.until = timedelta(seconds=15)
        self.status = 200
        self.headers: list[tuple[bytes, bytes]] = []
        self.meanwhile: Meanwhile = lambda: None
        self.pieces = 1

    async def __call__(self, scope: Any, receive: Any, send: Any, more: dict[str, Any]) -> None:
        self.asked += 1
        if more:
            more["fourleaf.lane"](NAMES, datetime.now(UTC) + self.until)
        self.meanwhile()
        body = b"%d" % self.asked
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        for piece in range(self.pieces):
            more_body = piece < self.pieces - 1
            await send({"type": "http.response.body", "body": body, "more_body": more_body})


class Browser:
    """Asks the lane; `number` is the body of an answer."""

    def __init__(self, lane: Lane, application: Application) -> None:
        self.lane, self.application = lane, application
        self.last: dict[str, Any] = {}

    def number(
        self, *more: tuple[bytes, bytes], method: str = "GET", path: bytes = b"/s/", query: bytes = b""
    ) -> int:
        self.lane.beat()
        return self.number_as_it_is(*more, method=method, path=path, query=query)

    def number_as_it_is(
        self, *more: tuple[bytes, bytes], method: str = "GET", path: bytes = b"/s/", query: bytes = b""
    ) -> int:
        said: list[dict[str, Any]] = []

        async def send(message: Any) -> None:
            said.append(message)

        async def receive() -> Any:
            raise AssertionError("nothing is sent with a GET")

        headers = [(b"host", b"x"), (b"cookie", b"sessionid=1; csrftoken=c"), (b"user-agent", b"u"), *more]
        scope = {
            "type": "http", "scheme": "http", "method": method, "raw_path": path, "query_string": query,
            "headers": headers,
        }  # fmt: skip
        work: Awaitable[None] = self.lane(scope, receive, send)
        asyncio.run(work)  # type: ignore[arg-type]
        self.last = said[0]
        return int(said[-1]["body"])


@pytest.fixture
def stamps(tmp_path: Path) -> Stamps:
    return Stamps(tmp_path / "stamps")


@pytest.fixture
def browser(stamps: Stamps) -> Browser:
    application = Application()
    return Browser(Lane(stamps, application), application)


def change(stamps: Stamps, name: str) -> None:
    stamps.end(*stamps.begin(name))


def test_the_same_question_is_answered_from_memory(browser: Browser) -> None:
    assert [browser.number() for _time in range(3)] == [1, 1, 1]


@pytest.mark.parametrize("name", NAMES)
def test_a_change_of_anything_it_shows_ends_it(browser: Browser, stamps: Stamps, name: str) -> None:
    assert browser.number() == browser.number() == 1
    change(stamps, "space:3")
    assert browser.number() == 1
    change(stamps, name)
    assert browser.number() == browser.number() == 2


def test_another_process_ends_it_too(browser: Browser, tmp_path: Path) -> None:
    assert browser.number() == 1
    change(Stamps(tmp_path / "stamps"), "person:1")
    assert browser.number() == 2


def test_while_something_is_being_changed_nothing_is_used_or_kept(browser: Browser, stamps: Stamps) -> None:
    assert browser.number() == 1
    begun = stamps.begin("space:1")
    assert [browser.number(), browser.number()] == [2, 3]
    stamps.end(*begun)
    assert [browser.number(), browser.number()] == [4, 4]


def test_who_dies_between_commit_and_its_end_leaves_nothing_stale(browser: Browser, stamps: Stamps) -> None:
    stamps.begin("space:1")
    assert [browser.number(), browser.number()] == [1, 2]
    change(stamps, "space:1")
    assert [browser.number(), browser.number()] == [3, 3]


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_who_change_at_once_each_ends_what_was_read_before(
    browser: Browser, stamps: Stamps, first: int
) -> None:
    begun = [stamps.begin("space:1"), stamps.begin("space:1")]
    stamps.end(*begun[first])
    before = browser.number()
    stamps.end(*begun[1 - first])
    assert browser.number() == before + 1


def test_what_changes_while_it_is_made_is_not_kept(browser: Browser, stamps: Stamps) -> None:
    browser.application.meanwhile = lambda: change(stamps, "space:2")
    assert [browser.number(), browser.number()] == [1, 2]


def test_a_change_begun_before_and_ended_while_it_is_made_is_not_kept(
    browser: Browser, stamps: Stamps
) -> None:
    begun = stamps.begin("space:2")
    browser.application.meanwhile = lambda: stamps.end(*begun)
    assert [browser.number(), browser.number()] == [1, 2]


@pytest.mark.parametrize(
    "other",
    [
        (b"cookie", b"theme=dark"), (b"host", b"y"), (b"accept-language", b"es"), (b"accept-encoding", b"gzip"),
        (b"x-forwarded-proto", b"https"),
    ],
)  # fmt: skip
def test_who_asks_otherwise_gets_their_own(browser: Browser, other: tuple[bytes, bytes]) -> None:
    assert browser.number() == 1
    assert browser.number(other) == browser.number(other) == 2
    assert browser.number() == 1


def test_another_address_is_another_page(browser: Browser) -> None:
    assert [browser.number(), browser.number(path=b"/t/"), browser.number(query=b"at=1")] == [1, 2, 3]


@pytest.mark.parametrize(
    "header",
    [
        (b"hx-request", b"true"),
        (b"authorization", b"Bearer x"),
        (b"if-none-match", b"x"),
        (b"range", b"bytes=0-"),
    ],
)
def test_what_is_no_plain_question_never_comes_from_memory(
    browser: Browser, header: tuple[bytes, bytes]
) -> None:
    assert [browser.number(), browser.number(header), browser.number(header), browser.number()] == [
        1,
        2,
        3,
        1,
    ]


@pytest.mark.parametrize("method", ["POST", "HEAD", "DELETE"])
def test_only_get_comes_from_memory(browser: Browser, method: str) -> None:
    assert [browser.number(), browser.number(method=method), browser.number(method=method)] == [1, 2, 3]


def test_it_holds_no_longer_than_it_may(browser: Browser) -> None:
    browser.application.until = timedelta(seconds=-1)
    assert [browser.number(), browser.number()] == [1, 2]
    browser.application.until = timedelta(seconds=15)
    assert [browser.number(), browser.number()] == [3, 3]


def test_it_ends_by_itself(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(lanes, "monotonic", lambda: now)
    assert [browser.number(), browser.number()] == [1, 1]
    now += 15.1
    assert browser.number() == 2


def test_without_a_sign_of_the_database_memory_is_not_used(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(lanes, "monotonic", lambda: now)
    assert [browser.number(), browser.number_as_it_is()] == [1, 1]
    now += lanes.HEARTBEAT
    assert browser.number_as_it_is() == 2


@pytest.mark.parametrize("cookie", [b"sessionid=2; Path=/", b"messages=x", b"sessionid=; Max-Age=0"])
def test_an_answer_that_sets_a_cookie_is_not_kept(browser: Browser, cookie: bytes) -> None:
    browser.application.headers = [(b"set-cookie", cookie)]
    assert [browser.number(), browser.number()] == [1, 2]


def test_the_renewal_of_a_cookie_is_left_out(browser: Browser) -> None:
    browser.application.headers = [(b"set-cookie", b" csrftoken=c; Max-Age=9"), (b"x-kept", b"1")]
    assert browser.number() == 1
    assert len(browser.last["headers"]) == 2
    assert browser.number() == 1
    assert browser.last["headers"] == [(b"x-kept", b"1")]


def test_only_whole_pages_are_kept(browser: Browser) -> None:
    browser.application.status = 404
    assert [browser.number(), browser.number()] == [1, 2]
    browser.application.status, browser.application.pieces = 200, 3
    assert [browser.number(), browser.number()] == [3, 4]


def test_memory_is_bounded(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "MOST_BYTES", 3)
    for page in (b"/1/", b"/2/", b"/3/", b"/1/", b"/4/"):
        browser.number(path=page)
    assert browser.number(path=b"/1/") == 1, "what was asked for last is kept"
    assert browser.number(path=b"/2/") == 5
