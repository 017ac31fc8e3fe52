"""Announce, vote, send later and be reminded, as two people at two screens do it."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Enter
from tests.browser.screens import Screen, Stage

pytestmark = pytest.mark.browser


@pytest.fixture
def amina(enter: Enter, small: Stage, ward: dict[str, str]) -> Screen:
    return enter(small, "amina").go(small.space("ward"))


@pytest.fixture
def ben(enter: Enter, small: Stage, ward: dict[str, str]) -> Screen:
    return enter(small, "ben").go(small.space("ward"))


def composer(screen: Screen) -> Locator:
    """Where one writes to the space."""
    return screen.page.locator("main .dock textarea[name=body]")


def begin(screen: Screen, text: str, what: str) -> None:
    """Type into the composer and choose from its menu."""
    composer(screen).fill(text)
    screen.page.locator("main .dock .composer-more").click()
    screen.page.get_by_role("button", name=what, exact=True).click()


def test_an_announcement(amina: Screen, ben: Screen) -> None:
    begin(amina, "New falls form from Monday.", "Announcement")
    expect(amina.page.locator("#asked")).to_contain_text("recorded by name")
    expect(amina.page.get_by_label("What everybody must know")).to_have_value("New falls form from Monday.")
    amina.page.get_by_role("button", name="Announce", exact=True).click()
    expect(amina.post("New falls form").get_by_role("button", name="I have read this")).to_be_hidden()
    expect(composer(amina)).to_have_value("")
    expect(amina.post("New falls form")).to_contain_text(re.compile(r"0 of \d+"))

    ben.post("New falls form").get_by_role("button", name="I have read this").click()
    expect(ben.post("New falls form")).to_contain_text("You confirmed that you have read this")
    amina.choose(amina.post("New falls form"), "Who has read it")
    expect(amina.page.get_by_role("main")).to_contain_text("Have confirmed: 1")

    ben.open_menu(ben.post("New falls form")).get_by_role("button", name="👍").click()
    expect(ben.post("New falls form").locator(".chip.on")).to_be_visible()
    expect(ben.post("New falls form")).to_contain_text("You confirmed that you have read this")


def test_a_vote_shows_on_every_screen(amina: Screen, ben: Screen) -> None:
    begin(amina, "Which day?", "Poll")
    amina.page.get_by_label("Answer 1").fill("Monday")
    amina.page.get_by_label("Answer 2").fill("Tuesday")
    amina.page.get_by_role("button", name="Ask", exact=True).click()
    expect(amina.post("Which day?")).to_be_visible()
    expect(composer(amina)).to_have_value("")
    tuesday = ben.post("Which day?").locator("button.poll-answer", has_text="Tuesday")
    tuesday.click()
    expect(tuesday).to_have_class(re.compile(r"\bon\b"))
    theirs = amina.post("Which day?").locator(".poll-answer", has_text="Tuesday")
    expect(theirs.locator(".poll-count")).to_have_text("1")
    expect(theirs).not_to_have_class(re.compile(r"\bon\b"))
    theirs.click()
    expect(tuesday.locator(".poll-count")).to_have_text("2")
    expect(tuesday).to_have_class(re.compile(r"\bon\b"))


def test_send_later(ben: Screen) -> None:
    begin(ben, "At eight.", "Send later")
    ben.page.get_by_role("button", name="Tomorrow morning").click()
    expect(ben.page.get_by_role("main")).to_contain_text("It will be sent on")
    expect(composer(ben)).to_have_value("")
    ben.page.reload()
    expect(composer(ben)).to_have_value("")
    ben.page.locator("main .dock .composer-more").click()
    ben.page.get_by_role("link", name="1 post waits to be sent").click()
    expect(ben.page.get_by_role("main")).to_contain_text("At eight.")
    ben.page.get_by_role("button", name="Send now").click()
    expect(ben.post("At eight.")).to_be_visible()


def test_show_me_this_later(amina: Screen, ben: Screen) -> None:
    amina.write("Bed 4 is ready")
    ben.choose(ben.post("Bed 4 is ready"), "Show me this later")
    pane = ben.page.locator("#aside")
    pane.get_by_role("button", name="Tomorrow morning").click()
    expect(pane).to_contain_text("It comes back")
    pane.get_by_role("button", name="Do not show it again").click()
    expect(pane).to_contain_text("Only you know")
