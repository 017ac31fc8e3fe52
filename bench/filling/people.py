"""The people, by ordinary inserts: there are few."""

from datetime import datetime

from bench.filling.plan import Size, person_key
from fourleaf.people.models import Person, Profession, Site, Unit

SITES = ("North House", "South House", "Riverside", "The Old Mill", "Hillview")
PROFESSIONS = ("Nurse", "Physician", "Pharmacist", "Physiotherapist", "Technician", "Clerk")
GIVEN = (
    "Ada",
    "Bela",
    "Chidi",
    "Dilek",
    "Emre",
    "Fadia",
    "Goran",
    "Hana",
    "Ines",
    "Jomo",
    "Kaya",
    "Lien",
    "Mira",
)
FAMILY = (
    "Abara",
    "Brandt",
    "Costa",
    "Dubois",
    "Eze",
    "Ferrari",
    "Gupta",
    "Haddad",
    "Ivanova",
    "Jansen",
    "Khan",
)
UNITS = 60


def hire(size: Size, at: datetime) -> None:
    """Everybody, each with a site, a unit and a profession."""
    sites = [Site(name=name, zone="Europe/London") for name in SITES]
    units = [Unit(name=f"Unit {number}") for number in range(UNITS)]
    professions = [Profession(name=name) for name in PROFESSIONS]
    Site.objects.bulk_create(sites)
    Unit.objects.bulk_create(units)
    Profession.objects.bulk_create(professions)
    Person.objects.bulk_create(
        Person(
            pk=person_key(number),
            email=f"person-{number}@bench.example",
            name=f"{GIVEN[number % len(GIVEN)]} {FAMILY[number // 3 % len(FAMILY)]} {number}",
            family_name=FAMILY[number // 3 % len(FAMILY)],
            job_title=PROFESSIONS[number % len(PROFESSIONS)],
            site=sites[number % len(sites)],
            unit=units[number % UNITS],
            profession=professions[number % len(professions)],
            created_at=at,
        )
        for number in range(size.people)
    )
