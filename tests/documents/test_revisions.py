"""Revisions: kept at pauses and by name, judged, corrected, brought back; the log only ever grows."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from pycrdt import XmlElement, XmlFragment, XmlText

from fourleaf.documents import actions
from fourleaf.documents.content import opened, tree_of
from fourleaf.documents.models import Document, DocumentState, DocumentUpdate, Revision
from fourleaf.documents.tree.reading import plain_text
from fourleaf.kit import time
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.people.models import Person
from tests.house import House
from tests.sharing.conftest import Ask, shown

Raw = Callable[[Person], Ask]
NOON = datetime.fromisoformat("2026-05-04T12:00:00+00:00")
PLAN = [
    "Look at the rail of every bed before the lamps go out and write down what is loose.",
    "Ask each patient twice in the night whether they need to get up, and go with them.",
    "Put the bell where the hand that is stronger reaches it without turning round.",
    "Who has fallen is seen by the doctor on duty within the half hour, whatever they say.",
]


def at(minutes: float) -> Any:
    return time.at(NOON + timedelta(minutes=minutes))


def type_in(person: Person, document: Document, *lines: str, place: int | None = None) -> None:
    """Type paragraphs at a place, as an editor of this person would."""
    _upto, copy = opened(document.pk)
    before, root = copy.get_state(), copy.get("default", type=XmlFragment)
    with copy.transaction():
        for line in lines:
            where = len(root.children) if place is None else place
            root.children.insert(where, XmlElement("paragraph", contents=[XmlText(line)]))
    actions.add_update(actor=person, document=document, data=copy.get_update(before))
    document.refresh_from_db()


def take_out(person: Person, document: Document, place: int) -> None:
    _upto, copy = opened(document.pk)
    before, root = copy.get_state(), copy.get("default", type=XmlFragment)
    del root.children[place]
    actions.add_update(actor=person, document=document, data=copy.get_update(before))
    document.refresh_from_db()


def submit(actor: Person, document: Document, name: str, *reviewers: Person) -> Revision:
    """From then on what is much is major."""
    round = actions.submit_document(
        actor=actor, document=document, name=name, reviewers=reviewers, due_on=NOON.date() + timedelta(days=9)
    )
    return round.revision


def numbers(document: Document) -> list[tuple[int, str]]:
    return list(document.revisions.values_list("number", "kind"))


def test_a_pause_keeps_what_was_written_once(house: House, plan: Document) -> None:
    with at(0):
        type_in(house.amina, plan, PLAN[0])
    with at(5):
        type_in(house.ben, plan, PLAN[1])
    with at(14.9):
        assert actions.keep_pauses() == 0
    with at(15):
        assert actions.keep_pauses() == 1
        assert actions.keep_pauses() == 0
    kept = plan.revisions.get()
    assert (kept.number, kept.kind, kept.upto, kept.by_id) == (1, "automatic", 2, None)
    assert kept.at == NOON + timedelta(minutes=5)
    assert set(kept.authors) == {house.amina.pk, house.ben.pk}
    assert plain_text(kept.tree).split("\n") == PLAN[:2]
    assert (kept.words, kept.is_major, kept.compared_with) == (35, False, None)


def test_a_minute_after_the_last_one_leaves_is_a_pause_too(house: House, plan: Document) -> None:
    with at(0):
        type_in(house.amina, plan, PLAN[0])
        actions.keep_state(document=plan.pk, upto=1, data=opened(plan.pk)[1].get_update())
    with at(0.9):
        assert actions.keep_pauses() == 0
    with at(1):
        assert actions.keep_pauses() == 1


def test_who_is_in_the_midst_of_it_is_not_disturbed(house: House, plan: Document) -> None:
    with at(0):
        type_in(house.amina, plan, PLAN[0])
        actions.keep_state(document=plan.pk, upto=1, data=opened(plan.pk)[1].get_update())
        type_in(house.amina, plan, PLAN[1])
    with at(5):
        assert DocumentState.objects.get(document=plan).upto < plan.sequence
        assert actions.keep_pauses() == 0


def test_nothing_is_kept_of_what_was_withdrawn(house: House, plan: Document) -> None:
    with at(0):
        type_in(house.amina, plan, PLAN[0])
        actions.name_revision(actor=house.amina, document=plan, name="First")
        actions.withdraw_document(actor=house.amina, document=plan)
    with at(20):
        assert actions.keep_pauses() == 0
    assert not Revision.objects.exists()


def test_a_name_is_given_by_writers_only_and_once(house: House, plan: Document) -> None:
    with pytest.raises(Invalid, match="Nothing has been written"):
        actions.name_revision(actor=house.amina, document=plan, name="Empty")
    type_in(house.amina, plan, PLAN[0])
    for name in (" ", "x" * 121):
        with pytest.raises(Invalid):
            actions.name_revision(actor=house.amina, document=plan, name=name)
    with pytest.raises(Refused):
        actions.name_revision(actor=house.ruth, document=plan, name="Mine")
    made = actions.name_revision(actor=house.ben, document=plan, name=" For the  round ")
    assert (made.name, made.by, made.authors) == ("For the round", house.ben, [house.amina.pk])
    with pytest.raises(Invalid, match="Nothing has changed"):
        actions.name_revision(actor=house.amina, document=plan, name="Again")


def test_a_name_on_what_was_kept_by_itself_takes_over_its_judgement(house: House, plan: Document) -> None:
    with at(0):
        type_in(house.amina, plan, *PLAN)
        submit(house.amina, plan, "First", house.ben)
    with at(100):
        take_out(house.ben, plan, 0)
    with at(120):
        actions.keep_pauses()
    with at(130):
        named = actions.name_revision(actor=house.amina, document=plan, name="Second")
    automatic = plan.revisions.get(number=2)
    assert (automatic.is_major, named.is_major) == (True, True)
    assert (named.number, named.compared_with, named.authors) == (3, 1, [house.ben.pk])
    assert named.share == automatic.share > 0.2


def test_one_author_s_hour_is_one_revision_and_somebody_else_ends_it(house: House, plan: Document) -> None:
    with at(0):
        type_in(house.amina, plan, *PLAN)
        actions.name_revision(actor=house.amina, document=plan, name="First")
    for minute, who in (
        (100, house.ben),
        (130, house.ben),
        (155, house.ben),
        (166, house.ben),
        (170, house.amina),
    ):
        with at(minute):
            type_in(who, plan, f"Line of minute {minute}.")
            actions.name_revision(actor=who, document=plan, name=f"After {minute}")
    assert list(plan.revisions.values_list("number", "compared_with")) == [
        (1, None), (2, 1), (3, 1), (4, 1), (5, 4), (6, 5)
    ]  # fmt: skip


def test_a_restored_text_is_one_more_update_of_the_log(house: House, plan: Document) -> None:
    with at(0):
        type_in(house.amina, plan, *PLAN[:3])
        first = actions.name_revision(actor=house.amina, document=plan, name="First")
    with at(5):
        take_out(house.ben, plan, 1)
        type_in(house.ben, plan, PLAN[3])
    before = list(DocumentUpdate.objects.order_by("number").values_list("number", "data"))
    with at(7):
        restored = actions.restore_revision(actor=house.ben, document=plan, revision=first)
    after = list(DocumentUpdate.objects.order_by("number").values_list("number", "data"))
    assert after[:-1] == before
    assert tree_of(plan) == first.tree == restored.tree
    assert numbers(plan) == [(1, "named"), (2, "automatic"), (3, "restored")]
    assert plain_text(plan.revisions.get(number=2).tree).split("\n") == [PLAN[0], PLAN[2], PLAN[3]]
    assert (restored.restores, restored.by, restored.upto) == (1, house.ben, len(after))
    with pytest.raises(Invalid, match="like this already"):
        actions.restore_revision(actor=house.ben, document=plan, revision=first)
    with pytest.raises(Refused):
        actions.restore_revision(actor=house.ruth, document=plan, revision=restored)


def test_restoring_leaves_what_is_typed_meanwhile_elsewhere(house: House, plan: Document) -> None:
    type_in(house.amina, plan, *PLAN[:3])
    first = actions.name_revision(actor=house.amina, document=plan, name="First")
    take_out(house.ben, plan, 1)
    _upto, editor = opened(plan.pk)  # Ben has it open, and types while Amina restores
    before = editor.get_state()
    words = editor.get("default", type=XmlFragment).children[0].children[0]
    words.insert(0, "Every night: ")
    actions.restore_revision(actor=house.amina, document=plan, revision=first)
    actions.add_update(actor=house.ben, document=plan, data=editor.get_update(before))
    assert plain_text(tree_of(plan)).split("\n") == [f"Every night: {PLAN[0]}", *PLAN[1:3]]


def test_authors_correct_the_judgement_and_say_why(house: House, plan: Document) -> None:
    with at(0):
        type_in(house.amina, plan, *PLAN)
        first = submit(house.amina, plan, "First", house.ben)
    with at(100):
        take_out(house.ben, plan, 0)
        second = actions.name_revision(actor=house.ben, document=plan, name="Second")
    say: dict[str, Any] = {"document": plan, "is_major": False, "why": "Only moved to the other sheet."}
    with pytest.raises(Refused):
        actions.correct_revision(actor=house.gwen, revision=second, **say)
    with pytest.raises(Invalid, match="compared with nothing"):
        actions.correct_revision(actor=house.amina, revision=first, **say)
    with pytest.raises(Invalid, match="Say why"):
        actions.correct_revision(actor=house.ben, revision=second, **say | {"why": " "})
    actions.correct_revision(actor=house.ben, revision=second, **say)
    second.refresh_from_db()
    assert second.is_major
    assert [(each.is_major, each.by) for each in second.corrections.all()] == [(False, house.ben)]


def test_the_second_lock_of_revisions(house: House, plan: Document, raw: Raw) -> None:
    type_in(house.amina, plan, *PLAN)
    made = actions.name_revision(actor=house.amina, document=plan, name="First")
    count = "select count(*) from documents_revision"
    assert raw(house.ruth)(count) == [(1,)]
    assert raw(house.omar)(count) == [(0,)]
    shown(house.amina, "document", plan.pk, house.omar)
    assert raw(house.omar)(count) == [(1,)]
    add = (
        "insert into documents_revision (id, document_id, number, upto, kind, name, by_id, at, authors, tree, words,"
        " changed, share, is_major, clauses) values (gen_random_uuid(), %s, 9, 1, %s, '', %s, now(), '{}', '{}', 0,"
        " 0, 0, false, '[]')"
    )
    for who, kind, by in (
        (house.ruth, "named", house.ruth.pk), (house.omar, "automatic", None), (house.ben, "named", house.amina.pk),
        (house.ben, "named", None),
    ):  # fmt: skip
        with pytest.raises(DatabaseError):
            raw(who)(add, plan.pk, kind, by)
    correct = (
        "insert into documents_correction (id, document_id, revision_id, is_major, why, by_id, at)"
        " values (gen_random_uuid(), %s, %s, true, 'x', %s, now())"
    )
    for who, by in ((house.omar, house.omar.pk), (house.ben, house.amina.pk)):
        with pytest.raises(DatabaseError):
            raw(who)(correct, plan.pk, made.pk, by)
    with pytest.raises(DatabaseError):
        raw(house.amina)("update documents_revision set is_major = true")
    assert raw(house.amina)("delete from documents_revision") == [0]
    assert raw(house.ben)(add, plan.pk, "named", house.ben.pk) == [1]
