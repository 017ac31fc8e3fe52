"""Who somebody is, and what they say about themselves."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fourleaf.chronicle.models import Entry
from fourleaf.kit import time
from fourleaf.kit.refusals import Refused
from fourleaf.people import actions
from fourleaf.people.models import OrganisationRole, Person, Skill
from tests.house import House

AsPerson = Callable[[Person], Client]
PAST = {"past-TOTAL_FORMS": "1", "past-INITIAL_FORMS": "0"}


def page(browser: Client, person: Person) -> str:
    answer = browser.get(f"/people/{person.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_shows_who_somebody_is(house: House, as_person: AsPerson) -> None:
    ben = house.ben
    actions.change_person(actor=None, person=ben, manager=house.amina)
    actions.give_role(actor=None, person=ben, role=OrganisationRole.Role.GURU, from_on=date(2026, 1, 5))
    actions.set_skills(actor=ben, person=ben, skills=["Falls"])
    past = [actions.Past("Porter", "Leeds", date(2015, 1, 1), date(2018, 1, 1))]
    actions.change_profile(actor=ben, person=ben, about="I notice things.", past_functions=past)
    shown = page(as_person(house.ruth), ben)
    for text in (
        "Ben Achterberg", "charge nurse", "Geriatrics", "Eastgate", "Nurse", "Falls", "Porter", "2015–2018",
        "I notice things.", "Amina Yusuf", "Guru", "Write to Ben", f"/spaces/direct/new/?with={ben.pk}",
        "Falls prevention",
    ):  # fmt: skip
        assert text in shown, text
    assert "Reports to Amina" in page(as_person(house.ruth), house.amina)
    title = shown.split("<title>")[1].split("</title>")[0]
    assert "Ben" not in title


def test_shared_spaces_are_those_that_the_viewer_may_read(house: House, as_person: AsPerson) -> None:
    assert "Falls prevention" in page(as_person(house.amina), house.ben)
    stranger = page(as_person(house.omar), house.ben)
    assert "Falls prevention" not in stranger
    assert "Restructuring" not in page(as_person(house.ben), house.omar)


def test_the_clock_is_that_of_their_site(house: House, as_person: AsPerson) -> None:
    far = actions.add_site(actor=None, name="Limassol", zone="Asia/Nicosia")
    actions.change_person(actor=None, person=house.ben, site=far)
    answer = as_person(house.amina).get(f"/people/{house.ben.pk}/")
    assert answer.context["there_clock"] == time.now().astimezone(house.ben.zone).strftime("%H:%M")
    assert "there now" in answer.content.decode()


def test_who_has_left_is_said_to_have_left(house: House, as_person: AsPerson) -> None:
    actions.deactivate_person(actor=None, person=house.ben)
    shown = page(as_person(house.amina), house.ben)
    assert "Ben has left" in shown
    assert "Write to" not in shown


def test_a_patient_sees_only_herself_and_staff_never_her(house: House, as_person: AsPerson) -> None:
    maria = as_person(house.maria)
    assert "Write to" not in page(maria, house.maria)
    assert maria.get(f"/people/{house.amina.pk}/").status_code == 404
    assert as_person(house.amina).get(f"/people/{house.maria.pk}/").status_code == 404
    assert as_person(house.amina).get(f"/people/{uuid4()}/").status_code == 404
    assert maria.post(f"/people/{house.amina.pk}/skills/", {"skills": "x"}).status_code == 404


def test_wrong_methods(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.amina)
    assert browser.post(f"/people/{house.amina.pk}/").status_code == 405
    assert browser.put(f"/people/{house.amina.pk}/profile/").status_code == 405
    assert browser.get(f"/people/{house.amina.pk}/skills/").status_code == 405
    assert browser.get("/language/").status_code == 405


def test_queries_stay_flat(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.amina)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(browser, house.amina)
        return len(queries)

    before = count()
    for number in range(20):
        actions.add_person(actor=None, name=f"Report {number}", manager=house.amina)
        actions.give_role(actor=None, person=house.amina, role="guru", from_on=date(2020, 1, 1 + number))
    actions.set_skills(actor=house.amina, person=house.amina, skills=[f"skill {n}" for n in range(20)])
    assert count() == before


def test_one_writes_about_oneself(house: House, as_person: AsPerson) -> None:
    browser, ben = as_person(house.ben), house.ben
    assert browser.get(f"/people/{ben.pk}/profile/").status_code == 200
    form = PAST | {
        "about": "First\r\nsecond <b>",
        "past-TOTAL_FORMS": "2",
        "past-0-title": "Porter",
        "past-0-from_on": "2015-01-01",
        "past-1-title": "",
    }
    assert browser.post(f"/people/{ben.pk}/profile/", form)["Location"] == f"/people/{ben.pk}/"
    ben.refresh_from_db()
    assert ben.about == "First\nsecond <b>"
    assert [row.title for row in ben.past_functions.all()] == ["Porter"]
    entry = Entry.objects.get(name="PersonChanged")
    assert entry.facts == {"person": str(ben.pk), "fields": ["about", "past_functions"]}
    assert "second &lt;b&gt;" in page(browser, ben)
    again = form | {"past-0-title": "", "past-0-from_on": ""}
    browser.post(f"/people/{ben.pk}/profile/", again)
    assert not ben.past_functions.exists()


def test_one_says_what_one_can_be_asked_about(house: House, as_person: AsPerson) -> None:
    browser, ben = as_person(house.ben), house.ben
    Skill.objects.create(name="Wound care")
    assert (
        browser.post(f"/people/{ben.pk}/skills/", {"skills": "wound CARE\nRails, lights;\n\n"}).status_code
        == 302
    )
    assert sorted(skill.name for skill in ben.skills.all()) == ["Rails", "Wound care", "lights"]
    browser.post(f"/people/{ben.pk}/skills/", {"skills": "Rails"})
    assert [skill.name for skill in ben.skills.all()] == ["Rails"]


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("profile", PAST | {"about": "x" * 2001}),
        ("profile", PAST | {"about": "x" * 100_000}),
        ("profile", {"about": "no lines"}),
        ("profile", PAST | {"past-0-place": "Leeds"}),
        ("profile", PAST | {"past-0-title": "Porter", "past-0-from_on": "yesterday"}),
        (
            "profile",
            PAST | {"past-0-title": "P", "past-0-from_on": "2020-01-02", "past-0-until_on": "2020-01-01"},
        ),
        ("skills", {"skills": "x" * 61}),
        ("skills", {"skills": "\n".join(f"s{n}" for n in range(31))}),
        ("skills", {"skills": "a\x00b"}),
    ],
)
def test_what_cannot_be_kept_is_told_and_nothing_changes(
    house: House, as_person: AsPerson, path: str, form: dict[str, str]
) -> None:
    answer = as_person(house.ben).post(f"/people/{house.ben.pk}/{path}/", form)
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    assert not Entry.objects.filter(name="PersonChanged").exists()


def test_nobody_writes_about_another(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.ben)
    assert browser.get(f"/people/{house.amina.pk}/profile/").status_code == 403
    assert browser.post(f"/people/{house.amina.pk}/profile/", PAST).status_code == 403
    assert browser.post(f"/people/{house.amina.pk}/skills/", {"skills": "x"}).status_code == 403


def test_the_language_is_kept_with_the_person_or_in_the_browser(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.ben)
    answer = browser.post("/language/", {"language": "es", "next": "/people/"})
    assert answer["Location"] == "/people/"
    house.ben.refresh_from_db()
    assert house.ben.language == "es"
    assert browser.get("/people/")["Content-Language"] == "es"
    assert browser.post("/language/", {"language": "xx"}).status_code == 422
    stranger = Client()
    for elsewhere in (
        "https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "abc", "%", "[", "",
    ):  # fmt: skip
        assert stranger.post("/language/", {"language": "es", "next": elsewhere})["Location"] == "/", (
            elsewhere
        )
    for odd in ("/[", "/%", "/a\nb", "/\0"):
        assert stranger.post("/language/", {"language": "es", "next": odd}).status_code == 302
    assert 'lang="es"' in stranger.get("/accounts/login/").content.decode()


def test_the_directory_is_kept_by_administrators_only(house: House) -> None:
    with pytest.raises(Refused, match="administrators"):
        actions.deactivate_person(actor=house.amina, person=house.ben)
    actions.give_role(actor=None, person=house.amina, role=OrganisationRole.Role.ADMINISTRATOR)
    actions.deactivate_person(actor=house.amina, person=house.ben)
    actions.reactivate_person(actor=house.amina, person=house.ben)
    names = set(Entry.objects.filter(facts__person=str(house.ben.pk)).values_list("name", flat=True))
    assert {"PersonDeactivated", "PersonReactivated"} <= names


def test_a_role_ends_with_its_last_day(house: House) -> None:
    today = time.now().date()
    held = actions.give_role(actor=None, person=house.ben, role="guru", from_on=today - timedelta(9))
    ahead = actions.give_role(actor=None, person=house.ben, role="leader", from_on=today + timedelta(9))
    actions.end_role(actor=None, role=held)
    actions.end_role(actor=None, role=ahead)
    assert list(house.ben.organisation_roles.values_list("role", "until_on")) == [("guru", today)]
