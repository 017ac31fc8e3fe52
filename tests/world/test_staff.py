"""The people of Marigold Health on paper."""

from collections import Counter

from fourleaf.people.models import OrganisationRole
from fourleaf.world.cast import BY_KEY, CAST, with_full_names
from fourleaf.world.doors import DOORS
from fourleaf.world.places import SITES, UNITS
from fourleaf.world.staff import address_of, everybody


def test_about_240_people_with_names_of_their_own() -> None:
    staff = everybody()
    assert len(staff) == 240
    for values in ([m.name for m in staff], [address_of(m) for m in staff], [m.key for m in staff]):
        assert [value for value, count in Counter(values).items() if count > 1] == []
    assert staff == everybody()


def test_addresses_are_plain() -> None:
    addresses = {m.name: address_of(m) for m in everybody()}
    assert addresses["Dr Daniel Okafor"] == "daniel.okafor@marigold.example"
    assert addresses["Joost van Dam"] == "joost.vandam@marigold.example"
    assert addresses["Lucía Ortega"] == "lucia.ortega@marigold.example"
    assert all(address.isascii() and " " not in address for address in addresses.values())


def test_every_unit_and_site_has_people_and_every_zone_counts() -> None:
    staff = everybody()
    assert {m.unit for m in staff} == {name for name, _parent in UNITS}
    assert {m.site for m in staff} == {site.name for site in SITES}
    assert (len(UNITS), len(SITES), len({site.zone for site in SITES})) == (14, 6, 3)


def test_everybody_reports_to_somebody_and_nobody_to_themselves() -> None:
    managers = {m.key: m.manager for m in everybody()}
    assert [key for key, manager in managers.items() if manager is None] == ["marcus"]
    for start in managers:
        seen, key = set(), start
        while manager := managers[key]:
            assert key not in seen, f"{start} reports in a circle"
            seen.add(key)
            key = manager


def test_roles_are_roles() -> None:
    assert {role for m in CAST for role in m.roles} <= set(OrganisationRole.Role.values)


def test_doors_lead_to_people() -> None:
    addresses = {m.key: (m.name, address_of(m)) for m in everybody()} | {
        "maria": ("Maria Santos", "maria.santos@marigold.example")
    }
    assert len(DOORS) == 5
    for door in DOORS:
        assert (door.name, door.email) == addresses[door.key]
        assert door.first_look.endswith(".")
        assert door.opens is (door.key != "maria")


def test_keys_become_the_names_that_people_type() -> None:
    assert with_full_names("@okafor and @hanna, see x@nadia") == (
        "@Dr Daniel Okafor and @Hanna Nowak, see x@nadia"
    )
    assert all(f"@{key}" not in with_full_names(f"@{key}") for key in BY_KEY)
