"""A table of ten thousand cells: painted, written in, taken out."""

from collections.abc import Callable

from django.test import Client
from pycrdt import XmlFragment

from fourleaf.documents import actions
from fourleaf.documents.content import opened
from fourleaf.documents.models import Document
from fourleaf.documents.tree.schema import Tree, node, text
from fourleaf.people.models import Person
from tests.house import House

SIDE = 100


def table() -> Tree:
    rows = (
        node(
            "tableRow",
            *(node("tableCell", node("paragraph", text(f"r{row}c{column}"))) for column in range(SIDE)),
        )
        for row in range(SIDE)
    )
    return node("doc", node("table", *rows))


def test_a_table_of_ten_thousand_cells(house: House, as_person: Callable[[Person], Client]) -> None:
    made = actions.add_document(actor=house.amina, title="Rota", space=house.ward, tree=table())
    ben = as_person(house.ben)
    _number, copy = opened(made.pk)
    before = copy.get_state()
    cell = copy.get("default", type=XmlFragment).children[0].children[50].children[50]
    cell.children[0].children[0].insert(0, "night ")
    update = copy.get_update(before)
    assert len(update) < 100
    actions.add_update(actor=house.ben, document=Document.objects.get(pk=made.pk), data=update)
    page = ben.get(f"/documents/{made.pk}/").content.decode()
    assert page.count("<td") == SIDE * SIDE
    assert "night r50c50" in page
    assert b"night r50c50" in ben.get(f"/documents/{made.pk}/copy/?as=md").content
