"""Amina suggests and comments; Ben sees it, answers, accepts."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Enter
from tests.browser.screens import Screen, Stage
from tests.browser.test_every_page import violations, wide
from tests.browser.test_writing_together import standing, text, write

pytestmark = pytest.mark.browser


def suggestions(screen: Screen) -> Locator:
    return screen.page.locator("#document-suggestions .suggestion")


def comments(screen: Screen) -> Locator:
    return screen.page.locator("#document-comments")


def choose(screen: Screen, letters: int) -> None:
    """So many letters from the start of the text."""
    text(screen).click()
    screen.page.keyboard.press("Control+Home")
    for _letter in range(letters):
        screen.page.keyboard.press("Shift+ArrowRight")


def test_what_is_suggested_and_said_reaches_the_other(
    small: Stage, ward: dict[str, str], enter: Enter
) -> None:
    key = small.installation.by_hand("document", space=ward["space"])
    amina, ben = (enter(small, who).go(f"/documents/{key}/") for who in ("amina", "ben"))
    write(amina, "Give 10 mg.")
    expect(text(ben)).to_have_text("Give 10 mg.")

    amina.page.keyboard.press("Alt+Shift+S")
    expect(amina.page.get_by_role("button", name="Suggest", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    for _letter in range(5):
        amina.page.keyboard.press("Backspace")
    amina.page.keyboard.type("8 mg.")
    amina.page.get_by_role("toolbar").get_by_role("combobox").select_option("Heading 1")
    expect(amina.page.locator("#toasts")).to_contain_text("cannot be suggested")
    expect(text(ben).locator("h2")).to_have_count(0)
    expect(suggestions(ben)).to_contain_text("Amina Yusuf")
    expect(suggestions(ben).locator("del")).to_have_text("0 mg.")
    expect(suggestions(ben).locator("ins")).to_have_text("8 mg.")
    expect(text(ben).locator("ins .suggested")).to_have_attribute("title", "Suggested by Amina Yusuf")

    choose(amina, 4)
    expect(amina.page.get_by_role("toolbar").get_by_role("combobox")).to_have_value("0")
    amina.page.keyboard.press("Alt+Shift+M")
    amina.page.get_by_label("Comment", exact=True).fill("By mouth?")
    amina.page.locator("[data-comment-form] [type=submit]").click()
    expect(comments(ben)).to_contain_text("By mouth?")
    expect(text(ben).locator(".commented")).to_have_text("Give")
    expect(suggestions(ben)).to_have_count(1)  # a comment is none

    comments(ben).get_by_text("Reply", exact=True).first.click()
    comments(ben).get_by_label("Reply").fill("Yes.")
    comments(ben).get_by_role("button", name="Reply").click()
    expect(comments(amina)).to_contain_text("Yes.")
    choose(ben, 0)
    ben.page.keyboard.type("Then: ")
    expect(text(amina).locator(".commented")).to_have_text("Give")

    suggestions(ben).get_by_role("button", name="Accept").click()
    for screen in (amina, ben):
        expect(text(screen)).to_have_text("Then: Give 18 mg.")
        expect(suggestions(screen)).to_have_count(0)
        expect(standing(screen)).to_have_text("Saved")
    comments(ben).get_by_role("button", name="Settle").click()
    expect(comments(amina)).to_contain_text("Settled comments")
    expect(text(amina).locator(".commented")).to_have_count(0)
    for screen in (amina, ben):
        assert list(violations(screen.page)) == []
    assert list(wide(ben.page)) == []
