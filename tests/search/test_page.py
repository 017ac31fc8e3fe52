"""The page, the completions and the API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from fourleaf.conversation import actions
from fourleaf.people.models import Person
from fourleaf.search import pace
from fourleaf.search.actions import take_in
from fourleaf.search.snippets import MORE, Part, snippet
from fourleaf.search.words import places_of_words
from tests.api.caller import Caller, problem
from tests.house import House

Browse = Callable[[Person], Client]


def test_the_page_says_which_filter_it_could_not_follow(house: House, as_person: Browse) -> None:
    browser = as_person(house.amina)
    for asked, show, note in (
        ("rail from:nobody", "all", "Nobody whom you can see is called “nobody”."),
        ("rail in:nowhere", "posts", "No space that you can read is called “nowhere”."),
        ("rail before:soon", "files", "“soon” is not a date."),
        ("rail has:teeth", "all", "After “has:” stands one of"),
        ("rail after:", "all", "Nothing stands after “after:”"),
        ("ben from:me", "people", "Filters are about posts, documents and files."),
    ):
        assert note in browser.get("/search/", {"q": asked, "show": show}).content.decode(), asked


def test_results_are_grouped_and_say_where_who_and_when(house: House, as_person: Browse) -> None:
    answer = as_person(house.amina).get("/search/", {"q": "falls"})
    assert b"found-spaces" in answer.content
    page = as_person(house.amina).get("/search/", {"q": "rail"}).content.decode()
    assert "<mark>rail</mark>" in page
    for text in ("Amina Yusuf", "Falls prevention", "<time datetime="):
        assert text in page
    assert b"found-people" in as_person(house.amina).get("/search/", {"q": "ben"}).content


def test_an_empty_page_teaches_the_filters(house: House, as_person: Browse) -> None:
    page = as_person(house.amina).get("/search/").content.decode()
    for name in ("from:", "in:", "has:", "is:", "before:", "after:", "physio*", "OR"):
        assert name in page
    nothing = as_person(house.amina).get("/search/", {"q": "zebra"}).content.decode()
    assert "Nothing was found" in nothing
    assert "physio*" in nothing


def test_more_leads_on_without_repeating(house: House, as_person: Browse) -> None:
    for number in range(25):
        actions.add_post(actor=house.amina, space=house.ward, body=f"zebra number-{number}x")
    browser = as_person(house.amina)
    first = browser.get("/search/", {"q": "zebra"}).content.decode()
    link = first.split('class="pages"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    second = browser.get(f"/search/{link}").content.decode()
    there = (
        {n for n in range(25) if f"number-{n}x" in first},
        {n for n in range(25) if f"number-{n}x" in second},
    )
    assert there[0] | there[1] == set(range(25))
    assert not there[0] & there[1]


@pytest.mark.parametrize("after", ["x", "1_x", "9" * 40 + "_" + "0" * 32, "-1_", "٣_" + "0" * 32])
def test_a_place_that_makes_no_sense_begins_at_the_beginning(
    house: House, as_person: Browse, after: str
) -> None:
    assert b"<mark>rail" in as_person(house.amina).get("/search/", {"q": "rail", "after": after}).content


def test_the_page_says_while_old_posts_cannot_be_found_yet(house: House, as_person: Browse) -> None:
    browser = as_person(house.amina)
    assert b"still being taken into the index" in browser.get("/search/", {"q": "rail"}).content
    take_in(seconds=20)
    assert b"still being taken into the index" not in browser.get("/search/", {"q": "rail"}).content


def test_hits_are_escaped(house: House, as_person: Browse) -> None:
    actions.add_post(actor=house.amina, space=house.ward, body="`<script>alert(1)</script>` & zebra <b>x</b>")
    page = as_person(house.amina).get("/search/", {"q": "zebra OR script"}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;<mark>script</mark>&gt;" in page
    assert (
        "<script>alert"
        not in as_person(house.amina).get("/search/", {"q": "<script>alert(1)"}).content.decode()
    )


def test_too_long_a_search_says_so(house: House, as_person: Browse) -> None:
    answer = as_person(house.amina).get("/search/", {"q": "x" * 10_000})
    assert answer.status_code == 422
    assert b"at most 500 characters" in answer.content


def test_whoever_searches_very_often_waits(house: House, as_person: Browse, settings: Any) -> None:
    settings.API_RATE = 2 * pace.SHARE
    browser = as_person(house.amina)
    statuses = [browser.get("/search/", {"q": "rail"}).status_code for _number in range(3)]
    assert statuses == [200, 200, 429]
    refused = problem(Caller(house.amina, "read").get("/search?q=rail"), 429)
    assert "Too many searches" in refused["detail"]
    assert browser.get("/search/").status_code == 200
    assert as_person(house.ben).get("/search/", {"q": "rail"}).status_code == 200


def test_completions(house: House, as_person: Browse) -> None:
    browser = as_person(house.amina)

    def offered(text: str) -> list[str]:
        return [each["insert"] for each in browser.get("/search/completions/", {"q": text}).json()["results"]]

    assert offered("rail f") == ["from:"]
    assert offered("from:be") == ['from:"Ben Achterberg"']
    assert offered("in:fal") == ['in:"Falls prevention"']
    assert offered("has:") == [f"has:{name}" for name in ("file", "link", "image", "question", "decision")]
    assert offered("rail ") == offered("a longer text") == offered("x:y") == []


def test_the_palette_leads_to_the_search(house: House, as_person: Browse) -> None:
    found = as_person(house.amina).get("/palette/", {"q": "rail & co"}).json()["results"]
    assert found[-1]["url"] == "/search/?q=rail+%26+co"
    assert "rail & co" in found[-1]["label"]


def test_the_api_finds_the_same(house: House) -> None:
    for number in range(5):
        actions.add_post(actor=house.amina, space=house.ward, body=f"zebra {number}", root=house.post)
    caller = Caller(house.amina, "read")
    page = caller.get("/search?q=zebra&limit=3").json()
    assert len(page["items"]) == 3
    first = page["items"][0]
    assert first["title"] == "Falls prevention"
    assert first["thread"] == str(house.post.pk)
    assert {"text": "zebra", "hit": True} in first["snippet"]
    rest = caller.get(page["next"]).json()
    assert len(rest["items"]) == 2
    assert rest["next"] is None
    assert caller.get("/search?q=zebra+in:nowhere").json()["notes"]
    assert caller.get("/search?q=zebra&kind=file").json()["items"] == []
    assert Caller(house.omar, "read").get("/search?q=zebra").json()["items"] == []


@pytest.mark.parametrize(
    "query",
    ["", "q=", "q=rail&limit=0", "q=rail&limit=999", "q=rail&cursor=x", "q=rail&kind=x", "q=" + "x" * 501],
)
def test_the_api_refuses_what_is_not_right(house: House, query: str) -> None:
    problem(Caller(house.amina, "read").get(f"/search?{query}"), 422)


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("word " * 200 + "here is the hit " + "word " * 200, [204]),
        ("x" * 5_000, [1]), ("é" * 600, [1]), ("👩‍⚕️" * 300, [1]), ("नमस्ते" * 200, [1]), ("e\u0301" * 600, [1]),
        ("שלום " * 200, [150]), ("a b c", [1, 3]), ("", []), ("no hits " * 80, []), ("a", [9]),
    ],
)  # fmt: skip
def test_snippets_are_pieces_of_the_text_cut_between_characters(text: str, hits: list[int]) -> None:
    parts = snippet(text, hits)
    shown = "".join(part.text for part in parts if part != Part(MORE)).strip()
    assert shown in text
    assert len(shown) < 600
    for part in parts[1:]:
        assert not part.text.startswith(("\u0301", "\u200d", "\ufe0f", "\u094d", "\u093e"))
    words = places_of_words(text)
    for hit in hits:
        if hit <= len(words) and len(text) < 4_000 and words[hit - 1][1] - words[hit - 1][0] < 300:
            assert any(part.is_hit for part in parts)
