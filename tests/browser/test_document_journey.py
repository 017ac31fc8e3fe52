"""The life of one document at three screens: written, suggested, reviewed, approved, compared, taken back, restored."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.screens import Stage
from tests.browser.test_writing_together import standing, text, write

pytestmark = pytest.mark.browser
DOSE = "Give 5 mg at night."


def test_a_document_from_the_first_word_to_the_last_right(
    enter: Enter, small: Stage, ward: dict[str, str]
) -> None:
    key = small.installation.by_hand("document", space=ward["space"])
    small.installation.by_hand("show_document", document=key, email="omar@marigold.example", role="editor")
    address = f"/documents/{key}/"
    amina, ben, omar = (enter(small, name).go(address) for name in ("amina", "ben", "omar"))
    for screen in (ben, omar):
        screen.tolerate("WebSocket|Failed to load resource")
    everybody = (amina, ben, omar)

    # Written, by two at once; the third reads along.
    write(amina, f"## Doses\n{DOSE}")
    expect(text(omar).locator("h3")).to_have_text("Doses")
    write(omar, "\nCall the pharmacy.")
    for screen in everybody:
        expect(text(screen)).to_contain_text(DOSE)
        expect(text(screen)).to_contain_text("Call the pharmacy.")

    # Suggested by Ben, accepted by Amina.
    ben.page.get_by_role("button", name="Suggest", exact=True).click()
    write(ben, " Before eight.")
    suggestion = amina.page.locator("#document-suggestions .suggestion")
    expect(suggestion).to_contain_text("Ben Achterberg")
    expect(suggestion.locator("ins")).to_contain_text("Before eight.")
    suggestion.get_by_role("button", name="Accept").click()
    for screen in everybody:
        expect(text(screen).locator(".suggested")).to_have_count(0)
        expect(text(screen)).to_contain_text("Call the pharmacy. Before eight.")
        expect(standing(screen)).to_have_text("Saved")

    # Submitted to Ben, who approves it.
    amina.go(address).page.locator("#document-review").get_by_role(
        "link", name="Submit it for review"
    ).click()
    amina.page.get_by_label("Name of the version").fill("Before the audit")
    amina.page.get_by_label("Ben Achterberg").check()
    amina.page.get_by_role("button", name="Submit it").click()
    expect(amina.page.get_by_text("0 of 1 have answered")).to_be_visible()
    ben.page.reload()
    ben.page.get_by_role("link", name="Look at it and answer").click()
    expect(ben.page.locator("article.document")).to_contain_text("Before eight.")
    ben.page.get_by_label("I approve it").check()
    ben.page.get_by_role("button", name="Send the answer").click()
    expect(ben.page.locator("main")).to_contain_text("approved")
    amina.go(address)
    expect(amina.page.locator("#document-review")).to_contain_text("1 of 1 have answered")

    # Omar changes the dose; Amina compares.
    write(omar, " Or ten milligrams.")
    expect(text(amina)).to_contain_text("Or ten milligrams.")
    amina.page.get_by_role("link", name="Before the audit").first.click()
    amina.page.get_by_role("link", name="What changed since").first.click()
    expect(amina.page.locator(".comparison ins")).to_contain_text("Or ten milligrams.")

    # She takes back what he was shown: his screen closes at once.
    amina.go(f"/showing/document/{key}/")
    amina.page.get_by_role("button", name="Take back").click()
    expect(omar.page.get_by_text("You can no longer read this document.")).to_be_visible()
    expect(text(omar)).to_have_count(0)

    # And restores what was approved, while Ben looks on.
    ben.go(address)
    expect(text(ben)).to_contain_text("Or ten milligrams.")
    amina.go(address)
    amina.page.get_by_role("link", name="Before the audit").first.click()
    amina.page.get_by_role("button", name="Restore this version").click()
    expect(text(ben)).not_to_contain_text("Or ten milligrams.")
    expect(text(ben)).to_contain_text("Call the pharmacy. Before eight.")
    expect(text(ben).locator("h3")).to_have_text("Doses")
