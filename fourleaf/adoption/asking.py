"""The notifier's consumer: what changes a team has everything reckoned anew, what is asked for is begun."""

from collections.abc import Sequence
from uuid import UUID

from fourleaf.adoption import events
from fourleaf.adoption.jobs import play_soon, reckon_soon
from fourleaf.chronicle.models import Entry
from fourleaf.sheet.events import PledgeEnded, PledgeMade

CHANGES = frozenset(
    each.__name__
    for each in (
        events.TeamPutForward,
        events.TeamChanged,
        events.TeamMemberAdded,
        events.TeamMemberLeft,
        events.BenefitsStated,
        events.BenefitsRated,
        events.BenefitsRecognised,
        events.LeaderAnswered,
        events.LaunchPlanned,
        events.LaunchMoved,
        events.GuestLetIn,
        events.GuestStayEnded,
        PledgeMade,
        PledgeEnded,
    )
)


def take(entries: Sequence[Entry]) -> None:
    """Defer the jobs, in the notifier's transaction."""
    if any(entry.name in CHANGES for entry in entries):
        reckon_soon()
    for entry in entries:
        if entry.name == events.WhatIfAsked.__name__:
            play_soon(UUID(entry.facts["what_if"]))
