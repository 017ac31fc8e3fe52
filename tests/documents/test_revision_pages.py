"""Pages of versions: the strip, the list, two compared, one restored, one corrected."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fourleaf.documents import actions
from fourleaf.documents.models import Document
from fourleaf.people.models import Person
from tests.documents.test_revisions import PLAN, at, submit, take_out, type_in
from tests.house import House
from tests.sharing.conftest import shown

AsPerson = Callable[[Person], Client]


@pytest.fixture
def kept(house: House, plan: Document) -> Document:
    """Four paragraphs by Amina; Ben takes one out and adds another, and puts one elsewhere."""
    with at(0):
        type_in(house.amina, plan, *PLAN)
        submit(house.amina, plan, "For the <round>", house.ben)
    with at(100):
        take_out(house.ben, plan, 0)
        type_in(house.ben, plan, "Nobody walks <alone>.", place=0)
        take_out(house.ben, plan, 3)
        type_in(house.ben, plan, PLAN[3], place=0)
    with at(120):
        actions.keep_pauses()
    return plan


def page(browser: Client, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def test_the_document_shows_its_life(house: House, kept: Document, as_person: AsPerson) -> None:
    text = page(as_person(house.ruth), f"/documents/{kept.pk}/")
    assert "The last 2 of 2 versions, oldest first" in text
    assert "1 is major." in text
    assert text.index("Amina Yusuf</bdi>") < text.index("Ben Achterberg</bdi>")
    assert "For the &lt;round&gt;" in text
    assert "Keep this version" not in text
    assert "Keep this version" in page(as_person(house.ben), f"/documents/{kept.pk}/")


def test_writers_name_a_version_on_the_page(house: House, kept: Document, as_person: AsPerson) -> None:
    address = f"/documents/{kept.pk}/revisions/"
    assert as_person(house.ruth).post(address, {"name": "x"}).status_code == 403
    assert as_person(house.omar).post(address, {"name": "x"}).status_code == 404
    assert as_person(house.ben).post(address, {"name": ""}).status_code == 422
    assert as_person(house.ben).post(address, {"name": "Second"})["Location"] == address
    again = as_person(house.ben).post(address, {"name": "Third"})
    assert again.status_code == 422
    assert "Nothing has changed since" in again.content.decode()
    assert "Second" in page(as_person(house.ruth), address)


@pytest.mark.parametrize("view", ["inline", "side"])
def test_two_versions_are_compared(house: House, kept: Document, as_person: AsPerson, view: str) -> None:
    text = page(as_person(house.ruth), f"/documents/{kept.pk}/revisions/compare/?from=1&to=2&view={view}")
    assert "Nobody walks &lt;alone&gt;." in text
    assert '<ins><span class="visually-hidden">[added:' in text
    assert '<del><span class="visually-hidden">[removed:' in text
    assert "moved here</a>" in text
    assert "moved from here</a>" in text
    assert "<alone>" not in text


def test_what_is_compared_unless_said(house: House, kept: Document, as_person: AsPerson) -> None:
    address = f"/documents/{kept.pk}/revisions/compare/"
    browser = as_person(house.amina)
    assert "Version 1 · <bdi>For the" in page(browser, address)
    type_in(house.amina, kept, "Now.")
    assert "The text as it is now" in page(browser, address)
    assert "no difference." in page(browser, f"{address}?from=2&to=2")
    for wrong, status in (("from=x", 422), ("to=0", 422), ("view=up", 422), ("from=9", 404), ("to=9", 404)):
        page(browser, f"{address}?{wrong}", status)


def test_what_did_not_change_is_folded(house: House, plan: Document, as_person: AsPerson) -> None:
    type_in(house.amina, plan, *PLAN)
    actions.name_revision(actor=house.amina, document=plan, name="First")
    type_in(house.amina, plan, "One more.")
    text = page(as_person(house.amina), f"/documents/{plan.pk}/revisions/compare/?from=1&to=now")
    assert "4 paragraphs as they were" in text


def test_a_version_says_why_and_is_restored_by_writers(
    house: House, kept: Document, as_person: AsPerson
) -> None:
    address = f"/documents/{kept.pk}/revisions/"
    text = page(as_person(house.ruth), f"{address}2/")
    assert "major: " in text
    assert "Restore this version" not in text
    assert PLAN[0] in page(as_person(house.ruth), f"{address}1/")
    assert as_person(house.ruth).post(f"{address}1/restoration/").status_code == 403
    assert as_person(house.omar).post(f"{address}1/restoration/").status_code == 404
    assert as_person(house.ben).post(f"{address}7/restoration/").status_code == 404
    assert as_person(house.ben).post(f"{address}1/restoration/")["Location"] == kept.get_absolute_url()
    assert PLAN[0] in page(as_person(house.ruth), f"/documents/{kept.pk}/")
    assert "Ben Achterberg restored version 1" in page(as_person(house.ruth), address)
    assert as_person(house.ben).post(f"{address}1/restoration/").status_code == 422


def test_authors_correct_the_judgement(house: House, kept: Document, as_person: AsPerson) -> None:
    address = f"/documents/{kept.pk}/revisions/2/"
    say = {"is_major": "no", "why": "Only <put> elsewhere."}
    assert as_person(house.gwen).post(f"{address}correction/", say).status_code == 403
    assert as_person(house.omar).post(f"{address}correction/", say).status_code == 404
    assert as_person(house.ben).post(f"{address}correction/", {"is_major": "no"}).status_code == 422
    assert as_person(house.ben).post(f"{address}correction/", say)["Location"] == address
    text = page(as_person(house.ruth), address)
    assert "Ben Achterberg says it is minor:" in text
    assert "Only &lt;put&gt; elsewhere." in text
    assert "0 are major." in page(as_person(house.ruth), f"/documents/{kept.pk}/")


def test_whom_it_is_shown_to_to_write_names_and_restores(
    house: House, kept: Document, as_person: AsPerson
) -> None:
    address = f"/documents/{kept.pk}/revisions/"
    shown(house.amina, "document", kept.pk, house.omar)
    browser = as_person(house.omar)
    assert "For the &lt;round&gt;" in page(browser, address)
    assert browser.post(address, {"name": "x"}).status_code == 403
    shown(house.amina, "document", kept.pk, house.omar, role="editor")
    assert browser.post(address, {"name": "Omar’s"}).status_code == 302
    assert browser.post(f"{address}1/restoration/").status_code == 302
    assert PLAN[0] in page(browser, f"/documents/{kept.pk}/")
    assert house.ward.name not in page(browser, f"{address}compare/")


def test_nothing_is_asked_more_often_for_more_versions(
    house: House, kept: Document, as_person: AsPerson
) -> None:
    browser = as_person(house.ruth)
    addresses = [f"/documents/{kept.pk}/", f"/documents/{kept.pk}/revisions/"]
    counts = [_queries(browser, each) for each in addresses]
    for minute in range(200, 1000, 100):
        with at(minute):
            who = house.amina if minute % 200 else house.gwen
            type_in(who, kept, f"Line of minute {minute}.")
            made = actions.name_revision(actor=who, document=kept, name=f"After {minute}")
            actions.correct_revision(actor=who, document=kept, revision=made, is_major=True, why="So it is.")
    assert [_queries(browser, each) for each in addresses] == counts


def _queries(browser: Client, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        browser.get(address)
    return len(captured)
