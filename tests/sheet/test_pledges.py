"""What leaders pledge, who sees how it goes, and who may write for them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from fourleaf.conversation import actions as conversation
from fourleaf.conversation.models import Delegation, Post, WrittenFor
from fourleaf.kit import identity, time
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.oversight import actions as oversight
from fourleaf.people import actions as people
from fourleaf.people.models import Person
from fourleaf.sheet import actions
from fourleaf.sheet.models import Consent, Line, Pledge
from fourleaf.sheet.progress import Progress, Week, progress_of
from tests.house import House

AsPerson = Callable[[Person], Client]
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
WEEK = timedelta(weeks=1)
WORDS = "I ask here first, before I ring."


@pytest.fixture
def led(house: House) -> House:
    """Amina leads."""
    with time.at(MONDAY - WEEK):
        people.give_role(actor=None, person=house.amina, role="leader")
    return house


def pledged(house: House, rate: int = 3) -> Pledge:
    return actions.make_pledge(actor=house.amina, text=WORDS, rate=rate)


def test_leaders_pledge_and_nobody_else(led: House) -> None:
    with pytest.raises(Refused):
        actions.make_pledge(actor=led.ben, text=WORDS, rate=3)
    for wrong in ({"rate": 0}, {"rate": 51}, {"text": " "}, {"from_on": date(2020, 1, 1)}):
        with pytest.raises(Invalid):
            actions.make_pledge(**{"actor": led.amina, "text": WORDS, "rate": 3} | wrong)  # type: ignore[arg-type]
    first, second = pledged(led), pledged(led, 4)
    assert list(Pledge.objects.standing()) == [second]
    first.refresh_from_db()
    assert first.ended_at is not None


def weeks_of(pledge: Pledge, viewer: Person) -> list[int]:
    """Written each week, as the viewer may see it."""
    identity.become(viewer.pk)
    found = progress_of(pledge)
    return [week.total for week in found.weeks]


def test_counted_is_what_a_leader_writes_themselves(led: House) -> None:
    house = led
    with time.at(MONDAY):
        pledge = pledged(house)
    with time.at(MONDAY + timedelta(hours=1)):
        post = conversation.add_post(actor=house.amina, space=house.ward, body="First.")
        conversation.add_post(actor=house.amina, space=house.ward, body="Second.", root=post)
        conversation.edit_post(actor=house.amina, post=post, body="First, better.")
        conversation.add_post(actor=house.ben, space=house.ward, body="Not hers.")
        conversation.set_reaction(actor=house.amina, post=post, emoji="👍", on=True)
        conversation.give_delegation(actor=house.amina, delegate=house.ben)
        conversation.add_post(actor=house.ben, space=house.ward, body="For her.", written_for=house.amina.pk)
    with time.at(MONDAY + WEEK):
        question = actions.ask_leader(actor=house.ben, pledge=pledge, text="When?")
        actions.add_answer(actor=house.amina, line=question, text="In May.")
    with time.at(MONDAY + 3 * WEEK):
        assert weeks_of(pledge, house.amina) == [3, 1, 0, 0]
        found = progress_of(pledge).weeks
        assert (found[0].posts, found[0].replies, found[0].edits) == (1, 1, 1)
        assert [week.is_now for week in found] == [False, False, False, True]


def test_only_the_leader_sees_it_and_first_whom_they_let_see_it(led: House, as_person: AsPerson) -> None:
    house = led
    with time.at(MONDAY):
        pledge = pledged(house)
    with time.at(MONDAY + 2 * WEEK + timedelta(days=1)):
        for other in (house.ben, house.omar):
            assert weeks_of(pledge, other) == []
        address = f"/sheet/pledges/{pledge.pk}/progress/"
        assert as_person(house.ben).get(address).status_code == 404
        identity.become(None)
        actions.give_consent(actor=house.amina, pledge=pledge, to=house.ben)
        assert len(weeks_of(pledge, house.amina)) == 3
        assert len(weeks_of(pledge, house.ben)) == 1  # what is over for a week
        assert weeks_of(pledge, house.omar) == []
        assert as_person(house.ben).get(address).status_code == 200
        assert as_person(house.omar).get(address).status_code == 404
        identity.become(None)
        actions.end_consent(actor=house.amina, pledge=pledge)
        assert weeks_of(pledge, house.ben) == []
        assert as_person(house.ben).get(address).status_code == 404


def test_consent_is_ones_own_and_ends_with_the_pledge(led: House) -> None:
    pledge = pledged(led)
    with pytest.raises(Refused):
        actions.give_consent(actor=led.ben, pledge=pledge, to=led.omar)
    for wrong in (led.amina, led.maria):
        with pytest.raises(Invalid):
            actions.give_consent(actor=led.amina, pledge=pledge, to=wrong)
    actions.give_consent(actor=led.amina, pledge=pledge, to=led.ben)
    actions.give_consent(actor=led.amina, pledge=pledge, to=led.omar)
    assert [each.to for each in Consent.objects.standing()] == [led.omar]
    pledged(led)
    assert not Consent.objects.standing().exists()


def test_the_pages(led: House, as_person: AsPerson) -> None:
    amina, ben = as_person(led.amina), as_person(led.ben)
    assert ben.get("/sheet/pledges/mine/").status_code == 403
    given = {"text": WORDS, "rate": "3", "from_on": time.now().date().isoformat()}
    assert amina.post("/sheet/pledges/mine/", {**given, "rate": "0"}).status_code == 422
    assert amina.post("/sheet/pledges/mine/", given).status_code == 302
    assert b"Only you can see this page" in amina.get("/sheet/pledges/mine/").content
    assert amina.post("/sheet/pledges/mine/consent/", {"person": "Ben Achterberg"}).status_code == 422
    assert (
        amina.post("/sheet/pledges/mine/consent/", {"person": "Ben Achterberg", "sure": "on"}).status_code
        == 302
    )
    assert b"Ben Achterberg" in amina.get("/sheet/pledges/mine/").content
    assert WORDS in ben.get("/sheet/pledges/").content.decode()
    pledge = Pledge.objects.get()
    asked = {"to": str(pledge.pk), "text": "When do we begin?", "audience": "everybody"}
    assert ben.post("/sheet/pledges/questions/new/", asked).status_code == 302
    assert b"asks you, as you have pledged" in amina.get("/").content
    assert amina.post("/sheet/pledges/mine/delegations/", {"person": "Ben"}).status_code == 302
    assert b"For Amina Yusuf" in ben.get(f"/spaces/{led.ward.pk}/").content
    assert amina.post("/sheet/pledges/mine/consent/ending/").status_code == 302
    assert amina.post("/sheet/pledges/mine/ending/").status_code == 302
    assert as_person(led.maria).get("/sheet/pledges/").status_code == 403


def test_time_to_answer_is_told_of_leaders_together(led: House, as_person: AsPerson) -> None:
    people.give_role(actor=None, person=led.omar, role="leader")
    pledge, other = pledged(led), actions.make_pledge(actor=led.omar, text="I too.", rate=1)
    for number in range(5):
        actions.ask_leader(actor=led.ben, pledge=pledge, text=f"When, {number}?")
    shown = as_person(led.ben).get("/sheet/pledges/").content
    assert b"are answered" not in shown
    assert b"Only you see this" in as_person(led.amina).get("/sheet/pledges/mine/").content
    actions.ask_leader(actor=led.ben, pledge=other, text="And you?")
    assert b"0 of 6 are answered" in as_person(led.ben).get("/sheet/pledges/").content


def test_a_delegate_writes_under_their_own_name_and_it_says_for_whom(led: House, as_person: AsPerson) -> None:
    house = led
    with pytest.raises(Invalid):
        conversation.add_post(actor=house.ben, space=house.ward, body="For her.", written_for=house.amina.pk)
    with pytest.raises(Refused):
        conversation.give_delegation(actor=house.ben, delegate=house.gwen)
    given = conversation.give_delegation(actor=house.amina, delegate=house.ben)
    assert conversation.give_delegation(actor=house.amina, delegate=house.ben) == given
    browser = as_person(house.ben)
    said = {"body": "From our leader.", "key": "", "written_for": str(house.amina.pk)}
    answer = browser.post(f"/spaces/{house.ward.pk}/posts/", said, headers={"HX-Request": "true"})
    assert b"written for Amina Yusuf" in answer.content
    post = Post.objects.get(body="From our leader.")
    assert (post.author, post.written_for.leader) == (house.ben, house.amina)
    shown = as_person(house.gwen).get(f"/spaces/{house.ward.pk}/").content.decode()
    assert "written for Amina Yusuf" in shown
    people.change_person(actor=None, person=house.amina, name="Amina Yusuf-Reid")
    assert (
        "written for Amina Yusuf-Reid"
        in as_person(house.gwen).get(f"/spaces/{house.ward.pk}/").content.decode()
    )
    secret = conversation.add_post  # a place that the leader cannot read
    with pytest.raises(Invalid):
        conversation.give_delegation(actor=house.amina, delegate=house.omar)
        secret(actor=house.omar, space=house.secret, body="For her.", written_for=house.amina.pk)
    conversation.end_delegation(actor=house.amina, delegation=given)
    with pytest.raises(Invalid):
        conversation.add_post(actor=house.ben, space=house.ward, body="Still?", written_for=house.amina.pk)
    assert WrittenFor.objects.count() == 1
    with pytest.raises(Refused):
        conversation.end_delegation(actor=house.gwen, delegation=given)


def test_who_is_erased_pledges_no_more_and_is_asked_no_more(led: House) -> None:
    house = led
    pledge = pledged(house)
    actions.give_consent(actor=house.amina, pledge=pledge, to=house.ben)
    conversation.give_delegation(actor=house.amina, delegate=house.ben)
    line = actions.add_line(actor=house.ben, area="clinical", text="Lights.", asked=house.amina)
    for eraser in ("sheet", "conversation"):
        module = __import__(f"fourleaf.{eraser}.actions.erasure", fromlist=["erase_person"])
        module.erase_person(actor=None, person=house.amina, before=house.amina.name)
    assert not Pledge.objects.exists()
    assert not Consent.objects.exists()
    assert not Delegation.objects.exists()
    actions.ask_another(actor=house.ben, line=Line.objects.get(pk=line.pk), person=house.omar)


def test_ended_pledges_are_let_go_by_the_agreement(led: House) -> None:
    pledge = pledged(led)
    actions.end_pledge(actor=led.amina, pledge=pledge)
    kept = pledged(led)
    with time.at(time.now() + timedelta(days=399)):
        assert "pledges" not in oversight.carry_out()
    with time.at(time.now() + timedelta(days=401)):
        assert oversight.carry_out()["pledges"] == 1
    assert list(Pledge.objects.all()) == [kept]


def test_the_picture_has_the_pledged_line_within_it() -> None:
    weeks = [Week(date(2026, 3, 2), 0, 0, 0), Week(date(2026, 3, 9), 9, 3, 0, is_now=True)]
    found = Progress(Pledge(rate=3), weeks)
    assert 0 < found.line < 240
    assert [(bar.y, bar.height) for bar in found.bars] == [(240, 0), (0, 240)]
    assert (found.kept, len(found.whole)) == (0, 1)


def test_the_function_counts_for_nobody_else(led: House) -> None:
    pledge = pledged(led)
    identity.become(led.omar.pk)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from lock.pledge_weeks(%s, now() + interval '9 years')", [pledge.pk])
        assert cursor.fetchone() == (0,)
