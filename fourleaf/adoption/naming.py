"""People as others write them down: by staff number, e-mail address or whole name."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from fourleaf.people.models import Person


@dataclass
class Named:
    """Who is meant by each text, and for each that means nobody, or several, why."""

    people: dict[str, Person] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)


def find_named(viewer: Person, texts: Iterable[str]) -> Named:
    """Staff who still work here and whom the viewer may see; one query however many they are."""
    wanted = {text: text.replace("\0", "").strip().casefold() for text in texts}
    words = [word for word in wanted.values() if word]
    staff = Person.objects.visible_to(viewer).active().filter(kind=Person.Kind.STAFF)
    rows = staff.annotate(low_name=Lower("name"), low_number=Lower("staff_number")).filter(
        Q(low_name__in=words) | Q(email__in=words) | Q(low_number__in=words)
    )
    by_word: dict[str, dict[object, Person]] = defaultdict(dict)
    for person in rows:
        for word in (person.name, person.email, person.staff_number):
            if word:
                by_word[word.casefold()][person.pk] = person
    found = Named()
    for text, word in wanted.items():
        people = list(by_word.get(word, {}).values())
        if len(people) == 1:
            found.people[text] = people[0]
        else:
            found.faults[text] = _why(text, people)
    return found


def _why(text: str, people: Sequence[Person]) -> str:
    if people:
        return _("Several people are called “%(name)s”. Write the e-mail address or the staff number.") % {
            "name": text
        }
    return _("Nobody who works here has the name, address or number “%(name)s”.") % {"name": text}
