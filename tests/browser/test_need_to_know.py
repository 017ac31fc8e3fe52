"""What somebody keeps in their own hand: what is shown and copied, the emergency door, one's own page, oversight."""

import re

import pytest
from playwright.sync_api import expect

from fourleaf.world.doors import DEMO_PASSWORD
from tests.browser.conftest import Enter
from tests.browser.screens import Screen, Stage
from tests.browser.test_every_page import violations, wide
from tests.live.visitor import Visitor

pytestmark = pytest.mark.browser

OFFICER = "olwen.hughes@marigold.example"


@pytest.fixture(scope="module")
def demo(demo: Stage) -> Stage:
    """The demo with its privacy officer signed in, who has no door."""
    demo.visitors["olwen"] = Visitor(OFFICER, password=DEMO_PASSWORD).sign_in(demo.server)
    return demo


def faults_of(screen: Screen) -> list[str]:
    """What axe finds, and what stands beside the screen of a phone and of a desk."""
    faults = []
    for width in (360, 1440):
        screen.page.set_viewport_size({"width": width, "height": 900})
        faults += [f"{width}: {fault}" for fault in (*wide(screen.page), *violations(screen.page))]
    return faults


def test_the_pharmacist_sees_what_went_out(enter: Enter, demo: Stage) -> None:
    viktor = enter(demo, "viktor").go("/me/")
    viktor.page.get_by_role("link", name="See it, take it back").click()
    expect(viktor.page.get_by_role("main")).to_contain_text(
        "Copied elsewhere 4 times. Shown to 2 people now."
    )
    thing = viktor.page.locator("section", has_text="Row 9 has a footnote")
    expect(thing).to_contain_text("copied once · shown to 2 people")
    expect(
        thing.get_by_role("button", name=re.compile("^Take back (Dr Daniel Okafor|Dr Sunita Pillai)$"))
    ).to_have_count(2)
    assert faults_of(viktor) == []
    okafor = enter(demo, "okafor").go("/shared/")
    okafor.page.get_by_role("link", name="Viktor Lindqvist shows you this post").click()
    expect(okafor.page.locator("shown-thing")).to_contain_text("Row 9 has a footnote")


def test_what_is_taken_back_there_goes_from_the_other_screen(
    enter: Enter, small: Stage, ward: dict[str, str]
) -> None:
    ben, omar = enter(small, "ben").go(small.space("ward")), enter(small, "omar")
    omar.tolerate("404")
    ben.write("Keys hang behind the door")
    expect(ben.sent("Keys hang behind the door")).to_have_count(1)
    key = (ben.post("Keys hang behind the door").get_attribute("id") or "").removeprefix("post-")
    ben.go(f"/showing/post/{key}/new/?to=person:{small.ids['people']['omar']}")
    expect(ben.page.get_by_role("main")).to_contain_text("1 more person could read this")
    assert faults_of(ben) == []
    ben.page.get_by_label("What it is for").fill("For tonight")
    ben.page.get_by_role("button", name="Show it to this 1 person").click()
    expect(ben.page.get_by_role("main")).to_contain_text("It is shown.")

    omar.go("/shared/").page.locator(".waiting-item", has_text="For tonight").first.get_by_role(
        "link"
    ).click()
    expect(omar.page.locator("shown-thing")).to_contain_text("Keys hang behind the door")
    ben.go("/me/shown/")
    thing = ben.page.locator("section", has_text="Keys hang behind the door").first
    expect(thing).to_contain_text("1 person has opened it")
    thing.get_by_role("button", name="Take back Omar Said").click()
    expect(ben.page.get_by_role("main")).to_contain_text("It is taken back. 1 person had opened it.")
    expect(ben.page).to_have_url(re.compile("/me/shown/$"))
    expect(omar.page.locator("shown-thing")).to_contain_text("no longer shown to you")
    expect(omar.page.get_by_role("main")).not_to_contain_text("Keys hang behind the door")


def test_the_emergency_door(enter: Enter, demo: Stage) -> None:
    name = "Tumour-board handbook"
    adaeze, olwen = enter(demo, "adaeze"), enter(demo, "olwen").go("/")
    before = int(olwen.page.locator(".rail-top [data-waiting-count]").inner_text() or 0)
    adaeze.tolerate("422|404|403")
    adaeze.go(f"{demo.space(name)}break-glass/")
    page = adaeze.page
    expect(page.get_by_role("main")).to_contain_text("Its stewards and the privacy officer are told at once")
    assert faults_of(adaeze) == []
    page.get_by_label("Why you must read this now").fill("The board's rules, for a patient who collapsed.")
    page.get_by_label("Your password").fill("not this one")
    page.get_by_role("button", name="Open it and record my reading").click()
    expect(page.get_by_role("main").locator(".field-error, .error-summary").first).to_be_visible()
    page.get_by_label("Why you must read this now").fill("The board's rules, for a patient who collapsed.")
    page.get_by_label("Your password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Open it and record my reading").click()
    expect(page.locator("h1")).to_contain_text(name)
    expect(page.locator("live-topic article").first).to_be_visible()
    expect(page.locator("post-composer")).to_have_count(0)

    # The officer, on another screen, is told at once, and what was read there is on record with its reason.
    expect(olwen.page.locator(".rail-top [data-waiting-count]")).to_have_text(str(before + 1))
    item = olwen.page.locator(".waiting-item", has_text="for a patient who collapsed")
    expect(item).to_contain_text("Adaeze Obi")
    item.get_by_role("link", name="Look at it").click()
    glass = olwen.page.locator("article.card", has_text="for a patient who collapsed")
    expect(glass).to_contain_text("open until")
    assert faults_of(olwen) == []
    glass.get_by_role("button", name="End it now").click()
    expect(glass).to_contain_text("to be reviewed")
    page.reload()
    expect(page.locator("live-topic")).to_have_count(0)
    glass.locator("textarea").fill("Asked her and the stewards: right to do.")
    glass.get_by_role("button", name="Reviewed").click()
    expect(olwen.page.get_by_role("main")).to_contain_text("Reviewed. It stays in the list below.")
    expect(olwen.page.get_by_role("heading", name="Nothing waits here")).to_be_visible()

    olwen.go("/oversight/?why=break-glass")
    expect(olwen.page.locator("tbody tr").first).to_contain_text("Adaeze Obi")
    adaeze.go("/me/looks/")
    expect(page.locator("tbody tr").first).to_contain_text("You")


def test_the_officer_narrows_what_was_read(enter: Enter, demo: Stage) -> None:
    olwen = enter(demo, "olwen").go("/oversight/")
    page, rows = olwen.page, olwen.page.locator("tbody tr")
    expect(rows.first).to_be_visible()
    page.get_by_label("Who", exact=True).fill("Mei Tanaka")
    page.get_by_label("Space").fill("Tumour-board handbook")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(re.compile("who=Mei"))
    expect(rows.first).to_contain_text("Mei Tanaka")
    expect(rows.filter(has_not_text="Mei Tanaka")).to_have_count(0)
    assert faults_of(olwen) == []
    with page.expect_download() as taken:
        page.get_by_role("button", name="JSON Lines").click()
    assert taken.value.suggested_filename.endswith(".jsonl")
    page.get_by_role("link", name="Show everything").click()
    expect(rows.filter(has_text="Took a copy along").first).to_be_visible()
    page.get_by_role("link", name="Who did what").click()
    page.get_by_label("What", exact=True).fill("password changed")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(rows.first).to_contain_text("Password changed")
    for link, title in (("Alerts", "To review"), ("Kept and let go", "Legal holds")):
        page.get_by_role("link", name=link, exact=True).click()
        expect(page.get_by_role("heading", name=title)).to_be_visible()
        assert faults_of(olwen) == []


def test_others_find_no_oversight(enter: Enter, demo: Stage) -> None:
    hanna = enter(demo, "hanna")
    hanna.tolerate("403")
    answer = hanna.page.goto(f"{demo.server.url}/oversight/")
    assert answer
    assert answer.status == 403
    expect(hanna.page.locator("table")).to_have_count(0)


def test_my_page(enter: Enter, small: Stage, ward: dict[str, str]) -> None:
    ben = enter(small, "ben").go(small.space("ward"))
    page, main = ben.page, ben.page.get_by_role("main")
    ben.write("To be found again")
    expect(ben.sent("To be found again")).to_have_count(1)
    key = (ben.post("To be found again").get_attribute("id") or "").removeprefix("post-")
    small.visitor("ben").post(small.server, f"/posts/{key}/bookmark/", on="1")
    ben.go("/me/")
    bookmarks = page.locator(".holdings > li", has_text="Your bookmarks")
    expect(bookmarks.locator(".number")).to_have_text(re.compile("[1-9]"))
    assert faults_of(ben) == []
    bookmarks.get_by_role("button", name="Take them all away").click()
    expect(main).to_contain_text("Taken back.")
    expect(bookmarks).to_have_count(0)

    page.get_by_role("button", name="Make a copy").or_(
        page.get_by_role("link", name="Look again")
    ).first.click()
    fetch = page.get_by_role("link", name="Fetch the copy")
    for _second in range(60):
        if fetch.count():
            break
        page.wait_for_timeout(1_000)
        page.reload()
    with page.expect_download() as taken:
        fetch.first.click()
    assert taken.value.suggested_filename == "fourleaf-copy.zip"
    ben.go("/me/erasure/")
    expect(main).to_contain_text("The name becomes")
    assert faults_of(ben) == []


def test_search_by_page_field_and_palette(enter: Enter, demo: Stage) -> None:
    hanna = enter(demo, "hanna").go("/")
    page, main = hanna.page, hanna.page.get_by_role("main")
    page.keyboard.press("Control+k")
    page.locator("command-palette input").fill("blood thinner")
    page.get_by_role("option", name="Search for “blood thinner” everywhere").click()
    expect(page).to_have_url(re.compile(r"/search/\?q=blood"))
    hits = page.locator("main mark")
    expect(hits.first).to_have_text(re.compile("blood|thinner", re.IGNORECASE))
    assert faults_of(hanna) == []

    field = page.locator("main input[name=q]")
    field.fill("zzzzqqq")
    field.press("Enter")
    expect(page.get_by_role("heading", name="Nothing was found")).to_be_visible()
    expect(main).to_contain_text("How to search")
    assert faults_of(hanna) == []

    # What is black in the copy that the team has is found by nobody but those of the room.
    viktor = enter(demo, "viktor").go("/search/?q=footnote+second+year")
    expect(viktor.page.locator("main mark").first).to_be_visible()
    adaeze = enter(demo, "adaeze").go("/search/?q=footnote+second+year")
    expect(adaeze.page.get_by_role("heading", name="Nothing was found")).to_be_visible()
