"""A line of the Sheet becomes a candidate."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fourleaf.adoption.actions.teams import make_team
from fourleaf.adoption.models import Team
from fourleaf.kit.refusals import ensure
from fourleaf.people.models import Person
from fourleaf.sheet import actions as sheet
from fourleaf.sheet.models import Line


@transaction.atomic
def make_candidate(*, actor: Person, line: Line, **wanted: Any) -> Team:
    """Put a team forward because of a line, which says so from then on; `wanted` is as for `make_team`."""
    team = make_team(actor=actor, **wanted)
    taken = sheet.take_line(actor=actor, line=line, team=team.pk)
    ensure(taken.team_id == team.pk, _("Somebody has made a candidate of this line already."))
    return team
