"""The directory in thousands: the same deeds as one by one, in few statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.kit.refusals import demand
from fourleaf.people import policy
from fourleaf.people.actions.directory import FIELDS
from fourleaf.people.actions.own import Past, skills_named
from fourleaf.people.events import PersonAdded, PersonChanged
from fourleaf.people.models import PastFunction, Person

BATCH = 500


@dataclass(frozen=True)
class NewPerson:
    """Somebody to add: `person` is unsaved and has its key already."""

    person: Person
    skills: Sequence[str] = field(default=())
    past_functions: Sequence[Past] = field(default=())


@transaction.atomic
def add_people(*, actor: Person | None, people: Sequence[NewPerson]) -> None:
    """Many join at once. Managers may be among them or come with a later call: the database asks at commit."""
    _demand(actor)
    Person.objects.bulk_create((new.person for new in people), batch_size=BATCH)
    add_own_words(people)
    for new in people:
        record(PersonAdded(actor=actor.pk if actor else None, person=new.person.pk))


@transaction.atomic
def change_people(*, actor: Person | None, changes: Mapping[Person, Mapping[str, Any]]) -> None:
    """Many change at once: per person the new values of fields of `FIELDS`."""
    _demand(actor)
    fields = sorted({name for values in changes.values() for name in values})
    if unknown := set(fields) - set(FIELDS):
        raise TypeError(f"A person has no {', '.join(sorted(unknown))} to set.")
    # Two who swap what is unique must both let go of it first.
    for unique in {"email", "staff_number"}.intersection(fields):
        freed = [person.pk for person, values in changes.items() if unique in values]
        Person.objects.filter(pk__in=freed).update(**{unique: None})
    for person, values in changes.items():
        for name, value in values.items():
            setattr(person, name, value)
    if fields:
        Person.objects.bulk_update(changes, fields, batch_size=BATCH)
    for person, values in changes.items():
        record(
            PersonChanged(actor=actor.pk if actor else None, person=person.pk, fields=tuple(sorted(values)))
        )


@transaction.atomic
def fill_in(*, actor: Person | None, people: Sequence[NewPerson]) -> None:
    """Give first skills and past functions to people who have said nothing about themselves."""
    _demand(actor)
    add_own_words(people)
    for new in people:
        named = {"skills": new.skills, "past_functions": new.past_functions}
        fields = tuple(name for name, said in named.items() if said)
        record(PersonChanged(actor=actor.pk if actor else None, person=new.person.pk, fields=fields))


def add_own_words(people: Iterable[NewPerson]) -> None:
    """Skills and past functions of people who have none yet."""
    wanted = [new for new in people if new.skills or new.past_functions]
    named = {
        skill.name.casefold(): skill
        for skill in skills_named({s.casefold(): s for new in wanted for s in new.skills}.values())
    }
    through = Person.skills.through
    through.objects.bulk_create(
        (
            through(person_id=new.person.pk, skill_id=named[key].pk)
            for new in wanted
            for key in dict.fromkeys(skill.casefold() for skill in new.skills)
        ),
        batch_size=BATCH,
    )
    PastFunction.objects.bulk_create(
        (
            PastFunction(
                person=new.person,
                title=past.title,
                place=past.place,
                from_on=past.from_on,
                until_on=past.until_on,
            )
            for new in wanted
            for past in new.past_functions
        ),
        batch_size=BATCH,
    )


def _demand(actor: Person | None) -> None:
    demand(policy.can_keep_directory(actor), _("Only administrators can change the directory."))
