"""The first act: opened to all with tips and training; a few write, two executives fall silent, the alarm, death."""

from collections.abc import Callable, Iterator
from functools import partial

from django.db.models import Max

from fourleaf.adoption import actions, jobs
from fourleaf.adoption.course import State
from fourleaf.adoption.models import Sighting
from fourleaf.conversation import actions as conversation
from fourleaf.conversation.models import Post
from fourleaf.kit.identity import become
from fourleaf.spaces.models import Space
from fourleaf.world.deeds import Deed
from fourleaf.world.story2 import words
from fourleaf.world.story2.cast import KNOWLEDGE, OPERATIONS, PARTNER
from fourleaf.world.story2.plan import SILENT
from fourleaf.world.story2.scene import EVERYONE, Scene

Say = Callable[[str], None]
LAST_CALL = 4
ALARMS = {Sighting.Level.AMBER: "amber: look at it", Sighting.Level.RED: "red: act on it"}


def opening(scene: Scene, say: Say) -> Iterator[Deed]:
    """The deeds."""
    return _Opening(scene, say).deeds()


class _Opening:
    def __init__(self, scene: Scene, say: Say) -> None:
        self.scene, self.say, self.worst = scene, say, 0

    def deeds(self) -> Iterator[Deed]:
        scene, weeks = self.scene, self.scene.plan.opened
        yield Deed(scene.at(0, hour=8), self._open)
        for number, text in enumerate(words.TIPS):
            at = scene.at(number // 3, 2 * (number % 3), 10)
            yield Deed(at, partial(self._post, KNOWLEDGE, text))
        if len(weeks) - SILENT > LAST_CALL:
            yield Deed(scene.at(LAST_CALL, 1, 10), partial(self._post, KNOWLEDGE, words.LAST_CALL))
        for week, active in enumerate(weeks):
            for number in sorted(active):
                at = scene.at(week, number % 5, 11 + number % 4, number % 60)
                yield Deed(at, partial(self._post, number, self._words(number, week)))
            for number in {OPERATIONS, PARTNER} - active:
                yield Deed(scene.at(week, 4, 16, number), partial(self._read, number))
            yield Deed(scene.at(week + 1, 0, 6, 23), partial(self._watch, week + 1))
        yield Deed(scene.at(scene.death, 0, 9), self._told_of_death)

    @property
    def _space(self) -> Space:
        return self.scene.space(EVERYONE)

    def _open(self) -> None:
        scene = self.scene
        knowledge = scene.people[KNOWLEDGE]
        team = actions.make_team(
            actor=knowledge, name=words.EVERYONE, leader=knowledge, people=scene.people,
            outcome=f"All share what they know. {words.SIMULATED}", why=words.OPENED,
        )  # fmt: skip
        actions.move_launch(actor=knowledge, team=team, to=State.LAUNCHED, why=words.OPENED)
        scene.teams[EVERYONE] = team
        self.say(f"Week 1: opened to all {len(scene.people)}, with tips and training.")

    def _words(self, number: int, week: int) -> str:
        if number in (OPERATIONS, PARTNER):
            return words.turn(words.HEADS, week + number)
        if number in self.scene.firm.enthusiasts:
            return words.turn(words.ENTHUSIASTS, week)
        return words.turn(words.TRIED, week + number)

    def _post(self, number: int, text: str) -> None:
        conversation.add_post(actor=self.scene.people[number], space=self._space, body=text)

    def _read(self, number: int) -> None:
        """They take part no more, and read."""
        last = Post.objects.filter(space=self._space).aggregate(last=Max("sequence"))["last"]
        person = self.scene.people[number]
        if last:
            become(person.pk)
            conversation.read_space(actor=person, space=self._space, read_to=last)
            become(None)

    def _watch(self, week: int) -> None:
        jobs.watch_weekly(0)
        news = Sighting.objects.filter(watch__team=self.scene.teams[EVERYONE], is_news=True)
        worst = news.aggregate(worst=Max("level"))["worst"] or 0
        if worst > self.worst:
            self.worst = worst
            self.say(f"After week {week} early warning is {ALARMS[Sighting.Level(worst)]}.")

    def _told_of_death(self) -> None:
        last = Post.objects.filter(space=self._space).latest("at")
        written = (last.at - self.scene.start).days // 7 + 1
        self.say(f"Week {written}: the last word. Four weeks later it is dead.")
