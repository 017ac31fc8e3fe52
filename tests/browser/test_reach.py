"""Whom a text interrupts, seen while it is typed; and the pages on which people choose what calls them."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Enter
from tests.browser.screens import Screen, Stage
from tests.browser.test_every_page import violations, wide
from tests.live.installation import free_port, own_installation

pytestmark = pytest.mark.browser

WISHES = "/settings/notifications/"


@pytest.fixture(scope="module")
def mailed(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Stage]:
    """The small house with a mail server, so that people can be called; nobody waits for a mail here."""
    name, folder = f"fl_reach_{worker_id}_{os.getpid()}", tmp_path_factory.mktemp("reach")
    address = f"smtp://127.0.0.1:{free_port()}?tls=none"
    with own_installation(name, folder, FOURLEAF_MAIL_URL=address) as made:
        ids = made.by_hand("furnish")
        yield Stage(made, made.start().ready(), ids)


@pytest.fixture
def ward(mailed: Stage) -> str:
    """The id of a space of Amina's, with Ben, Nora and Piet in it."""
    return str(mailed.installation.by_hand("ward")["space"])


@pytest.fixture
def amina(enter: Enter, mailed: Stage, ward: str) -> Screen:
    return enter(mailed, "amina").go(f"/spaces/{ward}/")


def field_of(screen: Screen) -> Locator:
    return screen.page.locator("main .dock textarea[name=body]")


def line_of(screen: Screen) -> Locator:
    return screen.page.locator("main .dock .composer-numbers")


def faults_of(page: Page) -> list[str]:
    """What axe finds, and what stands beside the screen of a phone and of a desk."""
    faults = [*violations(page)]
    for width in (360, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        faults += [f"{width}: {fault}" for fault in (*wide(page), *violations(page))]
    return faults


def test_a_composer_says_whom_it_interrupts_and_interrupts_nobody_else(
    amina: Screen, mailed: Stage, ward: str
) -> None:
    rush = amina.page.locator("main .dock").get_by_label("No rush")
    field_of(amina).click()
    expect(line_of(amina)).to_have_text("Notifies 3 in their digest")
    field_of(amina).press_sequentially("Some day, @Nora Lind")
    expect(line_of(amina)).to_have_text("Notifies 1 person now and 2 in their digest")
    field_of(amina).press_sequentially(" and @Piet Lind")
    expect(line_of(amina)).to_have_text("Notifies 2 people now and 1 in their digest")
    rush.check()
    expect(line_of(amina)).to_have_text("Notifies 3 in their digest")
    assert faults_of(amina.page) == []

    field_of(amina).press("Control+Enter")
    expect(amina.sent("Some day")).to_be_visible()
    expect(rush).not_to_be_checked()
    field_of(amina).fill("Today, @Nora Lind")
    expect(line_of(amina)).to_have_text("Notifies 1 person now and 2 in their digest")
    field_of(amina).press("Control+Enter")
    expect(amina.sent("Today")).to_be_visible()
    assert mailed.installation.by_hand("told", space=ward) == [["Nora Lind", "Today, @Nora Lind"]]


def test_the_reply_on_the_home_page_says_it_too(
    amina: Screen, enter: Enter, mailed: Stage, ward: str
) -> None:
    amina.write("Could @Ben Achterberg look?")
    expect(amina.sent("Could")).to_be_visible()
    ben = enter(mailed, "ben").go("/")
    item = ben.page.locator(".waiting-item").filter(has_text="Could")
    item.get_by_role("link", name="Reply").click()
    line, rush = item.locator(".composer-numbers"), item.get_by_label("No rush")
    expect(line).to_have_text("Notifies 1 person now")
    item.locator("textarea").press_sequentially("I ask @Piet Lind")
    expect(line).to_have_text("Notifies 2 people now")
    rush.check()
    expect(line).to_have_text("Notifies 2 in their digest")
    assert faults_of(ben.page) == []
    item.get_by_role("button", name="Send").click()
    expect(item).to_have_count(0)
    assert mailed.installation.by_hand("told", space=ward) == [
        ["Ben Achterberg", "Could @Ben Achterberg look?"]
    ]


def test_wishes_are_kept_explained_and_counted_in_composers(enter: Enter, mailed: Stage) -> None:
    amina, ruth = enter(mailed, "amina").go(mailed.space("ward")), enter(mailed, "ruth").go(WISHES).page
    field_of(amina).click()
    expect(line_of(amina)).to_have_text("Notifies 3 in their digest")
    expect(ruth.locator("#consequence")).to_contain_text("You have no quiet hours")
    expect(ruth.locator("#devices push-switch")).not_to_be_empty()
    ruth.get_by_label("Only when I am mentioned by name").check()
    ruth.get_by_label("I have quiet hours").check()
    for day in ruth.locator(".wishes-days input").all():
        day.uncheck()
    ruth.get_by_role("button", name="Keep this").click()
    expect(ruth.locator("#consequence")).to_contain_text("Nothing will call you on any day")
    expect(ruth.get_by_label("Only when I am mentioned by name")).to_be_checked()
    assert faults_of(ruth) == []

    amina.page.reload()
    field_of(amina).click()
    expect(line_of(amina)).to_have_text("Notifies 2 in their digest")
    field_of(amina).fill("Hello @Ruth Abrams")
    expect(line_of(amina)).to_have_text("Notifies 3 in their digest")


def test_a_space_can_call_differently_and_duty_calls_whatever_the_hour(
    amina: Screen, enter: Enter, mailed: Stage, ward: str
) -> None:
    nora = enter(mailed, "nora").go(f"/spaces/{ward}/notifications/").page
    nora.get_by_label("Nothing", exact=True).check()
    nora.get_by_role("button", name="Keep this").click()
    expect(nora.get_by_label("Nothing", exact=True)).to_be_checked()
    expect(nora.get_by_role("main")).to_contain_text("Nobody is on duty")
    moments = [datetime.now(UTC) + timedelta(hours=hours) for hours in (-3, 9)]
    for name, moment in zip(("from_at", "until_at"), moments, strict=True):
        nora.locator(f"input[name={name}]").fill(moment.strftime("%Y-%m-%dT%H:%M"))
    nora.get_by_role("button", name="Put on duty").click()
    expect(nora.locator("main li strong")).to_have_text("Nora Lind")
    assert faults_of(nora) == []

    field_of(amina).fill("Hello @members")
    expect(line_of(amina)).to_have_text("Notifies 2 people now")
    field_of(amina).fill("Hello @oncall")
    expect(line_of(amina)).to_have_text("Notifies 1 person now and 2 in their digest")
    nora.get_by_role("button", name="End").click()
    expect(nora.get_by_role("main")).to_contain_text("Nobody is on duty")
