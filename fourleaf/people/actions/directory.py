"""Who works here, where and as what: said by the system or an administrator, never by the web role."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.kit import time
from fourleaf.kit.changes import ALL, touch
from fourleaf.kit.refusals import demand, ensure
from fourleaf.people import policy
from fourleaf.people.actions.own import Past, replace_past_functions, skills_named
from fourleaf.people.events import (
    PersonAdded,
    PersonChanged,
    PersonDeactivated,
    PersonReactivated,
    RoleEnded,
    RoleGiven,
)
from fourleaf.people.models import OrganisationRole, Person, Profession, Session, Site, Unit

#: What `change_person` may change.
FIELDS = (
    *("staff_number", "email", "name", "family_name", "job_title"),
    *("unit", "site", "profession", "manager", "kind", "about", "language"),
)


@transaction.atomic
def add_unit(*, actor: Person | None, name: str, parent: Unit | None = None) -> Unit:
    """A department, ward or office."""
    _demand(actor)
    return Unit.objects.create(name=name, parent=parent)


@transaction.atomic
def change_unit(*, actor: Person | None, unit: Unit, parent: Unit | None) -> None:
    """Hang a unit elsewhere in the tree."""
    _demand(actor)
    above: Unit | None = parent
    while above is not None:
        ensure(above.pk != unit.pk, _("A unit cannot lie within itself."), "parent")
        above = above.parent
    unit.parent = parent
    unit.save(update_fields=["parent"])


@transaction.atomic
def add_site(
    *,
    actor: Person | None,
    name: str,
    city: str = "",
    zone: str = "UTC",
    latitude: float | None = None,
    longitude: float | None = None,
) -> Site:
    """A place where people work."""
    _demand(actor)
    return Site.objects.create(name=name, city=city, zone=zone, latitude=latitude, longitude=longitude)


@transaction.atomic
def change_site(*, actor: Person | None, site: Site, **values: Any) -> None:
    """Say anew where a site is: city, zone, latitude, longitude."""
    _demand(actor)
    touch(ALL)
    for field, value in values.items():
        setattr(site, field, value)
    site.save(update_fields=list(values))


@transaction.atomic
def add_profession(*, actor: Person | None, name: str) -> Profession:
    """What somebody can be by training."""
    _demand(actor)
    return Profession.objects.create(name=name)


@transaction.atomic
def add_person(
    *,
    actor: Person | None,
    name: str,
    skills: Iterable[str] = (),
    past_functions: Iterable[Past] = (),
    is_active: bool = True,
    **values: Any,
) -> Person:
    """Somebody joins; without a password they cannot sign in yet. `values` are the fields of `FIELDS`."""
    _demand(actor)
    ensure(bool(name.strip()), _("A person needs a name."), "name")
    person = Person(name=name.strip(), **_checked(values))
    if not is_active:
        person.deactivated_at = time.now()
    person.save(force_insert=True)
    wanted = list(skills)
    if wanted:
        person.skills.set(skills_named(wanted))
    replace_past_functions(person, list(past_functions))
    record(PersonAdded(actor=actor.pk if actor else None, person=person.pk))
    return person


@transaction.atomic
def change_person(*, actor: Person | None, person: Person, **values: Any) -> tuple[str, ...]:
    """Somebody's place in the organisation changes. Answers the names of the fields that did."""
    _demand(actor)
    changed = tuple(field for field, value in _checked(values).items() if getattr(person, field) != value)
    if changed:
        for field in changed:
            setattr(person, field, values[field])
        person.save(update_fields=changed)
        record(PersonChanged(actor=actor.pk if actor else None, person=person.pk, fields=changed))
    return changed


@transaction.atomic
def deactivate_person(*, actor: Person | None, person: Person) -> None:
    """Somebody leaves: they cannot sign in, and what they did stays theirs. The bots they sponsor stop.

    Callers above `spaces` also call `spaces.actions.hand_over_for`.
    """
    _demand(actor)
    if person.is_active:
        person.deactivated_at = time.now()
        person.save(update_fields=["deactivated_at"])
        Session.objects.filter(person=person).delete()
        record(PersonDeactivated(actor=actor.pk if actor else None, person=person.pk))
        for bot in person.sponsored.active():
            deactivate_person(actor=actor, person=bot)


@transaction.atomic
def reactivate_person(*, actor: Person | None, person: Person) -> None:
    """Somebody who had left is back."""
    _demand(actor)
    if not person.is_active:
        person.deactivated_at = None
        person.save(update_fields=["deactivated_at"])
        record(PersonReactivated(actor=actor.pk if actor else None, person=person.pk))


@transaction.atomic
def give_role(
    *,
    actor: Person | None,
    person: Person,
    role: str,
    from_on: date | None = None,
    until_on: date | None = None,
) -> OrganisationRole:
    """A dated role in the organisation, from today unless said otherwise."""
    _demand(actor)
    ensure(role in OrganisationRole.Role.values, _("There is no such role."), "role")
    from_on = from_on or time.now().date()
    ensure(until_on is None or from_on <= until_on, _("A role cannot end before it begins."), "until_on")
    given = OrganisationRole.objects.create(person=person, role=role, from_on=from_on, until_on=until_on)
    record(RoleGiven(actor=actor.pk if actor else None, person=person.pk, role=role))
    return given


@transaction.atomic
def change_role(
    *, actor: Person | None, role: OrganisationRole, from_on: date, until_on: date | None
) -> None:
    """The dates of a role were other ones."""
    _demand(actor)
    ensure(until_on is None or from_on <= until_on, _("A role cannot end before it begins."), "until_on")
    role.from_on, role.until_on = from_on, until_on
    role.save(update_fields=["from_on", "until_on"])
    fields = ("organisation_roles",)
    record(PersonChanged(actor=actor.pk if actor else None, person=role.person_id, fields=fields))


@transaction.atomic
def end_role(*, actor: Person | None, role: OrganisationRole) -> None:
    """Today is the last day of the role; one that lies ahead is not begun at all."""
    _demand(actor)
    today = time.now().date()
    if role.from_on > today:
        role.delete()
    else:
        role.until_on = today
        role.save(update_fields=["until_on"])
    record(RoleEnded(actor=actor.pk if actor else None, person=role.person_id, role=role.role))


def _demand(actor: Person | None) -> None:
    demand(policy.can_keep_directory(actor), _("Only administrators can change the directory."))


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    unknown = values.keys() - set(FIELDS)
    if unknown:
        raise TypeError(f"A person has no {', '.join(sorted(unknown))} to set.")
    if values.get("email"):
        values["email"] = values["email"].strip().lower()
    return values
