"""Refusals, reading on several screens, files taken out again, slow answers, the theme, and a page without scripts."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.conftest import Enter
from tests.browser.screens import Screen, Stage

pytestmark = pytest.mark.browser


@pytest.fixture
def ben(enter: Enter, small: Stage, ward: dict[str, str]) -> Screen:
    return enter(small, "ben").go(small.space("ward"))


def waiting(page: Page) -> str:
    return page.locator(".rail-top [data-waiting-count]").inner_text()


def test_what_the_server_refuses_is_kept_and_not_sent_again(ben: Screen) -> None:
    ben.tolerate("422")
    page, sent = ben.page, list[Request]()
    page.on("request", lambda request: sent.append(request) if request.url.endswith("/posts/") else None)
    ben.write("far too long " * 2_000)
    state = page.locator("article.post .post-state")
    expect(state).to_contain_text("a post holds")
    assert len(sent) == 1
    page.reload()
    expect(state).to_contain_text("a post holds")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(500)
    assert len(sent) == 1, "refused messages wait for their author"
    state.get_by_role("button", name="Try again").click()
    expect(state).to_contain_text("a post holds")
    assert len(sent) == 2
    state.get_by_role("button", name="Discard").click()
    expect(state).to_have_count(0)
    page.reload()
    expect(page.locator("main post-composer textarea")).to_be_visible()
    expect(state).to_have_count(0)


def test_what_the_server_could_not_take_is_sent_by_itself(ben: Screen) -> None:
    ben.tolerate("503")
    failures = 2

    def fail_at_first(route: Route) -> None:
        nonlocal failures
        failures -= 1
        route.fulfill(status=503, body="") if failures >= 0 else route.continue_()

    ben.page.route("**/posts/", fail_at_first)
    ben.write("The server was away")
    expect(ben.post("The server was away").locator(".post-state")).to_contain_text("Kept here")
    expect(ben.sent("The server was away")).to_be_visible(timeout=20_000)
    expect(ben.post("The server was away")).to_have_count(1)


def test_an_open_thread_is_read_on_all_screens(enter: Enter, small: Stage, ward: dict[str, str]) -> None:
    small.visitor("amina").say(small.server, ward["space"], "Who has the key?")
    ben = enter(small, "ben").go(small.space("ward"))
    ben.post("Who has the key?").locator(".more[data-key=r]").first.click()
    ben.write("I follow this", within="#aside")
    expect(ben.reply("I follow this")).to_have_attribute("data-sequence", re.compile("."))
    other = enter(small, "ben").go("/")
    before = int(waiting(other.page))
    amina = enter(small, "amina").go(small.space("ward"))
    amina.post("Who has the key?").locator(".more[data-key=r]").first.click()
    with ben.page.expect_request(lambda request: request.url.endswith("/following/")) as told:
        amina.write("I have it, @Ben Achterberg", within="#aside")
    assert parse_qs(told.value.post_data or "")["choice"] == ["read"]
    expect(ben.reply("I have it")).to_be_visible()
    other.page.wait_for_timeout(2_500)  # until the news has come, and gone again
    for screen in (ben, other):
        expect(screen.page.locator(".rail-top [data-waiting-count]")).to_have_text(str(before))
    expect(other.page.locator("[data-waiting-list]")).not_to_contain_text("I have it")


def test_opening_the_post_of_a_mention_handles_it(enter: Enter, small: Stage, ward: dict[str, str]) -> None:
    small.visitor("amina").say(small.server, ward["space"], "@Ben Achterberg, bed 9?")
    other = enter(small, "ben").go("/")
    item = other.page.locator(".waiting-item").filter(has_text="bed 9?")
    expect(item).to_be_visible()
    ben = enter(small, "ben").go(item.get_by_role("link", name="Read it there").get_attribute("href") or "")
    expect(ben.post("bed 9?")).to_be_visible()
    expect(item).to_have_count(0)


def test_places_count_up_and_down_live(enter: Enter, small: Stage, ward: dict[str, str]) -> None:
    ben, second = enter(small, "ben").go("/people/"), enter(small, "ben").go("/")
    places = [
        screen.page.locator(f'.places .place[data-topic="space:{ward["space"]}"]') for screen in (ben, second)
    ]
    for place in places:
        expect(place).to_be_visible()
    ben.page.wait_for_timeout(1_000)
    for number in ("1", "2"):
        small.visitor("amina").say(small.server, ward["space"], f"News {number}")
        for place in places:
            expect(place.locator(".count")).to_have_text(re.compile(rf"^{number}\b"))
            expect(place).to_have_class(re.compile(r"\bunread\b"))
    small.visitor("ben").say(small.server, ward["space"], "My own")
    ben.go(small.space("ward"))
    expect(ben.post("News 2")).to_be_visible()
    expect(places[1].locator(".count")).to_have_count(0)
    expect(places[0].locator(".count")).to_have_count(0)


def test_a_file_taken_out_is_taken_back(ben: Screen) -> None:
    chooser = ben.page.locator("main post-composer input[type=file]")
    chooser.set_input_files({"name": "rota.txt", "mimeType": "text/plain", "buffer": b"Monday: Ben"})
    item = ben.page.locator(".composer-files .file")
    expect(item.locator("input[name=attachments]")).to_have_count(1)
    key = item.locator("input[name=attachments]").input_value()
    with ben.page.expect_response(f"**/files/{key}/removal/") as removed:
        item.get_by_role("button", name="Remove rota.txt").click()
    assert removed.value.status == 204
    expect(item).to_have_count(0)
    ben.tolerate("404")
    assert ben.page.request.get(f"{ben.stage.server.url}/files/{key}/rota.txt").status == 404


def test_too_large_a_file_is_refused_before_it_is_sent(ben: Screen) -> None:
    uploads = list[str]()
    ben.page.on("request", lambda request: uploads.append(request.url) if "/files/" in request.url else None)
    ben.page.locator("main post-composer").evaluate(
        """composer => {
            const files = new DataTransfer();
            files.items.add(new File([new Uint8Array(Number(composer.dataset.mostBytes) + 1)], "film.mp4"));
            const chooser = composer.querySelector("input[type=file]");
            chooser.files = files.files;
            chooser.dispatchEvent(new Event("change"));
        }"""
    )
    expect(ben.page.locator(".composer-files .failed")).to_contain_text("film.mp4 is too large")
    expect(ben.page.locator(".composer-files .failed")).to_contain_text("25 MB")
    assert uploads == []


def test_the_theme_is_there_from_the_first_byte(ben: Screen) -> None:
    page = ben.page
    page.locator("[data-theme-toggle]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    (cookie,) = [each for each in page.context.cookies() if each["name"] == "theme"]
    assert (cookie["value"], cookie["sameSite"]) == ("dark", "Lax")
    answer = page.request.get(f"{ben.stage.server.url}/people/")
    assert 'data-theme="dark"' in answer.text()
    page.reload()
    page.locator("[data-theme-toggle]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    assert page.evaluate("localStorage.length") == 0


def test_a_slow_old_answer_does_not_replace_a_newer_one(ben: Screen) -> None:
    page, held = ben.page, list[Route]()

    def hold_the_first(route: Route) -> None:
        query = parse_qs(urlsplit(route.request.url).query).get("q", [""])[0]
        if query == "Am":
            held.append(route)
        else:
            route.continue_()

    page.route("**/palette/**", hold_the_first)
    page.route("**/mentions/**", hold_the_first)
    page.locator("body").press("Control+k")
    field = page.locator(".palette input")
    field.fill("Am")
    page.wait_for_timeout(300)
    field.fill("Ruth")
    options = page.locator(".palette [role=option]")
    expect(options.first).to_contain_text("Ruth")
    expect(page.locator(".palette [role=status]")).to_have_text(re.compile(r"^\d+ results?$"))
    for route in held:
        route.abort()
    held.clear()
    expect(options.first).to_contain_text("Ruth")
    page.keyboard.press("Escape")
    expect(page.locator(".palette")).to_be_hidden()

    box, list_ = page.locator("main post-composer textarea"), page.locator("main post-composer .options")
    box.press_sequentially("@No")
    expect(list_).to_contain_text("Nora")
    expect(page.locator("#announcer")).to_have_text(re.compile(r"^\d+ results?$"))
    page.keyboard.press("Escape")
    expect(list_).to_be_hidden()
    box.fill("@Am")
    page.wait_for_timeout(300)
    assert len(held) == 1
    box.blur()
    held[0].continue_()
    page.wait_for_timeout(500)
    expect(list_).to_be_hidden()


def test_without_scripts_a_link_leads_to_the_latest(enter: Enter, small: Stage, ward: dict[str, str]) -> None:
    for number in range(30):
        small.visitor("amina").say(small.server, ward["space"], f"Line {number}")
    ben = enter(small, "ben", java_script_enabled=False).go(small.space("ward"))
    expect(ben.page.get_by_role("link", name="Go to the latest")).to_be_in_viewport()
    expect(ben.post("Line 29")).not_to_be_in_viewport()
    ben.page.get_by_role("link", name="Go to the latest").click()
    expect(ben.post("Line 29")).to_be_in_viewport()
    expect(ben.page.locator("main textarea[name=body]")).to_be_in_viewport()
