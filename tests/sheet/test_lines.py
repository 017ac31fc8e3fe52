"""Lines of the Sheet: who writes, reads, is asked and answers, with one lock and with the other."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fourleaf.chronicle.models import Entry
from fourleaf.inbox.models import Telling
from fourleaf.inbox.waiting import Waiting
from fourleaf.kit import time
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.people import actions as people
from fourleaf.people.models import Person
from fourleaf.sheet import actions, policy
from fourleaf.sheet.columns import columns
from fourleaf.sheet.models import Answer, Line
from fourleaf.sheet.offering import named, offered
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Membership
from tests.house import House
from tests.working import work

AsPerson = Callable[[Person], Client]
CANARY = "the canary sings in bed four"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def write(house: House, text: str = "Ask at ten.", **more: object) -> Line:
    given = {"actor": house.amina, "area": "clinical", "asked": house.ben, "space": house.ward, **more}
    return actions.add_line(text=text, **given)  # type: ignore[arg-type]


def test_the_shipped_columns_have_clinical_among_them(db: None) -> None:
    assert "clinical" in [column.key for column in columns()]


def test_an_administrator_keeps_the_columns(house: House) -> None:
    with pytest.raises(Refused):
        actions.set_area(actor=house.amina, name="Theatre")
    people.give_role(actor=None, person=house.amina, role="administrator")
    actions.set_area(actor=house.amina, key="clinical", name="At the bedside", place=2)
    mine = actions.set_area(actor=house.amina, name="Theatre", place=1)
    actions.end_area(actor=house.amina, key="outside")
    names = [str(column.name) for column in columns()]
    assert names[0] == "Theatre"
    assert "At the bedside" in names
    assert "Clinical" not in names
    assert "The public and partners" not in names
    assert actions.add_line(actor=house.amina, area=mine.key, text="Lists.", asked=house.ben).area == mine.key
    with pytest.raises(Invalid):
        actions.add_line(actor=house.amina, area="outside", text="Lists.", asked=house.ben)
    with pytest.raises(Invalid):
        actions.set_area(actor=house.amina, name="theatre")


@pytest.mark.parametrize("text", ["", "  \u200b ", "x" * 1001])
def test_a_line_says_something(house: House, text: str) -> None:
    with pytest.raises(Invalid):
        write(house, text)


def test_who_reads_a_line(house: House) -> None:
    ward, all_ = write(house), write(house, "For all.", space=None)
    readable = {
        name: set(Line.objects.visible_to(getattr(house, name)).values_list("pk", flat=True))
        for name in ("ben", "ruth", "gwen", "omar", "maria")
    }
    both = {ward.pk, all_.pk}
    assert readable == {"ben": both, "ruth": both, "gwen": both, "omar": {all_.pk}, "maria": set()}


def test_who_may_write_and_be_asked(house: House) -> None:
    with pytest.raises(Refused):
        write(house, actor=house.ruth)  # a reader there
    with pytest.raises(Refused):
        write(house, actor=house.maria, space=None)
    with pytest.raises(Invalid):
        write(house, asked=house.omar)  # cannot read it
    with pytest.raises(Invalid):
        write(house, asked=house.maria, space=None)
    with pytest.raises(Invalid):
        write(house, asked=house.amina)
    assert write(house, actor=house.omar, space=None).author == house.omar


def test_only_who_is_asked_answers_and_only_once(house: House) -> None:
    line = write(house)
    with pytest.raises(Refused):
        actions.add_answer(actor=house.gwen, line=line, text="I know.")
    answer = actions.add_answer(actor=house.ben, line=line, text="We try it on Monday.")
    with pytest.raises(Invalid):
        actions.add_answer(actor=house.ben, line=line, text="Again.")
    with pytest.raises(Refused):
        actions.edit_answer(actor=house.amina, answer=answer, text="No.")
    actions.edit_answer(actor=house.ben, answer=answer, text="On Tuesday.")
    assert Answer.objects.get().edited_at is not None
    assert not Waiting(house.ben).count


def test_somebody_else_can_be_asked_until_it_is_answered(house: House) -> None:
    line = write(house)
    actions.ask_another(actor=house.ben, line=line, person=house.gwen)
    assert [Waiting(person).count for person in (house.ben, house.gwen)] == [0, 1]
    with pytest.raises(Refused):
        actions.add_answer(actor=house.ben, line=line, text="Late.")
    with pytest.raises(Refused):
        actions.ask_another(actor=house.ruth, line=line, person=house.ben)
    with pytest.raises(Invalid):
        actions.ask_another(actor=house.gwen, line=line, person=house.amina)
    actions.add_answer(actor=house.gwen, line=line, text="Yes.")
    with pytest.raises(Refused):
        actions.ask_another(actor=house.amina, line=Line.objects.get(), person=house.ben)


def test_a_line_is_changed_and_taken_back_by_who_wrote_it(house: House) -> None:
    line = write(house, CANARY)
    with pytest.raises(Refused):
        actions.edit_line(actor=house.ben, line=line, text="Mine.")
    actions.edit_line(actor=house.amina, line=line, text=CANARY + ", again", area="staff")
    assert (line.area, line.edited_at is None) == ("staff", False)
    actions.add_answer(actor=house.ben, line=line, text=CANARY)
    with pytest.raises(Refused):
        actions.withdraw_line(actor=house.gwen, line=line)
    actions.withdraw_line(actor=house.amina, line=line)
    assert Line.objects.get().text == ""
    assert not Answer.objects.exists()
    assert not Line.objects.standing().exists()


def test_stewards_and_administrators_take_back_what_must_not_stand_there(house: House) -> None:
    here = write(house, actor=house.ben, asked=house.gwen)
    everywhere = write(house, actor=house.ben, space=None, asked=house.omar)
    actions.withdraw_line(actor=house.amina, line=here)
    with pytest.raises(Refused):
        actions.withdraw_line(actor=house.amina, line=everywhere)
    people.give_role(actor=None, person=house.amina, role="administrator")
    actions.withdraw_line(actor=house.amina, line=everywhere)


def test_who_left_the_space_is_neither_asked_nor_reads(house: House) -> None:
    line = write(house)
    spaces.end_membership(
        actor=house.amina, membership=Membership.objects.standing().get(space=house.ward, person=house.ben)
    )
    assert not Waiting(house.ben).count
    with pytest.raises(Refused):
        actions.add_answer(actor=house.ben, line=line, text="Too late.")


def test_somebody_sensible_is_offered(house: House) -> None:
    assert [person.name for person in offered(house.ben, house.ward)] == ["Amina Yusuf"]
    people.change_person(actor=None, person=house.ben, manager=house.omar)
    people.give_role(actor=None, person=house.ruth, role="leader")
    house.ben.refresh_from_db()
    assert [person.name for person in offered(house.ben)] == ["Omar Said", "Ruth Abrams"]
    assert [person.pk for person in named(house.ben, "omar")] == [house.omar.pk]
    assert named(house.ben, "Maria Santos") == []


def test_who_is_asked_is_told_that_and_not_what(house: House, settings: pytest.FixtureRequest) -> None:
    settings.HAS_MAIL = True  # type: ignore[attr-defined]
    write(house, CANARY)
    work()
    telling = Telling.objects.get(kind="line")
    assert telling.person_id == house.ben.pk
    assert CANARY not in str(list(Telling.objects.values()) + list(Entry.objects.values("facts")))
    actions.withdraw_line(actor=house.amina, line=Line.objects.get())
    assert not Waiting(house.ben).count


def test_no_page_but_its_own_shows_a_line(house: House, as_person: AsPerson) -> None:
    line = write(house, CANARY)
    for person in (house.omar, house.maria):
        browser = as_person(person)
        assert browser.get(f"/sheet/lines/{line.pk}/").status_code == 404
        for address in ("/sheet/", "/sheet/?area=clinical", "/search/?q=canary", "/sheet/pledges/", "/"):
            assert CANARY.encode() not in browser.get(address).content
    browser = as_person(house.ben)
    for address in ("/sheet/", "/sheet/?area=clinical", "/", f"/sheet/lines/{line.pk}/"):
        assert CANARY.encode() in browser.get(address).content, address
    assert b"canary" in browser.get("/search/?q=canary sings").content
    title = browser.get(f"/sheet/lines/{line.pk}/").content.decode().split("<title>")[1].split("</title>")[0]
    assert "canary" not in title


def test_the_pages_do_what_the_actions_do(house: House, as_person: AsPerson) -> None:
    amina, ben = as_person(house.amina), as_person(house.ben)
    given = {
        "text": "A night light.",
        "area": "clinical",
        "audience": str(house.ward.pk),
        "asked": "ben achter",
    }
    assert amina.post("/sheet/lines/new/", {**given, "asked": "Nobody Here"}).status_code == 422
    assert amina.post("/sheet/lines/new/", {**given, "audience": str(house.secret.pk)}).status_code == 422
    assert amina.post("/sheet/lines/new/", given).status_code == 302
    line = Line.objects.get()
    assert (line.space_id, line.text) == (house.ward.pk, "A night light.")
    assert b"You are asked to answer" in ben.get("/sheet/").content
    assert ben.post(f"/sheet/lines/{line.pk}/answer/", {"text": ""}).status_code == 422
    assert ben.post(f"/sheet/lines/{line.pk}/asking/", {"asked": "Gwen Pryce"}).status_code == 302
    assert ben.post(f"/sheet/lines/{line.pk}/answer/", {"text": "No."}).status_code == 403
    gwen = as_person(house.gwen)
    assert gwen.post(f"/sheet/lines/{line.pk}/answer/", {"text": "We try it."}).status_code == 302
    assert b"answered within one working hour" in ben.get("/sheet/").content
    assert amina.get(f"/sheet/lines/{line.pk}/change/").status_code == 200
    assert ben.get(f"/sheet/lines/{line.pk}/change/").status_code == 403
    assert amina.post(f"/sheet/lines/{line.pk}/change/", {"text": "Two.", "area": "staff"}).status_code == 302
    assert amina.post(f"/sheet/lines/{line.pk}/withdrawal/").status_code == 302
    assert as_person(house.maria).get("/sheet/").status_code == 403


def test_the_leader_who_went_first_stands_first(house: House, as_person: AsPerson) -> None:
    write(house, "An old line.", actor=house.ben, space=None, asked=house.omar)
    for person, words in ((house.omar, "Second leader."), (house.amina, "First leader.")):
        people.give_role(actor=None, person=person, role="leader")
        write(house, words, actor=person, space=None, asked=house.ben)
    actions.make_pledge(actor=house.amina, text="I answer first.", rate=2)
    shown = as_person(house.ruth).get("/sheet/").content.decode()
    places = [
        shown.index(words) for words in ("Who went first", "First leader.", "Second leader.", "An old line.")
    ]
    assert places == sorted(places)
    assert shown.count("First leader.</p>") == 1


def test_a_sheet_of_many_lines_asks_no_more_questions(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.ben)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert browser.get("/sheet/").status_code == 200
        return len(found)

    def lines(count: int) -> None:
        for number in range(count):
            line = write(
                house, f"Line {number}.", asked=house.gwen, area="staff" if number % 2 else "clinical"
            )
            if number % 3:
                actions.add_answer(actor=house.gwen, line=line, text="Yes.")

    lines(6)
    asked()
    few = asked()
    lines(20)
    assert asked() <= few


def test_a_leader_is_asked_in_person(house: House) -> None:
    people.give_role(actor=None, person=house.omar, role="leader")
    pledge = actions.make_pledge(actor=house.omar, text="I answer.", rate=2)
    with pytest.raises(Invalid):
        actions.ask_leader(actor=house.omar, pledge=pledge, text="Me?")
    with pytest.raises(Invalid):
        actions.ask_leader(actor=house.amina, pledge=pledge, text="Here?", space=house.ward)  # cannot read it
    question = actions.ask_leader(actor=house.amina, pledge=pledge, text="When do we begin?")
    assert not policy.can_ask_another(house.omar, question)
    actions.add_answer(actor=house.omar, line=question, text="In May.")
    actions.end_pledge(actor=house.omar, pledge=pledge)
    with pytest.raises(Invalid):
        actions.ask_leader(actor=house.amina, pledge=pledge, text="And then?")


def test_the_first_candidate_counts(house: House) -> None:
    line = write(house)
    team, other = house.ward.pk, house.open.pk
    actions.take_line(actor=house.gwen, line=line, team=team)
    assert actions.take_line(actor=house.ben, line=line, team=other).team_id == team
    with pytest.raises(Refused):
        actions.take_line(actor=house.omar, line=line, team=team)


def test_time_to_answer_is_working_time(house: House, as_person: AsPerson) -> None:
    with time.at(MONDAY):
        line = write(house)
    with time.at(MONDAY + timedelta(days=1, hours=1)):
        actions.add_answer(actor=house.ben, line=line, text="Yes.")
    assert b"answered within 2 working days" in as_person(house.ben).get("/sheet/").content
