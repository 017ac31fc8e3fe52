"""Who may no longer hear a thing stops hearing it, at every process; who never might never does."""

import time

import pytest

from tests.live.conftest import Place
from tests.live.visitor import Ear, Visitor

pytestmark = pytest.mark.slow


def test_an_outsider_is_refused_and_hears_nothing(place: Place) -> None:
    amina, omar = place["amina"], place["omar"]
    topic = f"space:{place.space}"
    with Ear(omar, place.a) as near, Ear(omar, place.b) as far, Ear(place["ben"], place.b) as member:
        member.watch(place.space)
        for ear in (near, far):
            ear.say(watch=topic, after=0)
            ear.until_refused(place.space)
        amina.say(place.a, place.space, "Not for Omar")
        member.until(lambda: member.numbers(place.space))
        time.sleep(1.5)
        for ear in (near, far):
            assert not ear.is_closed, "there must be an outsider who could have heard it"
            assert ear.events(place.space) == []
            assert "Not for Omar" not in str(ear.heard)
            assert not ear.find("watching", topic)


def test_who_is_removed_hears_nothing_more_within_a_second(place: Place) -> None:
    amina, ben = place["amina"], place["ben"]
    topic = f"space:{place.space}"
    with Ear(ben, place.a) as near, Ear(ben, place.b) as far, Ear(place["nora"], place.b) as other:
        for ear in (near, far, other):
            ear.watch(place.space)
        begun = time.monotonic()
        path = f"/spaces/{place.space}/members/{place.membership['ben']}/departure/"
        answer = amina.post(place.a, path)
        assert answer.status in (200, 302), answer.text[:1000]
        for ear in (near, far):
            assert ear.until_refused(place.space) - begun < 1.0
        amina.say(place.a, place.space, "Ben has left us")
        other.until(lambda: "Ben has left us" in str(other.heard))
        for ear in (near, far):
            assert "Ben has left us" not in str(ear.heard)
            ear.say(watch=topic, after=0)
        time.sleep(0.5)
        assert "Ben has left us" not in str([near.heard, far.heard])
    page = ben.get(place.b, f"/spaces/{place.space}/")
    assert (page.status, page.location) == (302, f"/spaces/{place.space}/about/")
    assert "Ben has left us" not in ben.get(place.b, page.location).text


def test_signing_out_closes_the_sockets_of_this_session_only(place: Place) -> None:
    here, elsewhere = Visitor("piet").sign_in(place.a), Visitor("piet").sign_in(place.a)
    with Ear(here, place.a) as near, Ear(here, place.b) as far, Ear(elsewhere, place.b) as kept:
        begun = time.monotonic()
        assert here.post(place.a, "/accounts/logout/").status == 302
        for ear in (near, far):
            assert ear.until_closed() == 4401
        assert time.monotonic() - begun < 2
        kept.watch(place.space)
        assert not kept.is_closed


def test_who_leaves_the_organisation_loses_all_sockets(place: Place) -> None:
    iris = Visitor("iris").sign_in(place.a)
    with Ear(iris, place.a) as near, Ear(iris, place.b) as far, Ear(place["nora"], place.a) as other:
        place.installation.by_hand("deactivate", email="iris@marigold.example")
        begun = time.monotonic()
        for ear in (near, far):
            assert ear.until_closed() == 4401
        assert time.monotonic() - begun < 6
        assert not other.is_closed
    assert iris.get(place.a, "/").status == 302
