"""A text that the database cannot hold, or that is none, keeps nobody else's from being kept, read and found."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from fourleaf.documents import actions
from fourleaf.documents.actions import authorship, revisions, tasks
from fourleaf.documents.content import tree_of
from fourleaf.documents.models import Authorship, Document, Revision, Task, TaskReading
from fourleaf.search import actions as search
from fourleaf.search.models import PlainText
from tests.documents.test_revisions import at
from tests.documents.test_tasks import write
from tests.house import House


@pytest.fixture
def other(house: House) -> Document:
    return actions.add_document(actor=house.amina, title="Other", space=house.ward)


def failing_with(known: Callable[[UUID], Any], bad: UUID) -> Callable[[UUID], Any]:
    def fails(key: UUID) -> Any:
        if key == bad:
            raise ValueError("Mrs Okafor's drip")
        return known(key)

    return fails


def run() -> None:
    with at(60):
        actions.keep_pauses()
        actions.read_tasks()
        actions.keep_authorship()
        search.keep_texts()


def test_a_letter_that_no_database_keeps(house: House, plan: Document, other: Document) -> None:
    copy: Doc[Any] = Doc()
    words = XmlElement("paragraph", contents=[XmlText("Ring\0 twice")])
    item = XmlElement("taskItem", contents=[words])
    copy.get("default", type=XmlFragment).children.append(XmlElement("taskList", contents=[item]))
    with at(0):
        actions.add_update(actor=house.amina, document=plan, data=copy.get_update())
    write(house.amina, other, "- [ ] Order bells")
    run()
    assert set(Task.objects.values_list("words", flat=True)) == {"Ring\ufffd twice", "Order bells"}
    assert Revision.objects.get(document=plan).tree == tree_of(plan)
    assert Revision.objects.filter(document=other).count() == 1
    assert PlainText.objects.count() == 2


def test_what_fails_with_one_text_is_told_without_its_words(
    house: House,
    plan: Document,
    other: Document,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    write(house.amina, plan, "- [ ] Mrs Okafor's drip")
    write(house.amina, other, "- [ ] Order bells")
    with at(30):
        actions.keep_pauses()
    write(house.amina, plan, "- [ ] Mrs Okafor's new drip")
    write(house.amina, other, "- [ ] Order more bells")
    Task.objects.all().delete()
    TaskReading.objects.all().delete()
    for module, name in ((revisions, "opened"), (tasks, "opened"), (authorship, "known"), (search, "opened")):
        monkeypatch.setattr(module, name, failing_with(getattr(module, name), plan.pk))
    run()
    assert Revision.objects.filter(document=other).count() == 2
    assert Authorship.objects.get().document == other
    assert Task.objects.filter(document=other).exists()
    assert PlainText.objects.filter(document_id=other.pk).exists()
    assert str(plan.pk) in caplog.text
    assert caplog.text.count("ValueError") == 4
    assert "Okafor" not in caplog.text
