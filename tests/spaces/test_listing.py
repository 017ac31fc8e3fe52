"""The list of spaces, and founding one."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fourleaf.people.models import Person
from fourleaf.spaces import actions
from fourleaf.spaces.models import Space
from tests.house import House

AsPerson = Callable[[Person], Client]


def test_one_sees_what_one_may_know_of(house: House, as_person: AsPerson) -> None:
    page = as_person(house.amina).get(reverse("spaces")).content.decode()
    assert "Falls prevention" in page
    assert "Rota exchange" in page
    assert "Restructuring" not in page


def test_a_patient_sees_only_their_own(house: House, as_person: AsPerson) -> None:
    page = as_person(house.maria).get(reverse("spaces"))
    assert page.status_code == 200
    assert "Falls prevention" not in page.content.decode()
    assert "Rota exchange" not in page.content.decode()


def test_the_counts_are_exact_also_for_those_outside(house: House, as_person: AsPerson) -> None:
    page = as_person(house.omar).get(reverse("spaces"), {"q": "falls"}).content.decode()
    assert "4 people" in page


@pytest.mark.parametrize("query", ["falls", "FÁLLS", "night", "prev fa"])
def test_finding_by_words(house: House, as_person: AsPerson, query: str) -> None:
    groups = as_person(house.amina).get(reverse("spaces"), {"q": query}).context["groups"]
    assert [card.space for group in groups for card in group.cards] == [house.ward]


@pytest.mark.parametrize("query", ["zzz", "\0", "%", "x" * 5000, "\u202e"])
def test_odd_queries_are_harmless(house: House, as_person: AsPerson, query: str) -> None:
    assert as_person(house.amina).get(reverse("spaces"), {"q": query}).status_code == 200


def test_planned_and_archived_stand_apart(house: House, as_person: AsPerson) -> None:
    actions.add_space(actor=house.omar, name="Stroke unit", is_proposed=True)
    actions.archive_space(actor=house.omar, space=house.open)
    groups = as_person(house.amina).get(reverse("spaces")).context["groups"]
    assert [group.title for group in groups] == ["My teams", "The plan", "Archived"]
    assert groups[1].cards[0].note == "proposed"


def test_the_number_of_queries_stays(house: House, as_person: AsPerson) -> None:
    client = as_person(house.amina)
    few = _queries(client)
    for number in range(12):
        access = list(Space.Access)[number % 4]
        actions.add_space(actor=house.amina, name=f"Space {number}", access=access)
    assert _queries(client) == few


def _queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("spaces")).status_code == 200
    return len(asked)


def test_founding(house: House, as_person: AsPerson) -> None:
    client = as_person(house.ben)
    assert client.get(reverse("space-new")).context["form"]["access"].value() == "closed"
    said = {"name": "Discharge letters", "purpose": "One page.", "kind": "team", "access": "closed"}
    answer = client.post(reverse("space-new"), said)
    space = Space.objects.get(name="Discharge letters")
    assert answer.headers["Location"] == reverse("space-about", args=[space.pk])
    assert space.memberships.get().person == house.ben


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "x" * 121}, {"kind": "direct"}, {"access": "public"}, {"purpose": "x" * 2001}],
)
def test_founding_with_bad_input(house: House, as_person: AsPerson, wrong: dict[str, str]) -> None:
    said = {"name": "Letters", "purpose": "", "kind": "team", "access": "closed"} | wrong
    before = Space.objects.count()
    assert as_person(house.ben).post(reverse("space-new"), said).status_code == 422
    assert Space.objects.count() == before


def test_a_patient_founds_nothing(house: House, as_person: AsPerson) -> None:
    assert as_person(house.maria).get(reverse("space-new")).status_code == 403
    assert as_person(house.maria).post(reverse("space-new"), {"name": "x"}).status_code == 403


def test_methods_and_strangers(house: House, as_person: AsPerson, client: Client) -> None:
    assert as_person(house.amina).post(reverse("spaces")).status_code == 405
    assert as_person(house.amina).put(reverse("space-new")).status_code == 405
    assert client.get(reverse("spaces")).headers["Location"].startswith(reverse("account_login"))
