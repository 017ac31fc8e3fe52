"""A document of the ward, and updates as an editor would send them."""

from collections.abc import Callable
from typing import Any

import pytest
from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from fourleaf.documents import actions
from fourleaf.documents.models import Document
from tests.house import House
from tests.sharing.conftest import raw

__all__ = ["raw"]


def typed(text: str, doc: Doc[Any] | None = None) -> bytes:
    """A paragraph more, as one update; `doc` is the editor's copy."""
    doc = doc or Doc()
    before = doc.get_state()
    root = doc.get("default", type=XmlFragment)
    with doc.transaction():
        root.children.append(XmlElement("paragraph", contents=[XmlText(text)]))
    return doc.get_update(before)


@pytest.fixture
def plan(house: House) -> Document:
    """Amina's document in the ward's team."""
    document = actions.add_document(actor=house.amina, title="Night rounds", space=house.ward)
    return Document.objects.select_related("space").get(pk=document.pk)


@pytest.fixture
def write(house: House) -> Callable[[Document, str], int]:
    """Amina writes a paragraph from outside the room."""
    return lambda document, text: actions.add_update(actor=house.amina, document=document, data=typed(text))
