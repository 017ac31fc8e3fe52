"""What single people do: by keyboard alone, without scripts, in a language that runs from the right."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.screens import Stage
from tests.browser.test_every_page import violations, wide
from tests.live.hand import PASSWORD

pytestmark = pytest.mark.browser


def test_by_keyboard_alone(enter: Enter, small: Stage, ward: dict[str, str]) -> None:
    for text in ("First", "Second", "Third"):
        small.visitor("amina").say(small.server, ward["space"], text)
    ben = enter(small, "ben").go(small.space("ward"))
    page, key = ben.page, ben.page.keyboard
    expect(ben.post("Third")).to_be_visible()
    page.locator("body").press("j")
    expect(ben.post("First")).to_be_focused()
    key.press("j")
    key.press("j")
    expect(ben.post("Third")).to_be_focused()
    key.press("k")
    expect(ben.post("Second")).to_be_focused()
    key.press("r")
    field = page.locator("#aside post-composer textarea")
    expect(field).to_be_focused()
    key.type("Answered by keyboard")
    key.press("Control+Enter")
    expect(ben.reply("Answered by keyboard")).to_be_visible()
    key.press("Escape")
    key.press("Escape")
    expect(page.locator("#aside .thread-pane")).to_have_count(0)
    key.press("c")
    expect(page.locator("main .dock textarea[name=body]")).to_be_focused()
    key.type("Mine")
    key.press("Control+Enter")
    expect(ben.sent("Mine")).to_be_visible()
    key.press("Escape")
    key.press("k")
    ben.post("Mine").focus()
    key.press("e")
    expect(page.locator("#edit-body")).to_be_focused()
    page.locator("#edit-body").fill("Mine, corrected")
    page.get_by_role("button", name="Save").press("Enter")
    expect(ben.post("Mine, corrected")).to_be_visible()
    ben.post("Second").focus()
    key.press("b")
    expect(page.locator("#acts [data-key=b]")).to_have_attribute("aria-pressed", "true")
    key.press("Escape")
    key.press("?")
    sheet = page.locator("shortcut-sheet dialog")
    expect(sheet).to_be_visible()
    key.press("Escape")
    expect(sheet).to_be_hidden()
    key.press("Control+k")
    palette = page.locator("command-palette dialog")
    expect(palette).to_be_visible()
    key.type("amina")
    expect(palette.locator("[role=option]").first).to_contain_text("Amina Yusuf")
    key.press("Enter")
    expect(page.locator("h1")).to_have_text("Amina Yusuf")
    key.press("g")
    key.press("h")
    expect(page.locator("h1")).to_have_text("Waiting for you")
    key.press("Shift+Escape")
    expect(page.locator(".blank-sheet")).to_be_visible()
    expect(page.locator("h1")).to_be_hidden()
    key.press("x")
    expect(page.locator("h1")).to_be_visible()


def test_without_scripts(enter: Enter, small: Stage, ward: dict[str, str]) -> None:
    small.visitor("amina").say(small.server, ward["space"], "Who has bed 4?")
    plain = enter(small, None, java_script_enabled=False).go("/")
    page = plain.page
    page.get_by_label("E-mail").fill("ben@marigold.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("h1")).to_have_text("Waiting for you")
    space = small.space("ward")
    page.locator(f".places a[href='{space}']").click()
    expect(plain.post("Who has bed 4?")).to_be_visible()

    page.locator("main .dock textarea").fill("I have")
    page.locator("main .dock").get_by_role("button", name="Send").click()
    expect(plain.post("I have")).to_be_visible()

    plain.post("Who has bed 4?").locator(".post-acts .more").first.click()
    page.locator(".dock textarea").fill("Since seven")
    page.locator(".dock").get_by_role("button", name="Reply").click()
    expect(page.locator("article.post").filter(has_text="Since seven")).to_be_visible()

    plain.go(space)
    plain.post("I have").locator(".post-acts .more").last.click()
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Your post").fill("I have it")
    page.get_by_role("button", name="Save").click()
    expect(plain.post("I have it")).to_be_visible()

    plain.post("Who has bed 4?").locator(".post-acts .more").last.click()
    page.get_by_role("button", name="👍").click()
    plain.go(space)
    expect(plain.post("Who has bed 4?").locator(".chip")).to_contain_text("👍 1")

    plain.post("I have it").locator(".post-acts .more").last.click()
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_role("button", name="Withdraw").click()
    plain.go(space)
    expect(plain.post("I have it")).to_have_count(0)
    expect(page.locator("article.withdrawn")).to_contain_text("Withdrawn by Ben Achterberg")


def test_from_right_to_left(enter: Enter, small: Stage, ward: dict[str, str]) -> None:
    nora = enter(small, "nora").go(small.space("ward"))
    page = nora.page
    nora.write("السرير الرابع جاهز, please check the rail")
    prose = nora.sent("السرير").locator(".prose")
    # Asks again where it must: the post that came back takes the place of the one that was shown as being sent.
    expect(prose).to_have_css("direction", "rtl")
    page.locator("select[name=language]").select_option("ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    try:
        rail, main = page.locator(".rail").bounding_box(), page.locator("main").bounding_box()
        assert rail
        assert main
        assert rail["x"] > main["x"]
        for width in (360, 768, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            assert [*wide(page), *violations(page)] == []
        nora.write("A post from the other side")
        expect(nora.post("A post from the other side")).to_be_visible()
    finally:
        page.locator("select[name=language]").select_option("en")
        expect(page.locator("html")).to_have_attribute("dir", "ltr")


def test_what_people_write_stays_text(enter: Enter, small: Stage, ward: dict[str, str]) -> None:
    ben = enter(small, "ben").go(small.space("ward"))
    ben.write("<img src=x onerror=alert(1)> <script>alert(2)</script> ![far](https://tracker.example/p.png)")
    ben.page.reload()
    expect(ben.page.locator("live-topic article")).to_have_count(1)
    expect(ben.page.locator("live-topic article .prose :is(img, script)")).to_have_count(0)
    small.visitor("ben").say(small.server, ward["space"], "W" * 19_000)
    expect(ben.page.locator("live-topic article")).to_have_count(2)
    assert list(wide(ben.page)) == []


def test_a_request_is_answered_in_place(enter: Enter, small: Stage, ward: dict[str, str]) -> None:
    amina = enter(small, "amina").go(small.space("ward") + "access/?access=on_request")
    amina.page.get_by_role("button", name="Change access").click()
    omar = enter(small, "omar").go(small.space("ward") + "about/")
    omar.page.get_by_label("reason").or_(
        omar.page.locator("#ask textarea, #ask input[name=reason]")
    ).first.fill("I would like to help at night.")
    omar.page.get_by_role("button", name="Ask", exact=True).click()
    expect(omar.page.get_by_text("You have asked to join")).to_be_visible()

    item = amina.go("/").page.locator(".waiting-item").filter(has_text="help at night")
    expect(item).to_contain_text("Omar Said")
    item.get_by_role("button", name="Let in").click()
    expect(item).to_have_count(0)
    assert amina.page.url == f"{small.server.url}/"
    omar.go(small.space("ward"))
    expect(omar.page.locator("post-composer")).to_have_count(1)
    removed = amina.go(small.space("ward") + "members/").page
    removed.get_by_role("link", name=re.compile("Take out\\s+Omar Said")).click()
    removed.get_by_role("button", name="Take out", exact=True).click()


def test_an_invitation_is_accepted(enter: Enter, small: Stage, ward: dict[str, str]) -> None:
    small.visitor("amina").post(
        small.server, small.space("ward") + "invitations/", person=small.ids["people"]["ruth"], role="member"
    )
    ruth = enter(small, "ruth").go("/")
    item = ruth.page.locator(f".waiting-item:has(a[href='{small.space('ward')}about/'])")
    expect(item).to_contain_text("Amina Yusuf invites you to join as member")
    item.get_by_role("button", name="Accept").click()
    expect(item).to_have_count(0)
    ruth.go(small.space("ward"))
    ruth.write("Here I am")
    expect(ruth.sent("Here I am")).to_be_visible()


def test_widening_shows_names_first(enter: Enter, small: Stage, ward: dict[str, str]) -> None:
    amina = enter(small, "amina").go(small.space("ward"))
    page = amina.page
    expect(page.locator(".audience").first).to_contain_text("closed")
    page.locator("main .audience").first.click()
    page.get_by_label("Open", exact=False).first.check()
    page.get_by_role("button", name="Show what would change").click()
    expect(page.locator(".notice-wait")).to_contain_text("more people could read everything written here")
    readers = page.get_by_role("region", name="New readers")
    expect(readers).to_contain_text("Omar Said")
    expect(readers).not_to_contain_text("Maria Santos")
    page.get_by_role("button", name=re.compile("Let these .* people read it")).click()
    page.goto(small.server.url + small.space("ward"))
    expect(page.locator("main .audience").first).to_have_class(re.compile("audience-open"))


def test_a_person_without_rights_sees_no_more_than_that(
    enter: Enter, small: Stage, ward: dict[str, str]
) -> None:
    omar = enter(small, "omar").go(small.space("ward"))
    omar.tolerate("404")
    expect(omar.page).to_have_url(re.compile("/about/$"))
    maria = enter(small, "maria").go(small.space("secret"))
    maria.tolerate("404")
    expect(maria.page.locator("body")).not_to_contain_text("Restructuring")
