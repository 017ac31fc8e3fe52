"""A program that writes: the laboratory's own system tells Infection control what it counts, never of whom."""

from datetime import time
from functools import partial

from fourleaf.hooks import actions as hooks
from fourleaf.people import actions as people
from fourleaf.people.models import Person
from fourleaf.world.conversations import Stage
from fourleaf.world.deeds import Deed
from fourleaf.world.scripts import Moment

SPACE, SPONSOR = "infection-control", "samir"
NAME = "Laboratory system"
ABOUT = "Counts what the laboratory finds, by ward, and says when a count passes its line. It knows no names here."
CONNECTED = Moment(-24, time(10, 40))
#: In the form that Slack's webhooks take.
SAID = (
    (
        Moment(-24, time(10, 42)),
        "*Test.* This is the laboratory system. If you can read this, the line works.",
    ),
    (Moment(-17, time(6, 30)), "*Norovirus, week so far:* C3 2, ED 1. Line: 3 on one ward. Nothing to do."),
    (
        Moment(-10, time(6, 30)),
        "*C. difficile, last 7 days:* B2 1, C3 1. Line: 2 on one ward. Nothing to do.",
    ),
    (
        Moment(-3, time(6, 30)),
        "*Influenza A, last 7 days:* ED 6, C3 2, B2 1. Over the line of 5 in ED since 04:10.",
    ),
    (Moment(-1, time(6, 30)), "*Influenza A, last 7 days:* ED 4, C3 2, B2 1. Below the line again."),
)


def programs(stage: Stage) -> list[Deed]:
    """The deeds: Samir connects it, and it says what it has to say."""
    sponsor = stage.people[SPONSOR]
    bots: list[Person] = []

    def connect() -> None:
        bot = people.add_bot(actor=sponsor, name=NAME, about=ABOUT)
        hooks.add_incoming(actor=sponsor, space=stage.spaces[SPACE], bot=bot)
        bots.append(bot)

    def say(text: str) -> None:
        hooks.say(actor=bots[0], space=stage.spaces[SPACE], message={"text": text})

    instant = stage.calendar.instant
    said = [Deed(instant(moment, sponsor), partial(say, text)) for moment, text in SAID]
    return [Deed(instant(CONNECTED, sponsor), connect), *said]
