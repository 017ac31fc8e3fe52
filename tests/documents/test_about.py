"""What a document's page says about its text: how long, what is in it, how hard to read."""

import pytest
from django.test import Client

from fourleaf.documents import actions
from fourleaf.documents.blueprints import BLUEPRINTS
from fourleaf.documents.models import Document
from fourleaf.documents.tree.yjs import write
from tests.documents.text.writing import doc
from tests.documents.tree.test_reading import DURO, GETTYSBURG, LLANO, PLAIN
from tests.house import House


def page_of(house: House, client: Client, document: Document) -> str:
    client.force_login(house.amina)
    return client.get(f"/documents/{document.pk}/").content.decode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PLAIN, ("63 words", "1 minute to read", "grade 0", "plain enough")),
        (GETTYSBURG, ("aim at grade 6 or less",)),
        (LLANO, ("Reading ease (Fernández-Huerta, for Spanish)", "plain enough")),
        (DURO, ("aim at 70 or more",)),
    ],
)
def test_how_long_and_how_hard_it_is(
    house: House, plan: Document, client: Client, text: str, said: tuple[str, ...]
) -> None:
    tree = doc("# What it is", *text.split("\n"), "## When to call")
    actions.add_update(actor=house.amina, document=plan, data=write(tree))
    page = page_of(house, client, plan)
    for words in said:
        assert words in page, words
    assert '<a href="#s-when-to-call"><bdi>When to call</bdi></a>' in page
    assert '<details class="about-text">' in page


def test_a_leaflet_shows_its_meter_at_once(house: House, client: Client) -> None:
    leaflet = BLUEPRINTS["patient_leaflet"]
    made = actions.add_document(
        actor=house.amina, title="Leaflet", tree=leaflet.tree(), blueprint=leaflet.key
    )
    page = page_of(house, client, made)
    assert '<details class="about-text" open>' in page
    assert "<meter" in page


def test_of_nothing_and_of_few_words_not_much_is_said(house: House, plan: Document, client: Client) -> None:
    assert "about-text" not in page_of(house, client, plan)
    actions.add_update(actor=house.amina, document=plan, data=write(doc("Call us.")))
    page = page_of(house, client, plan)
    assert "2 words" in page
    assert "<meter" not in page
