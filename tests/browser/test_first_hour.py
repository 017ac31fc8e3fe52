"""What a first-time user fell over: lost drafts, a lost place, a menu off the screen, files dropped."""

from uuid import uuid4

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Enter
from tests.browser.screens import Screen, Stage

pytestmark = [pytest.mark.browser]

FIELD = "main .dock textarea[name=body]"


@pytest.fixture
def ben(enter: Enter, small: Stage, ward: dict[str, str]) -> Screen:
    """Ben in a ward of the test's own."""
    return enter(small, "ben").go(small.space("ward"))


def top(post: Locator) -> float:
    """Where a post stands on the screen."""
    place: float = post.evaluate("it => it.getBoundingClientRect().top")
    return place


def test_half_a_thought_survives_a_database_that_is_away(ben: Screen) -> None:
    ben.tolerate("503|ERR_")
    ben.page.route("**/draft/", lambda route: route.fulfill(status=503, body="away"))
    ben.page.locator(FIELD).press_sequentially("Half a thought")
    ben.page.reload()
    expect(ben.page.locator(FIELD)).to_have_value("Half a thought")
    with ben.page.expect_response(lambda answer: "/draft/" in answer.url and answer.status == 204):
        ben.page.unroute("**/draft/")
    ben.page.reload()
    expect(ben.page.locator(FIELD)).to_have_value("Half a thought")


def test_what_waits_arrives_in_order_by_itself(ben: Screen) -> None:
    ben.tolerate("503|ERR_")
    ben.page.route("**/posts/", lambda route: route.fulfill(status=503, body="away"))
    for number in range(5):
        ben.write(f"Number {number}")
    expect(ben.page.locator(".post.unsent")).to_have_count(5)
    ben.page.unroute("**/posts/")
    expect(ben.page.locator(".post[data-sequence]")).to_have_count(5)
    ben.page.reload()
    words = ben.page.locator(".post[data-sequence] .prose").all_inner_texts()
    assert [word.strip() for word in words] == [f"Number {number}" for number in range(5)]


def test_work_offline_is_said_at_once(ben: Screen) -> None:
    # The service worker may be on its way when the line goes.
    ben.tolerate("ERR_INTERNET_DISCONNECTED|WebSocket connection|error occurred when fetching the script")
    banner = ben.page.locator("connection-state")
    ben.context.set_offline(True)
    expect(banner).to_contain_text("You are offline. What you write is kept here.")
    ben.write("Meanwhile")
    expect(ben.post("Meanwhile")).to_contain_text("Kept here")
    ben.context.set_offline(False)
    expect(banner).to_contain_text("Back. Sent.")


@pytest.mark.parametrize("size", [(360, 740), (720, 450)])
def test_the_menu_of_a_post_stays_on_the_screen(
    enter: Enter, small: Stage, ward: dict[str, str], size: tuple[int, int]
) -> None:
    width, height = size
    screen = enter(small, "ben", viewport={"width": width, "height": height}).go(small.space("ward"))
    for number in range(4):
        screen.write(f"Line {number}")
        expect(screen.sent(f"Line {number}")).to_have_count(1)
    for number in (0, 3):
        post = screen.sent(f"Line {number}")
        post.scroll_into_view_if_needed()
        box = screen.open_menu(post).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= height
        screen.page.keyboard.press("Escape")
    field = screen.page.locator(FIELD)
    field.focus()
    expect(screen.page.locator("main .dock").get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)
    if width < 480:
        assert field.get_attribute("placeholder") == "Write …"


def test_a_thread_gives_the_keyboard_and_the_place_back(ben: Screen) -> None:
    for number in range(14):
        ben.write(f"Line {number}\n\nand more")
        expect(ben.sent(f"Line {number}\n".strip())).not_to_have_count(0)
    post = ben.sent("Line 6")
    post.scroll_into_view_if_needed()
    before = top(post)
    post.hover()
    post.locator(".post-acts .more").first.click()
    expect(ben.page.locator("#thread-title")).to_be_visible()
    assert abs(top(post) - before) < 3
    ben.page.keyboard.press("Escape")
    ben.page.keyboard.press("Escape")
    expect(ben.page.locator("#thread-title")).to_have_count(0)
    expect(post).to_be_focused()
    assert abs(top(post) - before) < 3
    ben.page.keyboard.press("j")
    expect(ben.sent("Line 7")).to_be_focused()


def test_the_place_is_kept(enter: Enter, small: Stage, ward: dict[str, str]) -> None:
    for number in range(60):
        small.visitor("ben").say(small.server, ward["space"], f"Line {number:02}", str(uuid4()))
    screen = enter(small, "ben").go(small.space("ward") + "#main")
    first = screen.sent("Line 20")
    first.scroll_into_view_if_needed()
    earlier = screen.page.get_by_role("link", name="Earlier posts")
    earlier.scroll_into_view_if_needed()
    earlier.focus()
    before = top(first)
    screen.page.keyboard.press("Enter")
    expect(screen.sent("Line 00")).to_have_count(1)
    assert abs(top(first) - before) < 3
    expect(first).to_be_focused()
    screen.page.keyboard.press("k")
    expect(screen.sent("Line 19")).to_be_focused()
    other = screen.sent("Line 26")
    other.scroll_into_view_if_needed()
    before = top(other)
    screen.choose(other, "Edit")
    expect(screen.page.locator("#edit-body")).to_be_visible()
    assert abs(top(other) - before) < 3
    # Playwright scrolls the page to reach what sticks; a hand does not.
    screen.page.locator("#aside [data-act='close-thread']").first.evaluate("it => it.click()")
    assert abs(top(other) - before) < 3
    expect(other).to_be_focused()
    screen.choose(screen.sent("Line 24"), "Withdraw")
    withdraw = screen.page.locator("#aside").get_by_role("button", name="Withdraw")
    expect(withdraw).to_be_visible()
    before = top(other)
    withdraw.evaluate("it => it.click()")
    expect(screen.sent("Line 24")).to_have_count(0)
    expect(screen.page.locator("#aside .thread-pane")).to_have_count(0)
    assert abs(top(other) - before) < 60


def test_too_many_files_are_named_before_they_go(ben: Screen) -> None:
    files = [{"name": f"{number}.txt", "mimeType": "text/plain", "buffer": b"words"} for number in range(12)]
    ben.page.locator("main .dock input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    refused = ben.page.locator("main .dock .file.failed")
    expect(refused).to_contain_text("At most 10 files go with one message. Not added: 10.txt, 11.txt")
    ben.write("With files")
    expect(ben.page.locator(".toast")).to_contain_text("Take it out")
    expect(ben.post("With files")).to_have_count(0)
    refused.get_by_role("button").click()
    ben.page.locator(FIELD).press("Control+Enter")
    expect(ben.sent("With files").locator(".file")).to_have_count(10)
    expect(ben.sent("With files")).to_be_in_viewport()


def test_link_and_bookmark_give_a_sign(ben: Screen) -> None:
    ben.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ben.write("Worth keeping")
    post = ben.sent("Worth keeping")
    expect(post).to_have_count(1)
    ben.choose(post, "Link to this message")
    expect(ben.page.locator(".toast")).to_contain_text("Link copied")
    assert "/posts/" in ben.page.evaluate("navigator.clipboard.readText()")
    ben.choose(post, "Bookmark")
    expect(ben.page.locator(".toast").last).to_have_text("Bookmarked")
    ben.choose(post, "Remove the bookmark")
    expect(ben.page.locator(".toast").last).to_have_text("Bookmark removed")


def test_who_is_taken_out_keeps_the_words(ben: Screen, small: Stage, ward: dict[str, str]) -> None:
    ben.tolerate("40[34]")
    ben.page.locator(FIELD).press_sequentially("Half a thought")
    small.visitor("amina").post(small.server, f"/spaces/{ward['space']}/members/{ward['ben']}/departure/")
    notice = ben.page.locator("main .dock .notice")
    expect(notice).to_contain_text("You can no longer write here. Your text:")
    expect(notice).to_contain_text("Half a thought")
