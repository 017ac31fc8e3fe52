"""A closed space, a question, a grant with its end, seen, taken back: on two screens, where the other loses it live."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.screens import Stage

pytestmark = pytest.mark.browser


def test_asked_for_shown_seen_and_taken_back(enter: Enter, small: Stage, ward: dict[str, str]) -> None:
    amina, omar = enter(small, "amina").go(small.space("ward")), enter(small, "omar")
    omar.tolerate("404")
    amina.write("The rail of bed 4 is loose")
    expect(amina.sent("The rail of bed 4")).to_have_count(1)
    link = amina.post("The rail of bed 4").locator(".post-time").get_attribute("href") or ""

    omar.go(link)
    expect(omar.page.locator("body")).not_to_contain_text("The rail of bed 4")
    omar.page.get_by_role("link", name="Ask its stewards").click()
    omar.page.get_by_label("Why you want to see it").fill("I mend the beds.")
    omar.page.get_by_role("button", name="Ask", exact=True).click()
    expect(omar.page.locator("main")).to_contain_text("its stewards have been asked")

    amina.go("/")
    question = amina.page.locator(".waiting-item", has_text="I mend the beds.")
    question.get_by_role("link", name="Look at it and answer").click()
    amina.page.get_by_role("link", name="The whole thread").click()
    amina.page.get_by_label("Read, reply and react").check()
    amina.page.get_by_role("button", name="Show the thread to Omar Said").click()
    expect(amina.page.get_by_role("heading", level=1)).to_contain_text("may see this")

    omar.go("/shared/")
    omar.page.get_by_role("link", name="Amina Yusuf shows you this thread until").click()
    expect(omar.page.locator("shown-thing")).to_contain_text("The rail of bed 4 is loose")
    expect(omar.page.locator("main")).to_contain_text("I mend the beds.")
    omar.page.get_by_label("Reply").fill("I come at ten")
    omar.page.get_by_role("button", name="Reply").click()
    expect(omar.page.locator("shown-thing")).to_contain_text("I come at ten")

    ben = enter(small, "ben").go(f"{link}thread/")
    expect(ben.page.locator("main")).to_contain_text("Also shown to 1 person who does not belong here")
    ben.write("Thank you, Omar", within="main")
    expect(omar.page.locator("shown-thing")).to_contain_text("Thank you, Omar")

    amina.page.get_by_role("button", name="Take back Omar Said").click()
    expect(amina.page.locator("main")).to_contain_text("1 person had opened it")
    expect(omar.page.locator("shown-thing")).to_contain_text("no longer shown to you")
    expect(omar.page.locator("main")).not_to_contain_text("The rail of bed 4")
    omar.go(link)
    expect(omar.page.locator("body")).not_to_contain_text("The rail of bed 4")


def test_the_dialogue_without_scripts(enter: Enter, small: Stage, ward: dict[str, str]) -> None:
    writer = enter(small, "amina").go(small.space("ward"))
    writer.write("Keys are in the drawer")
    expect(writer.sent("Keys are in the drawer")).to_have_count(1)
    key = (writer.post("Keys are in the drawer").get_attribute("id") or "").removeprefix("post-")
    amina = enter(small, "amina", java_script_enabled=False).go(f"/showing/post/{key}/new/")
    amina.page.get_by_label("Find a person, a unit or a space").fill("Omar")
    amina.page.get_by_role("button", name="Find").click()
    amina.page.get_by_role("link", name="Choose Omar Said").click()
    expect(amina.page.locator("main")).to_contain_text("1 more person could read this")
    expect(amina.page.locator("main")).to_contain_text("Omar Said")
    amina.page.get_by_label("What it is for").fill("For the night")
    amina.page.get_by_role("button", name="Show it to this 1 person").click()
    expect(amina.page.locator("main")).to_contain_text("It is shown.")
    expect(amina.page.locator("main")).to_contain_text("For the night")
