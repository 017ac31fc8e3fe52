"""Bring the firm's sites, departments and people into the directory, through the ordinary actions."""

from fourleaf.people import actions
from fourleaf.people.models import Person
from fourleaf.world.doors import DEMO_PASSWORD
from fourleaf.world.story2.cast import DEPARTMENTS, MANAGEMENT, ORGANISATION, SITES, Somebody
from fourleaf.world.story2.crews import Firm
from fourleaf.world.story2.doors import DOORS


def hire(firm: Firm) -> list[Person]:
    """Everybody by number; those who have a door can sign in."""
    sites = {
        place.name: actions.add_site(
            actor=None, name=place.name, city=place.city, zone=place.zone,
            latitude=place.latitude, longitude=place.longitude,
        )
        for place in SITES
    }  # fmt: skip
    whole = actions.add_unit(actor=None, name=ORGANISATION)
    names = (MANAGEMENT, *(department.name for department in DEPARTMENTS))
    units = {name: actions.add_unit(actor=None, name=name, parent=whole) for name in names}
    named = sorted({person.profession for person in firm.people})
    professions = {name: actions.add_profession(actor=None, name=name) for name in named}

    def new(number: int, person: Somebody) -> Person:
        return Person(
            staff_number=f"L{number:04}", email=person.email, name=person.name, family_name=person.family_name,
            job_title=person.job_title, unit=units[person.department], site=sites[person.site],
            profession=professions[person.profession],
        )  # fmt: skip

    people = [new(number, person) for number, person in enumerate(firm.people, 1)]
    actions.add_people(
        actor=None,
        people=[
            actions.NewPerson(person, known.skills, [actions.Past(title) for title in known.past])
            for person, known in zip(people, firm.people, strict=True)
        ],
    )
    for person, known in zip(people, firm.people, strict=True):
        for role in known.roles:
            actions.give_role(actor=None, person=person, role=role)
    doors = {door.email for door in DOORS}
    for person in people:
        if person.email in doors:
            actions.set_password(actor=None, person=person, password=DEMO_PASSWORD)
    return people
