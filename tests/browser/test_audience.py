"""Who can read is said on open pages as it changes, and nobody tells all staff what was meant for few."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.screens import Stage

pytestmark = pytest.mark.browser


def test_a_space_is_opened_while_somebody_writes(enter: Enter, small: Stage, ward: dict[str, str]) -> None:
    ben = enter(small, "ben").go(small.space("ward"))
    ben.tolerate("422")
    line, field = ben.page.locator(".head .audience"), ben.page.locator("main .dock textarea")
    expect(line).to_contain_text("Only you, ")
    ben.page.locator("main .dock textarea").fill("Between the five of us")

    amina = enter(small, "amina").go(f"{small.space('ward')}access/?access=open")
    amina.page.get_by_role("button", name=re.compile("^Let th")).click()
    expect(line).to_have_class(re.compile("audience-open"))
    expect(line).to_contain_text("staff of")
    expect(field).to_have_attribute("placeholder", re.compile("^Write to .* staff of"))
    expect(field).to_have_value("Between the five of us")

    ben.page.locator("main .dock").get_by_role("button", name="Send").click()
    state = ben.page.locator("article.post .post-state")
    expect(state).to_contain_text("now all staff can read it")
    state.get_by_role("button", name="Try again").click()
    expect(ben.sent("Between the five of us")).to_have_count(1)
    ben.write("And this one goes at once")
    expect(ben.sent("And this one goes at once")).to_have_count(1)
