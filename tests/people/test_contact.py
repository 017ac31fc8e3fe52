"""Where people can be reached privately: said by themselves, seen by whom they say, sealed in the database."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from fourleaf.chronicle.models import Entry
from fourleaf.kit.envelope import data_keys
from fourleaf.kit.identity import become, bound
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.people import actions
from fourleaf.people.models import ContactPoint, Person
from tests.house import House

AsPerson = Callable[[Person], Client]
CANARY = "07700 900 123"
SAID = {"contact-mobile": CANARY, "contact-address": "4 Quay Street\nBristol", "contact-shown": ["mobile"]}


def tell(browser: Client, person: Person, **values: object) -> int:
    return browser.post(f"/people/{person.pk}/contact/", {**SAID, **values}).status_code


def seen_by(browser: Client, person: Person) -> str:
    answer = browser.get(f"/people/{person.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_colleagues_see_what_is_shown_and_nothing_else(house: House, as_person: AsPerson) -> None:
    amina = as_person(house.amina)
    assert tell(amina, house.amina) == 302
    own = seen_by(amina, house.amina)
    assert CANARY in own
    assert "Quay Street<br>Bristol" in own
    assert "only you see this" in own
    others = seen_by(as_person(house.omar), house.amina)
    assert 'href="tel:07700900123"' in others
    assert "Quay Street" not in others
    assert CANARY in amina.get(f"/people/{house.amina.pk}/profile/").content.decode()


def test_the_second_lock_says_the_same(house: House, as_person: AsPerson) -> None:
    for person in (house.amina, house.maria):
        actions.set_contact(
            actor=person,
            person=person,
            points=[actions.Point("mobile", CANARY, is_shown=True), actions.Point("email", "a@b.example")],
        )
    for viewer, count in ((house.amina, 2), (house.omar, 1), (house.maria, 2), (None, 0)):
        with bound():
            become(viewer.pk if viewer else None)
            assert ContactPoint.objects.count() == count, viewer
            if viewer:
                assert set(ContactPoint.objects.visible_to(viewer)) == set(ContactPoint.objects.all())
    with bound():
        become(house.omar.pk)
        assert ContactPoint.objects.update(is_shown=False) == 0
        assert ContactPoint.objects.all().delete()[0] == 0


def test_only_oneself_may_say_it(house: House, as_person: AsPerson) -> None:
    assert tell(as_person(house.omar), house.amina) == 403
    assert tell(as_person(house.maria), house.amina) == 404
    with pytest.raises(Refused):
        actions.set_contact(actor=house.omar, person=house.amina, points=[])
    assert not ContactPoint.objects.exists()


def test_it_is_changed_and_taken_back(house: House, as_person: AsPerson) -> None:
    amina = as_person(house.amina)
    tell(amina, house.amina)
    deeds = Entry.objects.filter(name="ContactChanged").count()
    tell(amina, house.amina)
    assert Entry.objects.filter(name="ContactChanged").count() == deeds
    tell(amina, house.amina, **{"contact-mobile": " +44  7700 900999 ", "contact-shown": []})
    [mobile] = ContactPoint.objects.filter(kind="mobile")
    assert (mobile.value, mobile.is_shown) == ("+44 7700 900999", False)
    tell(amina, house.amina, **{"contact-mobile": "", "contact-address": ""})
    assert not ContactPoint.objects.exists()
    facts = Entry.objects.filter(name="ContactChanged").latest("at").facts
    assert facts == {"person": str(house.amina.pk), "kinds": ["address", "mobile"]}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("contact-mobile", "ring me"),
        ("contact-mobile", "1"),
        ("contact-mobile", "1\u202e234567"),
        ("contact-email", "not at all"),
        ("contact-address", "x" * 301),
        ("contact-shown", ["pager"]),
    ],
)
def test_what_cannot_be_is_said_at_the_field(
    house: House, as_person: AsPerson, field: str, value: object
) -> None:
    assert tell(as_person(house.amina), house.amina, **{field: value}) == 422
    assert not ContactPoint.objects.exists()


def test_a_kind_that_there_is_not(house: House) -> None:
    with pytest.raises(Invalid):
        actions.set_contact(actor=house.amina, person=house.amina, points=[actions.Point("pager", "1")])


def test_without_the_key_pages_go_on_and_nothing_is_lost(house: House, as_person: AsPerson) -> None:
    amina = as_person(house.amina)
    tell(amina, house.amina)
    kept = data_keys.path().read_bytes()
    data_keys.path().unlink()
    data_keys.forget()
    assert "cannot be read now" in seen_by(as_person(house.omar), house.amina)
    profile = amina.get(f"/people/{house.amina.pk}/profile/")
    assert profile.status_code == 200
    assert "contact-mobile" not in profile.content.decode()
    assert tell(amina, house.amina) in (422, 503)
    data_keys.path().write_bytes(kept)
    assert CANARY in seen_by(amina, house.amina)


def test_no_deed_and_no_table_holds_it(house: House, as_person: AsPerson) -> None:
    tell(as_person(house.amina), house.amina)
    with connection.cursor() as cursor:
        cursor.execute("select table_name from information_schema.tables where table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'select count(*) from "{table}" t where t::text like %s', ["%900 123%"])
            assert cursor.fetchone() == (0,), table
            cursor.execute(
                f'select count(*) from "{table}" t where t::text like %s', [f"%{CANARY.encode().hex()}%"]
            )
            assert cursor.fetchone() == (0,), table
