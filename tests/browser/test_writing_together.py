"""Amina and Ben write in one document: live, offline, and until one of them may no longer."""

from time import monotonic, sleep
from typing import Literal

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Enter
from tests.browser.screens import Screen, Stage
from tests.browser.test_every_page import violations, wide
from tests.browser.test_installed import BANNER, read, sign_in, until_kept

pytestmark = pytest.mark.browser
OFFLINE = "You are offline; what you write is kept on this device"


@pytest.fixture
def address(small: Stage, ward: dict[str, str]) -> str:
    """A document in a space of its own."""
    key = small.installation.by_hand("document", space=ward["space"])
    return f"/documents/{key}/"


@pytest.fixture
def amina(enter: Enter, small: Stage, address: str) -> Screen:
    return enter(small, "amina").go(address)


@pytest.fixture
def ben(enter: Enter, small: Stage, address: str) -> Screen:
    return enter(small, "ben").go(address)


def text(screen: Screen) -> Locator:
    return screen.page.get_by_role("textbox", name="Text of the document")


def standing(screen: Screen) -> Locator:
    return screen.page.locator(".editor-standing")


def write(screen: Screen, words: str) -> None:
    """At the end of the text."""
    text(screen).click()
    screen.page.keyboard.press("Control+End")
    screen.page.keyboard.type(words)


def kept(screen: Screen) -> list[str]:
    """The databases of the browser, by the first word of their names."""
    names = "async () => (await indexedDB.databases()).map(({ name }) => name.split(' ')[0])"
    found: list[str] = screen.page.evaluate(names)
    return found


def until_seen(small: Stage, address: str, who: str) -> None:
    """What the other wrote has been on this one's screen, and is counted, without another visit."""
    document = address.split("/")[2]
    until = monotonic() + 10
    while True:
        upto, last = small.installation.by_hand(
            "opened_to", document=document, email=f"{who}@marigold.example"
        )
        if upto == last:
            return
        assert monotonic() < until, (who, upto, last)
        sleep(0.2)


def test_two_people_write_in_one_text(small: Stage, address: str, amina: Screen, ben: Screen) -> None:
    write(amina, "## Rounds\nCheck the rail.")
    expect(text(ben).locator("h3")).to_have_text("Rounds")
    expect(text(ben)).to_contain_text("Check the rail.")
    write(ben, " Checked at seven.")
    for screen, other in ((amina, "Ben Achterberg"), (ben, "Amina Yusuf")):
        expect(text(screen)).to_contain_text("Check the rail. Checked at seven.")
        expect(screen.page.locator(".editor-state")).to_contain_text(f"{other} is here too")
        expect(text(screen).locator(".caret")).to_have_attribute("data-name", other)
        expect(standing(screen)).to_have_text("Saved")
        expect(screen.page.locator(".editor-count")).to_have_text("7 words")
    until_seen(small, address, "amina")
    amina.page.reload()
    expect(text(amina)).to_contain_text("Check the rail. Checked at seven.")
    ben.context.close()
    expect(amina.page.locator(".editor-state")).to_contain_text("only you are here")


def test_what_is_written_without_a_line_is_kept_and_merged(amina: Screen, ben: Screen) -> None:
    for screen in (amina, ben):
        screen.tolerate(r"ERR_INTERNET_DISCONNECTED|WebSocket|Failed to load resource")
    write(amina, "One.")
    expect(text(ben)).to_contain_text("One.")
    ben.context.set_offline(True)
    expect(standing(ben)).to_have_text(OFFLINE)
    write(ben, " Two.")
    write(amina, "\nThree.")
    expect(standing(amina)).to_have_text("Saved")
    expect(text(ben)).not_to_contain_text("Three.")
    ben.context.set_offline(False)
    for screen in (amina, ben):
        expect(text(screen)).to_contain_text("One. Two.")
        expect(text(screen)).to_contain_text("Three.")
        expect(standing(screen)).to_have_text("Saved")


def test_a_document_opens_without_a_line_with_what_was_written_so(
    amina: Screen, enter: Enter, small: Stage, address: str
) -> None:
    write(amina, "One.")
    ben = enter(small, "ben")
    ben.tolerate("WebSocket|Failed to load resource")
    read(ben, "/", address)
    expect(text(ben)).to_have_text("One.")
    ben.context.set_offline(True)
    ben.page.reload()
    expect(ben.page.locator(BANNER)).to_contain_text("Offline: this is what you read at")
    expect(standing(ben)).to_have_text(OFFLINE)
    write(ben, " Two.")
    write(amina, "\nThree.")
    ben.page.goto(f"{small.server.url}/people/")
    ben.page.get_by_role("link", name="Night rounds").click()
    expect(text(ben)).to_have_text("One. Two.")
    ben.context.set_offline(False)
    for screen in (amina, ben):
        expect(text(screen)).to_contain_text("One. Two.", timeout=40_000)
        expect(text(screen)).to_contain_text("Three.")
        expect(standing(screen)).to_have_text("Saved")
    expect(ben.page.locator(BANNER)).to_have_count(0)


def test_a_copy_of_a_document_goes_with_the_right_to_read_it(
    enter: Enter, small: Stage, ward: dict[str, str], address: str
) -> None:
    ben = enter(small, "ben")
    ben.tolerate("WebSocket|Failed to load resource")
    read(ben, "/", address)
    small.visitor("amina").post(small.server, f"/spaces/{ward['space']}/members/{ward['ben']}/departure/")
    expect(ben.page.get_by_text("You can no longer read this document.")).to_be_visible()
    until_kept(ben.page, "/")


def test_a_grant_that_runs_out_takes_the_text_away_and_leaves_ones_last_words(
    amina: Screen, enter: Enter, small: Stage, address: str
) -> None:
    write(amina, "Only for a while.")
    by_hand, document = small.installation.by_hand, address.split("/")[2]
    by_hand("show_document", document=document, email="omar@marigold.example", role="editor")
    omar = enter(small, "omar").go(address)
    omar.tolerate("WebSocket|Failed to load resource")
    expect(text(omar)).to_contain_text("Only for a while.")
    write(omar, " Taken.")
    expect(standing(omar)).to_have_text("Saved")
    omar.context.set_offline(True)
    expect(standing(omar)).to_have_text(OFFLINE)
    write(omar, " Not taken.")
    by_hand("grant_runs_out", document=document, seconds="0")
    omar.context.set_offline(False)
    expect(omar.page.get_by_text("You can no longer read this document.")).to_be_visible(timeout=40_000)
    expect(omar.page.get_by_label("Your own last words")).to_have_value("Not taken.")
    expect(omar.page.get_by_text("Only for a while.")).to_have_count(0)
    expect(text(amina)).to_contain_text("Taken.")
    expect(text(amina)).not_to_contain_text("Not taken.")
    assert "fourleaf-document" not in kept(omar)
    assert not list(violations(omar.page))


def test_a_paste_that_is_too_much_is_not_taken_and_one_is_told(amina: Screen, ben: Screen) -> None:
    write(amina, "Whole.")
    text(amina).evaluate(
        """(place) => {
            const brought = new DataTransfer();
            brought.setData("text/plain", "x".repeat(1_000_001));
            const how = { clipboardData: brought, bubbles: true, cancelable: true };
            place.dispatchEvent(new ClipboardEvent("paste", how));
        }"""
    )
    expect(amina.page.locator(".toast")).to_contain_text("That is too much at once.")
    expect(standing(amina)).to_have_text("Saved")
    expect(text(ben)).to_have_text("Whole.")


def test_the_tools_make_what_they_say(amina: Screen, ben: Screen) -> None:
    tools = amina.page.get_by_role("toolbar", name="Tools for writing")
    write(amina, "Doses")
    tools.get_by_role("combobox").select_option("Heading 1")
    expect(text(ben).locator("h2")).to_have_text("Doses")
    write(amina, "\n")
    tools.get_by_role("button", name="Tasks").click()
    amina.page.keyboard.type("Ask the pharmacy")
    amina.page.keyboard.press("Enter")
    amina.page.keyboard.press("Enter")
    box = text(ben).get_by_role("checkbox")
    expect(box).to_have_accessible_name("To do: Ask the pharmacy")
    box.check()
    expect(text(amina).get_by_role("checkbox")).to_be_checked()
    tools.get_by_role("button", name="Table").click()
    expect(text(ben).locator("th")).to_have_count(3)
    tools.get_by_role("button", name="Row below").click()
    expect(text(ben).locator("tr")).to_have_count(4)
    tools.get_by_role("button", name="Remove the table").click()
    expect(text(ben).locator("table")).to_have_count(0)
    amina.page.keyboard.press("Alt+F10")
    expect(tools.locator(":focus")).to_have_count(1)
    amina.page.keyboard.press("Escape")
    expect(text(amina)).to_be_focused()
    tools.get_by_role("button", name="Link").click()
    field = amina.page.get_by_label("Address")
    field.fill("javascript:alert(1)")
    field.press("Enter")
    expect(field).to_have_js_property("validationMessage", "An address begins with https:// or mailto:")
    field.fill("example.org/doses")
    field.press("Enter")
    expect(text(ben).locator("a")).to_have_attribute("href", "https://example.org/doses")


def paste(screen: Screen, html: str) -> None:
    text(screen).click()
    text(screen).evaluate(
        """(text, html) => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            text.dispatchEvent(paste);
        }""",
        html,
    )


def word_item(level: int, marker: str, words: str) -> str:
    """A paragraph of a list as Word copies it."""
    return (
        f"<p class=MsoListParagraph style='margin-left:36.0pt;mso-list:l0 level{level} lfo1'>"
        f"<span style='mso-list:Ignore'>{marker}<span>&nbsp;&nbsp;</span></span>{words}<o:p></o:p></p>"
    )


def test_lists_from_word_are_lists(amina: Screen) -> None:
    amina.tolerate("Content Security Policy")
    items = [(1, "·", "Rails"), (2, "o", "Left"), (2, "o", "Right"), (1, "·", "Lamps")]
    steps = [(1, "1.", "Look"), (1, "2.", "Ask")]
    paste(
        amina,
        "".join(word_item(*item) for item in items)
        + "<p class=MsoNormal>Then</p>"
        + "".join(word_item(*item) for item in steps),
    )
    expect(text(amina).locator(":scope > ul > li")).to_have_count(2)
    expect(text(amina).locator(":scope > ul > li:first-child > ul > li > p")).to_have_text(["Left", "Right"])
    expect(text(amina).locator(":scope > ol > li > p")).to_have_text(["Look", "Ask"])


def test_what_is_pasted_is_cleaned(amina: Screen) -> None:
    amina.tolerate(
        "Content Security Policy"
    )  # the browser says which parts of what is pasted it stops anyway
    paste(
        amina,
        """<style>p{color:red}</style><h1 style="color:red" onclick="x()">Title</h1>
        <p class="MsoNormal">A <b>bold</b> <a href="javascript:alert(1)">word</a> <a href="https://a.example">page</a></p>
        <script>alert(1)</script><img src="https://tracker.example/x.png"><iframe src="https://x.example"></iframe>""",
    )
    expect(text(amina).locator("h2")).to_have_text("Title")
    expect(text(amina).locator("strong")).to_have_text("bold")
    expect(text(amina).locator("a")).to_have_text("page")
    expect(text(amina).locator("[style], [onclick], script, style, iframe, img[src]")).to_have_count(0)


def test_a_reader_reads_what_is_painted_and_is_told_when_it_has_changed(
    amina: Screen, enter: Enter, small: Stage, address: str
) -> None:
    write(amina, "For reading.")
    expect(standing(amina)).to_have_text("Saved")
    small.installation.by_hand(
        "show_document", document=address.split("/")[2], email="omar@marigold.example", role="reader"
    )
    omar = enter(small, "omar").go(address)
    expect(omar.page.locator("article.document")).to_have_text("For reading.")
    expect(omar.page.locator("document-editor, [contenteditable]")).to_have_count(0)
    write(amina, " And more.")
    told = omar.page.locator("document-reader [role=status]")
    expect(told).to_contain_text("The text has changed since you opened it.")
    expect(omar.page.locator("article.document")).to_have_text("For reading.")
    told.get_by_role("button", name="Show it").click()
    expect(omar.page.locator("article.document")).to_have_text("For reading. And more.")
    expect(told).to_be_empty()


def test_who_is_taken_out_sees_so_at_once(
    amina: Screen, ben: Screen, small: Stage, ward: dict[str, str]
) -> None:
    ben.tolerate(r"WebSocket|Failed to load resource|404")
    write(amina, "For us.")
    expect(text(ben)).to_contain_text("For us.")
    small.visitor("amina").post(small.server, f"/spaces/{ward['space']}/members/{ward['ben']}/departure/")
    expect(ben.page.get_by_text("You can no longer read this document.")).to_be_visible()
    expect(text(ben)).to_have_count(0)
    assert "For us." not in ben.page.locator("main").inner_text()
    assert "fourleaf-document" not in kept(ben)


def test_signing_out_leaves_nothing_here(enter: Enter, small: Stage, address: str) -> None:
    amina = sign_in(enter, small, "amina").go(address)
    write(amina, "Not for the next one.")
    expect(standing(amina)).to_have_text("Saved")
    assert "fourleaf-document" in kept(amina)
    amina.page.locator("form[data-sign-out]").first.evaluate("form => form.requestSubmit()")
    expect(amina.page.locator("document-editor")).to_have_count(0)
    assert "fourleaf-document" not in kept(amina)


def test_a_shared_computer_keeps_no_document(enter: Enter, small: Stage, address: str) -> None:
    amina = sign_in(enter, small, "amina", shared=True).go(address)
    amina.tolerate("ERR_INTERNET_DISCONNECTED|WebSocket|Failed to load resource")
    write(amina, "One.")
    expect(standing(amina)).to_have_text("Saved")
    amina.context.set_offline(True)
    expect(standing(amina)).to_have_text("You are offline; what you write is kept while this page is open")
    write(amina, " Two.")
    assert "fourleaf-document" not in kept(amina)
    amina.context.set_offline(False)
    expect(standing(amina)).to_have_text("Saved")
    amina.page.reload()
    expect(text(amina)).to_have_text("One. Two.")


def test_who_may_only_read_from_now_on_is_told(
    amina: Screen, ben: Screen, small: Stage, ward: dict[str, str]
) -> None:
    ben.tolerate("WebSocket|Failed to load resource")
    write(amina, "Ours.")
    expect(text(ben)).to_contain_text("Ours.")
    address = f"/spaces/{ward['space']}/members/{ward['ben']}/role/"
    small.visitor("amina").post(small.server, address, role="reader")
    write(ben, " And his.")
    expect(ben.page.get_by_text("You can read this document, and no longer change it.")).to_be_visible()
    expect(ben.page.locator("article.document")).to_have_text("Ours.")
    expect(text(ben)).to_have_count(0)
    assert "fourleaf-document" not in kept(ben)
    expect(text(amina)).to_have_text("Ours.")


EVERYTHING = (
    "# Rounds\n## At night\nA **bold** and *slanted* word, `code`.\n- one\ntwo\n\n1. first\nsecond\n\n[ ] to do\n\n"
    "> Quoted\n\n"
)


def test_the_editor_is_for_everybody(amina: Screen, ben: Screen) -> None:
    write(amina, EVERYTHING)
    amina.page.get_by_role("button", name="Table", exact=True).click()
    for words in ("Hour", "Falls", "With injury", "2 to 3"):
        amina.page.keyboard.type(words)
        amina.page.keyboard.press("Tab")
    expect(text(ben).locator("td").first).to_have_text("2 to 3")
    text(ben).locator("td").first.click()
    expect(text(amina).locator(".caret")).to_have_count(1)
    faults: list[str] = []
    themes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for theme in themes:
        amina.page.emulate_media(color_scheme=theme)
        for width in (360, 1440):
            amina.page.set_viewport_size({"width": width, "height": 800})
            faults += [f"{theme} {width}: {fault}" for fault in (*violations(amina.page), *wide(amina.page))]
    assert "\n".join(faults) == ""


def test_what_is_pasted_says_from_which_document_it_is(
    amina: Screen, small: Stage, ward: dict[str, str]
) -> None:
    other = small.installation.by_hand("document", space=ward["space"])
    write(amina, "Put the bell where the stronger hand reaches it without turning round.")
    expect(standing(amina)).to_have_text("Saved")
    for keys in ("Control+a", "Control+c"):
        amina.page.keyboard.press(keys)
    amina.go(f"/documents/{other}/")
    text(amina).click()
    with amina.page.expect_response(f"**/documents/{other}/takings/") as answered:
        amina.page.keyboard.press("Control+v")
    assert answered.value.status == 204
    expect(text(amina)).to_have_text("Put the bell where the stronger hand reaches it without turning round.")
    assert "data-fourleaf" not in text(amina).inner_html()
