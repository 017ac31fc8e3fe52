"""Play the story, once and whole: in one transaction, through the actions that people use, at the times of the play."""

import time as clock
from collections.abc import Callable, Iterator

from django.db import transaction

from fourleaf.chronicle.record import quietly
from fourleaf.conversation.models import Post
from fourleaf.kit import time
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person
from fourleaf.world.deeds import Deed, in_one_piece
from fourleaf.world.deeds import play as play_deeds
from fourleaf.world.story2.cast import DOMAIN, ORGANISATION
from fourleaf.world.story2.crews import Firm
from fourleaf.world.story2.doors import DOORS
from fourleaf.world.story2.hiring import hire
from fourleaf.world.story2.opening import opening
from fourleaf.world.story2.plan import OPENING_DICE, planned
from fourleaf.world.story2.preparing import ending, preparing
from fourleaf.world.story2.scene import CURTAIN, TEAM_WEEKS, TWO_YEARS, Scene
from fourleaf.world.story2.teaming import curves, teaming, watching

Say = Callable[[str], None]
TURN = "fourleaf story 2"
HIRED_BEFORE = 4


class OtherPeople(Exception):
    """There are people of another organisation; the text says what to do instead."""


def play(say: Say, until: str = TWO_YEARS, firm: Firm | None = None, dice: int = OPENING_DICE) -> None:
    """Play up to the end of a chapter, which comes to lie in the last week. Whoever is interrupted leaves nothing.

    A world in which it has been played is left alone; one of other people is refused (`OtherPeople`).
    """
    with transaction.atomic(), quietly(), in_one_piece():
        take_turns(TURN)
        if Person.objects.exclude(email__endswith=f"@{DOMAIN}").exists():
            raise OtherPeople(
                "there are people of another organisation in this database, and the story would be mixed up with "
                "them. Give it a place of its own: FOURLEAF_DATA=var/story-2 fourleaf demo story-2"
            )
        if Person.objects.exists():
            say(
                "Larkspur Partners is already there. To play it anew, or up to another chapter, give it an empty "
                "folder: FOURLEAF_DATA=var/another fourleaf demo story-2"
            )
            return
        _play(Scene.ending(found := firm or Firm(), planned(found, dice), until, time.now()), until, say)


def _play(scene: Scene, until: str, say: Say) -> None:
    begun = clock.monotonic()
    say(f"{ORGANISATION}: {len(scene.firm.people)} people, {scene.firm.teams} teams. Nothing in it is real.")
    with time.at(scene.at(-HIRED_BEFORE)):
        scene.people = hire(scene.firm)
    end = scene.at(scene.last_week(until), 0, CURTAIN)
    deeds = sorted((deed for deed in _deeds(scene, say) if deed.at <= end), key=lambda deed: deed.at)
    play_deeds(deeds)
    taken = clock.monotonic() - begun
    say(f"{Post.objects.count()} posts in {scene.last_week(until)} weeks, played in {taken:.0f} seconds.")
    say("Sign in as " + ", ".join(f"{door.name} ({door.email})" for door in DOORS) + ".")


def _deeds(scene: Scene, say: Say) -> Iterator[Deed]:
    yield from opening(scene, say)
    yield from ending(scene, say)
    for crew in range(scene.firm.teams):
        yield from preparing(scene, crew, say)
    for crew in scene.plan.order:
        yield from teaming(scene, crew, say)
    yield from watching(scene)
    yield from curves(scene, scene.first_team + TEAM_WEEKS)
    yield from curves(scene, scene.last_week(TWO_YEARS))
