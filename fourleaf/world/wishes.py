"""What calls whom in the demo world, and who is on duty: so that a composer has something true to say."""

from datetime import time, timedelta
from typing import Any

from fourleaf.inbox import actions
from fourleaf.inbox.models import Level, Preference
from fourleaf.spaces.actions import plan_duty
from fourleaf.world.conversations import Stage

WEEKDAYS = [1, 2, 3, 4, 5]
WISHES: dict[str, dict[str, Any]] = {
    "adaeze": {"level": Level.NAMED, "has_quiet_hours": True, "days": WEEKDAYS, "opens": time(7), "closes": time(19)},
    "hanna": {"has_quiet_hours": True, "opens": time(15), "closes": time(9)},
    "marcus": {"level": Level.NAMED, "digest": Preference.Digest.WEEKLY},
    "ben": {"mail_at_once": False},
    "joost": {"level": Level.MUTED, "digest": Preference.Digest.OFF},
}  # fmt: skip
#: What differs in one space: person, space, level.
LEVELS = (
    ("okafor", "discharge-letters", Level.EVERYTHING),
    ("wanda", "discharge-letters", Level.EVERYTHING),
    ("viktor", "pharmacy", Level.EVERYTHING),
    ("grace", "falls-prevention", Level.EVERYTHING),
    ("hanna", "everyone", Level.MUTED),
)
#: Who put whom on duty, and where.
ON_DUTY = ("okafor", "priya", "discharge-letters")
FOR_SO_LONG = timedelta(days=28)


def wishes(stage: Stage) -> None:
    """Write them down, as each of these people."""
    people, now = stage.people, stage.calendar.now
    for key, wish in WISHES.items():
        actions.change_preference(actor=people[key], **wish)
    for key, slug, level in LEVELS:
        actions.set_space_level(actor=people[key], space=stage.spaces[slug], level=level)
    steward, on_duty, slug = ON_DUTY
    plan_duty(
        actor=people[steward], space=stage.spaces[slug], person=people[on_duty],
        from_at=now - timedelta(hours=1), until_at=now + FOR_SO_LONG,
    )  # fmt: skip
