"""The rail and the palette: one's own places, by kind, with what is unread."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fourleaf.conversation import actions as conversation
from fourleaf.documents import actions as documents
from fourleaf.inbox.places import nav_of
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Space
from tests.house import House

AsPerson = Callable[[Person], Client]


def shown(person: Person) -> dict[str, list[str]]:
    return {section.key: [place.name for place in section.places] for section in nav_of(person, "").sections}


def test_places_by_kind(house: House) -> None:
    spaces.start_direct(actor=house.amina, people=[house.ben, house.omar])
    spaces.add_space(actor=house.omar, name="Stroke unit", is_proposed=True)
    assert shown(house.amina) == {
        "teams": ["Falls prevention"],
        "direct": ["Ben Achterberg, Omar Said"],
        "plan": ["Stroke unit"],
    }
    assert shown(house.maria) == {}


def test_archived_places_leave_the_rail(house: House) -> None:
    spaces.archive_space(actor=house.amina, space=house.ward)
    assert shown(house.amina) == {}


def test_a_hidden_plan_stays_hidden(house: House) -> None:
    spaces.add_space(actor=house.omar, name="Merger", access=Space.Access.HIDDEN, is_proposed=True)
    assert shown(house.amina) == {"teams": ["Falls prevention"]}


def test_unread_and_current(house: House) -> None:
    conversation.add_post(actor=house.ben, space=house.ward, body="New.")
    (section,) = nav_of(house.amina, f"/spaces/{house.ward.pk}/about/").sections
    (place,) = section.places
    assert (place.unread, place.current, place.topic) == (1, True, f"space:{house.ward.pk}")


def test_strangers_get_no_rail(house: House, client: Client) -> None:
    page = client.get(reverse("account_login"))
    assert page.context["me"] is None
    assert "nav" not in page.context


def found(client: Client, query: str) -> list[dict[str, Any]]:
    answer = client.get(reverse("palette"), {"q": query})
    assert answer.status_code == 200
    results: list[dict[str, Any]] = answer.json()["results"]
    assert len(results) <= 12
    return [each for each in results if each["kind"] != "search"]  # tests/search looks at that line


def test_the_palette_ranks_places_first(house: House, as_person: AsPerson) -> None:
    labels = [each["label"] for each in found(as_person(house.amina), "r")]
    assert labels == ["Rota exchange", "Ruth Abrams"]


@pytest.mark.parametrize("query", ["falls", "prev", "FALLS pre", "  falls "])
def test_the_palette_finds_by_the_beginning_of_words(house: House, as_person: AsPerson, query: str) -> None:
    assert [each["label"] for each in found(as_person(house.amina), query)] == ["Falls prevention"]


def test_the_palette_forgives_accents(house: House, as_person: AsPerson) -> None:
    spaces.add_space(actor=house.amina, name="Médication sûre")
    assert [each["label"] for each in found(as_person(house.amina), "medic sur")] == ["Médication sûre"]


def test_the_palette_finds_documents_that_one_can_read_by_their_title(
    house: House, as_person: AsPerson
) -> None:
    document = documents.add_document(actor=house.amina, title="Über zebras", space=house.ward)
    line = {
        "label": "Über zebras",
        "detail": "document",
        "url": document.get_absolute_url(),
        "kind": "document",
    }
    assert line in found(as_person(house.ruth), "uber zeb")
    assert line not in found(as_person(house.omar), "zeb")
    documents.archive_document(actor=house.amina, document=document)
    assert line not in found(as_person(house.ruth), "zeb")


def test_the_palette_hides_what_one_cannot_read(house: House, as_person: AsPerson) -> None:
    assert [each["kind"] for each in found(as_person(house.amina), "restructuring")] == []
    assert [each["label"] for each in found(as_person(house.omar), "falls")] == []
    assert found(as_person(house.maria), "ben") == []


def test_without_letters_where_there_is_news(house: House, as_person: AsPerson) -> None:
    spaces.add_space(actor=house.amina, name="A quiet team")
    conversation.add_post(actor=house.ben, space=house.ward, body="New.")
    first, second = found(as_person(house.amina), "")
    assert (first["label"], first["detail"], second["label"]) == ("Falls prevention", "1 new", "A quiet team")


@pytest.mark.parametrize("query", ["\0", "%", "x" * 5000, "\u202e", "'", " "])
def test_odd_letters_are_harmless(house: House, as_person: AsPerson, query: str) -> None:
    found(as_person(house.amina), query)


def test_methods(house: House, as_person: AsPerson, client: Client) -> None:
    assert as_person(house.amina).post(reverse("palette")).status_code == 405
    assert as_person(house.amina).post(reverse("home")).status_code == 405
    assert client.get(reverse("palette")).status_code == 302
