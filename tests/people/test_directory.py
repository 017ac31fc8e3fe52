"""Finding people."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Value
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourleaf.people import actions
from fourleaf.people.models import Person, Site, Unit
from fourleaf.people.search import Folded, folded
from tests.house import House

AsPerson = Callable[[Person], Client]


def names(browser: Client, **query: Any) -> list[str]:
    answer = browser.get("/people/", query)
    assert answer.status_code == 200
    return [one.name for one in answer.context["page"]]


@pytest.fixture
def staff(house: House) -> House:
    north = Unit.objects.get(name="Geriatrics")
    ward = actions.add_unit(actor=None, name="Ward B2", parent=north)
    bay = actions.add_unit(actor=None, name="Bay 3", parent=ward)
    valencia = actions.add_site(actor=None, name="Clínica Ribera", city="Valencia", zone="Europe/Madrid")
    doctor = actions.add_profession(actor=None, name="Physiotherapist")
    for name, unit in (("Tomás Ferrer-Ñíguez", ward), ("Łukasz Groß", bay), ("Αθηνά Παππά", None)):
        actions.add_person(
            actor=None, name=name, family_name=name.split()[-1], unit=unit, site=valencia, profession=doctor,
            skills=["Gait", "Spanish sign language"],
        )  # fmt: skip
    return house


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("tomas", ["Tomás Ferrer-Ñíguez"]),
        ("TOMÁS fer", ["Tomás Ferrer-Ñíguez"]),
        ("niguez", ["Tomás Ferrer-Ñíguez"]),
        ("omas", []),
        ("lukasz gross", ["Łukasz Groß"]),
        ("ΑΘΗΝΑ", ["Αθηνά Παππά"]),
        ("said", ["Omar Said"]),
        ("clinica tom", ["Tomás Ferrer-Ñíguez"]),
        ("sign lang fer", ["Tomás Ferrer-Ñíguez"]),
        ("%", []),
        ("_", []),
        ("'; drop table", []),
    ],
)
def test_any_beginning_of_a_word_finds(staff: House, as_person: AsPerson, q: str, found: list[str]) -> None:
    assert names(as_person(staff.amina), q=q) == found


def test_names_come_before_places(staff: House, as_person: AsPerson) -> None:
    actions.add_person(actor=None, name="Zoe Valencia", family_name="Valencia")
    assert names(as_person(staff.amina), q="valencia")[0] == "Zoe Valencia"


def test_the_order_is_that_of_names_not_of_code_points(staff: House, as_person: AsPerson) -> None:
    for name in ("van Dam", "Dąbrowska", "Duarte", "Ébner"):
        actions.add_person(actor=None, name=f"X {name}", family_name=name)
    listed = [name[2:] for name in names(as_person(staff.amina)) if name.startswith("X ")]
    assert listed == ["Dąbrowska", "Duarte", "Ébner", "van Dam"]


def test_filters_combine_and_a_unit_means_those_below_it(staff: House, as_person: AsPerson) -> None:
    browser = as_person(staff.amina)
    unit = Unit.objects.get(name="Ward B2")
    site = Site.objects.get(name="Clínica Ribera")
    assert names(browser, unit=unit.pk) == ["Tomás Ferrer-Ñíguez", "Łukasz Groß"]
    assert names(browser, unit=unit.pk, q="luk") == ["Łukasz Groß"]
    assert len(names(browser, site=site.pk)) == 3
    assert names(browser, site=site.pk, unit=Unit.objects.get(name="Bay 3").pk) == ["Łukasz Groß"]
    geriatrics = Unit.objects.get(name="Geriatrics").pk
    assert len(names(browser, unit=geriatrics)) == 7
    page = browser.get("/people/", {"unit": str(unit.pk)})
    assert "2 people" in page.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"unit": "x"}, {"site": "0"}, {"page": "-1"}, {"page": "x"}, {"q": "x" * 5000}, {"q": "\x00"},
        {"unit": str(uuid4())}, {"skill": "' or 1=1"}, {"q": "\u202e\u200b🌿"},
    ],
)  # fmt: skip
def test_no_address_breaks_it(house: House, as_person: AsPerson, query: dict[str, str]) -> None:
    assert as_person(house.amina).get("/people/", query).status_code == 200


def test_a_patient_finds_only_herself(house: House, as_person: AsPerson) -> None:
    assert names(as_person(house.maria)) == ["Maria Santos"]
    assert names(as_person(house.amina), q="maria") == []


def test_who_has_left_is_not_listed(house: House, as_person: AsPerson) -> None:
    actions.deactivate_person(actor=None, person=house.ben)
    assert "Ben Achterberg" not in names(as_person(house.amina))


def test_nobody_sees_it_without_signing_in(db: None) -> None:
    assert Client().get("/people/")["Location"].startswith("/accounts/login/")


def test_it_is_only_read(house: House, as_person: AsPerson) -> None:
    assert as_person(house.amina).post("/people/").status_code == 405


def test_queries_stay_flat_and_pages_hold_forty(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.amina)

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            names(browser, q="a")
        return len(queries)

    before = count()
    unit = Unit.objects.get()
    for number in range(60):
        actions.add_person(actor=None, name=f"Aaron Number{number}", unit=unit, skills=[f"skill {number}"])
    assert count() == before
    assert len(names(browser)) == 40
    assert len(names(browser, page=2)) == 25


@given(
    st.text(
        st.characters(
            min_codepoint=32, max_codepoint=0x52F, exclude_categories=("Cc", "Cs", "Cn", "Mn", "Sk")
        ),
        max_size=30,
    )
)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_folds_as_we_do(db: None, text: str) -> None:
    Site.objects.get_or_create(name="one")
    rows = Site.objects.annotate(folded=Folded(Value(text)))
    assert " ".join(rows.values_list("folded", flat=True)[0].split()) == folded(text)
