"""Is the organisation open to all, and if not: who is in, and what is there?"""

from dataclasses import dataclass

from django.db import connection

from fourleaf.adoption.models import Mode
from fourleaf.adoption.policy import is_steward
from fourleaf.kit import changes
from fourleaf.people.models import Person

#: What the kept decision depends on (`kit.changes`).
MODE = "adoption:mode"


@dataclass
class _Kept:
    """The newest decision, and the stamps under which it was read; `stamps` is empty until then."""

    stamps: tuple[int, ...] = ()
    teams: bool = False
    areas: frozenset[str] = frozenset()


_kept = _Kept()


def mode_now() -> Mode | None:
    """The newest decision; None while nobody has decided anything, and then it is open to all."""
    return Mode.objects.select_related("by").first()


def goes_team_by_team() -> bool:
    """Asked by every request, hence kept in memory until somebody decides anew."""
    return _current().teams


def closed_kinds() -> frozenset[str]:
    """The kinds of spaces that nobody has launched; none while all is open."""
    current = _current()
    return frozenset(Mode.AREAS) - current.areas if current.teams else frozenset()


def is_in(person: Person) -> bool:
    """Whether the person who acts now is in: open to all, of a team that has begun, a guest, or a steward."""
    if not goes_team_by_team():
        return True
    with connection.cursor() as cursor:
        cursor.execute("select lock.is_in()")
        [(is_member_or_guest,)] = cursor.fetchall()
    return bool(is_member_or_guest) or is_steward(person)


def _current() -> _Kept:
    kept = changes.stamps()
    stamps = kept.read(kept.places((MODE,)))
    if _kept.stamps == stamps:
        return _kept
    newest = Mode.objects.first()
    teams = newest is not None and newest.kind == Mode.Kind.TEAMS
    found = _Kept(stamps, teams, frozenset(newest.areas if newest else ()))
    if not any(stamp & 1 for stamp in stamps):
        _kept.stamps, _kept.teams, _kept.areas = found.stamps, found.teams, found.areas
    return found
