"""Bring Marigold Health's sites, units and people into the directory, through the ordinary actions."""

from datetime import date

from fourleaf.kit import time
from fourleaf.people import actions
from fourleaf.people.models import Person, Profession, Site, Unit
from fourleaf.world.cast import Member
from fourleaf.world.doors import DEMO_PASSWORD, DOORS
from fourleaf.world.places import EASTGATE, SITES, UNITS
from fourleaf.world.staff import address_of, everybody

#: Maria, and her daughter, whom she will ask in once care spaces exist.
CARED_FOR = (
    ("maria", Person.Kind.PATIENT, "Maria Santos", "Santos", "maria.santos@marigold.example"),
    ("daughter", Person.Kind.RELATIVE, "Ines Santos", "Santos", "ines.santos@marigold.example"),
)

#: Numbers that Ofcom keeps for stories; who shows theirs to colleagues, and who keeps it to themselves.
MOBILES = {
    "hanna": ("07700 900123", True),
    "okafor": ("07700 900456", True),
    "maria": ("07700 900789", False),
}


def hire() -> dict[str, Person]:
    """Everybody by key: the staff, Maria and her daughter. What is already in the directory under its name is used."""
    sites, units, professions = _sites(), _units(), _professions()
    staff = everybody()
    people = {
        member.key: _staff_member(number, member, sites, units, professions)
        for number, member in enumerate(staff, 1)
    }
    for member in staff:
        if member.manager:
            people[member.key].manager = people[member.manager]
    for key, kind, name, family_name, address in CARED_FOR:
        # Eastgate is where they are cared for; it tells their time zone.
        people[key] = Person(
            kind=kind, name=name, family_name=family_name, email=address, site=sites[EASTGATE]
        )
    words = {member.key: member for member in staff}
    actions.add_people(actor=None, people=[_new(person, words.get(key)) for key, person in people.items()])
    _give_roles(staff, people)
    for key, (number, is_shown) in MOBILES.items():
        mobile = actions.Point("mobile", number, is_shown)
        actions.set_contact(actor=None, person=people[key], points=[mobile])
    for door in DOORS:
        actions.set_password(actor=None, person=people[door.key], password=DEMO_PASSWORD)
    return people


def _sites() -> dict[str, Site]:
    known = {site.name: site for site in Site.objects.all()}
    return {
        place.name: known.get(place.name)
        or actions.add_site(
            actor=None,
            name=place.name,
            city=place.city,
            zone=place.zone,
            latitude=place.latitude,
            longitude=place.longitude,
        )
        for place in SITES
    }


def _units() -> dict[str, Unit]:
    units = {unit.name: unit for unit in Unit.objects.all()}
    for name, parent in UNITS:
        if name not in units:
            above = units[parent] if parent else None
            units[name] = actions.add_unit(actor=None, name=name, parent=above)
    return units


def _professions() -> dict[str, Profession]:
    professions = {profession.name: profession for profession in Profession.objects.all()}
    for name in sorted({member.profession for member in everybody()} - professions.keys()):
        professions[name] = actions.add_profession(actor=None, name=name)
    return professions


def _staff_member(
    number: int,
    member: Member,
    sites: dict[str, Site],
    units: dict[str, Unit],
    professions: dict[str, Profession],
) -> Person:
    return Person(
        staff_number=f"M{number:05}",
        email=address_of(member),
        name=member.name,
        family_name=member.family_name,
        job_title=member.job_title,
        unit=units[member.unit],
        site=sites[member.site],
        profession=professions[member.profession],
        about=member.about,
        language=member.language,
    )


def _new(person: Person, member: Member | None) -> actions.NewPerson:
    if member is None:
        return actions.NewPerson(person)
    past = [
        actions.Past(title, place, date(first, 9, 1), date(last, 8, 31))
        for title, place, first, last in member.past
    ]
    return actions.NewPerson(person, member.skills, past)


def _give_roles(staff: list[Member], people: dict[str, Person]) -> None:
    for member in staff:
        for role in member.roles:
            actions.give_role(actor=None, person=people[member.key], role=role, from_on=time.now().date())
