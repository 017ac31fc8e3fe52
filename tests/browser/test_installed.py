"""The installed app: it can be installed, opens what was read last without a line, and leaves nothing to others."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Enter
from tests.browser.screens import Screen, Stage
from tests.live.hand import PASSWORD

pytestmark = pytest.mark.browser

KEPT = """async () => {
    const found = [];
    for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys())
            if (name.startsWith("fourleaf-pages")) found.push(new URL(request.url).pathname);
    return found.sort();
}"""
LEFT = """async () => {
    const rows = [];
    for (const { name } of await indexedDB.databases()) {
        const database = await new Promise((resolve) => {
            const opening = indexedDB.open(name);
            opening.onsuccess = () => resolve(opening.result);
        });
        for (const store of database.objectStoreNames)
            rows.push(...await new Promise((resolve) => {
                const asked = database.transaction(store).objectStore(store).getAll();
                asked.onsuccess = () => resolve(asked.result.map((row) => [store, JSON.stringify(row)]));
            }));
        database.close();
    }
    return { rows, caches: await caches.keys(), local: localStorage.length, session: sessionStorage.length };
}"""
BANNER = "connection-state .banner"


def until(page: Page, holds: str, arg: object = None) -> None:
    """Wait until an asynchronous condition holds in the page."""
    page.evaluate(
        f"""async (arg) => {{
            const holds = {holds};
            for (let tries = 0; tries < 500; tries++) {{
                if (await holds(arg)) return;
                await new Promise((go) => setTimeout(go, 50));
            }}
            throw new Error("never: " + JSON.stringify([arg, await ({KEPT})(), await ({LEFT})()]));
        }}""",
        arg,
    )


def with_worker(page: Page) -> None:
    """Wait until the worker answers for this page."""
    until(page, "async () => (await navigator.serviceWorker.ready) && navigator.serviceWorker.controller")


def until_kept(page: Page, *paths: str) -> None:
    """Wait until exactly these pages are kept."""
    until(page, f"async (wanted) => String(await ({KEPT})()) === wanted", ",".join(sorted(paths)))


def read(screen: Screen, *paths: str) -> None:
    """Open pages as somebody whose worker runs, so that they are kept."""
    screen.tolerate("ERR_INTERNET_DISCONNECTED|status of 503")
    screen.go("/")
    with_worker(screen.page)
    for path in paths:
        screen.go(path)
    until_kept(screen.page, *paths)


def test_it_can_be_installed(chromium: Browser, small: Stage, tmp_path: Path) -> None:
    """A private window, which every other test uses, can install nothing: this one has a profile of its own."""
    program: Any = chromium.browser_type
    own = program.launch_persistent_context(
        tmp_path, executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"]
    )
    try:
        page = own.new_page()
        page.goto(f"{small.server.url}/accounts/login/")
        asked = own.new_cdp_session(page)
        assert asked.send("Page.getAppManifest")["errors"] == []
        assert asked.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    finally:
        own.close()


def test_without_a_line_it_opens_what_was_read_and_says_of_when(
    enter: Enter, small: Stage, ward: dict[str, str]
) -> None:
    small.visitor("amina").say(small.server, ward["space"], "Bed 9 is free")
    ben = enter(small, "ben")
    read(ben, "/", small.space("ward"))
    small.visitor("amina").say(small.server, ward["space"], "Bed 9 is taken")
    ben.context.set_offline(True)
    ben.page.reload()
    expect(ben.post("Bed 9 is free")).to_be_visible()
    expect(ben.page.locator(BANNER)).to_have_text(
        re.compile(r"Offline: this is what you read at \d\d:\d\d\. What you write is kept here\.")
    )
    ben.page.goto(f"{small.server.url}/")
    expect(ben.page.get_by_role("heading", name="Waiting for you")).to_be_visible()
    expect(ben.page.locator(BANNER)).to_contain_text("this is what you read at")
    ben.page.goto(f"{small.server.url}/people/")
    expect(ben.page.get_by_role("heading", name="You are offline")).to_be_visible()
    ben.page.get_by_role("link", name="Ward").click()
    expect(ben.post("Bed 9 is free")).to_be_visible()
    ben.context.set_offline(False)
    expect(ben.post("Bed 9 is taken")).to_be_visible(timeout=40_000)
    expect(ben.page.locator(BANNER)).to_have_count(0)


def test_a_copy_of_long_ago_is_not_shown(enter: Enter, small: Stage, ward: dict[str, str]) -> None:
    ben = enter(small, "ben")
    read(ben, small.space("ward"), "/")
    ben.page.evaluate(
        """async (path) => {
            const [name] = (await caches.keys()).filter((one) => one.startsWith("fourleaf-pages"));
            const cache = await caches.open(name);
            const old = await cache.match(path);
            const headers = new Headers(old.headers);
            headers.set("X-Until", String(Date.now() - 1000));
            await cache.put(path, new Response(await old.text(), { headers }));
        }""",
        small.space("ward"),
    )
    ben.context.set_offline(True)
    ben.page.goto(small.server.url + small.space("ward"))
    expect(ben.page.get_by_role("heading", name="You are offline")).to_be_visible()
    until_kept(ben.page, "/")


def test_signing_out_leaves_nothing(enter: Enter, small: Stage, ward: dict[str, str]) -> None:
    nora = sign_in(enter, small, "nora")
    read(nora, "/", small.space("ward"))
    nora.page.locator("main post-composer textarea").fill("Half a thought")
    until(nora.page, f"async () => (await ({LEFT})()).rows.some(([store]) => store === 'drafts')")
    nora.page.get_by_role("button", name="Sign out").first.click()
    nora.page.wait_for_url("**/accounts/login/**")
    left = nora.page.evaluate(LEFT)
    assert left["rows"] == []
    assert [name for name in left["caches"] if "pages" in name] == []
    assert (left["local"], left["session"]) == (0, 0)


def sign_in(enter: Enter, stage: Stage, name: str, *, shared: bool = False) -> Screen:
    """Somebody signs in by hand, with a session of their own that a test may end."""
    screen = enter(stage).go("/accounts/login/")
    screen.page.get_by_label("E-mail").fill(f"{name}@marigold.example")
    screen.page.get_by_label("Password", exact=True).fill(PASSWORD)
    if shared:
        screen.page.get_by_label("Other people use this computer too").check()
    screen.page.get_by_role("button", name="Sign in", exact=True).click()
    expect(screen.page.get_by_role("heading", name="Waiting for you")).to_be_visible()
    return screen


def test_a_shared_computer_keeps_nothing(enter: Enter, small: Stage, ward: dict[str, str]) -> None:
    nora = sign_in(enter, small, "nora", shared=True)
    nora.tolerate("ERR_INTERNET_DISCONNECTED|ERR_FAILED")
    nora.go(small.space("ward"))
    nora.page.locator("main post-composer textarea").fill("Half a thought")
    nora.context.set_offline(True)
    nora.write("Bed 3 needs linen")
    expect(nora.post("Bed 3 needs linen").locator(".post-state")).to_contain_text("Kept here")
    left = nora.page.evaluate(LEFT)
    assert left == {"rows": [], "caches": [], "local": 0, "session": 0}
    assert nora.page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    nora.context.set_offline(False)
    expect(nora.sent("Bed 3 needs linen")).to_be_visible(timeout=20_000)


def test_an_ended_session_and_another_person_leave_no_page(
    enter: Enter, small: Stage, ward: dict[str, str]
) -> None:
    nora = sign_in(enter, small, "nora")
    read(nora, "/", small.space("ward"))
    nora.context.clear_cookies()
    nora.go(small.space("ward"))
    expect(nora.page.get_by_role("heading", name="Sign in")).to_be_visible()
    until_kept(nora.page)


def test_who_is_taken_out_keeps_no_page_of_the_space(
    enter: Enter, small: Stage, ward: dict[str, str]
) -> None:
    piet = enter(small, "piet")
    read(piet, "/", small.space("ward"))
    piet.go("/people/")
    amina = small.visitor("amina")
    amina.post(small.server, f"{small.space('ward')}members/{ward['piet']}/departure/")
    piet.go("/")
    until_kept(piet.page, "/")
    piet.context.set_offline(True)
    piet.page.goto(small.server.url + small.space("ward"))
    expect(piet.page.get_by_role("heading", name="You are offline")).to_be_visible()
