"""From a line on the Sheet to a team that has begun and sees its first win."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.screens import Stage

pytestmark = pytest.mark.browser


def test_from_a_line_of_the_sheet_to_a_first_win(enter: Enter, small: Stage) -> None:
    amina = enter(small, "amina").go("/sheet/")
    page = amina.page
    page.get_by_role("link", name="Write a line").first.click()
    page.get_by_label("Where could this improve results in your job?").fill(
        "One list of bed rails for all wards"
    )
    page.get_by_label("Who is asked to answer").fill("Ben Achterberg")
    page.get_by_role("button", name="Put it on the Sheet").click()
    page.get_by_role("link", name="Make a candidate launch of it").click()
    page.get_by_label("Name of the team").fill("Rails in one list")
    page.get_by_label("Who is in it").fill("Ben Achterberg\nRuth Abrams")
    page.get_by_role("button", name="Put it forward").click()
    expect(page.locator("h1")).to_have_text("Rails in one list")
    team = page.url
    page.get_by_role("link", name="Launch", exact=True).click()
    expect(page.get_by_text("These claims will then be impossible")).to_be_visible()
    page.get_by_role("button", name="Begin today").click()
    expect(page.locator(".way-stop.is-now")).to_contain_text("Launched")
    page.goto(team)
    page.locator("main").get_by_role("link", name="Rails in one list").click()
    amina.write("Low rails for all beds, from Monday.")
    expect(amina.sent("Low rails for all beds")).to_be_visible()
    amina.choose(amina.post("Low rails for all beds"), "Mark as decision")
    expect(amina.post("Low rails for all beds").locator(".tag")).to_be_visible()
    page.goto(team)
    page.get_by_role("link", name="Choose the first win").click()
    page.get_by_role("button", name="This is our first win").click()
    ben = enter(small, "ben").go(team.removeprefix(small.server.url))
    expect(ben.page.locator(".first-win")).to_contain_text(
        "It is written down where everybody of the team finds it."
    )
