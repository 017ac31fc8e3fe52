"""A launch goes its declared way; starting sets things up; what was missing stays written; the first win is real."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client

from fourleaf.adoption import actions, wins
from fourleaf.adoption.claims import Lack, Prepared, told
from fourleaf.adoption.course import COURSE, State
from fourleaf.adoption.models import FirstWin, Launch, LaunchCheck, Place, Team
from fourleaf.chronicle.models import Entry
from fourleaf.conversation import actions as conversation
from fourleaf.documents import actions as documents
from fourleaf.documents.content import opened
from fourleaf.documents.formats.markdown import from_markdown
from fourleaf.documents.models import Document
from fourleaf.documents.tree import yjs
from fourleaf.inbox.waiting import Waiting
from fourleaf.kit import time
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.people.models import Person
from fourleaf.spaces.models import Membership
from tests.house import House
from tests.sharing.conftest import Ask
from tests.working import work

Raw = Callable[[Person], Ask]


@pytest.fixture
def begun(house: House, team: Team) -> Team:
    """The team has started today."""
    actions.move_launch(actor=house.amina, team=team, to=State.LAUNCHED)
    return Team.objects.get(pk=team.pk)


def test_each_step_is_a_row_and_a_deed(house: House, team: Team) -> None:
    way = (State.READY, State.BASELINE, State.LAUNCHED, State.STEADY, State.REVIEWED)
    for to in way:
        actions.move_launch(actor=house.amina, team=team, to=to, why="It is time.")
    steps = Launch.objects.get(pk=team.pk).steps.all()
    assert [step.after for step in steps] == [State.CANDIDATE, *way]
    assert all(step.by == house.amina for step in steps)
    assert [step.before for step in steps][1:] == [step.after for step in steps][:-1]
    moved = Entry.objects.filter(name="LaunchMoved").order_by("at", "id")
    assert [deed.facts["after"] for deed in moved] == list(way)


@pytest.mark.parametrize("before", list(State))
def test_what_the_course_does_not_name_is_refused(house: House, team: Team, before: State) -> None:
    Launch.objects.filter(pk=team.pk).update(state=before)
    for to in set(State) - set(COURSE[before]):
        with pytest.raises(Invalid):
            actions.move_launch(actor=house.amina, team=team, to=to, why="x")
    with pytest.raises(Invalid):
        actions.move_launch(actor=house.amina, team=team, to="nowhere")


def test_only_leader_and_stewards_move_it(house: House, team: Team) -> None:
    for who in (house.ben, house.omar, house.maria):
        with pytest.raises(Refused):
            actions.move_launch(actor=who, team=team, to=State.READY)
    actions.move_launch(actor=house.ruth, team=team, to=State.READY)


def test_an_enthusiast_starts_today_and_what_is_missing_is_written(house: House, begun: Team) -> None:
    assert begun.launch.state == State.LAUNCHED
    assert begun.launch.begins_on == time.now().date()
    step = begun.launch.steps.get(after=State.LAUNCHED)
    assert set(step.without) == {"benefits", "ratings", "check", "baseline", "members"}
    assert all(all(pair) for pair in told(step.without))
    assert [(check.day, (check.due_on - begun.launch.begins_on).days) for check in begun.launch.checks.all()] == [
        (30, 30), (60, 60), (90, 90)
    ]  # fmt: skip


def test_its_space_and_first_document_are_there(house: House, begun: Team) -> None:
    place = Place.objects.select_related("space").get(launch_id=begun.pk)
    roles = dict(Membership.objects.standing().filter(space=place.space).values_list("person__name", "role"))
    assert roles == {house.amina.name: "steward", house.ben.name: "member"}
    assert place.space.access == "closed"
    assert place.document is not None
    document = Document.objects.visible_to(house.ben).get(pk=place.document)
    assert document.sequence > 0
    actions.add_members(actor=house.amina, team=begun, people=[house.gwen])
    assert Membership.objects.standing().filter(space=place.space, person=house.gwen).exists()


def test_who_helped_another_team_to_start_is_not_in_its_space(house: House, team: Team) -> None:
    actions.move_launch(actor=house.ruth, team=team, to=State.LAUNCHED)
    place = Place.objects.get(launch_id=team.pk)
    roles = dict(Membership.objects.standing().filter(space=place.space).values_list("person__name", "role"))
    assert roles == {house.amina.name: "steward", house.ben.name: "member"}


def test_what_people_wrote_cannot_become_markup_of_the_first_document(house: House) -> None:
    team = actions.make_team(
        actor=house.amina, name="x", leader=house.amina, outcome="# Not a title\n[x](javascript:alert(1)) <b>"
    )
    actions.state_benefits(actor=house.amina, team=team, outcome="*Less* <i>", gain="1. one")
    actions.move_launch(actor=house.amina, team=team, to=State.LAUNCHED)
    place = Place.objects.get(launch_id=team.pk)
    text = str(documents_tree(place.document))
    assert "'link'" not in text
    assert "Not a title" in text


def documents_tree(key: object) -> object:

    return yjs.read(opened(key)[1])  # type: ignore[arg-type]


def test_a_launch_stopped_in_week_two_keeps_all(house: House, begun: Team) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.move_launch(actor=house.amina, team=begun, to=State.STOPPED)
    assert refusal.value.field == "why"
    with time.at(time.now() + timedelta(days=10)):
        actions.move_launch(actor=house.amina, team=begun, to=State.STOPPED, why="No time.")
        assert actions.remind_of_checks() == 0
    assert Place.objects.filter(launch_id=begun.pk).exists()
    actions.move_launch(actor=house.amina, team=begun, to=State.REVIEWED)
    with time.at(time.now() + timedelta(days=40)):
        assert actions.remind_of_checks() == 0


def test_the_day_is_planned_ahead(house: House, team: Team) -> None:
    today = time.now().date()
    for day in (today - timedelta(days=1), today + timedelta(days=3000)):
        with pytest.raises(Invalid):
            actions.plan_launch(actor=house.amina, team=team, begins_on=day)
    actions.plan_launch(actor=house.amina, team=team, begins_on=today + timedelta(days=7))
    assert Launch.objects.get(pk=team.pk).begins_on == today + timedelta(days=7)
    actions.move_launch(actor=house.amina, team=team, to=State.LAUNCHED)
    with pytest.raises(Invalid):
        actions.plan_launch(actor=house.amina, team=team, begins_on=None)


def test_a_first_win_is_finished_work_of_the_team_s_own_space(house: House, begun: Team) -> None:
    space = Place.objects.get(launch_id=begun.pk).space
    assert wins.found(house.amina, begun) == []
    elsewhere = conversation.add_post(actor=house.amina, space=house.ward, body="We decide.")
    conversation.mark_post(actor=house.amina, post=elsewhere, kind="decision")
    question = conversation.add_post(actor=house.ben, space=space, body="Which rail?")
    answer = conversation.add_post(actor=house.amina, space=space, body="The low one.", root=question)
    conversation.mark_post(actor=house.ben, post=answer, kind="answer")
    [win] = wins.found(house.ben, begun)
    assert (win.kind, win.subject) == ("answer", answer.pk)
    assert win.fact == "It was answered 0 minutes after it was asked."
    assert wins.found(house.omar, begun) == []
    for kind, subject in (("decision", elsewhere.pk), ("answer", question.pk), ("", answer.pk)):
        with pytest.raises(Invalid):
            actions.choose_first_win(actor=house.ben, team=begun, kind=kind, subject=str(subject))
    for who in (house.omar, house.ruth):
        with pytest.raises(Refused):
            actions.choose_first_win(actor=who, team=begun, kind="answer", subject=str(answer.pk))
    chosen = actions.choose_first_win(actor=house.ben, team=begun, kind="answer", subject=str(answer.pk))
    assert FirstWin.objects.get() == chosen
    with pytest.raises(Invalid):
        actions.choose_first_win(actor=house.ben, team=begun, kind="answer", subject=str(answer.pk))


def test_an_approved_document_is_a_first_win(house: House, begun: Team) -> None:
    place = Place.objects.get(launch_id=begun.pk)
    document = documents.add_document(
        actor=house.amina, title="Night card", space=place.space, tree=from_markdown("Look at the rail.")
    )
    round = documents.submit_document(
        actor=house.amina, document=document, name="First", reviewers=[house.ben],
        due_on=time.now().date() + timedelta(days=3),
    )  # fmt: skip
    documents.answer_round(actor=house.ben, round=round, approves=True, note="")
    [win] = wins.found(house.amina, begun)
    assert (win.kind, win.subject, win.title) == ("approval", document.pk, "Night card")
    assert win.facts["people"] == 1
    assert wins.fact("approval", {"minutes": 60 * 26, "people": 2}) == (
        "It was approved 26 hours after it was submitted, by 2 people."
    )


def test_checks_are_due_reminded_and_answered_once(
    house: House, begun: Team, as_person: Callable[[Person], Client]
) -> None:
    assert actions.remind_of_checks() == 0
    noon = time.now().replace(hour=12)
    with time.at((noon + timedelta(days=31)).replace(hour=5)):
        assert actions.remind_of_checks() == 0  # nobody is called before the morning
    with time.at(noon + timedelta(days=31)):
        work()
        assert actions.remind_of_checks() == 1
        assert actions.remind_of_checks() == 0
        work()
        [item] = [each for each in Waiting(house.amina).items if each.kind == "check"]
        assert (item.kind, item.number) == ("check", 30)
        assert "Does it help?" in as_person(house.amina).get("/").content.decode()
    with time.at(noon + timedelta(days=39)):
        assert actions.remind_of_checks() == 1
    reminded = Entry.objects.filter(name="LaunchCheckReminded").earliest("at")
    assert reminded.facts["person"] == str(house.amina.pk)
    check = LaunchCheck.objects.get(day=30)
    given = {"check": check, "shows": "partly", "goes_on": "changed"}
    with pytest.raises(Refused):
        actions.answer_launch_check(actor=house.ben, **given)  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        actions.answer_launch_check(actor=house.amina, check=check, shows="partly", goes_on="maybe")
    actions.answer_launch_check(actor=house.amina, **given)  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        actions.answer_launch_check(actor=house.amina, **given)  # type: ignore[arg-type]
    with time.at(noon + timedelta(days=50)):
        assert actions.remind_of_checks() == 0
        assert "check" not in {each.kind for each in Waiting(house.amina).items}


def test_what_else_is_said_once_the_first_work_is_done(house: House, begun: Team) -> None:
    with pytest.raises(Invalid):
        actions.say_afterwards(actor=house.ben, team=begun, text="The rota.")
    actions.move_launch(actor=house.amina, team=begun, to=State.STEADY)
    begun = Team.objects.get(pk=begun.pk)
    for text in ("The rota.", "The rota, and the audit."):
        actions.say_afterwards(actor=house.ben, team=begun, text=text)
    assert [each.text for each in begun.launch.afterwards.all()] == ["The rota, and the audit."]
    with pytest.raises(Refused):
        actions.say_afterwards(actor=house.ruth, team=begun, text="x")


@pytest.mark.parametrize(
    ("prepared", "lacks"),
    [
        (Prepared(members=1), {"benefits", "ratings", "check", "baseline", "alone"}),
        (Prepared(members=4, has_statement=True, ratings=2, answered=3, past_works=3), {"members"}),
        (Prepared(members=9, has_statement=True, ratings=2, answered=6, past_works=3), set()),
        (
            Prepared(members=9, has_statement=True, ratings=1, answered=5, past_works=2),
            {"ratings", "check", "baseline"},
        ),
    ],
)
def test_what_is_missing_names_the_claim(prepared: Prepared, lacks: set[str]) -> None:
    assert set(prepared.lacks) == lacks
    assert len(told(prepared.lacks)) == len(lacks)
    assert set(Lack) >= lacks


@pytest.mark.parametrize(
    "statement",
    [
        "insert into adoption_launchcheck (id, launch_id, day, due_on, shows, goes_on, note)"
        " values (gen_random_uuid(), '{team}', 31, now(), '', '', '')",
        "insert into adoption_firstwin (launch_id, kind, subject, happened_at, facts, by_id, at)"
        " values ('{team}', 'answer', '{team}', now(), '{{}}', '{amina}', now())",
        "insert into adoption_afterwards (id, launch_id, person_id, text, at)"
        " values (gen_random_uuid(), '{team}', '{amina}', 'x', now())",
    ],
)
def test_members_write_nothing_in_the_leader_s_name(
    house: House, begun: Team, raw: Raw, statement: str
) -> None:
    with pytest.raises(DatabaseError):
        raw(house.ben)(statement.format(team=begun.pk, amina=house.amina.pk))


def test_reminders_are_written_by_the_worker_alone(house: House, begun: Team, raw: Raw) -> None:
    with pytest.raises(DatabaseError):
        raw(house.amina)("update adoption_launchcheck set reminded_at = now()")
