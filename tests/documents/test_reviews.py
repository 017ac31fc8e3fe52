"""Rounds of review: submitted, answered, decided, taken back, reminded; what is major counts from the first."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError

from fourleaf.chronicle.models import Entry
from fourleaf.documents import actions
from fourleaf.documents.models import Answer, Document, Reviewer, Round, RoundEnding
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.people.models import Person
from fourleaf.sharing.models import Grant
from tests.documents.test_revisions import NOON, PLAN, at, take_out, type_in
from tests.house import House
from tests.sharing.conftest import Ask, shown

Raw = Callable[[Person], Ask]
DUE = NOON.date() + timedelta(days=3)


def submit(house: House, document: Document, *reviewers: Person, **more: Any) -> Round:
    given: dict[str, Any] = {"name": "For the round", "due_on": DUE} | more
    return actions.submit_document(actor=house.amina, document=document, reviewers=reviewers, **given)


@pytest.fixture
def written(house: House, plan: Document) -> Document:
    with at(0):
        type_in(house.amina, plan, *PLAN)
    return plan


def test_a_round_is_decided_when_everybody_has_answered(house: House, written: Document) -> None:
    with at(1):
        asked = submit(house, written, house.ben, house.ruth, note="The second part.")
        assert (asked.revision.kind, asked.revision.name, asked.is_open) == (
            "submitted",
            "For the round",
            True,
        )
        assert set(Round.objects.asking(house.ruth)) == {asked}
        actions.answer_round(actor=house.ruth, round=asked, approves=True)
        assert not Round.objects.asking(house.ruth).exists()
        assert not RoundEnding.objects.exists()
        actions.answer_round(actor=house.ben, round=asked, approves=False, note="The rail comes first.")
    ending = RoundEnding.objects.get(round=asked)
    assert (ending.how, ending.by) == ("changes", house.ben)
    with pytest.raises(Invalid):
        actions.answer_round(actor=house.ben, round=asked, approves=True)
    names = list(
        Entry.objects.filter(name__startswith="Review").order_by("sequence").values_list("name", flat=True)
    )
    assert names == ["ReviewAsked", "ReviewAsked", "ReviewAnswered", "ReviewAnswered", "ReviewEnded"]
    assert not Entry.objects.filter(facts__icontains="rail").exists()


def test_the_last_word_of_each_counts(house: House, written: Document) -> None:
    with at(1):
        asked = submit(house, written, house.ben, house.ruth)
        actions.answer_round(actor=house.ben, round=asked, approves=False, note="The rail comes first.")
        actions.answer_round(actor=house.ben, round=asked, approves=True)
        actions.answer_round(actor=house.ruth, round=asked, approves=True)
    assert RoundEnding.objects.get(round=asked).how == "approved"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"due_on": NOON.date() - timedelta(days=1)}, "due_on"),
        ({"due_on": NOON.date() + timedelta(days=400)}, "due_on"),
        ({"name": " "}, "name"),
        ({"note": "x" * 501}, "note"),
    ],
)
def test_what_cannot_be_submitted(house: House, written: Document, more: dict[str, Any], field: str) -> None:
    with at(1), pytest.raises(Invalid) as wrong:
        submit(house, written, house.ben, **more)
    assert wrong.value.field == field
    assert not Round.objects.exists()


def test_who_may_submit_and_answer(house: House, written: Document) -> None:
    with at(1):
        for who in (house.ruth, house.omar):
            with pytest.raises(Refused):
                actions.submit_document(
                    actor=who, document=written, name="x", reviewers=[house.ben], due_on=DUE
                )
        for reviewers in ((), (house.amina,)):
            with pytest.raises(Invalid):
                submit(house, written, *reviewers)
        asked = submit(house, written, house.ben)
        for who in (house.gwen, house.omar):
            with pytest.raises(Refused):
                actions.answer_round(actor=who, round=asked, approves=True)
        with pytest.raises(Invalid):
            actions.answer_round(actor=house.ben, round=asked, approves=False, note=" ")
        with pytest.raises(Refused):
            actions.withdraw_round(actor=house.ruth, round=asked)


def test_reviewers_need_to_see_it(house: House, written: Document) -> None:
    with at(1):
        with pytest.raises(Invalid, match="Omar Said"):
            submit(house, written, house.ben, house.omar)
        assert not Grant.objects.exists()
        asked = submit(house, written, house.ben, house.omar, show_them=True)
        grant = Grant.objects.get()
        assert (grant.person, grant.role, grant.kind) == (house.omar, "commenter", "document")
        assert grant.expires_at.date() > DUE + timedelta(days=13)
        assert set(Round.objects.asking(house.omar)) == {asked}
        actions.answer_round(actor=house.omar, round=asked, approves=True)


def test_taken_back_and_submitted_anew(house: House, written: Document) -> None:
    with at(1):
        first = submit(house, written, house.ben)
    with at(2):
        second = submit(house, written, house.gwen, name="Again")
        assert RoundEnding.objects.get(round=first).how == "resubmitted"
        assert not Round.objects.asking(house.ben).exists()
        actions.withdraw_round(actor=house.amina, round=second)
        assert RoundEnding.objects.get(round=second).how == "withdrawn"
        assert not Round.objects.open().exists()
        actions.withdraw_document(actor=house.amina, document=written)
    assert not Round.objects.exists()
    assert not Reviewer.objects.exists()


def test_who_has_not_answered_is_reminded(house: House, written: Document) -> None:
    with at(1):
        asked = submit(house, written, house.ben, house.ruth)
        actions.answer_round(actor=house.ben, round=asked, approves=True)
    reminders = Entry.objects.filter(name="ReviewAsked", facts__is_reminder=True)
    for days, told in ((2, 0), (3, 1), (4, 1), (5, 1), (6, 2)):
        with at(days * 24 * 60):
            actions.remind_reviewers()
            actions.remind_reviewers()
        assert reminders.count() == told, days
    assert {entry.facts["person"] for entry in reminders} == {str(house.ruth.pk)}


def test_major_counts_from_the_first_submission(house: House, written: Document) -> None:
    with at(100):
        take_out(house.ben, written, 0)
        actions.name_revision(actor=house.ben, document=written, name="A quarter less")
    assert [row.is_major for row in written.revisions.all()] == [False]
    with at(110):
        submit(house, written, house.ben)
    with at(111):
        take_out(house.ben, written, 0)
        actions.name_revision(actor=house.ben, document=written, name="A third less")
    rows = list(written.revisions.all())
    assert [(row.number, row.is_major, row.compared_with) for row in rows] == [
        (1, False, None), (2, False, None), (3, True, 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "statement",
    [
        "insert into documents_answer (id, document_id, round_id, person_id, approves, note, at)"
        " values (gen_random_uuid(), '{document}', '{round}', '{ben}', true, '', now())",
        "insert into documents_reviewer (id, document_id, round_id, person_id)"
        " values (gen_random_uuid(), '{document}', '{round}', '{gwen}')",
        "insert into documents_roundending (round_id, document_id, how, by_id, at)"
        " values ('{round}', '{document}', 'approved', '{gwen}', now())",
        "update documents_round set due_on = '2030-01-01'",
        "update documents_answer set approves = true",
    ],
)
def test_nobody_answers_for_others(house: House, written: Document, raw: Raw, statement: str) -> None:
    with at(1):
        asked = submit(house, written, house.ben)
    names = {"document": written.pk, "round": asked.pk, "ben": house.ben.pk, "gwen": house.gwen.pk}
    with pytest.raises(DatabaseError):
        raw(house.gwen)(statement.format(**names))


def test_a_round_ends_only_as_the_answers_of_all_decide_it(house: House, written: Document, raw: Raw) -> None:
    """Also where a reviewer writes to the database past all our code."""
    end = (
        "insert into documents_roundending (round_id, document_id, how, by_id, at)"
        " values (%s, %s, %s, lock.me(), now())"
    )
    with at(1):
        asked = submit(house, written, house.ben, house.ruth)
    for how in ("approved", "changes", "withdrawn", "resubmitted"):
        with pytest.raises(DatabaseError):
            raw(house.ruth)(end, asked.pk, written.pk, how)
    for person, approves in ((house.ben, True), (house.ruth, False), (house.ruth, True)):
        Answer.objects.create(document=written, round=asked, person=person, approves=approves)
    with pytest.raises(DatabaseError):
        raw(house.ruth)(end, asked.pk, written.pk, "changes")
    assert raw(house.ruth)(end, asked.pk, written.pk, "approved") == [1]


def test_who_is_merely_shown_it_submits_nothing(house: House, written: Document, raw: Raw) -> None:
    shown(house.amina, "document", written.pk, house.omar, role=Grant.Role.EDITOR)
    with at(1):
        asked = submit(house, written, house.ben)
        raw(house.omar)("update documents_document set title = 'Mine' where id = %s", written.pk)
    begin = (
        "insert into documents_round (id, document_id, revision_id, by_id, due_on, note, at)"
        " values (gen_random_uuid(), %s, %s, lock.me(), '2026-06-01', '', now())"
    )
    keys = written.pk, asked.revision_id
    Round.objects.all().delete()
    with pytest.raises(DatabaseError):
        raw(house.omar)(begin, *keys)
    assert raw(house.ben)(begin, *keys) == [1]


def test_outsiders_see_no_row_of_a_round(house: House, written: Document, raw: Raw) -> None:
    with at(1):
        asked = submit(house, written, house.ben, house.ruth)
        actions.answer_round(actor=house.ruth, round=asked, approves=False, note="No.")
        actions.answer_round(actor=house.ben, round=asked, approves=True)
    for table in ("round", "reviewer", "answer", "roundending"):
        statement = f"select count(*) > 0 from documents_{table}"
        assert raw(house.ruth)(statement) == [(True,)], table
        assert raw(house.omar)(statement) == [(False,)], table
