"""What is written without a line is kept over closed pages and sent once, from any page opened later; pushes arrive."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.browser.screens import Screen, Stage
from tests.browser.test_installed import LEFT, until, with_worker

pytestmark = pytest.mark.browser
OFFLINE = "ERR_INTERNET_DISCONNECTED|status of 503|ERR_FAILED"
LINE = ".unsent-elsewhere"
# As a page goes, the browser's tools let go of it, and a try under way gets out: this one has no line until its end.
NO_LINE = "() => { window.fetch = () => Promise.reject(new TypeError('no line')); }"
# The browser itself has a line while a page has none: its worker would send between two pages.
NO_SYNC = "Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', { value: undefined });"


def write_offline(screen: Screen, text: str) -> None:
    """Write into the open space with the line down, until it is kept."""
    screen.tolerate(OFFLINE)
    screen.context.set_offline(True)
    screen.page.evaluate(NO_LINE)
    screen.write(text)
    expect(screen.post(text).locator(".post-state")).to_contain_text("Kept here")


def bodies(stage: Stage, space: str) -> list[str]:
    return [body for _sequence, body in stage.installation.by_hand("posts", space=space)]


def another_page(screen: Screen) -> Page:
    """Another page in the same tab, as somebody who comes back later."""
    screen.go("/")
    return screen.page


def test_what_was_written_without_a_line_goes_once_from_any_page(
    enter: Enter, small: Stage, ward: dict[str, str]
) -> None:
    ben = enter(small, "ben")
    ben.context.add_init_script(NO_SYNC)
    ben.go("/")
    with_worker(ben.page)
    ben.go(small.space("ward"))
    write_offline(ben, "Bed 5 is free")
    ben.write("Bed 6 is not")
    expect(ben.post("Bed 6 is not").locator(".post-state")).to_contain_text("Kept here")
    page = another_page(ben)
    expect(page.locator(LINE)).to_contain_text("2 messages wait to be sent")
    page.locator(LINE).click()
    expect(page.locator(f"{LINE} li").first).to_contain_text("Bed 5 is free")
    ben.context.set_offline(False)
    expect(page.locator(LINE)).to_have_count(0, timeout=30_000)
    ben.go(small.space("ward"))
    for text in ("Bed 5 is free", "Bed 6 is not"):
        expect(ben.sent(text)).to_have_count(1)
    assert bodies(small, ward["space"]) == ["Bed 5 is free", "Bed 6 is not"]


def test_what_is_discarded_elsewhere_is_not_sent(enter: Enter, small: Stage, ward: dict[str, str]) -> None:
    ben = enter(small, "ben")
    ben.context.add_init_script(NO_SYNC)
    ben.go("/")
    with_worker(ben.page)
    ben.go(small.space("ward"))
    write_offline(ben, "Better left unsaid")
    ben.write("Worth saying")
    expect(ben.post("Worth saying").locator(".post-state")).to_contain_text("Kept here")
    page = another_page(ben)
    page.locator(LINE).click()
    page.locator(f"{LINE} li").filter(has_text="Better left unsaid").get_by_role(
        "button", name="Discard"
    ).click()
    expect(page.locator(f"{LINE} li")).to_have_count(1)
    ben.context.set_offline(False)
    expect(page.locator(LINE)).to_have_count(0, timeout=30_000)
    until(page, f"async () => !(await ({LEFT})()).rows.some(([store]) => store === 'unsent')")
    ben.go(small.space("ward"))
    expect(ben.sent("Worth saying")).to_have_count(1)
    assert bodies(small, ward["space"]) == ["Worth saying"]


def test_two_messages_from_one_copy_are_two_posts(enter: Enter, small: Stage, ward: dict[str, str]) -> None:
    """A copy holds the key of one rendering: it must not make the second message pass for the first."""
    ben = enter(small, "ben").go("/")
    with_worker(ben.page)
    ben.go(small.space("ward"))
    until(ben.page, f"async () => caches.match('{small.space('ward')}')")
    ben.tolerate(OFFLINE)
    ben.context.set_offline(True)
    for text in ("First from the copy", "Second from the copy"):
        ben.page.reload()
        ben.write(text)
        expect(ben.post(text).locator(".post-state")).to_contain_text("Kept here")
    ben.context.set_offline(False)
    for text in ("First from the copy", "Second from the copy"):
        expect(ben.sent(text)).to_have_count(1, timeout=30_000)
    assert bodies(small, ward["space"]) == ["First from the copy", "Second from the copy"]


def worker_of(screen: Screen) -> tuple[Any, str]:
    """The browser's own tools for the worker, and the registration it has."""
    tools = screen.context.new_cdp_session(screen.page)
    found: list[dict[str, Any]] = []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(told["registrations"]))
    tools.send("ServiceWorker.enable")
    while not found:
        screen.page.wait_for_timeout(20)
    return tools, str(found[-1]["registrationId"])


def test_without_any_page_the_browser_sends_it(enter: Enter, small: Stage, ward: dict[str, str]) -> None:
    ben = enter(small, "ben").go("/")
    with_worker(ben.page)
    ben.go(small.space("ward"))
    tools, registration = worker_of(ben)
    write_offline(ben, "Sent while nobody looked")
    ben.page.goto("about:blank")
    ben.context.set_offline(False)
    tools.send(
        "ServiceWorker.dispatchSyncEvent",
        {"origin": small.server.url, "registrationId": registration, "tag": "unsent", "lastChance": False},
    )
    heard = Screen(ben.context, small).go("/people/")  # a page that does not show the space
    expect(heard.page.locator(LINE)).to_have_count(0, timeout=20_000)
    heard.go(small.space("ward"))
    expect(heard.sent("Sent while nobody looked")).to_have_count(1, timeout=20_000)
    assert bodies(small, ward["space"]) == ["Sent while nobody looked"]


SHOWN = """async () => {
    const { active } = await navigator.serviceWorker.ready;
    const all = await (await navigator.serviceWorker.ready).getNotifications();
    return all.map(({ title, body, tag, lang }) => ({ title, body, tag, lang }));
}"""


@pytest.fixture
def push_to(small: Stage) -> Callable[[Screen, str], None]:
    """What a push service would do; none can be reached from here."""

    def deliver(screen: Screen, data: str) -> None:
        tools, registration = worker_of(screen)
        told = {"origin": small.server.url, "registrationId": registration, "data": data}
        tools.send("ServiceWorker.deliverPushMessage", told)

    return deliver


@pytest.mark.parametrize(
    ("data", "title", "body"),
    [
        ('{"kind": "mention"}', "Somebody mentioned you", "Open Fourleaf to see it."),
        ('{"kind": "test"}', "This is a test. Notifications arrive here.", ""),
        ('{"kind": "later", "text": "Canary 4711"}', "Something waits for you", "Open Fourleaf to see it."),
        ("Canary 4711", "Something waits for you", "Open Fourleaf to see it."),
    ],
)
def test_a_push_says_of_which_kind_and_never_what(
    enter: Enter, small: Stage, push_to: Callable[[Screen, str], None], data: str, title: str, body: str
) -> None:
    ben = enter(small, "ben", permissions=["notifications"]).go("/")
    with_worker(ben.page)
    push_to(ben, data)
    until(ben.page, f"async () => (await ({SHOWN})()).length === 1")
    (shown,) = ben.page.evaluate(SHOWN)
    assert (shown["title"], shown["body"]) == (title, body)


def test_hiding_the_screen_puts_notifications_away(
    enter: Enter, small: Stage, push_to: Callable[[Screen, str], None]
) -> None:
    ben = enter(small, "ben", permissions=["notifications"]).go("/")
    with_worker(ben.page)
    push_to(ben, '{"kind": "mention"}')
    until(ben.page, f"async () => (await ({SHOWN})()).length === 1")
    ben.page.keyboard.press("Shift+Escape")
    until(ben.page, f"async () => (await ({SHOWN})()).length === 0")
