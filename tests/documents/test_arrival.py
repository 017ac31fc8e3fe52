"""Whom a change has reached: counted by cursors, named by nobody but those who say so; and what came of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from fractions import Fraction
from random import Random

import pytest
from django.db import DatabaseError, connection

from fourleaf.chronicle.models import Entry
from fourleaf.chronicle.record import record
from fourleaf.documents import actions, events
from fourleaf.documents.arrival import Arrival, arrival_of, changes_in, readers_named
from fourleaf.documents.arriving_lock import HOURS
from fourleaf.documents.models import Document, DocumentCursor, MustSee, Reach, Revision, Task
from fourleaf.documents.telling import unreached
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Membership
from fourleaf.spaces.rights import Role
from tests.documents.test_revisions import NOON, PLAN, at, submit, take_out, type_in
from tests.house import House
from tests.sharing.conftest import Ask, shown

Raw = Callable[[Person], Ask]


def crowd(house: House, number: int) -> list[Person]:
    """More members of the ward."""
    made = []
    for each in range(number):
        person = Person.objects.create(
            kind=Person.Kind.STAFF,
            name=f"Nurse {each}",
            family_name=str(each),
            unit=house.ben.unit,
            site=house.ben.site,
        )
        spaces.invite(actor=house.amina, space=house.ward, person=person, role=Role.MEMBER)
        invitation = person.invitations.get()
        spaces.answer_invitation(actor=person, invitation=invitation, accept=True)
        made.append(person)
    return made


def at_(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def open_it(person: Person, document: Document) -> None:
    document.refresh_from_db()
    actions.open_document(actor=person, document=document)


@pytest.fixture
def changed(house: House, plan: Document) -> Revision:
    """Submitted, then a paragraph is taken out: major; for three."""
    return change(house, plan)


@pytest.fixture
def nurses(house: House) -> list[Person]:
    """They come before the change."""
    return crowd(house, 5)


def change(house: House, plan: Document) -> Revision:
    with at(0):
        type_in(house.amina, plan, *PLAN)
        submit(house.amina, plan, "First", house.ben)
    with at(100):
        take_out(house.amina, plan, 0)
        made = actions.name_revision(actor=house.amina, document=plan, name="Without rails")
    assert made.is_major
    return made


def test_it_is_counted_in_threes_who_has_opened_it_since(
    house: House, plan: Document, nurses: list[Person]
) -> None:
    changed = change(house, plan)
    assert arrival_of(changed) == Arrival(8, 0, None)
    for person in nurses[:2]:
        open_it(person, plan)
        open_it(person, plan)
    assert arrival_of(changed).opened == 0
    open_it(nurses[2], plan)
    assert arrival_of(changed).opened == 3
    open_it(house.ben, plan)
    with at(200):
        type_in(nurses[3], plan, "One line.")
        actions.name_revision(actor=nurses[3], document=plan, name="By somebody else")
    assert arrival_of(changed).opened == 3
    open_it(house.ruth, plan)
    assert arrival_of(changed).opened == 6
    assert not arrival_of(changed).is_everywhere
    assert DocumentCursor.objects.count() == 5
    open_it(nurses[0], plan)
    assert DocumentCursor.objects.count() == 5
    for person in (house.gwen, nurses[4]):
        open_it(person, plan)
    assert arrival_of(changed).opened == 8
    assert arrival_of(changed).is_everywhere


def test_numbers_are_about_those_for_whom_it_was_when_it_came(
    house: House, plan: Document, nurses: list[Person]
) -> None:
    """A steward who takes somebody out, or lets somebody in, between two looks learns nothing of what they did."""
    changed = change(house, plan)
    for person in (*nurses[:2], house.ben):
        open_it(person, plan)
    before = arrival_of(changed)
    assert (before.asked, before.opened) == (8, 3)
    for person in (house.ben, nurses[4]):
        membership = Membership.objects.standing().get(space=house.ward, person=person)
        spaces.end_membership(actor=house.amina, membership=membership)
        assert arrival_of(changed) == before
    shown(house.amina, "document", plan.pk, house.omar)
    open_it(house.omar, plan)
    assert arrival_of(changed) == before
    corrected = plan.revisions.get(number=1)
    assert arrival_of(corrected) == Arrival(0, None, None)


@pytest.mark.parametrize("seed", range(6))
def test_who_has_not_opened_it_has_not_done_so_yet(
    house: House, plan: Document, nurses: list[Person], seed: int
) -> None:
    """How long it took, by Kaplan and Meier: beside a second way to the same sums."""
    chance = Random(seed)
    changed = change(house, plan)
    lives: list[tuple[int, bool]] = []
    for person in (*nurses, house.ben, house.ruth, house.gwen):
        minutes = chance.randrange(1, 3_000)
        match chance.choice(["opens", "opens", "opens", "leaves", "waits"]):
            case "opens":
                with at(100 + minutes):
                    open_it(person, plan)
                lives.append((minutes, True))
            case "leaves":
                here = Membership.objects.filter(space=house.ward, person=person)
                here.update(ended_at=at_(100 + minutes))
                lives.append((minutes, False))
            case _:
                lives.append((5_000, False))
    with at(5_100):
        told = arrival_of(changed)
    assert (told.half, told.most) == (within(lives, 0.5), within(lives, 0.1))
    assert Reach.objects.count() == sum(has_come for _minutes, has_come in lives)
    assert len(told.took) == 2


def test_what_took_months_is_told_as_such(house: House, plan: Document, nurses: list[Person]) -> None:
    changed = change(house, plan)
    with at(100 + 200 * 24 * 60):
        for person in (*nurses, house.ben, house.ruth):
            open_it(person, plan)
        told = arrival_of(changed)
    assert (told.opened, told.half, told.most) == (6, 8766, None)
    assert [when for _who, when in told.took] == ["after more than three months", "not yet"]
    Reach.objects.all().delete()
    with at(100 + 200 * 24 * 60):
        assert [who for who, _when in arrival_of(changed).took] == ["nine in ten"]


def within(lives: list[tuple[int, bool]], share: float) -> int | None:
    """Within how many hours no more than this share of them has not opened it."""
    left = Fraction(1)
    for minutes in sorted({minutes for minutes, has_come in lives if has_come}):
        at_risk = sum(each >= minutes for each, _has_come in lives)
        came = sum(each == (minutes, True) for each in lives)
        left *= 1 - Fraction(came, at_risk)
        if left <= Fraction(str(share)):
            return next(hours for hours in HOURS if hours * 60 >= minutes)
    return None


def test_who_had_read_it_before_the_version_was_kept_has_it(
    house: House, plan: Document, nurses: list[Person]
) -> None:
    with at(0):
        type_in(house.amina, plan, *PLAN)
        submit(house.amina, plan, "First", house.ben)
    with at(100):
        take_out(house.amina, plan, 0)
    with at(105):
        for person in (*nurses[:3], house.omar):
            open_it(person, plan)
    with at(130):
        actions.keep_pauses()
        changed = plan.revisions.get(number=2)
        assert changed.is_major
        assert arrival_of(changed) == Arrival(8, 3, None)
        assert list(Reach.objects.values_list("minutes", flat=True)) == [5, 5, 5]
        for person in nurses:
            open_it(person, plan)
        assert list(Reach.objects.order_by("minutes").values_list("minutes", flat=True)) == [5, 5, 5, 30, 30]
        assert arrival_of(changed).half == 1


def test_of_few_people_no_number_is_told(house: House, plan: Document, changed: Revision) -> None:
    open_it(house.ben, plan)
    assert arrival_of(changed) == Arrival(3, None, None)
    assert arrival_of(changed).took == []


def test_what_must_be_seen_is_confirmed_by_a_click(house: House, plan: Document, changed: Revision) -> None:
    with pytest.raises(Refused):
        actions.mark_revision(actor=house.ben, document=plan, revision=changed, what="x")
    with pytest.raises(Invalid):
        actions.mark_revision(actor=house.amina, document=plan, revision=changed, what=" ")
    actions.mark_revision(
        actor=house.amina, document=plan, revision=changed, what="Rails are checked by others now"
    )
    for person in (house.ben, house.ruth, house.gwen):
        assert [each.revision_id for each in MustSee.objects.asking(person)] == [changed.pk]
    for person in (house.amina, house.omar):
        assert not MustSee.objects.asking(person).exists()
        with pytest.raises(Refused):
            actions.confirm_change(actor=house.omar, document=plan, revision=changed)
    open_it(house.ben, plan)
    actions.confirm_change(actor=house.ben, document=plan, revision=changed)
    actions.confirm_change(actor=house.ben, document=plan, revision=changed)
    assert not MustSee.objects.asking(house.ben).exists()
    assert arrival_of(changed) == Arrival(3, None, 1)
    assert [key for key, _at in readers_named(changed)] == [house.ben.pk]
    assert set(unreached(changed.pk)) == {house.ruth.pk, house.gwen.pk}
    assert not Entry.objects.filter(facts__icontains="rails").exists()
    with pytest.raises(Refused):
        actions.unmark_revision(actor=house.ben, document=plan, revision=changed)
    actions.unmark_revision(actor=house.amina, document=plan, revision=changed)
    assert not MustSee.objects.asking(house.ruth).exists()


def test_the_rest_is_reminded_once_and_named_nowhere(
    house: House, plan: Document, nurses: list[Person]
) -> None:
    changed = change(house, plan)
    open_it(house.ben, plan)
    with at(200):
        for who in (house.ruth, house.omar):
            with pytest.raises(Refused):
                actions.nudge_rest(actor=who, document=plan, revision=changed)
        actions.nudge_rest(actor=house.amina, document=plan, revision=changed)
        assert len(unreached(changed.pk)) == 7
        assert house.ben.pk not in unreached(changed.pk)
        with pytest.raises(Invalid, match="were reminded"):
            actions.nudge_rest(actor=house.gwen, document=plan, revision=changed)
    entry = Entry.objects.get(name="ChangeNudged")
    assert entry.facts == {"document": str(plan.pk), "number": changed.number}
    with at(200 + 21 * 60):
        for person in Person.objects.all():
            open_it(person, plan)
        with pytest.raises(Invalid, match="reached everybody"):
            actions.nudge_rest(actor=house.amina, document=plan, revision=changed)


def test_what_came_of_it(house: House, plan: Document, changed: Revision) -> None:
    leaflet = actions.add_document(actor=house.amina, title="Leaflet", space=house.ward)
    with pytest.raises(Invalid):
        actions.add_dependence(actor=house.amina, document=leaflet, on=leaflet)
    with pytest.raises(Refused):
        actions.add_dependence(actor=house.ruth, document=leaflet, on=plan)
    actions.add_dependence(actor=house.amina, document=leaflet, on=plan)
    with pytest.raises(Invalid, match="known already"):
        actions.add_dependence(actor=house.amina, document=leaflet, on=plan)
    (change,) = changes_in(plan, 9)
    assert [(each.document, each.updated_at) for each in change.enacted.dependents] == [(leaflet, None)]
    with at(150):
        type_in(house.amina, leaflet, "Rails are checked.")
        made = actions.name_revision(actor=house.amina, document=leaflet, name="As the plan")
    (change,) = changes_in(plan, 9)
    assert [each.updated_at for each in change.enacted.dependents] == [made.at]
    (dependence,) = leaflet.dependences.all()
    actions.remove_dependence(actor=house.amina, document=leaflet, dependence=dependence)
    assert not changes_in(plan, 9)[0].enacted.dependents


def test_accepted_suggestions_and_closed_tasks_are_counted(house: House, plan: Document) -> None:
    with at(0):
        type_in(house.amina, plan, *PLAN)
        submit(house.amina, plan, "First", house.ben)
    with at(50):
        for number, is_accepted in ((0, True), (1, True), (2, False), (1, True)):
            record(
                events.SuggestionSettled(
                    actor=house.amina.pk, space=plan.space_id, document=plan.pk, suggestion=str(number),
                    person=house.ben.pk, is_accepted=is_accepted,
                )
            )  # fmt: skip
    with at(100):
        take_out(house.amina, plan, 0)
        made = actions.name_revision(actor=house.amina, document=plan, name="Without rails")
    for minute, state in ((90, "done"), (90, "open"), (110, "open")):
        Task.objects.create(
            document=plan, kind="task", place=0, words="x", state=state, at=at_(minute), changed_at=at_(200)
        )
    (change,) = changes_in(plan, 9)
    assert change.revision == made
    assert (change.enacted.accepted, change.enacted.tasks, change.enacted.closed) == (2, 2, 1)
    assert change.enacted.closed_at is None
    Task.objects.update(state="done")
    assert changes_in(plan, 9)[0].enacted.closed_at == at_(200)


def test_a_correction_decides_what_is_of_substance(house: House, plan: Document, changed: Revision) -> None:
    assert [each.revision.number for each in changes_in(plan, 9)] == [2]
    actions.correct_revision(actor=house.amina, document=plan, revision=changed, is_major=False, why="Style.")
    assert changes_in(plan, 9) == []
    actions.mark_revision(
        actor=house.amina, document=plan, revision=plan.revisions.get(number=1), what="All of it"
    )
    assert [each.revision.number for each in changes_in(plan, 9)] == [1]


def test_nobody_reads_how_far_others_have_come(
    house: House, plan: Document, changed: Revision, raw: Raw
) -> None:
    for person in (house.ben, house.ruth):
        open_it(person, plan)
    actions.mark_revision(actor=house.amina, document=plan, revision=changed, what="x")
    actions.confirm_change(actor=house.ben, document=plan, revision=changed)
    asked = "select count(*) from documents_documentcursor"
    assert [raw(who)(asked) for who in (house.amina, house.ruth, house.omar)] == [[(0,)], [(1,)], [(0,)]]
    clicks = "select count(*) from documents_seenclick"
    assert [raw(who)(clicks) for who in (house.amina, house.ben, house.ruth, house.omar)] == [
        [(1,)], [(1,)], [(0,)], [(0,)],
    ]  # fmt: skip
    numbers = "select count(*) from lock.arrived(array[%s]::uuid[], now())"
    assert raw(house.ruth)(numbers, changed.pk) == [(1,)]
    assert raw(house.omar)(numbers, changed.pk) == [(0,)]
    for hidden in (
        "lock.assigned(array[%s]::uuid[])", "lock.reached_by(array[%s]::uuid[])", "lock.has_opened(%s, lock.me())",
        "lock.left_at(%s, lock.me())",
    ):  # fmt: skip
        with pytest.raises(DatabaseError):
            raw(house.amina)(f"select * from {hidden}", changed.pk)
    for table in ("meant", "reach"):
        assert raw(house.amina)(f"select count(*) from documents_{table}") == [(0,)]
    with pytest.raises(DatabaseError):
        raw(house.ruth)("select lock.note_meant(%s)", changed.pk)
    note = "select lock.note_opened(%s, %s, 99, now())"
    raw(house.omar)(note, plan.pk, house.omar.pk)
    raw(house.gwen)(note, plan.pk, house.ruth.pk)
    cursors = dict(DocumentCursor.objects.values_list("person_id", "upto"))
    assert cursors == {who.pk: plan.sequence for who in (house.ben, house.ruth, house.gwen)}


def test_only_who_wrote_a_version_says_what_it_is(
    house: House, plan: Document, changed: Revision, raw: Raw
) -> None:
    """Also past all our code: Gwen may write there, and has written nothing of this."""
    mark = (
        "insert into documents_mustsee (revision_id, document_id, by_id, what, at)"
        " values (%s, %s, lock.me(), 'x', now())"
    )
    correct = (
        "insert into documents_correction (id, revision_id, document_id, by_id, is_major, why, at)"
        " values (gen_random_uuid(), %s, %s, lock.me(), true, 'x', now())"
    )
    for statement in (mark, correct):
        with pytest.raises(DatabaseError):
            raw(house.gwen)(statement, changed.pk, plan.pk)
        assert raw(house.amina)(statement, changed.pk, plan.pk) == [1]


def test_accepted_suggestions_are_found_by_an_index(house: House, plan: Document) -> None:
    asked = Entry.objects.filter(space_id=plan.space_id, name="SuggestionSettled")
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
    assert "chronicle_entry_suggestions" in asked.filter(facts__document=str(plan.pk)).explain()
