"""Tasks and decisions of texts: read from them, ticked in them, given in them, reminded of."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client

from fourleaf.chronicle.models import Entry
from fourleaf.documents import actions
from fourleaf.documents.content import opened, tree_of, turned_into
from fourleaf.documents.formats.markdown import from_markdown
from fourleaf.documents.models import Document, Task, TaskReading
from fourleaf.documents.text.tasks import found_in
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.people.models import Person
from tests.documents.test_revisions import at
from tests.house import House
from tests.sharing.conftest import Ask, shown

Raw = Callable[[Person], Ask]
NOTES = """
## What happens now

- [ ] @Ben Achterberg checks the rails by 2026-05-08
- [x] Order bells
- [ ] Tell Omar, @Omar Said

::: decision decided
We ask twice a night.
:::
"""


def write(actor: Person, document: Document, text: str, *, day: int = 0) -> None:
    with at(day * 24 * 60):
        data = turned_into(opened(document.pk)[1], from_markdown(text))
        actions.add_update(actor=actor, document=document, data=data)
    document.refresh_from_db()
    with at(day * 24 * 60 + 1):
        actions.read_tasks()


@pytest.fixture
def notes(house: House, plan: Document) -> Document:
    write(house.amina, plan, NOTES)
    return plan


def rows(document: Document) -> list[tuple[str, str, str, Person | None, date | None]]:
    found = Task.objects.filter(document=document).order_by("place").select_related("owner")
    return [(row.kind, row.words, row.state, row.owner, row.due_on) for row in found]


def test_the_rows_are_what_the_text_says(house: House, notes: Document) -> None:
    assert rows(notes) == [
        ("task", "@Ben Achterberg checks the rails by 2026-05-08", "open", house.ben, date(2026, 5, 8)),
        ("task", "Order bells", "done", None, None),
        ("task", "Tell Omar, @Omar Said", "open", None, None),
        ("decision", "We ask twice a night.", "decided", None, None),
    ]
    told = Entry.objects.filter(name="TaskGiven").values_list("facts__person", flat=True)
    assert list(told) == [str(house.ben.pk)]
    assert TaskReading.objects.get(document=notes).upto == notes.sequence
    assert not Entry.objects.filter(facts__icontains="rails").exists()


def test_a_task_stays_the_same_while_it_is_reworded_and_moved(house: House, notes: Document) -> None:
    before = {row.words: row.pk for row in Task.objects.all()}
    changed = NOTES.replace("Order bells", "Order ten bells").replace(
        "- [ ] Tell Omar, @Omar Said\n", "- [ ] Something new\n"
    )
    write(house.ben, notes, changed.replace("decision decided", "decision reversed"), day=1)
    after = {row.words: row.pk for row in Task.objects.all()}
    assert after["Order ten bells"] == before["Order bells"]
    assert after["We ask twice a night."] == before["We ask twice a night."]
    assert after["Something new"] not in before.values()
    assert len(after) == 4
    assert Entry.objects.filter(name="TaskTurned", facts__state="reversed").count() == 1
    write(house.ben, notes, "Nothing to be done.", day=2)
    assert not Task.objects.exists()


def test_ticking_ticks_the_text_and_the_reverse(house: House, notes: Document) -> None:
    task = Task.objects.get(owner=house.ben)
    with at(10):
        actions.turn_task(actor=house.ben, task=task, state="done")
    assert [each.state for each in found_in(tree_of(notes), date(2026, 5, 4))] == [
        "done",
        "done",
        "open",
        "decided",
    ]
    notes.refresh_from_db()
    with at(11):
        assert actions.read_tasks() == 1
    assert Task.objects.get(pk=task.pk).state == "done"
    assert Entry.objects.filter(name="TaskTurned").values_list("actor_id", flat=True).get() == house.ben.pk
    write(house.amina, notes, NOTES, day=1)
    assert Task.objects.get(pk=task.pk).state == "open"


def test_a_decision_is_reversed_from_the_list(house: House, notes: Document) -> None:
    decision = Task.objects.decisions().get()
    with at(10):
        actions.turn_task(actor=house.amina, task=decision, state="reversed")
        with pytest.raises(Invalid):
            actions.turn_task(actor=house.amina, task=decision, state="done")
    assert found_in(tree_of(notes), date(2026, 5, 4))[-1].state == "reversed"


def test_an_owner_and_a_day_are_written_into_the_text(house: House, notes: Document) -> None:
    task = Task.objects.get(words="Order bells")
    with at(10):
        actions.give_task(actor=house.amina, task=task, owner=house.gwen, due_on=date(2026, 5, 20))
        with pytest.raises(Invalid, match="cannot read"):
            actions.give_task(actor=house.amina, task=task, owner=house.omar, due_on=None)
    notes.refresh_from_db()
    with at(11):
        actions.read_tasks()
    task.refresh_from_db()
    assert (task.owner, task.due_on) == (house.gwen, date(2026, 5, 20))
    with at(12):
        actions.give_task(actor=house.amina, task=task, owner=None, due_on=None)
    assert found_in(tree_of(notes), date(2026, 5, 4))[1].owner is None


def test_who_may_not_write_ticks_nothing(house: House, notes: Document) -> None:
    task = Task.objects.get(owner=house.ben)
    for who, refusal in ((house.ruth, Refused), (house.omar, Document.DoesNotExist)):
        with pytest.raises(refusal):
            actions.turn_task(actor=who, task=task, state="done")
    shown(house.amina, "document", notes.pk, house.omar, role="editor")
    with at(10):
        actions.turn_task(actor=house.omar, task=task, state="done")


def test_owners_are_reminded_when_it_is_due(house: House, notes: Document) -> None:
    reminders = Entry.objects.filter(name="TaskGiven", facts__is_reminder=True)
    for day, told in ((3, 0), (4, 1), (5, 1), (10, 1), (11, 2)):
        with at(day * 24 * 60):
            actions.remind_owners()
            actions.remind_owners()
        assert reminders.count() == told, day


def test_what_is_mine_is_what_i_can_read(house: House, notes: Document) -> None:
    assert [task.words[:4] for task in Task.objects.of(house.ben)] == ["@Ben"]
    assert not Task.objects.of(house.amina).exists()
    assert not Task.objects.visible_to(house.omar).exists()
    with at(10):
        actions.archive_document(actor=house.amina, document=notes)
    assert not Task.objects.of(house.ben).exists()


@pytest.mark.parametrize(
    "statement",
    [
        "update documents_task set words = ''",
        "insert into documents_taskreading (document_id, upto) values ('{document}', 9)",
    ],
)
def test_rows_follow_the_text_alone(house: House, notes: Document, raw: Raw, statement: str) -> None:
    with pytest.raises(DatabaseError):
        raw(house.amina)(statement.format(document=notes.pk))


def test_readers_see_the_rows_and_change_none(house: House, notes: Document, raw: Raw) -> None:
    asked: Any = "select count(*) from documents_task"
    assert (raw(house.ruth)(asked), raw(house.omar)(asked)) == ([(4,)], [(0,)])
    assert raw(house.ruth)("update documents_task set state = 'done'") == [0]
    assert raw(house.amina)("delete from documents_task") == [0]


def test_what_has_gone_from_the_text_since_is_not_ticked(house: House, notes: Document) -> None:
    task = Task.objects.tasks().open().earliest("place")
    write(house.amina, notes, "Nothing to do.", day=1)
    with pytest.raises(Invalid):
        actions.turn_task(actor=house.amina, task=task, state="done")
    with pytest.raises(Invalid):
        actions.give_task(actor=house.amina, task=task, owner=house.ben, due_on=None)


def test_of_very_many_tasks_the_first_are_read(
    house: House, plan: Document, monkeypatch: pytest.MonkeyPatch, as_person: Callable[[Person], Client]
) -> None:
    monkeypatch.setattr(Task, "MOST", 3)
    write(house.amina, plan, "\n".join(f"- [ ] Bed {number}" for number in range(6)))
    assert [words for _kind, words, *_rest in rows(plan)] == ["Bed 0", "Bed 1", "Bed 2"]
    assert Entry.objects.filter(name="TaskAdded").count() == 3
    page = as_person(house.amina).get(f"/documents/{plan.pk}/tasks/").content.decode()
    assert "Only the first 3 of this text stand here." in page
    task = Task.objects.get(words="Bed 2")
    actions.turn_task(actor=house.amina, task=task, state="done")
    assert [each.state for each in found_in(tree_of(plan), date(2026, 5, 4))].index("done") == 2
