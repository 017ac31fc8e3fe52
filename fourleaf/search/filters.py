"""Filters as they were typed, made into the question that the database answers; names lead to what one may see only."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from fourleaf.kit import time as clock
from fourleaf.people.models import Person
from fourleaf.people.search import Wanted, find, folded, words_of
from fourleaf.search.asked import Asked, Filter
from fourleaf.search.asking_lock import CONDITIONS
from fourleaf.spaces.finding import fits
from fourleaf.spaces.models import Space

HAS = ("file", "link", "image", "question", "decision")
IS = ("question", "answer", "decision", "resolved", "document", "mine")
MOST_NAMED = 20


@dataclass
class Question:
    """What `lock.search` is asked, and what of the filters could not be understood."""

    said: dict[str, Any]
    notes: list[str] = field(default_factory=list)


def question(person: Person, asked: Asked) -> Question:
    """Without kinds, order and page. A name of somebody whom one may not see finds nothing, like that of nobody."""
    made = Question({"ways": [[term.as_json() for term in way] for way in asked.ways]})
    for each in asked.filters:
        if each.value:
            READ[each.name](made, person, each)
        else:
            made.notes.append(_("Nothing stands after “%(name)s:”; it is left out.") % {"name": each.name})
    return made


def _from(made: Question, person: Person, asked: Filter) -> None:
    people = [str(key) for key in people_named(person, asked.value)]
    if not people:
        made.notes.append(_("Nobody whom you can see is called “%(name)s”.") % {"name": asked.value})
    _add(made, "from_not" if asked.is_not else "from", people)


def _in(made: Question, person: Person, asked: Filter) -> None:
    spaces = [str(key) for key in spaces_named(person, asked.value)]
    if not spaces:
        made.notes.append(_("No space that you can read is called “%(name)s”.") % {"name": asked.value})
    _add(made, "in_not" if asked.is_not else "in", spaces)


def _are(known: tuple[str, ...]) -> Callable[[Question, Person, Filter], None]:
    def read(made: Question, person: Person, asked: Filter) -> None:
        value = asked.value.lower()
        if value in known:
            _add(made, "are_not" if asked.is_not else "are", [value])
            return
        values = {"name": asked.name, "value": asked.value, "known": ", ".join(known)}
        made.notes.append(
            _("“%(name)s:%(value)s” is not known. After “%(name)s:” stands one of %(known)s.") % values
        )
        _add(made, "kinds", [])

    return read


def _when(made: Question, person: Person, asked: Filter) -> None:
    day = _day(asked.value)
    if day is None:
        made.notes.append(
            _("“%(value)s” is not a date. Write it as 2026-11-22, 2026-11 or 2026.") % {"value": asked.value}
        )
        _add(made, "kinds", [])
        return
    instant = clock.midnight(day).isoformat()
    is_until = (asked.name == "before") != asked.is_not
    name, choose = ("until", min) if is_until else ("since", max)
    made.said[name] = choose(made.said.get(name, instant), instant, key=datetime.fromisoformat)


READ = {"from": _from, "in": _in, "has": _are(HAS), "is": _are(IS), "before": _when, "after": _when}
assert set(HAS) | set(IS) == set(CONDITIONS)  # noqa: S101 - each has its condition


def _add(made: Question, name: str, values: Iterable[str]) -> None:
    made.said[name] = [*made.said.get(name, []), *values]


def _day(text: str) -> date | None:
    """The first day of what is meant: a day, a month or a year, `today` or `yesterday`."""
    today = timezone.localtime(clock.now()).date()
    known = {"today": today, "yesterday": today - timedelta(days=1)}
    if text.lower() in known:
        return known[text.lower()]
    if not text.isascii():
        return None
    for shape in ("%Y-%m-%d", "%Y-%m", "%Y"):
        try:
            day = datetime.strptime(text, shape).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        return day if 1900 <= day.year <= 9000 else None
    return None


def people_named(person: Person, name: str) -> list[UUID]:
    """The person with this key, or those whose name or job fits; `me` is oneself."""
    if name.lower() == "me":
        return [person.pk]
    seen = Person.objects.visible_to(person)
    if key := _key(name):
        return list(seen.filter(pk=key).values_list("pk", flat=True))
    if not (words := words_of(name.lstrip("@"))):
        return []
    return list(find(seen, Wanted(words=words), ()).values_list("pk", flat=True)[:MOST_NAMED])


def spaces_named(person: Person, name: str) -> list[UUID]:
    """The space with this key, or those that are called so, or else whose name begins with these words."""
    readable = Space.objects.readable_by(person)
    if key := _key(name):
        return list(readable.filter(pk=key).values_list("pk", flat=True))
    if not (words := words_of(name)):
        return []
    found = [space for space in readable.named_for(person) if fits(space.title, words)]
    exactly = [space.pk for space in found if folded(space.title) == folded(name)]
    return exactly or [space.pk for space in found[:MOST_NAMED]]


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
