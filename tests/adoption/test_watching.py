"""Early warning from rows: a team that falls silent, who is told and when, and what is never said."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from fourleaf.adoption import actions
from fourleaf.adoption.helping import HELP
from fourleaf.adoption.models import Place, SeenWatch, Sighting, Team, Watch
from fourleaf.adoption.warning.signals import THRESHOLDS, Sign
from fourleaf.adoption.watching import log_of
from fourleaf.chronicle.models import Entry
from fourleaf.conversation import actions as conversation
from fourleaf.inbox.models import Telling
from fourleaf.inbox.waiting import Waiting
from fourleaf.kit import time
from fourleaf.people import actions as people
from fourleaf.people.models import Person
from fourleaf.sheet import actions as sheet
from tests.house import House
from tests.working import work

AsPerson = Callable[[Person], Client]
WEEK, HOUR = timedelta(weeks=1), timedelta(hours=1)
#: A Monday, so near that people are told of it now.
MONDAY = (datetime.now(UTC) - timedelta(days=datetime.now(UTC).weekday(), weeks=10)).replace(hour=9)
CANARY = "the canary sings in bed four"


@pytest.fixture
def team(house: House) -> Team:
    """Six people; Amina leads and has let Ben see how her pledge goes."""
    with time.at(MONDAY - WEEK):
        people.give_role(actor=None, person=house.amina, role="leader")
        late = Person.objects.create(name="Late Comer", email="late@marigold.example", kind=Person.Kind.STAFF)
        made = actions.make_team(
            actor=house.amina, name="Night falls", leader=house.amina,
            people=[house.ben, house.ruth, house.gwen, house.omar, late],
        )  # fmt: skip
        actions.move_launch(actor=house.amina, team=made, to="launched")
    return Team.objects.get(pk=made.pk)


def play(team: Team, weeks: range, writers: int) -> None:
    """In each of these weeks the first so many members write once each."""
    space = Place.objects.get(launch=team.launch).space
    members = [each.person for each in team.members.select_related("person").order_by("person__name")]
    for week in weeks:
        for number, person in enumerate(members[:writers]):
            with time.at(MONDAY + week * WEEK + number * HOUR):
                conversation.add_post(actor=person, space=space, body=CANARY)


def watch(week: int) -> int:
    """What the weekly job finds on the Monday after this week."""
    with time.at(MONDAY + (week + 1) * WEEK):
        return actions.watch_teams()


def found(week: int) -> dict[str, int]:
    day = (MONDAY + week * WEEK).date()
    return dict(Sighting.objects.filter(watch__week_on=day).values_list("sign", "level"))


def test_every_sign_has_its_words() -> None:
    assert set(HELP) == set(Sign)
    assert max(len(sign.name) for sign in Sign) <= 20
    assert {each.sign for each in THRESHOLDS} <= set(HELP)


def test_a_team_that_falls_silent_is_seen_after_two_weeks_and_red_after_three(
    house: House, team: Team, settings: pytest.FixtureRequest
) -> None:
    settings.HAS_MAIL = True  # type: ignore[attr-defined]
    play(team, range(4), 6)
    play(team, range(4, 8), 2)
    work()
    Telling.objects.all().delete()
    assert watch(3) == 1
    assert watch(3) == 0  # once a week
    assert found(3) == {}
    watch(4)
    assert "CONTRIBUTORS" not in found(4)
    watch(5)
    assert found(5)["CONTRIBUTORS"] == Sighting.Level.AMBER
    watch(6)
    assert found(6)["CONTRIBUTORS"] == Sighting.Level.RED
    watch(7)
    same = Sighting.objects.get(watch__week_on=(MONDAY + 7 * WEEK).date(), sign="CONTRIBUTORS")
    assert (same.weeks, same.is_news) == (4, False)
    work()
    told = {row.person.name for row in Telling.objects.filter(kind="warning").select_related("person")}
    assert told == {"Amina Yusuf"}
    kept = str(list(Sighting.objects.values())) + str(
        list(Entry.objects.filter(name="WarningRaised").values("facts"))
    )
    for secret in (CANARY, house.ben.name, str(house.ben.pk)):
        assert secret not in kept


def test_of_fewer_than_five_nothing_is_said(house: House, team: Team, as_person: AsPerson) -> None:
    play(team, range(2), 6)
    for member in list(team.members.exclude(person=house.amina).select_related("person"))[:2]:
        actions.end_team_membership(actor=house.amina, member=member)
    for week in range(2, 6):
        watch(week)
    assert Watch.objects.count() == 4
    assert not Sighting.objects.exists()
    assert b"smaller than that" in as_person(house.amina).get(f"/teams/{team.pk}/signs/").content


def test_a_leaders_signs_need_consent_and_go_to_the_leader_first(
    house: House, team: Team, as_person: AsPerson
) -> None:
    with time.at(MONDAY):
        pledge = sheet.make_pledge(actor=house.amina, text="I answer first.", rate=5)
    play(team, range(8), 6)
    for week in (5, 6):
        watch(week)
    assert not Sighting.objects.filter(is_leaders=True).exists()
    sheet.give_consent(actor=house.amina, pledge=pledge, to=house.ben)
    Watch.objects.all().delete()
    watch(7)
    assert found(7) == {"PLEDGE": Sighting.Level.RED}
    address = f"/teams/{team.pk}/signs/"
    words = b"You have written less"
    with time.at(MONDAY + 8 * WEEK + HOUR):
        assert words in as_person(house.amina).get(address).content
        for other in (house.ben, house.ruth):
            assert words not in as_person(other).get(address).content
        assert Waiting(house.amina).count
        assert not Watch.objects.waiting_for(house.ben).exists()
    with time.at(MONDAY + 9 * WEEK + HOUR):
        assert words in as_person(house.ben).get(address).content
        assert words not in as_person(house.ruth).get(address).content
    sheet.end_consent(actor=house.amina, pledge=pledge)
    with time.at(MONDAY + 9 * WEEK + HOUR):
        assert words not in as_person(house.ben).get(address).content


def test_the_log_has_who_wrote_and_what_questions_waited_for(house: House, team: Team) -> None:
    space = Place.objects.get(launch=team.launch).space
    with time.at(MONDAY):
        post = conversation.add_post(actor=house.ben, space=space, body="Which rail?", mark="question")
    with time.at(MONDAY + HOUR):
        conversation.add_post(actor=house.gwen, space=space, body="Four.", root=post, mark="answer")
        conversation.set_reaction(actor=house.ruth, post=post, emoji="👍", on=True)
    with time.at(MONDAY + 2 * HOUR):
        conversation.edit_post(actor=house.ben, post=post, body="Which rail is it?")
    log = log_of(team, MONDAY + WEEK)
    assert log is not None
    since = [deed for deed in log.deeds if deed.at >= MONDAY]
    assert [(deed.person, deed.to) for deed in since] == [
        (house.ben.pk, None), (house.gwen.pk, house.ben.pk), (house.ruth.pk, None), (house.ben.pk, None)
    ]  # fmt: skip
    (question,) = log.questions
    assert question.replied_at == question.answered_at == MONDAY + HOUR
    assert log.pledge is None
    assert log.start.weekday() == 0


def test_looking_at_it_puts_it_away(house: House, team: Team, as_person: AsPerson) -> None:
    play(team, range(4), 6)
    play(team, range(4, 7), 1)
    for week in range(3, 7):
        watch(week)
    now = MONDAY + 7 * WEEK + HOUR
    with time.at(now):
        amina = as_person(house.amina)
        assert b"while it can still be mended" in amina.get("/").content
        shown = amina.get(f"/teams/{team.pk}/signs/").content.decode()
        assert "What usually helps" in shown
        assert house.gwen.name not in shown
        assert amina.post(f"/teams/{team.pk}/signs/").status_code == 302
        assert SeenWatch.objects.exists()
        assert b"while it can still be mended" not in amina.get("/").content
        assert as_person(house.maria).get(f"/teams/{team.pk}/signs/").status_code == 404
