"""From a line of the Sheet to a candidate launch."""

from collections.abc import Callable

import pytest
from django.test import Client

from fourleaf.adoption import actions
from fourleaf.adoption.models import Team
from fourleaf.kit.refusals import Invalid
from fourleaf.people.models import Person
from fourleaf.sheet import actions as sheet
from fourleaf.sheet.models import Candidacy, Line
from tests.house import House


def test_one_click_leads_from_a_line_to_a_candidate(
    house: House, as_person: Callable[[Person], Client]
) -> None:
    line = sheet.add_line(
        actor=house.ben, area="staff", text="Handover once.", asked=house.gwen, space=house.ward
    )
    browser = as_person(house.ben)
    address = f"/teams/of-line/{line.pk}/"
    assert address in browser.get(f"/sheet/lines/{line.pk}/").content.decode()
    shown = browser.get(address).content.decode()
    assert shown.count("Handover once.") == 2  # as it was written, and in the form
    given = {
        "name": "Night handover",
        "outcome": "Handover once.",
        "leader": house.ben.name,
        "people": house.gwen.name,
    }
    assert browser.post(address, {**given, "leader": "Nobody Here"}).status_code == 422
    assert browser.post(address, given).status_code == 302
    team = Team.objects.get()
    assert (team.launch.state, team.charter.outcome, team.members.count()) == (
        "candidate",
        "Handover once.",
        2,
    )
    assert Candidacy.objects.get().team_id == team.pk
    assert "became a candidate on" in browser.get("/sheet/").content.decode()
    assert as_person(house.omar).get(address).status_code == 404


def test_a_line_becomes_a_candidate_once(house: House) -> None:
    line = sheet.add_line(actor=house.ben, area="staff", text="Handover once.", asked=house.gwen)
    actions.make_candidate(actor=house.ben, line=line, name="One", leader=house.ben)
    with pytest.raises(Invalid):
        actions.make_candidate(actor=house.gwen, line=Line.objects.get(), name="Two", leader=house.gwen)


def test_who_leads_a_team_pledges(house: House) -> None:
    actions.make_team(actor=house.amina, name="Night falls", leader=house.ben)
    sheet.make_pledge(actor=house.ben, text="I answer first.", rate=2)
