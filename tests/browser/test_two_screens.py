"""Amina and Ben side by side: what one does, the other sees at once."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.screens import Screen, Stage

pytestmark = pytest.mark.browser


@pytest.fixture
def amina(enter: Enter, small: Stage, ward: dict[str, str]) -> Screen:
    return enter(small, "amina").go(small.space("ward"))


@pytest.fixture
def ben(enter: Enter, small: Stage, ward: dict[str, str]) -> Screen:
    return enter(small, "ben").go(small.space("ward"))


def test_a_conversation(amina: Screen, ben: Screen) -> None:
    amina.write("Bed 4 is **ready**")
    expect(amina.post("Bed 4 is ready")).to_have_count(1)
    expect(ben.post("Bed 4 is ready")).to_be_visible()
    expect(ben.post("Bed 4").locator("strong")).to_have_text("ready")

    ben.post("Bed 4").locator(".more[data-key=r]").first.click()
    ben.write("Checked at seven", within="#aside")
    expect(ben.reply("Checked at seven")).to_have_count(1)
    line = amina.post("Bed 4").locator(".thread-line")
    expect(line).to_contain_text("1 reply")
    line.click()
    expect(amina.reply("Checked at seven")).to_be_visible()
    amina.write("Thank you", within="#aside")
    expect(ben.reply("Thank you")).to_be_visible()
    expect(ben.post("Bed 4").locator(".thread-line")).to_contain_text("2 replies")

    ben.open_menu(ben.post("Bed 4")).get_by_role("button", name="👍").click()
    expect(ben.post("Bed 4").locator(".chip.on")).to_contain_text("👍 1")
    chip = amina.post("Bed 4").locator(".chip")
    expect(chip).to_contain_text("👍 1")
    expect(chip).not_to_have_class("chip on")
    chip.click()
    expect(ben.post("Bed 4").locator(".chip")).to_contain_text("👍 2")

    amina.choose(amina.post("Bed 4"), "Edit")
    amina.page.locator("#edit-body").fill("Bed 5 is ready")
    amina.page.get_by_role("button", name="Save").click()
    expect(amina.post("Bed 5 is ready")).to_be_visible()
    expect(ben.post("Bed 5 is ready").locator(".post-edited")).to_have_text("edited")
    expect(ben.post("Bed 4")).to_have_count(0)
    ben.post("Bed 5").locator(".post-edited").click()
    expect(ben.page.locator("#aside")).to_contain_text("Bed 4 is **ready**")

    amina.choose(amina.post("Bed 5"), "Withdraw")
    amina.page.locator("#aside").get_by_role("button", name="Withdraw").click()
    expect(ben.post("Withdrawn by Amina Yusuf")).to_be_visible()
    expect(ben.post("Bed 5")).to_have_count(0)
    expect(amina.post("Withdrawn by Amina Yusuf")).to_have_count(1)


def test_offline_and_back_without_doubles(amina: Screen, ben: Screen) -> None:
    ben.tolerate("ERR_INTERNET_DISCONNECTED|WebSocket connection")
    amina.write("Before")
    expect(ben.post("Before")).to_be_visible()
    ben.context.set_offline(True)
    ben.write("Written without a line")
    expect(ben.post("Written without a line").locator(".post-state")).to_contain_text("Kept here")
    for word in ("one", "two", "three"):
        amina.write(f"Meanwhile {word}")
        expect(amina.sent(f"Meanwhile {word}")).to_have_count(1)
    ben.context.set_offline(False)
    for word in ("one", "two", "three"):
        expect(ben.post(f"Meanwhile {word}")).to_have_count(1)
    expect(amina.post("Written without a line")).to_have_count(1)
    expect(ben.post("Written without a line")).to_have_count(1)
    numbers = ben.page.locator("live-topic.stream > article").evaluate_all(
        "all => all.map(one => Number(one.dataset.sequence))"
    )
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 5
    ben.page.reload()
    expect(ben.page.locator("live-topic.stream > article")).to_have_count(5)


def test_what_could_not_be_sent_is_kept_and_goes_by_itself(ben: Screen, amina: Screen) -> None:
    ben.tolerate("503|ERR_")
    ben.page.route("**/posts/", lambda route: route.fulfill(status=503, body="busy"))
    ben.write("Kept for later")
    state = ben.post("Kept for later").locator(".post-state")
    expect(state).to_contain_text("Could not send. Kept here.")
    ben.page.reload()
    expect(state).to_contain_text("Kept here")
    expect(amina.post("Kept for later")).to_have_count(0)
    ben.page.unroute("**/posts/")
    expect(amina.post("Kept for later")).to_be_visible()
    expect(ben.post("Kept for later").locator(".post-state")).to_have_count(0)


def test_who_is_removed_sees_it_within_a_second(
    amina: Screen, ben: Screen, small: Stage, ward: dict[str, str]
) -> None:
    ben.tolerate("404")  # his read cursor may still be on its way
    amina.write("Still together")
    expect(ben.post("Still together")).to_be_visible()
    small.visitor("amina").post(small.server, f"/spaces/{ward['space']}/members/{ward['ben']}/departure/")
    expect(ben.page.get_by_text("You are no longer a member here")).to_be_visible(timeout=1_000)
    expect(ben.page.locator("post-composer")).to_have_count(0)
    amina.write("Without Ben")
    expect(amina.sent("Without Ben")).to_be_visible()
    expect(ben.post("Without Ben")).to_have_count(0)
    ben.page.reload()
    expect(ben.page.get_by_text("Still together")).to_have_count(0)


def test_counts_follow(enter: Enter, small: Stage, amina: Screen) -> None:
    ben = enter(small, "ben").go("/")
    count = ben.page.locator(".rail-top [data-waiting-count]")
    before = int(count.inner_text())
    amina.write("@Ben Achterberg, can you take bed 4?")
    expect(count).to_have_text(str(before + 1))
    item = ben.page.locator(".waiting-item").filter(has_text="bed 4")
    expect(item).to_contain_text("Amina Yusuf mentioned you")
    place = ben.page.locator(f".places a.place[href='{small.space('ward')}']")
    expect(place).to_contain_text("1")
    item.get_by_text("Reply", exact=True).click()
    item.locator("textarea").fill("I can")
    item.get_by_role("button", name="Send").click()
    expect(item).to_have_count(0)
    expect(count).to_have_text(str(before))
    expect(amina.post("bed 4").locator(".thread-line")).to_contain_text("1 reply")


def test_a_draft_survives(ben: Screen) -> None:
    field = ben.page.locator("main .dock textarea[name=body]")
    with ben.page.expect_response("**/draft/"):
        field.press_sequentially("Half a thought")
    ben.page.reload()
    expect(field).to_have_value("Half a thought")
    ben.write("A whole thought")
    expect(ben.post("A whole thought")).to_be_visible()
    with ben.page.expect_response("**/draft/"):
        pass
    ben.page.reload()
    expect(field).to_have_value("")


def test_a_picture_is_shared(amina: Screen, ben: Screen, enter: Enter, small: Stage) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (900, 600), "#0a6").save(drawn, "PNG")
    chooser = amina.page.locator("main .dock input[type=file]")
    with amina.page.expect_response("**/files/"):
        chooser.set_input_files({"name": "rail.png", "mimeType": "image/png", "buffer": drawn.getvalue()})
    amina.write("The rail of bed 4")
    picture = ben.sent("The rail of bed 4").locator(".files img")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("one => one.naturalWidth") > 0
    address = str(picture.get_attribute("src"))
    assert small.visitor("ben").get(small.server, address).status == 200
    assert small.visitor("omar").get(small.server, address).status == 404
