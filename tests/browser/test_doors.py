"""The five doors of the demo, each walked as its card says."""

import re

import pytest
from playwright.sync_api import expect

from fourleaf.world.doors import DOORS
from tests.browser.conftest import Enter
from tests.browser.screens import Screen, Stage

pytestmark = pytest.mark.browser


@pytest.fixture
def hall(enter: Enter, demo: Stage) -> Screen:
    """The sign-in page."""
    return enter(demo).go("/")


def through(hall: Screen, name: str) -> Screen:
    """One click on a door."""
    hall.page.locator("button.door").filter(has_text=name).click()
    expect(hall.page.locator("h1")).to_have_text("Waiting for you")
    expect(hall.page.locator(".me")).to_contain_text(name)
    return hall


def test_the_hall_shows_five(hall: Screen) -> None:
    expect(hall.page.locator(".doors > li")).to_have_count(5)
    for door in DOORS:
        card = hall.page.locator(".doors > li").filter(has_text=door.name)
        expect(card).to_contain_text(door.first_look)
        expect(card.locator("button.door")).to_have_count(1 if door.opens else 0)


def test_the_chief_operating_officer(hall: Screen, demo: Stage) -> None:
    obi = through(hall, "Adaeze Obi")
    expect(obi.page.locator(".waiting-item").first).to_be_visible()
    expect(obi.page.locator(".rail-top [data-waiting-count]")).not_to_have_text("0")
    obi.go(demo.space("Everyone"))
    expect(obi.page.locator("main")).to_contain_text("archived")
    expect(obi.page.locator("post-composer")).to_have_count(0)


def test_the_charge_nurse_clears_what_waits(hall: Screen) -> None:
    hanna = through(hall, "Hanna Nowak")
    items = hanna.page.locator(".waiting-item")
    expect(items.first).to_be_visible()
    invitation = items.filter(has_text="invites you to join")
    expect(invitation).to_contain_text("Home care handover")
    for _ in range(30):
        if items.count() == 0:
            break
        item = items.first
        name = item.get_attribute("id")
        item.get_by_role("button", name=re.compile("^(Done|Accept|Not now|I have read this)$")).first.click()
        expect(hanna.page.locator(f"#{name}")).to_have_count(0)
    expect(hanna.page.get_by_text("Nothing waits for you")).to_be_visible()
    expect(hanna.page.locator(".rail-top [data-waiting-count]")).to_have_text("0")
    expect(hanna.page.locator(".places")).to_contain_text(["Discharge letters"])


def test_the_leader_answers_a_ward_manager(hall: Screen, demo: Stage) -> None:
    okafor = through(hall, "Dr Daniel Okafor")
    item = okafor.page.locator(".waiting-item").filter(has_text="asks to join")
    expect(item).to_contain_text("Ward 6 would like to begin after B2")
    item.get_by_role("button", name="Let in").click()
    expect(item).to_have_count(0)
    okafor.go(demo.space("Discharge letters"))
    expect(okafor.page.locator("live-topic article").first).to_be_visible()


def test_the_guarded_pharmacist_sees_who_can_read(hall: Screen, demo: Stage) -> None:
    viktor = through(hall, "Viktor Lindqvist")
    viktor.page.locator(".places a").filter(has_text="Pharmacy").click()
    line = viktor.page.locator("main .audience").first
    expect(line).to_contain_text("can read this")
    expect(line).to_contain_text("hidden")
    line.click()
    expect(viktor.page.locator("main")).to_contain_text("Who can read this now")
