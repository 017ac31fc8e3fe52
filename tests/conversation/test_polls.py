"""Polls: what may be chosen, who may know it, and that the counters are right when all press at once."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourleaf.chronicle.models import Entry
from fourleaf.conversation import actions
from fourleaf.conversation.models import Ballot, Poll, PollOption, Post, Tally, Vote
from fourleaf.kit import identity, time
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.people.models import Person
from fourleaf.spaces.models import Membership
from fourleaf.spaces.rights import Role
from tests.conversation.test_at_once import acting_on, at_once, standing
from tests.house import House

__all__ = ["standing"]


def ask(house: House, **how: Any) -> Poll:
    asked: dict[str, Any] = {
        "actor": house.amina,
        "space": house.ward,
        "body": "Which day?",
        "options": ["Mon", "Tue", "Wed"],
    }
    return actions.add_poll(**(asked | how)).poll


def in_days(days: int) -> Any:
    return time.now().date() + timedelta(days=days)


def published(poll: Poll) -> tuple[int, list[int] | None]:
    with connection.cursor() as cursor:
        cursor.execute("select people, counts from lock.tallies(%s)", [[poll.pk]])
        row: tuple[int, list[int] | None] = cursor.fetchone()
    return row


def test_an_open_vote_can_be_changed_and_taken_back(house: House) -> None:
    poll = ask(house)
    for places in ([1], [2], [], [3]):
        actions.vote(actor=house.ben, poll=poll, places=places)
        assert list(Vote.objects.values_list("option__place", flat=True)) == places
    with pytest.raises(Invalid, match="one answer"):
        actions.vote(actor=house.ben, poll=poll, places=[1, 2])
    with pytest.raises(Invalid, match="not offered"):
        actions.vote(actor=house.ben, poll=poll, places=[4])


def test_several_answers(house: House) -> None:
    poll = ask(house, is_multiple=True)
    actions.vote(actor=house.ben, poll=poll, places=[1, 3])
    actions.vote(actor=house.ruth, poll=poll, places=[3])
    assert sorted(Vote.objects.values_list("option__place", flat=True)) == [1, 3, 3]


def test_an_anonymous_vote_leaves_no_link(house: House) -> None:
    poll = ask(house, is_anonymous=True, closes_on=in_days(2))
    actions.vote(actor=house.ben, poll=poll, places=[2])
    assert not Vote.objects.exists()
    assert Ballot.objects.get().person == house.ben
    assert Tally.objects.get().counts == [0, 1, 0]
    entry = Entry.objects.get(name="BallotCast")
    assert (entry.actor_id, entry.facts) == (None, {"post": str(poll.pk), "root": None})
    assert {field.name for field in Ballot._meta.get_fields()} == {"pk", "poll", "person"}, "nor a time"
    with pytest.raises(Invalid, match="cannot be changed"):
        actions.vote(actor=house.ben, poll=poll, places=[1])
    with pytest.raises(Invalid, match="Choose an answer"):
        actions.vote(actor=house.ruth, poll=poll, places=[])


def crowd(house: House, number: int) -> list[Person]:
    made = [
        Person.objects.create(name=f"Nurse {n}", email=f"n{n}@marigold.example", kind=Person.Kind.STAFF)
        for n in range(number)
    ]
    for person in made:
        Membership.objects.create(space=house.ward, person=person, role=Role.MEMBER)
    return made


@pytest.mark.parametrize(("voters", "shown"), [(4, None), (5, [2, 2, 1])])
def test_results_of_an_anonymous_poll_show_after_it_closed_and_of_five(
    house: House, voters: int, shown: list[int] | None
) -> None:
    poll = ask(house, is_anonymous=True, closes_on=in_days(2))
    for number, person in enumerate(crowd(house, voters)):
        actions.vote(actor=person, poll=poll, places=[1 + number // 2])
    assert published(poll) == (voters, None)
    actions.close_poll(actor=house.amina, poll=poll)
    assert published(poll) == (voters, shown)


def test_a_poll_closes_by_itself_and_stays_closed(house: House) -> None:
    poll = ask(house, closes_on=in_days(1))
    with time.at(time.now() + timedelta(days=3)):
        with pytest.raises(Invalid, match="closed"):
            actions.vote(actor=house.ben, poll=poll, places=[1])
        assert actions.close_due_polls() == 1
        assert actions.close_due_polls() == 0
    assert Entry.objects.filter(name="PollClosed").count() == 1
    with pytest.raises(Invalid, match="closed"):
        actions.vote(actor=house.ben, poll=Poll.objects.get(), places=[1])


def test_who_may(house: House) -> None:
    with pytest.raises(Refused):
        ask(house, actor=house.ruth)
    poll = ask(house, actor=house.ben)
    actions.vote(actor=house.ruth, poll=poll, places=[1])
    for outsider in (house.omar, house.maria):
        with pytest.raises(Refused):
            actions.vote(actor=outsider, poll=poll, places=[1])
    with pytest.raises(Refused):
        actions.close_poll(actor=house.gwen, poll=poll)
    actions.close_poll(actor=house.amina, poll=poll)


@pytest.mark.parametrize(
    "wrong",
    [
        {"options": ["one"]},
        {"options": ["a", " A "]},
        {"options": [str(n) for n in range(11)]},
        {"options": ["x" * 121, "y"]},
        {"options": ["", "  ", "a"]},
        {"is_anonymous": True},
        {"body": ""},
    ],
)
def test_what_is_no_poll(house: House, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        ask(house, **wrong)
    with pytest.raises(Invalid):
        ask(house, closes_on=in_days(-2))


@pytest.mark.parametrize("places", ["{}", "{null}", "{{1,2,3}}", "{0}", "{4}", "{1,2}"])
def test_the_database_counts_one_choice_that_is_offered(house: House, places: str) -> None:
    poll = ask(house, is_anonymous=True, closes_on=in_days(1))
    with identity.bound():
        identity.become(house.ben.pk)
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select lock.cast_ballot(%s, %s::int[], null)", [poll.pk, places])
    assert Tally.objects.get().counts == [0, 0, 0]


def test_a_withdrawn_poll_is_gone(house: House) -> None:
    open_poll, secret = ask(house), ask(house, is_anonymous=True, closes_on=in_days(1))
    for poll in (open_poll, secret):
        actions.vote(actor=house.ben, poll=poll, places=[1])
        actions.withdraw_post(actor=house.amina, post=Post.objects.get(pk=poll.pk))
    assert not any(model.objects.exists() for model in (Poll, PollOption, Vote, Ballot, Tally))


@pytest.mark.parametrize("anonymous", [False, True])
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), multiple=st.booleans())
def test_counters_add_up_when_all_vote_at_once(
    standing: House, anonymous: bool, seed: int, multiple: bool
) -> None:
    """Each presses twice, in the same moment: an anonymous voter counts once, an open one with the last choice."""
    chance = random.Random(seed)
    poll = ask(standing, is_anonymous=anonymous, is_multiple=multiple, closes_on=in_days(1))
    wishes = [
        (person, chance.sample([1, 2, 3], chance.randint(1, 3) if multiple else 1))
        for person in (standing.ben, standing.ruth, standing.gwen, standing.amina)
        for _twice in range(2)
    ]
    chance.shuffle(wishes)
    answers = at_once(*(acting_on(person, poll, places) for person, places in wishes))
    if anonymous:
        assert [type(answer) for answer in answers].count(Invalid) == 4
        counted = [places for (_who, places), answer in zip(wishes, answers, strict=True) if answer is None]
        assert Ballot.objects.filter(poll=poll).count() == len(counted) == 4
        expected = [sum(place in places for places in counted) for place in (1, 2, 3)]
        assert Tally.objects.get(poll=poll).counts == expected
    else:
        assert not [answer for answer in answers if answer is not None]
        for person in {person for person, _places in wishes}:
            mine = set(
                Vote.objects.filter(option__poll=poll, person=person).values_list("option__place", flat=True)
            )
            assert mine in [set(places) for who, places in wishes if who == person]
