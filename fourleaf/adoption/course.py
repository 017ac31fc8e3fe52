"""The course of a launch: its states, and which may follow which. Checked as it is imported."""

from collections.abc import Mapping, Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a team is on its way."""

    CANDIDATE = "candidate", _("Candidate")
    READY = "ready", _("Ready")
    BASELINE = "baseline", _("Measuring first")
    LAUNCHED = "launched", _("Launched")
    STEADY = "steady", _("Steady")
    STOPPED = "stopped", _("Stopped")
    REVIEWED = "reviewed", _("Looked back on")


#: What may follow. Thresholds are advice, so a start may leave out what comes before it.
COURSE: Mapping[State, tuple[State, ...]] = {
    State.CANDIDATE: (State.READY, State.BASELINE, State.LAUNCHED, State.STOPPED),
    State.READY: (State.BASELINE, State.LAUNCHED, State.CANDIDATE, State.STOPPED),
    State.BASELINE: (State.LAUNCHED, State.STOPPED),
    State.LAUNCHED: (State.STEADY, State.STOPPED),
    State.STEADY: (State.REVIEWED, State.STOPPED),
    State.STOPPED: (State.REVIEWED,),
    State.REVIEWED: (),
}
#: The line that a page draws, and what replaces its last states if a team stops.
LINE = (State.CANDIDATE, State.READY, State.BASELINE, State.LAUNCHED, State.STEADY, State.REVIEWED)
STOPPED_LINE = (State.STOPPED, State.REVIEWED)
#: Not yet begun; at work with the platform.
AHEAD = (State.CANDIDATE, State.READY, State.BASELINE)
RUNNING = (State.LAUNCHED, State.STEADY)


def check(course: Mapping[State, Sequence[State]], first: State, last: State) -> None:
    """ValueError unless every state is named, is reached from the first, and reaches the last, which is the end."""
    if set(course) != set(State):
        raise ValueError("The course names every state once.")
    if course[last]:
        raise ValueError("Nothing follows the last state.")
    forth = _reached(course, first)
    if forth != set(State):
        raise ValueError(f"Never reached: {sorted(set(State) - forth)}.")
    if stuck := [state for state in State if last not in _reached(course, state)]:
        raise ValueError(f"Without an end: {sorted(stuck)}.")


def _reached(course: Mapping[State, Sequence[State]], start: State) -> set[State]:
    found, ahead = {start}, [start]
    while ahead:
        for state in course[ahead.pop()]:
            if state not in found:
                found.add(state)
                ahead.append(state)
    return found


check(COURSE, State.CANDIDATE, State.REVIEWED)
