"""The next best team, with its reason in one line."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fourleaf.adoption.claims import FEWEST
from fourleaf.adoption.models import Turn


@dataclass(frozen=True)
class Next:
    """A team that has not begun, its turn, and why."""

    turn: Turn
    reason: str


def next_teams(count: int = 1) -> list[Next]:
    """The next best teams, the best first; for everybody on the staff."""
    turns = Turn.objects.select_related("team__leader", "team__launch").order_by("place")[:count]
    return [Next(turn, reason_of(turn)) for turn in turns]


def reason_of(turn: Turn) -> str:
    """Why, in one line; of fewer than five people nothing is counted."""
    coaching = ngettext("%(n)s week of coaching", "%(n)s weeks of coaching", turn.weeks) % {"n": turn.weeks}
    return f"{_why(turn)}; {coaching}"


def _why(turn: Turn) -> str:
    if turn.size < FEWEST:
        return _("a small team")
    if turn.connected:
        return ngettext(
            "%(some)s of %(all)s members already works with people on the platform",
            "%(some)s of %(all)s members already work with people on the platform",
            turn.connected,
        ) % {"some": turn.connected, "all": turn.size}
    if turn.shared:
        return ngettext(
            "%(some)s of %(all)s members is in another team too",
            "%(some)s of %(all)s members are in other teams too",
            turn.shared,
        ) % {"some": turn.shared, "all": turn.size}
    return _("nobody in it works with people on the platform yet")
