"""Is the organisation open to all, and if not: who is in?"""

from django.db import connection

from fourleaf.adoption.models import Mode
from fourleaf.adoption.policy import is_steward
from fourleaf.people.models import Person


def mode_now() -> Mode | None:
    """The newest decision; None while nobody has decided anything, and then it is open to all."""
    return Mode.objects.select_related("by").first()


def goes_team_by_team() -> bool:
    mode = mode_now()
    return mode is not None and mode.kind == Mode.Kind.TEAMS


def is_in(person: Person) -> bool:
    """Whether the person who acts now is in: open to all, of a team that has begun, a guest, or a steward."""
    if not goes_team_by_team():
        return True
    with connection.cursor() as cursor:
        cursor.execute("select lock.is_in()")
        [(is_member_or_guest,)] = cursor.fetchall()
    return bool(is_member_or_guest) or is_steward(person)
