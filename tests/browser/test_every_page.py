"""Every kind of page at every width, light and dark: accessible, nothing beside the screen, no name in the title.

Nor does any page ask another address for anything: `Screen` notes what it asks for, and complains.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.browser.screens import Screen, Stage

pytestmark = pytest.mark.browser

WIDTHS = (360, 768, 1440)
#: What a signed-in person can open: a name, and the address with {space}, {open}, {person}, {me}, {post}, {own}.
PAGES = {
    "waiting": "/",
    "bookmarks": "/bookmarks/",
    "shown to me": "/shared/",
    "ask to see": "/asking/?link=/posts/{post}/",
    "who may see": "/showing/post/{post}/",
    "people": "/people/",
    "people found": "/people/?q=okaf",
    "nobody found": "/people/?q=zzzz",
    "profile": "/people/{person}/",
    "own profile": "/people/{me}/profile/",
    "password": "/accounts/password/change/",
    "sign out": "/accounts/logout/",
    "spaces": "/spaces/",
    "new space": "/spaces/new/",
    "new direct": "/spaces/direct/new/?with={person}",
    "stream": "{space}",
    "stream of a direct": "/spaces/{direct}/",
    "archived": "{everyone}",
    "planned": "{planned}about/",
    "about": "{space}about/",
    "about, outside": "{outside}about/",
    "members": "{space}members/",
    "who can read": "{space}access/",
    "widening": "{space}access/?access=open",
    "requests": "{space}requests/",
    "integrations": "{space}integrations/",
    "integration that writes": "{space}integrations/incoming/new/",
    "integration that is told": "{space}integrations/outgoing/new/",
    "purpose": "{space}purpose/",
    "invite": "{space}invitations/",
    "leave": "{space}departure/",
    "notifications": "/settings/notifications/",
    "notifications of a space": "{space}notifications/",
    "archive": "{space}archival/",
    "thread": "/posts/{post}/thread/",
    "acts": "/posts/{post}/acts/",
    "edit": "/posts/{own}/revisions/new/",
    "history": "/posts/{own}/revisions/",
    "withdraw": "/posts/{own}/withdrawal/",
    "integrations of a kind each": "/spaces/{programs}/integrations/",
    "deliveries": "/spaces/{programs}/integrations/outgoing/{outgoing}/",
    "change what is told": "/spaces/{programs}/integrations/outgoing/{outgoing}/change/",
    "tell no more": "/spaces/{programs}/integrations/outgoing/{outgoing}/removal/",
    "bot": "/people/{bot}/",
    "bot handed over": "/people/{bot}/handover/",
    "tokens": "/people/tokens/",
    "tokens of a bot": "/people/{bot}/tokens/",
    "new announcement": "{space}announcements/new/",
    "who has confirmed": "/posts/{announcement}/confirmations/",
    "new poll": "{space}polls/new/",
    "poll": "/posts/{poll}/poll/",
    "announcement in its thread": "/posts/{announcement}/thread/",
    "new post for later": "{space}scheduled/new/",
    "for later": "/scheduled/",
    "held back": "/scheduled/{scheduled}/",
    "reminder": "/posts/{post}/reminder/",
    "plan of teams": "/teams/",
    "team": "{team}",
    "launch": "{team}launch/",
    "not found": "/nowhere/",
}
OPEN_TO_ALL = {"sign in": "/accounts/login/"}


@pytest.fixture(scope="module")
def places(demo: Stage) -> dict[str, str]:
    """What stands in the braces of `PAGES`, for Dr Okafor."""
    posts: Any = demo.installation.by_hand("examples", space="Discharge letters", author="Dr Daniel Okafor")
    programs: Any = demo.installation.by_hand("programs", author="Dr Daniel Okafor")
    people = demo.ids["people"]
    return {
        **posts,
        **programs,
        "space": demo.space("Discharge letters"),
        "everyone": demo.space("Everyone"),
        "planned": demo.space("Stroke pathway"),
        "outside": demo.space("Stroke unit"),
        "person": people["Viktor Lindqvist"],
        "team": demo.ids["teams"]["Letters on the day"],
        "me": people["Dr Daniel Okafor"],
    }


@pytest.fixture
def okafor(enter: Enter, demo: Stage) -> Screen:
    screen = enter(demo, "okafor", reduced_motion="reduce")
    screen.tolerate("404|403")
    return screen


@pytest.mark.parametrize("name", [*PAGES, *OPEN_TO_ALL])
def test_a_page(name: str, okafor: Screen, enter: Enter, demo: Stage, places: dict[str, str]) -> None:
    screen = okafor if name in PAGES else enter(demo, reduced_motion="reduce")
    page = screen.page
    answer = page.goto(demo.server.url + (PAGES | OPEN_TO_ALL)[name].format(**places))
    assert answer
    assert answer.status == (404 if name == "not found" else 200)
    assert "unsafe" not in answer.headers["content-security-policy"]
    expect(page.locator("h1")).to_have_count(1)
    _no_name_in(page.title(), demo)
    faults = [*_looked_at(page, "light"), *_looked_at(page, "dark")]
    assert faults == []


def _looked_at(page: Page, theme: Any) -> Iterator[str]:
    """What is wrong at each width; in the dark only colours can differ."""
    page.emulate_media(color_scheme=theme)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        yield from (f"{theme} {width}: {fault}" for fault in wide(page))
        yield from (f"{theme} {width}: {fault}" for fault in violations(page, theme == "dark"))


def violations(page: Page, only_colours: bool = False) -> Iterator[str]:
    """What axe finds, one line each."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if only_colours:
        options["runOnly"] = {"type": "rule", "values": ["color-contrast"]}
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    for found in page.evaluate("async (options) => (await axe.run(options)).violations", options):
        for node in found["nodes"][:3]:
            yield f"{found['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"


def wide(page: Page) -> Iterator[str]:
    """Elements that make the page wider than the screen."""
    if page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        return
    yield "wider than the screen: " + page.evaluate(
        """[...document.querySelectorAll('body *')].filter(one => {
             const box = one.getBoundingClientRect();
             return box.width && (box.right > innerWidth + 1 || box.left < -1);
           }).slice(0, 3).map(one => one.outerHTML.slice(0, 120)).join(' | ')"""
    )


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def _no_name_in(title: str, demo: Stage) -> None:
    said = set(_plain(title).replace("·", " ").split())
    for name in demo.ids["people"]:
        first, *_rest, last = _plain(name).removeprefix("dr ").removeprefix("mr ").split()
        assert not {first, last} <= said, f"{name} in {title}"


@pytest.mark.parametrize("width", [360, 1440])
def test_what_opens_within_the_stream(width: int, okafor: Screen, places: dict[str, str]) -> None:
    okafor.page.set_viewport_size({"width": width, "height": 800})
    page = okafor.go(places["space"]).page
    post = page.locator("live-topic.stream > article").last
    okafor.open_menu(post)
    faults = [*violations(page), *wide(page)]
    page.keyboard.press("Escape")
    post.locator(".more[data-key=r]").click()
    expect(page.locator("#aside .thread-pane textarea")).to_be_visible()
    faults += [*violations(page), *wide(page)]
    page.locator("#aside [data-act=close-thread]").click()
    page.locator("main .dock textarea[name=body]").fill("Hello @Vik")
    faults += [*violations(page), *wide(page)]
    page.locator("main .dock textarea[name=body]").fill("")
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.locator("shortcut-sheet dialog")).to_be_visible()
    faults += [*violations(page), *wide(page)]
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.locator("command-palette dialog [role=option]").first).to_be_visible()
    faults += [*violations(page), *wide(page)]
    assert faults == []


@pytest.mark.parametrize("name", ["waiting", "stream", "people", "members", "widening"])
def test_at_twice_the_size(name: str, enter: Enter, demo: Stage, places: dict[str, str]) -> None:
    zoomed = enter(demo, "okafor", viewport={"width": 640, "height": 400}, device_scale_factor=2)
    page = zoomed.go(PAGES[name].format(**places)).page
    assert list(wide(page)) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")  # only the letters grow
    assert list(wide(page)) == []
    expect(page.locator("h1")).to_be_in_viewport()


@pytest.mark.parametrize("name", ["waiting", "stream", "people", "about"])
def test_the_first_paint_is_small(name: str, enter: Enter, demo: Stage, places: dict[str, str]) -> None:
    screen = enter(demo, "okafor")
    line = screen.context.new_cdp_session(screen.page)
    sizes: dict[str, float] = {}
    kinds: dict[str, str] = {}
    asked: dict[str, float] = {}
    line.on("Network.requestWillBeSent", lambda told: asked.update({told["requestId"]: told["timestamp"]}))
    line.on("Network.responseReceived", lambda told: kinds.update({told["requestId"]: told["type"]}))
    line.on(
        "Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]})
    )
    stood: list[float] = []
    line.on("Page.loadEventFired", lambda told: stood.append(told["timestamp"]))
    line.send("Network.enable")
    line.send("Page.enable")
    with screen.page.expect_response(re.compile(r"/static/rest-.*\.js")):
        screen.page.goto(screen.stage.server.url + PAGES[name].format(**places), wait_until="load")
    first = {one: size for one, size in sizes.items() if kinds.get(one) != "Image" and asked[one] < stood[0]}
    assert 10_000 < sum(first.values()) < 100_000, [(kinds.get(one), size) for one, size in first.items()]
