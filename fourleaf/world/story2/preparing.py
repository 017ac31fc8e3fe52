"""Before a team begins: the first try is ended, the Sheet, and what makes a team's five characteristics known."""

from collections.abc import Callable, Iterator
from functools import partial

from fourleaf.adoption import actions, jobs
from fourleaf.adoption.actions import Work
from fourleaf.adoption.course import State
from fourleaf.adoption.models import BenefitStatement, Mode, TeamReadiness
from fourleaf.conversation import actions as conversation
from fourleaf.sheet import actions as sheet
from fourleaf.sheet.models import Line
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Space
from fourleaf.spaces.rights import Role
from fourleaf.world.deeds import Deed
from fourleaf.world.story2 import words
from fourleaf.world.story2.cast import KNOWLEDGE, OPERATIONS
from fourleaf.world.story2.scene import EVERYONE, Scene

Say = Callable[[str], None]
#: The number of the space in which leaders practise.
PRACTICE = -2
#: Teams that are put forward and have not begun after two years: weeks after the first team's beginning.
LATER = (60, 75)
NINE = (7, 6, 6, 7, 6, 7, 6, 7, 6)
#: A piece of work before: weeks before the team's beginning of its first and last day, major revisions, hours.
BEFORE = ((40, 31, 5, 132.0), (29, 21, 4, 118.0), (18, 9, 5, 141.0))


def ending(scene: Scene, say: Say) -> Iterator[Deed]:
    """After death: looked back on, the chief operating officer's line on the Sheet, and from now on team by team."""
    return _Ending(scene, say).deeds()


def preparing(scene: Scene, crew: int, say: Say) -> Iterator[Deed]:
    """A team on its way to its beginning; with one that does not begin within the play, only that it is put forward."""
    return _Preparing(scene, crew, say).deeds()


class _Ending:
    def __init__(self, scene: Scene, say: Say) -> None:
        self.scene, self.say = scene, say
        self.first = scene.plan.order[0]

    def deeds(self) -> Iterator[Deed]:
        scene, dead = self.scene, self.scene.death
        yield Deed(scene.at(dead + 1, 0), self._stop)
        yield Deed(scene.at(dead + 2, 1, 10), self._write_line)
        yield Deed(scene.at(dead + 2, 3, 9), self._answer_line)
        yield Deed(scene.at(dead + 3, 0, 11), self._go_team_by_team)
        yield Deed(scene.at(dead + 4, 0, 10), self._make_candidate)

    def _stop(self) -> None:
        scene = self.scene
        knowledge, team = scene.people[KNOWLEDGE], scene.teams[EVERYONE]
        actions.move_launch(actor=knowledge, team=team, to=State.STOPPED, why=words.STOPPED)
        actions.move_launch(actor=knowledge, team=team, to=State.REVIEWED, why=words.LOOKED_BACK)
        spaces.archive_space(actor=knowledge, space=scene.space(EVERYONE), reason=words.STOPPED)
        for member in team.members.standing().exclude(person=knowledge):
            actions.end_team_membership(actor=knowledge, member=member)

    def _write_line(self) -> None:
        scene = self.scene
        sheet.add_line(
            actor=scene.people[OPERATIONS], area="operations", text=words.LINE, asked=scene.people[KNOWLEDGE]
        )

    def _answer_line(self) -> None:
        line = Line.objects.get(text=words.LINE)
        sheet.add_answer(actor=self.scene.people[KNOWLEDGE], line=line, text=words.LINE_ANSWER)

    def _go_team_by_team(self) -> None:
        coo = self.scene.people[OPERATIONS]
        actions.set_mode(actor=coo, kind=Mode.Kind.TEAMS, why=words.WHY_TEAMS)
        pledge = sheet.make_pledge(actor=coo, text=words.HEADS_PLEDGE, rate=2)
        sheet.give_consent(actor=coo, pledge=pledge, to=self.scene.people[KNOWLEDGE])

    def _make_candidate(self) -> None:
        scene, crew = self.scene, self.scene.crew(self.first)
        coo, people = scene.people[OPERATIONS], scene.members(self.first)
        scene.teams[self.first] = actions.make_candidate(
            actor=coo, line=Line.objects.get(text=words.LINE), name=crew.matter.name, leader=people[0],
            people=people, outcome=f"{crew.matter.outcome} {words.SIMULATED}", skills=crew.skills,
        )  # fmt: skip
        self.say(f"A line on the Sheet becomes a candidate: {crew.matter.name}.")


class _Preparing:
    def __init__(self, scene: Scene, crew: int, say: Say) -> None:
        self.scene, self.number, self.say = scene, crew, say
        self.crew, self.leader, self.people = scene.crew(crew), scene.leader(crew), scene.members(crew)

    def deeds(self) -> Iterator[Deed]:
        scene, order = self.scene, self.scene.plan.order
        if self.number not in order:
            week = LATER[self.number % len(LATER)]
            yield Deed(scene.at(scene.first_team + week, 2, 14), self._put_forward)
            return
        place, begins = order.index(self.number), scene.begins(self.number)
        if place:
            yield Deed(scene.at(scene.first_team + 2 + place, place % 5, 14), self._put_forward)
        yield Deed(scene.at(begins - 4, 0, 9, 5), self._plan)
        yield Deed(scene.at(begins - 4, 1, 10), self._state)
        yield Deed(scene.at(begins - 4, 3, 10), self._rate)
        yield Deed(scene.at(begins - 3, 1, 10), self._recognise)
        yield Deed(scene.at(begins - 3, 3, 10), self._note_past)
        for count, text in enumerate(words.PRACTICE):
            yield Deed(scene.at(begins - 2 + count // 4, count % 4, 12, 5), partial(self._practise, text))
        yield Deed(scene.at(begins - 2, 4, 12), self._ask)
        yield Deed(scene.at(begins - 2, 4, 15), self._pledge)
        yield Deed(scene.at(begins - 1, 4, 11), self._measure)

    def _put_forward(self) -> None:
        crew = self.crew
        self.scene.teams[self.number] = actions.make_team(
            actor=self.leader, name=crew.matter.name, leader=self.leader, people=self.people,
            outcome=f"{crew.matter.outcome} {words.SIMULATED}", skills=crew.skills,
        )  # fmt: skip

    def _plan(self) -> None:
        """The leader comes in as a guest and tries it; the day stands on the plan."""
        scene, team = self.scene, self.scene.team(self.number)
        knowledge, begins = scene.people[KNOWLEDGE], scene.begins(self.number)
        actions.plan_launch(actor=knowledge, team=team, begins_on=scene.day(begins))
        actions.let_guest_in(actor=knowledge, person=self.leader, why="Tries it out before the team begins.")
        spaces.add_member(actor=knowledge, space=practice(scene), person=self.leader, role=Role.MEMBER)
        actions.change_team(
            actor=self.leader, team=team, name=team.name, leader=self.leader, outcome=team.charter.outcome,
            starts_on=scene.day(begins), due_on=scene.day(begins + 26), stop_rule=words.STOP_RULE,
            coach=knowledge,
        )  # fmt: skip

    def _state(self) -> None:
        actions.state_benefits(
            actor=self.leader, team=self.scene.team(self.number), outcome="Half as many major revisions",
            baseline="4.7 major revisions and 130 hours for each piece of work",
            target="2 major revisions, 100 hours", target_on=self.scene.day(self.scene.begins(self.number) + 26),
            owner=self.people[1], gain="Nobody writes a chapter twice, and each sees whose words it stands on",
            not_these=("Clients read along while we write", "Fewer people work on each piece"),
        )  # fmt: skip

    def _rate(self) -> None:
        for rater, marks in (
            (self.people[2], (4, 4, 3, 4, 3)),
            (self.scene.people[KNOWLEDGE], (4, 4, 3, 4, 2)),
        ):
            actions.rate_benefits(actor=rater, statement=self._statement, marks=marks)

    @property
    def _statement(self) -> BenefitStatement:
        return BenefitStatement.objects.get(team=self.scene.teams[self.number])

    def _recognise(self) -> None:
        statement = self._statement
        for place, person in enumerate(self.people[1:]):
            picked = statement.not_these[1] if place == self.number % 9 else statement.outcome
            actions.answer_check(actor=person, statement=statement, picked=picked, keenness=6 + place % 2)

    def _note_past(self) -> None:
        """Three finished pieces of work, from files and mails."""
        begins, about = self.scene.begins(self.number), self.crew.matter.about
        works = [
            Work(f"Before, {count}: {about}", None, self.scene.day(begins - first), self.scene.day(begins - last, 4),
                 major, hours + 3 * (self.number % 4))
            for count, (first, last, major, hours) in enumerate(BEFORE, 1)
        ]  # fmt: skip
        actions.add_deliverables(actor=self.leader, team=self.scene.team(self.number), works=works)

    def _practise(self, text: str) -> None:
        conversation.add_post(actor=self.leader, space=practice(self.scene), body=text)

    def _ask(self) -> None:
        """The chief operating officer keeps her own pledge."""
        coo = self.scene.people[OPERATIONS]
        for text in (f"{self.crew.matter.name}: {words.ASKED}", words.turn(words.HEADS_DID, self.number)):
            conversation.add_post(actor=coo, space=practice(self.scene), body=text)

    def _pledge(self) -> None:
        team = self.scene.team(self.number)
        pledge = sheet.make_pledge(actor=self.leader, text=words.PLEDGE, rate=3)
        if self.number == self.scene.plan.order[0]:
            sheet.give_consent(actor=self.leader, pledge=pledge, to=self.scene.people[KNOWLEDGE])
        actions.answer_as_leader(actor=self.leader, team=team, answers=NINE, counts=True)

    def _measure(self) -> None:
        """All five are looked at."""
        jobs.reckon_teams()
        team = self.scene.team(self.number)
        read = TeamReadiness.objects.get(team=team)
        if self.number == self.scene.plan.order[0]:
            verdict = read.Verdict(read.verdict).label
            self.say(f"{team.name}: all five characteristics are looked at: {str(verdict).lower()}.")
        actions.move_launch(actor=self.leader, team=team, to=State.READY, why="All five are looked at.")
        actions.move_launch(
            actor=self.leader,
            team=team,
            to=State.BASELINE,
            why="Three pieces of work from before are counted.",
        )


def practice(scene: Scene) -> Space:
    """Where leaders try it before their teams begin."""
    if PRACTICE not in scene.spaces:
        knowledge = scene.people[KNOWLEDGE]
        scene.spaces[PRACTICE] = spaces.add_space(
            actor=knowledge, name="Trying it out", kind=Space.Kind.TEAM,
            purpose=f"Leaders write here for two weeks before their team begins. {words.SIMULATED}",
        )  # fmt: skip
        spaces.add_member(
            actor=knowledge, space=scene.spaces[PRACTICE], person=scene.people[OPERATIONS], role=Role.MEMBER
        )
    return scene.spaces[PRACTICE]
