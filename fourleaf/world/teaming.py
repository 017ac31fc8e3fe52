"""Three work teams of the demo world: one has begun and has its first win, one measures first, one is a candidate."""

from datetime import date, datetime, timedelta
from datetime import time as clock

from fourleaf.adoption import actions
from fourleaf.adoption.actions import Work
from fourleaf.adoption.course import State
from fourleaf.adoption.models import BenefitStatement, Place, Team
from fourleaf.conversation import actions as conversation
from fourleaf.conversation.models import Post
from fourleaf.world.conversations import Stage
from fourleaf.world.deeds import Deed
from fourleaf.world.scripts import Moment

FALLS, LETTERS, BOARD = "Falls at night", "Letters on the day", "Tumour board in one hour"
MEMBERS = {
    FALLS: ("hanna", "rosa", "tomas", "ben", "lucia", "sunita", "fergus"),
    LETTERS: ("priya", "okafor", "viktor", "wanda", "jordi", "farah"),
    BOARD: ("amara", "joost", "mei", "pavlos", "isabel"),
}
#: Name, days before the filling of the first and last, major revisions, hours of all together.
PAST = {
    FALLS: (
        ("Bed rail guidance", 400, 338, 4, 46.0), ("Night round list", 300, 251, 3, 31.0),
        ("Falls poster", 210, 180, 2, 18.5),
    ),
    LETTERS: (("Letter for day surgery", 350, 290, 5, 60.0), ("Letter for the stroke unit", 240, 195, 4, 44.0)),
}  # fmt: skip
QUESTION = "On ward 6 the sensor mats are under the mattress, on B2 beside the bed. Which is it to be?"
ANSWER = "Beside the bed, with the cable to the wall. Estates has checked both: under the mattress it slips."


def teaming(stage: Stage) -> list[Deed]:
    """The deeds."""
    return _Teaming(stage).deeds()


class _Teaming:
    def __init__(self, stage: Stage) -> None:
        self.stage, self.people, self.teams = stage, stage.people, dict[str, Team]()

    def deeds(self) -> list[Deed]:
        plays = (
            (-46, clock(9, 30), "adaeze", self._put_falls_forward),
            (-44, clock(10, 0), "hanna", self._state_falls),
            (-43, clock(11, 0), "tomas", self._rate_falls),
            (-42, clock(14, 0), "rosa", self._answer_falls),
            (-40, clock(9, 0), "hanna", self._prepare_falls),
            (-12, clock(8, 30), "hanna", self._begin_falls),
            (-9, clock(7, 40), "lucia", self._ask),
            (-9, clock(10, 5), "fergus", self._answer),
            (-8, clock(9, 0), "hanna", self._win),
            (-20, clock(13, 0), "priya", self._put_letters_forward),
            (-18, clock(9, 15), "priya", self._measure_letters),
            (-5, clock(16, 20), "amara", self._put_board_forward),
        )
        return [Deed(self._at(day, at, who), do) for day, at, who, do in plays]

    def _at(self, day: int, at: clock, who: str) -> datetime:
        return self.stage.calendar.instant(Moment(day, at), self.people[who])

    def _day(self, after: int) -> date:
        return self.stage.calendar.today + timedelta(days=after)

    def _put_forward(
        self, name: str, by: str, outcome: str, skills: dict[str, float], begins_on: int
    ) -> None:
        people = [self.people[key] for key in MEMBERS[name]]
        self.teams[name] = actions.make_team(
            actor=self.people[by], name=name, leader=people[0], people=people, outcome=outcome, skills=skills,
            begins_on=self._day(begins_on),
        )  # fmt: skip

    def _put_falls_forward(self) -> None:
        outcome = "Fewer people fall between ten and six, on all wards that share patients with B2."
        skills = {"Falls": 3.0, "Night care": 2.0, "Delirium": 1.0}
        self._put_forward(FALLS, "adaeze", outcome, skills, -12)

    def _state_falls(self) -> None:
        actions.state_benefits(
            actor=self.people["hanna"], team=self.teams[FALLS], outcome="Half as many falls at night",
            baseline="14 falls between ten and six in the last quarter", target="7 or fewer in a quarter",
            target_on=self._day(140), owner=self.people["tomas"],
            gain="Quieter nights, and one list instead of three",
            not_these=("Every fall is written down within an hour", "Families can read along from home"),
        )  # fmt: skip

    def _rate_falls(self) -> None:
        for key, marks in (("tomas", (4, 4, 3, 4, 3)), ("priya", (4, 4, 3, 4, 2))):
            actions.rate_benefits(actor=self.people[key], statement=self._statement(), marks=marks)

    def _statement(self) -> BenefitStatement:
        return BenefitStatement.objects.get(team=self.teams[FALLS])

    def _answer_falls(self) -> None:
        statement = self._statement()
        for key, keenness in (("rosa", 7), ("tomas", 6), ("ben", 6), ("lucia", 7), ("sunita", 5)):
            picked = statement.outcome if key != "sunita" else statement.not_these[0]
            actions.answer_check(
                actor=self.people[key], statement=statement, picked=picked, keenness=keenness
            )

    def _prepare_falls(self) -> None:
        hanna, team = self.people["hanna"], self.teams[FALLS]
        self._note_past(FALLS)
        actions.add_deliverables(
            actor=hanna, team=team, works=[Work("One night round list for three wards", due_on=self._day(30))]
        )
        actions.answer_as_leader(actor=hanna, team=team, answers=[7, 6, 6, 7, 6, 7, 6, 7, 6], counts=True)
        actions.change_team(
            actor=hanna, team=team, name=team.name, leader=hanna, outcome=team.charter.outcome,
            starts_on=self._day(-12), due_on=self._day(140), coach=self.people["priya"],
            stop_rule="fewer than half of us have written anything in a month",
        )  # fmt: skip
        actions.move_launch(actor=hanna, team=team, to=State.READY, why="All five are looked at.")
        actions.move_launch(actor=hanna, team=team, to=State.BASELINE, why="Four weeks of counting first.")

    def _note_past(self, name: str) -> None:
        works = [
            Work(title, None, self._day(-first), self._day(-last), major, hours)
            for title, first, last, major, hours in PAST[name]
        ]
        actions.add_deliverables(actor=self.people[MEMBERS[name][0]], team=self.teams[name], works=works)

    def _begin_falls(self) -> None:
        actions.move_launch(actor=self.people["hanna"], team=self.teams[FALLS], to=State.LAUNCHED)

    def _ask(self) -> None:
        space = Place.objects.get(launch_id=self.teams[FALLS].pk).space
        asked = conversation.add_post(actor=self.people["lucia"], space=space, body=QUESTION)
        conversation.mark_post(actor=self.people["lucia"], post=asked, kind="question")

    def _answer(self) -> None:
        root = Post.objects.get(body=QUESTION)
        answer = conversation.add_post(actor=self.people["fergus"], space=root.space, body=ANSWER, root=root)
        conversation.mark_post(actor=self.people["lucia"], post=answer, kind="answer")

    def _win(self) -> None:
        answer = Post.objects.get(body=ANSWER)
        actions.choose_first_win(
            actor=self.people["hanna"], team=self.teams[FALLS], kind="answer", subject=str(answer.pk)
        )

    def _put_letters_forward(self) -> None:
        outcome = "Patients leave with their letter in hand."
        self._put_forward(
            LETTERS, "priya", outcome, {"Discharge planning": 2.0, "Medicines reconciliation": 1.0}, 16
        )

    def _measure_letters(self) -> None:
        priya, team = self.people["priya"], self.teams[LETTERS]
        actions.state_benefits(
            actor=priya, team=team, outcome="Nine of ten patients leave with their letter",
            baseline="Six of ten in October", target="Nine of ten", target_on=self._day(120), owner=priya,
        )  # fmt: skip
        self._note_past(LETTERS)
        actions.move_launch(actor=priya, team=team, to=State.READY)
        actions.move_launch(actor=priya, team=team, to=State.BASELINE, why="We count for a month.")

    def _put_board_forward(self) -> None:
        outcome = "Every case is read before the board meets, so that an hour is enough."
        self._put_forward(BOARD, "amara", outcome, {"Tumour board": 2.0, "Trials": 1.0}, 45)
