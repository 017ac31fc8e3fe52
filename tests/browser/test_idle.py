"""Nobody at the screen: it is hidden, the session ends in every tab, and only the same person goes on there."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.browser.screens import Screen, Stage
from tests.browser.test_installed import sign_in
from tests.live.hand import PASSWORD
from tests.live.visitor import Visitor

pytestmark = pytest.mark.browser

DRAFT = "Bed 3 wants a second blanket"
FIELD = "main .dock post-composer textarea"
SHEET = ".blank-sheet"


@pytest.fixture
def nora(enter: Enter, small: Stage, ward: dict[str, str]) -> Screen:
    """On the ward's shared computer, half a message written."""
    screen = sign_in(enter, small, "nora", shared=True)
    screen.context.clock.install()
    screen.go(small.space("ward"))
    with screen.page.expect_response("**/draft/"):
        screen.page.locator(FIELD).fill(DRAFT)
    return screen


def ended(page: Page) -> None:
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_text("Nobody used this page for a while")).to_be_visible()


def enter_again(screen: Screen, name: str) -> None:
    screen.page.get_by_label("E-mail").fill(f"{name}@marigold.example")
    screen.page.get_by_label("Password").fill(PASSWORD)
    screen.page.get_by_role("button", name="Sign in").click()


def test_the_same_person_goes_on_where_they_were(nora: Screen, small: Stage) -> None:
    cookies = {each["name"]: each["value"] for each in nora.context.cookies()}
    clock = nora.context.clock
    clock.fast_forward("14:30")
    expect(nora.page.get_by_text("Soon it is hidden and you are signed out")).to_be_visible()
    nora.page.keyboard.press("Shift")
    expect(nora.page.get_by_text("Soon it is hidden and you are signed out")).to_have_count(0)
    clock.fast_forward("14:00")
    assert Visitor("nora", cookies).get(small.server, "/people/").status == 200
    clock.fast_forward("02:00")
    ended(nora.page)
    assert Visitor("nora", cookies).get(small.server, "/people/").status == 302
    assert nora.page.evaluate("sessionStorage.length") == 0
    enter_again(nora, "nora")
    expect(nora.page).to_have_url(f"{small.server.url}{small.space('ward')}")
    expect(nora.page.locator(FIELD)).to_have_value(DRAFT)


def test_another_person_finds_nothing_of_the_first(nora: Screen, small: Stage) -> None:
    other = nora.context.new_page()
    other.goto(f"{small.server.url}/people/")
    nora.context.clock.fast_forward("16:00")
    ended(nora.page)
    ended(other)
    enter_again(nora, "ruth")
    expect(nora.page).to_have_url(f"{small.server.url}/")
    expect(nora.page.locator("h1")).to_have_text("Waiting for you")
    assert DRAFT not in nora.page.content()
    assert "Nora" not in nora.page.content()


def test_where_a_session_may_stay_idle_nothing_happens(
    enter: Enter, small: Stage, ward: dict[str, str]
) -> None:
    nora = sign_in(enter, small, "nora")
    nora.context.clock.install()
    nora.go(small.space("ward"))
    nora.context.clock.fast_forward("16:00")
    expect(nora.page.locator("h1")).to_be_visible()
    expect(nora.page.locator(SHEET)).to_have_count(0)


def test_a_touch_hides_the_screen_and_its_title(enter: Enter, small: Stage, ward: dict[str, str]) -> None:
    phone = enter(small, "nora", viewport={"width": 360, "height": 780}, has_touch=True)
    page = phone.go(small.space("ward")).page
    title = page.title()
    page.get_by_role("button", name="Hide", exact=True).click()
    expect(page.locator(SHEET)).to_be_visible()
    expect(page.locator("h1")).to_be_hidden()
    expect(page).to_have_title("Fourleaf")
    assert page.evaluate("document.querySelector('.shell').inert"), "nor is anything read out"
    page.reload()
    expect(page.locator(SHEET)).to_be_visible()
    page.keyboard.press("x")
    expect(page.locator("h1")).to_be_visible()
    expect(page).to_have_title(title)
