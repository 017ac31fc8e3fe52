"""Direct conversations: the same people meet in the same place; more people, a new one."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from fourleaf.people.models import Person
from fourleaf.spaces import actions
from fourleaf.spaces.models import Space
from tests.house import House

AsPerson = Callable[[Person], Client]
NEW = "/spaces/direct/new/"


def test_starting_twice_is_one_conversation(house: House, as_person: AsPerson) -> None:
    said = {"people": [house.ben.pk, house.omar.pk]}
    first = as_person(house.amina).post(NEW, said).headers["Location"]
    second = as_person(house.ben).post(NEW, {"people": [house.amina.pk, house.omar.pk]}).headers["Location"]
    assert first == second
    other = as_person(house.amina).post(NEW, {"people": [house.ben.pk]}).headers["Location"]
    assert other != first


def test_choosing_without_a_script(house: House, as_person: AsPerson) -> None:
    client = as_person(house.amina)
    page = client.get(NEW, {"with": [str(house.ben.pk), "x", str(house.maria.pk)], "q": "om"})
    assert page.context["chosen"] == [house.ben]
    assert list(page.context["found"]) == [house.omar]


def test_bad_input(house: House, as_person: AsPerson) -> None:
    client = as_person(house.amina)
    for people in ([], ["x"], [house.maria.pk], [house.post.pk]):
        assert client.post(NEW, {"people": people}).status_code == 422
    crowd = []
    for number in range(9):
        person = Person(name=f"Crowd {number}", email=f"crowd{number}@marigold.example")
        person.set_unusable_password()
        person.save()
        crowd.append(person.pk)
    assert client.post(NEW, {"people": crowd}).status_code == 422
    assert client.post(NEW, {"people": crowd[:8]}).status_code == 302
    assert not Space.objects.filter(kind="direct").exclude(memberships__person=house.amina).exists()


def test_who_may_not(house: House, as_person: AsPerson) -> None:
    assert as_person(house.maria).get(NEW).status_code == 403
    assert as_person(house.amina).put(NEW).status_code == 405
    assert Client().get(NEW).status_code == 302


def test_its_page_names_the_people(house: House, as_person: AsPerson) -> None:
    space = actions.start_direct(actor=house.amina, people=[house.ben, house.omar])
    address = reverse("space-about", args=[space.pk])
    page = as_person(house.ben).get(address).content.decode()
    assert "<h1>Amina Yusuf, Omar Said</h1>" in page
    assert "Only <b>you, Amina Yusuf and Omar Said</b> can read this</span>" in page
    assert "Amina" not in page.split("<title>")[1].split("</title>")[0]
    assert as_person(house.ruth).get(address).status_code == 404
    asking = as_person(house.ben).get(reverse("space-invitations", args=[space.pk]))
    assert asking.status_code == 403
    access = reverse("space-access", args=[space.pk])
    assert as_person(house.ben).post(access, {"access": "open", "seen_readers": 2}).status_code == 422
