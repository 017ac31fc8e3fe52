"""Where people can be reached privately: said by themselves, or by the directory that brings them in."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.kit import time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.people import policy
from fourleaf.people.events import ContactChanged
from fourleaf.people.models import ContactPoint, Person

Kind = ContactPoint.Kind
LONGEST = 300
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{3,28}[0-9]")


@dataclass(frozen=True)
class Point:
    """One way to reach somebody; an empty value takes it back."""

    kind: str
    value: str
    is_shown: bool = False


@transaction.atomic
def set_contact(*, actor: Person | None, person: Person, points: Iterable[Point]) -> None:
    """Say anew how one can be reached; kinds that are not named stay as they are."""
    demand(policy.can_set_contact(actor, person), _("Only the person can change this."))
    there = {point.kind: point for point in person.contact_points.all()}
    changed = [point.kind for point in points if _put(person, there.get(point.kind), point)]
    if changed:
        record(
            ContactChanged(actor=actor.pk if actor else None, person=person.pk, kinds=tuple(sorted(changed)))
        )


@transaction.atomic
def bring_contact(*, actor: Person | None, values: Mapping[Person, Mapping[str, str]]) -> int:
    """What a directory says of many, by kind. Only what a person has not said is taken; answers of how many people."""
    demand(policy.can_keep_directory(actor), _("Only administrators can change the directory."))
    known = set(ContactPoint.objects.filter(person__in=values).values_list("person_id", "kind"))
    new: dict[Person, list[ContactPoint]] = {}
    for person, said in values.items():
        for kind, value in said.items():
            if value and (person.pk, kind) not in known:
                point = ContactPoint(person=person, kind=kind, value=checked(kind, value))
                new.setdefault(person, []).append(point)
    ContactPoint.objects.bulk_create((each for points in new.values() for each in points), batch_size=500)
    for person, points in new.items():
        kinds = tuple(sorted(point.kind for point in points))
        record(ContactChanged(actor=actor.pk if actor else None, person=person.pk, kinds=kinds))
    return len(new)


def checked(kind: str, text: str) -> str:
    """The value as it is kept; raises Invalid, with the kind as the field."""
    ensure(kind in Kind.values, _("There is no such way to reach somebody."))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    value = "\n".join(line for line in lines if line)
    ensure(len(value) <= LONGEST, _("Please write at most 300 characters."), kind)
    if not value:
        return ""
    if kind in (Kind.MOBILE, Kind.PHONE):
        ensure(
            _PHONE.fullmatch(value) is not None,
            _("This is not a phone number such as +44 117 496 0123."),
            kind,
        )
    if kind == Kind.EMAIL:
        try:
            validate_email(value)
        except ValidationError:
            ensure(False, _("This is not an address such as name@example.org."), kind)
    return value


def _put(person: Person, there: ContactPoint | None, point: Point) -> bool:
    value = checked(point.kind, point.value)
    if there is None:
        if value:
            ContactPoint.objects.create(person=person, kind=point.kind, value=value, is_shown=point.is_shown)
        return bool(value)
    if not value:
        there.delete()
        return True
    if (there.value, there.is_shown) == (value, point.is_shown):
        return False
    there.value, there.is_shown, there.changed_at = value, point.is_shown, time.now()
    there.save(update_fields=["value", "is_shown", "changed_at"])
    return True
