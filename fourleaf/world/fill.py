"""Fill the demo world, Marigold Health, once and whole: one transaction, through the same actions that people use."""

import datetime as clocks
import time as clock
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.db import transaction

from fourleaf.chronicle.record import quietly
from fourleaf.conversation.models import Post
from fourleaf.kit import time
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person
from fourleaf.world.asking import asking
from fourleaf.world.cast import BY_KEY
from fourleaf.world.conversations import Stage, conversation
from fourleaf.world.deeds import Calendar, Deed, in_one_piece, in_order, play
from fourleaf.world.doors import DOORS
from fourleaf.world.founding import archival, direct, founding, planned
from fourleaf.world.hiring import hire
from fourleaf.world.overseeing import overseeing
from fourleaf.world.papers import papers
from fourleaf.world.places import SITES, UNITS
from fourleaf.world.programs import programs
from fourleaf.world.rooms import ROOMS
from fourleaf.world.scripts import FIRST_DAY, Moment, Script, load_scripts
from fourleaf.world.sheet import sheet
from fourleaf.world.showing import showing
from fourleaf.world.teaming import teaming
from fourleaf.world.waiting import errands, settle
from fourleaf.world.wishes import wishes

Say = Callable[[str], None]
HOME = ZoneInfo("Europe/London")
#: Everybody was hired this many days before the first word.
HIRED_BEFORE = 30
NINE = clocks.time(9)
TURN = "fourleaf demo world"


def fill(say: Say) -> None:
    """Fill the world if it is not there. Two who fill at once take turns; whoever is killed leaves nothing."""
    with transaction.atomic(), quietly(), in_one_piece():
        take_turns(TURN)
        if Person.objects.filter(email=DOORS[0].email).exists():
            say("Marigold Health is already there.")
            return
        _fill(load_scripts(set(BY_KEY)), say)


def _fill(scripts: dict[str, Script], say: Say) -> None:
    begun = clock.monotonic()
    now = time.now()
    calendar = Calendar(now, now.astimezone(HOME).date())
    say(f"Opening Marigold Health: {len(SITES)} sites, {len(UNITS)} units …")
    with time.at(calendar.instant(Moment(FIRST_DAY - HIRED_BEFORE, NINE), Person())):
        stage = Stage(hire(), calendar)
    say(f"{len(stage.people)} people are in. Playing back four months of their conversations …")
    play(in_order(_deeds(scripts, stage), now))
    say("Letting most of them read what they would have read …")
    settle(stage)
    wishes(stage)
    overseeing(stage)
    taken = clock.monotonic() - begun
    say(f"{Post.objects.count()} posts in {len(stage.spaces)} spaces, in {taken:.0f} seconds.")


def _deeds(scripts: dict[str, Script], stage: Stage) -> list[Deed]:
    rooms = {room.slug: room for room in ROOMS}
    deeds: list[Deed] = []
    for slug, script in scripts.items():
        room = rooms.get(slug)
        deeds += founding(room, script, stage) if room else direct(script, stage)
        deeds += conversation(script, stage)
    return (
        deeds
        + archival(stage)
        + planned(stage)
        + errands(stage)
        + asking(stage)
        + programs(stage)
        + showing(stage)
        + papers(stage)
        + sheet(stage)
        + teaming(stage)
    )
