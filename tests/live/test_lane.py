"""A page that comes from memory is the page that would be made now, whoever changes what and wherever they do it."""

import re
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.live.conftest import Place
from tests.live.installation import Installation, Server
from tests.live.visitor import Visitor

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def her_name(installation: Installation) -> Iterator[None]:
    """Amina is called otherwise here; the tests of other files know her by her own name."""
    yield
    installation.by_hand("rename", email="amina@marigold.example", name="Amina Yusuf")


def page(visitor: Visitor, server: Server, space: str, *, plain: bool = False) -> tuple[int, str]:
    """Status and text of a space's page; with `plain` past the lane."""
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        more = {"If-None-Match": "x"} if plain else {}
        connection.request("GET", f"/spaces/{space}/", headers={"Cookie": cookies, **more})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def mask(text: str) -> str:
    """The masked token, which is new whenever a page is made."""
    found = re.search(r'name="csrf-token" content="(\w+)"', text)
    assert found
    return found[1]


def same(text: str) -> str:
    """A page without what is by chance."""
    text = re.sub(r'name="csrf-token" content="\w+"|name="csrfmiddlewaretoken" value="\w+"', "", text)
    return re.sub(r'name="key" value="[\w-]+"', "", text)


def settled(visitor: Visitor, server: Server, space: str) -> str:
    """The page once it comes from memory."""
    until = time.monotonic() + 20
    while True:
        (status, first), (_status, second) = page(visitor, server, space), page(visitor, server, space)
        assert status == 200, first[:500]
        if mask(first) == mask(second):
            return second
        assert time.monotonic() < until, "it never comes from memory"


def test_a_page_comes_from_memory_and_is_the_one_that_would_be_made(place: Place) -> None:
    amina = place["amina"]
    amina.say(place.a, place.space, "Bed 4 is ready.")
    remembered = settled(amina, place.a, place.space)
    made = page(amina, place.a, place.space, plain=True)[1]
    assert mask(made) != mask(remembered)
    assert same(made) == same(remembered)


def test_each_person_has_their_own(place: Place) -> None:
    amina, ben = place["amina"], place["ben"]
    settled(amina, place.a, place.space)
    assert 'data-person="' + _key(settled(ben, place.a, place.space)) != _key(
        settled(amina, place.a, place.space)
    )
    assert page(place["omar"], place.a, place.space)[0] in (302, 404)


def _key(text: str) -> str:
    found = re.search(r'<body data-person="([\w-]+)"', text)
    assert found
    return found[1]


Deed = Callable[[Place, str], object]


def _first(place: Place) -> str:
    found = re.search(r'id="post-([\w-]+)"', page(place["amina"], place.a, place.space, plain=True)[1])
    assert found
    return found[1]


DEEDS: dict[str, Deed] = {
    "here": lambda place, word: place["amina"].say(place.a, place.space, word),
    "at the other server": lambda place, word: place["amina"].say(place.b, place.space, word),
    "by hand": lambda place, word: place.installation.by_hand(
        "say", space=place.space, email="amina@marigold.example", body=word
    ),
    "edit": lambda place, word: (
        place["amina"].post(place.b, f"/posts/{_first(place)}/revisions/", body=word) and None
    ),
    "react": lambda place, word: (
        place["piet"].post(place.a, f"/posts/{_first(place)}/reactions/", emoji="👍") and None
    ),
    "mark": lambda place, word: (
        place["piet"].post(place.b, f"/posts/{_first(place)}/mark/", kind="decision") and None
    ),
    "rename": lambda place, word: place.installation.by_hand(
        "rename", email="amina@marigold.example", name=f"Amina {word.title()}"
    ),
    "draft": lambda place, word: (
        place["ben"].post(place.b, f"/spaces/{place.space}/draft/", body=word) and None
    ),
    "read": lambda place, word: (
        place["ben"].post(place.b, f"/spaces/{place.space}/cursor/", sequence="99") and None
    ),
    "let in": lambda place, word: place.installation.by_hand(
        "let_in", space=place.space, email="gwen@marigold.example", seconds="3600"
    ),
}


@pytest.mark.parametrize("name", sorted(DEEDS))
def test_an_acknowledged_deed_shows_at_once(place: Place, name: str) -> None:
    ben = place["ben"]
    place["amina"].say(place.a, place.space, "The first word.")
    before = settled(ben, place.a, place.space)
    assert getattr(DEEDS[name](place, "thursday"), "status", 200) < 400
    after, made = page(ben, place.a, place.space)[1], page(ben, place.a, place.space, plain=True)[1]
    assert same(after) == same(made)
    assert same(after) != same(before), "the deed must show"


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from(sorted(set(DEEDS) - {"let in"})), min_size=2, max_size=6))
def test_whatever_happens_memory_says_what_is_true(place: Place, names: list[str]) -> None:
    place["amina"].say(place.a, place.space, "Another first word.")
    for number, name in enumerate(names):
        for server in (place.a, place.b):
            page(place["ben"], server, place.space)
        DEEDS[name](place, f"word {number}")
        for server in (place.a, place.b):
            shown, made = (page(place["ben"], server, place.space, plain=plain)[1] for plain in (False, True))
            assert same(shown) == same(made), name


def test_news_of_another_place_shows_in_the_rail(place: Place) -> None:
    other = place.installation.by_hand("ward")["space"]
    ben = place["ben"]
    before = settled(ben, place.a, place.space)
    place["amina"].say(place.b, other, "Elsewhere.")
    assert same(page(ben, place.a, place.space)[1]) != same(before)


def test_who_is_put_out_gets_it_no_more(place: Place) -> None:
    settled(place["ben"], place.a, place.space)
    path = f"/spaces/{place.space}/members/{place.membership['ben']}/departure/"
    assert place["amina"].post(place.b, path).status in (200, 302)
    assert page(place["ben"], place.a, place.space)[0] == 302


def test_who_signs_out_gets_it_no_more(place: Place) -> None:
    here, elsewhere = Visitor("nora").sign_in(place.a), Visitor("nora").sign_in(place.a)
    settled(here, place.a, place.space)
    settled(elsewhere, place.a, place.space)
    kept = dict(here.cookies)
    assert here.post(place.b, "/accounts/logout/").status == 302
    here.cookies = kept
    assert page(here, place.a, place.space)[0] == 302
    assert page(elsewhere, place.a, place.space)[0] == 200


def test_whose_membership_runs_out_gets_it_no_more(place: Place) -> None:
    place.installation.by_hand("let_in", space=place.space, email="gwen@marigold.example", seconds="6")
    let_in = time.monotonic()
    settled(place["gwen"], place.a, place.space)
    while (status := page(place["gwen"], place.a, place.space)[0]) == 200:
        assert time.monotonic() - let_in < 8
        time.sleep(0.1)
    assert status in (302, 404)
