"""Where reading is recorded, listening is too: with the real server, under the real roles."""

import pytest

from tests.live.conftest import Place
from tests.live.visitor import Ear

pytestmark = pytest.mark.slow

WENT_ON = "<td>A conversation, as it went on</td>"


def test_who_listens_to_a_recorded_space_is_on_record(place: Place) -> None:
    amina, ben = place["amina"], place["ben"]
    assert WENT_ON not in ben.get(place.a, "/me/looks/").text
    amina.post(place.a, f"/spaces/{place.space}/auditing/", on="1")
    with Ear(ben, place.b) as ear:
        ear.watch(place.space)
    assert WENT_ON in ben.get(place.a, "/me/looks/").text
