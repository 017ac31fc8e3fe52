"""A team from its beginning on: first win, weeks, checks, what its work took, other work."""

from collections.abc import Iterator, Sequence
from functools import partial

from fourleaf.adoption import actions, jobs
from fourleaf.adoption.actions import Work
from fourleaf.adoption.course import State
from fourleaf.adoption.models import Guest, LaunchCheck
from fourleaf.conversation import actions as conversation
from fourleaf.conversation.models import Post
from fourleaf.documents import actions as documents
from fourleaf.documents.formats.markdown import from_markdown
from fourleaf.documents.models import Document, Round
from fourleaf.people.models import Person
from fourleaf.world.deeds import Deed
from fourleaf.world.story2 import words
from fourleaf.world.story2.cast import KNOWLEDGE, OPERATIONS
from fourleaf.world.story2.plan import YEARS
from fourleaf.world.story2.preparing import Say
from fourleaf.world.story2.scene import TEAM_WEEKS, Scene

#: A piece of work since: weeks after the beginning of its first and last day, major revisions, hours.
SINCE = ((0, 6, 3, 104.0), (4, 9, 2, 96.0), (8, 13, 1, 88.0), (14, 19, 2, 91.0))
CHECKS = (
    (5, 30, LaunchCheck.Shows.PARTLY, LaunchCheck.GoesOn.CHANGED, "Two of us still mail."),
    (9, 60, LaunchCheck.Shows.YES, LaunchCheck.GoesOn.AS_IS, ""),
    (13, 90, LaunchCheck.Shows.YES, LaunchCheck.GoesOn.AS_IS, "Nobody has asked for the old way."),
)
STEADY, SAID, REVIEWED = 13, 15, 26
TITLE = "What the bid says about dredging"
PAPER = """\
## What we say

The port carries the risk of what lies on the ground. We price the work, not the find.

## Why

The second letter binds both sides. On the last concession the other way cost eleven days.
"""


def teaming(scene: Scene, crew: int, say: Say) -> Iterator[Deed]:
    """The deeds of a team that begins."""
    return _Team(scene, crew, say).deeds()


def watching(scene: Scene) -> Iterator[Deed]:
    """Early warning, each Monday from the first team's second week on."""
    for week in range(scene.first_team + 1, scene.first_team + YEARS + 1):
        yield Deed(scene.at(week, 0, 6, 23), partial(jobs.watch_weekly, 0))


def curves(scene: Scene, week: int) -> Iterator[Deed]:
    """The chief operating officer has both ways to begin simulated, and everything is reckoned."""

    def ask() -> None:
        jobs.reckon_teams()
        asked = actions.ask_what_if(actor=scene.people[OPERATIONS])
        jobs.play_what_if(str(asked.pk))

    yield Deed(scene.at(week, 0, 15), ask)


class _Team:
    def __init__(self, scene: Scene, crew: int, say: Say) -> None:
        self.scene, self.number, self.say = scene, crew, say
        self.crew, self.leader, self.people = scene.crew(crew), scene.leader(crew), scene.members(crew)
        self.begins, self.is_first = scene.begins(crew), crew == scene.plan.order[0]

    def deeds(self) -> Iterator[Deed]:
        scene, begins = self.scene, self.begins
        yield Deed(scene.at(begins, 0, 8, 30), self._begin)
        yield from self._first_win()
        for week in range(begins, scene.first_team + YEARS):
            yield from self._week(week)
        for after, day, shows, goes_on, note in CHECKS:
            yield Deed(scene.at(begins + after, 0, 10), partial(self._check, day, shows, goes_on, note))
        for count, (first, last, major, hours) in enumerate(SINCE, 1):
            work = Work(
                f"Since, {count}: {self.crew.matter.about}", None, scene.day(begins + first, 1),
                scene.day(begins + last, 3), major, hours + 2 * (self.number % 5),
            )  # fmt: skip
            yield Deed(scene.at(begins + last, 4, 15), partial(self._deliver, work))
        yield Deed(scene.at(begins + STEADY, 0, 11), self._be_steady)
        yield Deed(scene.at(begins + SAID, 2, 11), self._say_afterwards)
        yield Deed(scene.at(begins + REVIEWED, 0, 11), self._review)

    def _begin(self) -> None:
        team = self.scene.team(self.number)
        actions.move_launch(actor=self.leader, team=team, to=State.LAUNCHED)
        knowledge = self.scene.people[KNOWLEDGE]
        for guest in Guest.objects.filter(person=self.leader, ended_at=None):
            actions.end_guest_stay(actor=knowledge, guest=guest)
        after = self.begins - self.scene.first_team
        place = self.scene.plan.order.index(self.number) + 1
        self.say(f"Team {place}, {'the first' if self.is_first else f'{after} weeks later'}: {team.name}.")

    def _first_win(self) -> Iterator[Deed]:
        at = partial(self.scene.at, self.begins)
        if self.is_first:
            yield Deed(at(1, 10), self._submit)
            yield Deed(at(2, 11), self._approve)
        else:
            yield Deed(at(1, 10), self._ask)
            yield Deed(at(2, 11), self._answer)
        yield Deed(at(3, 9), self._choose)

    def _submit(self) -> None:
        document = documents.add_document(
            actor=self.leader, title=TITLE, space=self.scene.space(self.number), tree=from_markdown(PAPER)
        )
        documents.submit_document(
            actor=self.leader, document=document, name="First", reviewers=self.people[1:3],
            due_on=self.scene.day(self.begins, 4),
        )  # fmt: skip

    def _approve(self) -> None:
        round = Round.objects.get(document__title=TITLE)
        for reviewer in self.people[1:3]:
            documents.answer_round(actor=reviewer, round=round, approves=True)

    def _ask(self) -> None:
        self._post(self.people[2], self.crew.matter.question, mark="question")

    def _answer(self) -> None:
        root = Post.objects.get(body=self.crew.matter.question)
        answer = self._post(self.people[1], self.crew.matter.answer, root=root)
        conversation.mark_post(actor=self.people[2], post=answer, kind="answer")

    def _choose(self) -> None:
        kind, subject = (
            ("approval", Document.objects.get(title=TITLE).pk)
            if self.is_first
            else ("answer", Post.objects.get(body=self.crew.matter.answer).pk)
        )
        team = self.scene.team(self.number)
        win = actions.choose_first_win(actor=self.people[1], team=team, kind=kind, subject=str(subject))
        if self.is_first:
            self.say(f"Its first win: {win.get_kind_display().lower()}, on day 3.")

    def _week(self, week: int) -> Iterator[Deed]:
        """Whoever takes part writes: one begins a thread, the others answer in it, from Monday to Thursday."""
        active = self.scene.plan.spread[week - self.scene.first_team]
        here = [number for number in self.crew.members if number in active]
        here = here[week % len(here) :] + here[: week % len(here)] if here else []
        thread: list[Post] = []
        for place, number in enumerate(here):
            at = self.scene.at(week, place * 4 // len(here), 13 + place % 3, self.number + 2 * place)
            yield Deed(at, partial(self._talk, number, week, place, thread))

    def _talk(self, number: int, week: int, place: int, thread: list[Post]) -> None:
        is_elsewhere = week >= self.begins + STEADY and week % 5 == self.number % 5
        bank: Sequence[str] = words.ELSEWHERE if is_elsewhere else words.ROOTS
        turn = week + self.number
        if thread:
            bank, turn = words.REPLIES, 7 * week + 3 * place + self.number
        text = words.turn(bank, turn, self.crew.matter.about)
        post = self._post(self.scene.people[number], text, root=thread[0] if thread else None)
        thread.append(post)

    def _post(self, actor: Person, text: str, *, root: Post | None = None, mark: str = "") -> Post:
        return conversation.add_post(
            actor=actor, space=self.scene.space(self.number), body=text, root=root, mark=mark
        )

    def _check(self, day: int, shows: str, goes_on: str, note: str) -> None:
        check = LaunchCheck.objects.select_related("launch__team").get(
            launch_id=self.scene.teams[self.number].pk, day=day
        )
        actions.answer_launch_check(actor=self.leader, check=check, shows=shows, goes_on=goes_on, note=note)

    def _deliver(self, work: Work) -> None:
        actions.add_deliverables(actor=self.leader, team=self.scene.team(self.number), works=[work])

    def _be_steady(self) -> None:
        why = "The benefit shows." if self.is_first else ""
        actions.move_launch(actor=self.leader, team=self.scene.team(self.number), to=State.STEADY, why=why)
        if self.is_first:
            self.say(
                f"After {TEAM_WEEKS} weeks: fewer major revisions, fewer hours, shorter than before. Steady."
            )

    def _say_afterwards(self) -> None:
        team = self.scene.team(self.number)
        for place, person in enumerate(self.people[1:3]):
            actions.say_afterwards(
                actor=person, team=team, text=words.turn(words.AFTERWARDS, self.number + place)
            )

    def _review(self) -> None:
        team = self.scene.team(self.number)
        actions.move_launch(
            actor=self.leader,
            team=team,
            to=State.REVIEWED,
            why="The first work is done; we stay for the rest.",
        )
