"""A work team of the small world: Amina leads, Ben is in it; Ruth looks after adoption, Omar is an outsider."""

from datetime import date

import pytest

from fourleaf.adoption import actions
from fourleaf.adoption.models import Team
from fourleaf.people import actions as people
from fourleaf.people.models import OrganisationRole
from tests.house import House
from tests.sharing.conftest import raw

__all__ = ["raw"]


@pytest.fixture
def team(house: House) -> Team:
    """The ward's candidate."""
    people.give_role(actor=None, person=house.ruth, role=OrganisationRole.Role.GURU, from_on=date(2020, 1, 1))
    return actions.make_team(
        actor=house.amina, name="Night falls", leader=house.amina, people=[house.ben],
        outcome="Fewer falls at night.", skills={"Falls": 2, "Night care": 1},
    )  # fmt: skip
