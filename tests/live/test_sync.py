"""The unmodified y-websocket client in Node against real servers: one or two processes on one database."""

import json
import time
from typing import Any

import pytest

from tests.documents.peer import Peer
from tests.live.conftest import Place

pytestmark = pytest.mark.slow


@pytest.fixture
def document(place: Place) -> Any:
    """A document in the space of this test; Ben, Nora and Piet belong there too, Ruth and Omar do not."""
    return place.installation.by_hand("document", space=place.space)


def until_same(*peers: Peer) -> Any:
    until = time.monotonic() + 10
    while True:
        texts = {peer.told()["text"] for peer in peers}
        if len(texts) == 1:
            return texts.pop()
        assert time.monotonic() < until, texts
        time.sleep(0.05)


def test_two_clients_see_each_other_type(place: Place, document: str) -> None:
    with Peer(place["amina"], place.a, document) as amina, Peer(place["ben"], place.a, document) as ben:
        amina.synced().do(write="Check the rail.")
        ben.synced().do(write="Checked at seven.")
        for peer in (amina, ben):
            peer.until_text(lambda text: "Check the rail." in text and "Checked at seven." in text)
        assert until_same(amina, ben)
        amina.until(lambda: amina.saved >= 1)
        amina.do(name="Dr Okafor")
        ben.do(name="Ben")
        # What one says of oneself is for oneself: others see who it is.
        amina.until_names("Ben Achterberg", "Dr Okafor")
        ben.until_names("Amina Yusuf", "Ben")
        page = place["nora"].get(place.b, f"/documents/{document}/").text
        assert "Check the rail." in page
        ben.do(connect=False)
        amina.until_names("Dr Okafor")


def test_two_processes_are_one_document(place: Place, document: str) -> None:
    with (
        Peer(place["amina"], place.a, document) as near,
        Peer(place["ben"], place.b, document, by_cookie=True) as far,
    ):
        near.synced().do(name="Amina")
        far.synced().do(name="Ben")
        for number in range(10):
            near.do(write=f"near {number}")
            far.do(write=f"far {number}")
        for peer in (near, far):
            peer.until_text(lambda text: "near 9" in text and "far 9" in text)
        near.until_names("Amina", "Ben Achterberg")
        far.until_names("Amina Yusuf", "Ben")
        until_same(near, far)
    numbers = place.installation.by_hand("document_numbers", document=document)
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == 20


def test_who_is_taken_out_hears_no_more_within_a_moment(place: Place, document: str) -> None:
    with Peer(place["amina"], place.a, document) as amina, Peer(place["ben"], place.b, document) as ben:
        amina.synced()
        ben.synced()
        membership = place.membership["ben"]
        place["amina"].post(place.a, f"/spaces/{place.space}/members/{membership}/departure/")
        ben.until_closed(4403, 3)
        amina.do(write="Not for Ben.")
        amina.until(lambda: amina.saved)
        assert "Not for Ben." not in ben.text


def test_outsiders_and_the_signed_out_are_not_let_in(place: Place, document: str) -> None:
    omar, amina = place["omar"], place["amina"]
    assert omar.get(place.a, f"/documents/{document}/ticket/").status == 404
    with Peer(omar, place.a, document, by_cookie=True) as peer:
        peer.until_closed(4404)
    ticket = json.loads(amina.get(place.a, f"/documents/{document}/ticket/").text)["ticket"]
    other = place.installation.by_hand("document", space=place.space)
    with Peer(amina, place.a, other, ticket=ticket) as peer:
        peer.until_closed(4401)
    with Peer(amina, place.a, document, ticket=ticket[:-2] + "xx") as peer:
        peer.until_closed(4401)


def test_a_reader_sees_and_cannot_change(place: Place, document: str) -> None:
    place.installation.by_hand(
        "show_document", document=document, email="omar@marigold.example", role="reader"
    )
    with Peer(place["amina"], place.a, document) as amina, Peer(place["omar"], place.b, document) as omar:
        amina.synced().do(write="For Omar.")
        omar.synced().do(name="Omar")
        omar.until_text(lambda text: "For Omar." in text)
        amina.until(lambda: "Omar Said" in amina.told()["names"])
        omar.do(write="Mine.")
        omar.until_closed(4405)
        assert "Mine." not in amina.text
        place.installation.by_hand("unshow_document", document=document)
    with Peer(place["omar"], place.b, document, by_cookie=True) as late:
        late.until_closed(4404)


def test_a_grant_that_runs_out_while_the_document_is_open_closes_it(place: Place, document: str) -> None:
    """What was taken by then stays; from then on nothing is told and nothing is taken."""
    by_hand = place.installation.by_hand
    by_hand("show_document", document=document, email="omar@marigold.example", role="editor")
    with Peer(place["amina"], place.a, document) as amina, Peer(place["omar"], place.b, document) as omar:
        omar.synced().do(write="Omar was here.")
        omar.until(lambda: omar.saved)
        amina.synced().until_text(lambda text: "Omar was here." in text)
        by_hand("grant_runs_out", document=document, seconds="1")
        omar.until_closed(4403, 6)
        amina.do(write="Not for Omar.")
        amina.until(lambda: amina.saved)
        assert "Not for Omar." not in omar.text
        assert "Omar was here." in amina.text
    assert place["omar"].get(place.a, f"/documents/{document}/").status == 404
    assert place["omar"].get(place.a, f"/documents/{document}/ticket/").status == 404


def test_a_guest_comments_on_one_leaflet_and_changes_nothing(place: Place, document: str) -> None:
    """A patient to whom one document is shown, to comment on."""
    maria, here = place["maria"], f"/documents/{document}/"
    other = place.installation.by_hand("document", space=place.space)
    by_hand = place.installation.by_hand
    by_hand("show_document", document=document, email="maria@marigold.example", role="commenter")
    with Peer(place["amina"], place.a, document) as amina, Peer(maria, place.b, document) as guest:
        amina.synced().do(write="Drink two glasses.")
        guest.synced().until_text(lambda text: "Drink two glasses." in text)
        assert maria.post(place.b, f"{here}comments/", body="Of what?", quote="two glasses").status == 302
        page = place["amina"].get(place.a, here).text
        assert "Of what?" in page
        assert "Maria" in page
        guest.do(write="Of wine.")
        guest.until_closed(4405)
        assert "Of wine." not in amina.text
    assert "Of what?" in maria.get(place.a, here).text
    for address in (f"/documents/{other}/", f"/spaces/{place.space}/", f"{here}place/"):
        assert maria.get(place.a, address).status in (403, 404)
    by_hand("unshow_document", document=document)
    assert maria.get(place.a, here).status == 404


def test_who_writes_as_somebody_else_is_refused(place: Place, document: str) -> None:
    with Peer(place["amina"], place.a, document) as amina, Peer(place["ben"], place.b, document) as ben:
        amina.synced().do(write="Mine.")
        ben.synced()
        ben.until_text(lambda text: "Mine." in text)
        ben.do(forge=amina.told()["client"])
        ben.until_closed(4409)
    assert len(place.installation.by_hand("document_numbers", document=document)) == 1


@pytest.mark.parametrize(
    ("bytes_", "code"),
    [([0, 2, 4, 1, 1, 1, 1], 4400), ([9], 4400), ([], 4400), ([0, 2, 200], 4400), ([1, 3, 1, 1, 9], 4400)],
)
def test_nonsense_closes_the_socket_and_changes_nothing(
    place: Place, document: str, bytes_: list[int], code: int
) -> None:
    with Peer(place["amina"], place.a, document) as amina, Peer(place["ben"], place.a, document) as ben:
        amina.synced().do(write="Whole.")
        ben.synced().do(raw=bytes_)
        ben.until_closed(code)
        amina.do(write="Still.")
        amina.until(lambda: amina.saved >= 2)
        assert amina.text.split() == ["Whole.", "Still."]


@pytest.mark.parametrize(("size", "code"), [(5 * 1024 * 1024, 4413), (6 * 1024 * 1024, 1009)])
def test_five_megabytes_at_once_close_the_socket_and_change_nothing(
    place: Place, document: str, size: int, code: int
) -> None:
    with Peer(place["amina"], place.a, document) as amina, Peer(place["ben"], place.a, document) as ben:
        amina.synced().do(write="Whole.")
        amina.until(lambda: amina.saved)
        ben.synced().do(long=size)
        ben.until_closed(code)
        amina.do(write="Still.")
        amina.until(lambda: amina.saved >= 2)
        assert amina.text.split() == ["Whole.", "Still."]


def test_no_word_of_a_document_is_in_the_log(place: Place, document: str) -> None:
    with Peer(place["amina"], place.a, document) as amina, Peer(place["ben"], place.a, document) as ben:
        amina.synced().do(write="kingfisher-canary")
        ben.synced().do(raw=[0, 2, *b"kingfisher-canary"])
        ben.until_closed(4400)
        amina.until(lambda: amina.saved)
    for server in place.installation.servers:
        assert "kingfisher-canary" not in server.said()
