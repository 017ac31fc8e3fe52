"""Find people by what one remembers of them: the beginnings of words, with or without accents."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, Exists, F, Func, IntegerField, OuterRef, Q, TextField, Value, When
from django.db.models.functions import Coalesce, Concat
from django.utils.translation import gettext as _

from fourleaf.kit.text import one_line
from fourleaf.people.models import Person, PersonQuerySet, Skill, Unit

MOST_WORDS = 8
LONGEST = 100
# Letters that Unicode does not take apart.
TWO = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
ONE = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ħ": "h", "ŧ": "t"}
#: Where else than in the name words are looked for, as one may remember "the physio in Valencia".
PLACES = ("job_title", "unit__name", "site__name", "site__city", "profession__name")
PARTING = "-–'’.·,()/&"
LETTERS = TWO | ONE | dict.fromkeys(PARTING, " ")


def folded(text: str) -> str:
    """Lower case, without accents, words parted by single spaces."""
    parted = unicodedata.normalize("NFD", text.lower())
    plain = "".join(LETTERS.get(c, c) for c in parted if not unicodedata.combining(c))
    return " ".join(
        plain.replace("ς", "σ").split()
    )  # Greek writes its final sigma otherwise, the database does not


@cache
def _letters() -> tuple[str, str]:
    """For SQL's translate(): the letters whose case the database's own locale does not know, and their small ones."""
    capitals = [chr(code) for code in range(0xC0, 0x590) if len(chr(code).lower()) == 1]
    pairs = {c: ONE.get(c.lower(), c.lower()) for c in capitals if unicodedata.normalize("NFD", c) == c}
    pairs = {c: small for c, small in pairs.items() if small != c} | {"ς": "σ"}
    return "".join(pairs) + PARTING, "".join(pairs.values()) + " " * len(PARTING)


class Folded(Func):
    """`folded()` in SQL. The database's own lower() knows no letters beyond ASCII in the C locale."""

    output_field = TextField()

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, tuple[Any, ...]]:  # type: ignore[override]
        inner, parameters = compiler.compile(self.source_expressions[0])
        known, small = _letters()
        plain = f"translate(regexp_replace(normalize({inner}, NFD), %s, '', 'g'), %s, %s)"
        values: list[object] = [*parameters, "[\u0300-\u036f]", known, small]
        for letter, letters in TWO.items():
            plain = f"replace(replace({plain}, %s, %s), %s, %s)"
            values += [letter, letters, letter.upper() if len(letter.upper()) == 1 else letter, letters]
        return f"lower({plain})", tuple(values)


@dataclass(frozen=True)
class Wanted:
    """What the directory is asked for; empty fields do not narrow."""

    words: tuple[str, ...] = ()
    unit: UUID | None = None
    site: UUID | None = None
    profession: UUID | None = None
    skill: UUID | None = None


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of what somebody typed, at most eight."""
    return tuple(folded(text[:LONGEST]).split()[:MOST_WORDS])


def cared_for(name: str, address: str) -> Person | None:
    """The patient or relative of this whole name and this address, for staff who have been told both; or nobody."""
    with connection.cursor() as cursor:
        cursor.execute("select id, name, kind from lock.cared_for(%s, %s)", [address.lower(), one_line(name)])
        row = cursor.fetchone()
    return Person(pk=row[0], name=row[1], kind=row[2]) if row else None


def find(people: PersonQuerySet, wanted: Wanted, units: Iterable[Unit]) -> PersonQuerySet:
    """Those who fit, people found by name first. `units` is the whole tree: a unit means those below it too."""
    if wanted.unit:
        people = people.filter(unit__in=within(wanted.unit, units))
    for name in ("site", "profession"):
        if key := getattr(wanted, name):
            people = people.filter(**{name: key})
    if wanted.skill:
        people = people.filter(_has_skill(Q(skill=wanted.skill)))
    return _with_words(people, wanted.words)


def _with_words(people: PersonQuerySet, words: tuple[str, ...]) -> PersonQuerySet:
    by_family = (
        Folded("family_name"),
        Folded("name"),
        F("pk"),
    )  # the database's own order is that of code points
    if not words:
        return people.order_by(*by_family)
    people = people.annotate(
        name_words=_led("name"),
        place_words=_places_led(),
    )
    by_name = Q()
    for word in words:
        in_name = Q(name_words__contains=f" {word}")
        skills = Skill.objects.annotate(words=_led("name"))
        in_skill = _has_skill(Q(skill__in=skills.filter(words__contains=f" {word}").values("pk")))
        people = people.filter(in_name | Q(place_words__contains=f" {word}") | in_skill)
        by_name &= in_name
    first = Case(When(by_name, then=0), default=1, output_field=IntegerField())
    return people.order_by(first, *by_family)


def _led(column: str) -> Concat:
    """The folded column with a space before each of its words."""
    return Concat(Value(" "), Folded(Coalesce(column, Value(""))), output_field=TextField())


def _places_led() -> Concat:
    places = [_led(place) for place in PLACES]
    return Concat(*places, output_field=TextField())


def _has_skill(condition: Q) -> Q:
    return Q(Exists(Person.skills.through.objects.filter(condition, person=OuterRef("pk"))))


def within(unit: UUID, units: Iterable[Unit]) -> set[UUID]:
    """The unit and all below it."""
    below: dict[UUID | None, list[UUID]] = {}
    for each in units:
        below.setdefault(each.parent_id, []).append(each.pk)
    found, open_ends = set(), [unit]
    while open_ends:
        key = open_ends.pop()
        if key not in found:
            found.add(key)
            open_ends += below.get(key, [])
    return found


def as_tree(units: Iterable[Unit]) -> list[tuple[Unit, int]]:
    """The units in the order of their tree, each with its depth."""
    everything = list(units)
    below: dict[UUID | None, list[Unit]] = {}
    for unit in everything:
        below.setdefault(unit.parent_id, []).append(unit)
    tree: list[tuple[Unit, int]] = []

    def grow(parent: UUID | None, depth: int) -> None:
        for unit in below.get(parent, []):
            tree.append((unit, depth))
            grow(unit.pk, depth + 1)

    grow(None, 0)
    return tree


def options(units: Iterable[Unit]) -> list[tuple[str, str]]:
    """The tree of units for a list to choose from."""
    return [("", _("All units")), *((str(u.pk), "\u2003" * depth + u.name) for u, depth in as_tree(units))]


def lines_of(text: str) -> list[str]:
    """What somebody typed into a list: parted by lines, commas or semicolons."""
    return [part.strip() for part in re.split(r"[\n;,]", text) if part.strip()]
