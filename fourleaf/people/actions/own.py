"""What people say about themselves."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.kit.refusals import demand, ensure
from fourleaf.people import policy
from fourleaf.people.events import PersonChanged
from fourleaf.people.models import PastFunction, Person, Skill

MOST_SKILLS = 30
LONGEST_SKILL = 60
MOST_PAST_FUNCTIONS = 20
LONGEST_ABOUT = 2000


@dataclass(frozen=True)
class Past:
    """A past function: the days may be unknown."""

    title: str
    place: str = ""
    from_on: date | None = None
    until_on: date | None = None


@transaction.atomic
def change_profile(*, actor: Person, person: Person, about: str, past_functions: Iterable[Past]) -> None:
    """Say anew who one is and what one did before."""
    demand(policy.can_change_profile(actor, person), _("Only the person can change this."))
    about = about.replace("\r\n", "\n").strip()
    ensure(len(about) <= LONGEST_ABOUT, _("Please write at most 2,000 characters."), "about")
    wanted = list(past_functions)
    ensure(len(wanted) <= MOST_PAST_FUNCTIONS, _("Please name at most 20 past functions."))
    ensure(all(past.title.strip() for past in wanted), _("Say what the function was."))
    ordered = all(not (p.from_on and p.until_on) or p.from_on <= p.until_on for p in wanted)
    ensure(ordered, _("A past function cannot end before it begins."))
    changed = []
    if about != person.about:
        person.about = about
        person.save(update_fields=["about"])
        changed.append("about")
    if replace_past_functions(person, wanted):
        changed.append("past_functions")
    _record_change(actor, person, changed)


@transaction.atomic
def set_skills(*, actor: Person, person: Person, skills: Iterable[str]) -> None:
    """Say what one can be asked about; a skill that is known in other letters is the known one."""
    demand(policy.can_change_profile(actor, person), _("Only the person can change this."))
    wanted = list(dict.fromkeys(" ".join(skill.split()) for skill in skills if skill.strip()))
    ensure(len(wanted) <= MOST_SKILLS, _("Please name at most 30 skills."), "skills")
    ensure(
        all(len(skill) <= LONGEST_SKILL for skill in wanted),
        _("A skill has at most 60 characters. Put each on a line of its own."),
        "skills",
    )
    known = skills_named(wanted)
    if {skill.pk for skill in known} != set(person.skills.values_list("pk", flat=True)):
        person.skills.set(known)
        _record_change(actor, person, ["skills"])


@transaction.atomic
def set_language(*, actor: Person, person: Person, language: str) -> None:
    """Choose the language of the interface; empty means that of the browser."""
    demand(policy.can_change_profile(actor, person), _("Only the person can change this."))
    ensure(language in {"", *dict(settings.LANGUAGES)}, _("Choose one of the languages."), "language")
    if language != person.language:
        person.language = language
        person.save(update_fields=["language"])
        _record_change(actor, person, ["language"])


def skills_named(names: Iterable[str]) -> list[Skill]:
    """The skills of these names, made where they are new; letters' case does not count."""
    wanted = {name.casefold(): name for name in names}
    known = _known_skills(wanted)
    if missing := sorted(wanted.keys() - known.keys()):
        # In one order for all: whoever names the same ones now waits for us, or we for them, and both find them.
        Skill.objects.bulk_create((Skill(name=wanted[key]) for key in missing), ignore_conflicts=True)
        known = _known_skills(wanted)
    return [known[key] for key in wanted]


def _known_skills(wanted: Container[str]) -> dict[str, Skill]:
    return {skill.name.casefold(): skill for skill in Skill.objects.all() if skill.name.casefold() in wanted}


def replace_past_functions(person: Person, wanted: list[Past]) -> bool:
    """Keep exactly these; answers whether anything changed."""
    missing = {(past.title.strip(), past.place.strip(), past.from_on, past.until_on) for past in wanted}
    changed = False
    for row in person.past_functions.all():
        key = (row.title, row.place, row.from_on, row.until_on)
        if key in missing:
            missing.remove(key)
        else:
            row.delete()
            changed = True
    for title, place, from_on, until_on in missing:
        PastFunction.objects.create(
            person=person, title=title, place=place, from_on=from_on, until_on=until_on
        )
    return changed or bool(missing)


def _record_change(actor: Person, person: Person, fields: list[str]) -> None:
    if fields:
        record(PersonChanged(actor=actor.pk, person=person.pk, fields=tuple(fields)))
