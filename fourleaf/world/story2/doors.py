"""Whom to sign in as once the story has been played. Knows no database."""

from fourleaf.world.doors import DEMO_PASSWORD, Door
from fourleaf.world.story2.cast import HEADS, KNOWLEDGE, OPERATIONS, ORGANISATION, PARTNER
from fourleaf.world.story2.crews import Firm

__all__ = ["DEMO_PASSWORD", "DOORS", "ORGANISATION", "WELCOME"]

WELCOME = "Larkspur Partners, a simulation, is open. Four doors lead in, one click each, at {address}"


def _door(key: str, number: int, first_look: str) -> Door:
    person = Firm().people[number]
    return Door(key, person.name, person.job_title.lower(), person.email, first_look)


DOORS: tuple[Door, ...] = (
    _door("operations", OPERATIONS,
          "Open Team by team, then Overview: both simulated curves, dashed what really happened here, and the map."),
    _door("knowledge", KNOWLEDGE,
          "Open Everyone at Larkspur under Team by team: on its page Signs stands the alarm, week by week."),
    _door("partner", PARTNER, "You took part at first and then only read. Look at what a start without you came to."),
    _door("leader", len(HEADS), "You lead the first team: its first win, its checks, and its work before and after."),
)  # fmt: skip
