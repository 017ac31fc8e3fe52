"""Readings and deeds as the privacy officer asks for them, newest first, with the names that belong to the keys."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourleaf.chronicle.models import Access
from fourleaf.oversight.models import Deed
from fourleaf.people.models import Person

#: What was read, by the word that stands in the records. Refusals also hold what an address names.
KINDS: dict[str, Any] = {
    "stream": gettext_lazy("A conversation"),
    "live": gettext_lazy("A conversation, as it went on"),
    "thread": gettext_lazy("A thread"),
    "post": gettext_lazy("A post"),
    "history": gettext_lazy("Earlier versions of a post"),
    "file": gettext_lazy("A file"),
    "document": gettext_lazy("A document"),
    "space": gettext_lazy("A space"),
    "grant": gettext_lazy("What was shown"),
    "person": gettext_lazy("Who somebody is"),
    "copy": gettext_lazy("A copy of all that is theirs"),
    "reading": gettext_lazy("Records of reading"),
    "deeds": gettext_lazy("Records of deeds"),
    "alerts": gettext_lazy("Alerts"),
    "holds": gettext_lazy("Legal holds"),
    "hold": gettext_lazy("What was withdrawn under a hold"),
    "erasures": gettext_lazy("Erasures"),
}
SIZE = 50
READING, DEEDS = "reading", "deeds"
#: The columns that each filter is about.
COLUMNS = {
    READING: {"who": "person_id", "whose": "whose_id", "space": "space_id", "what": "kind", "why": "why"},
    DEEDS: {"who": "actor_id", "whose": "whose_id", "space": "space_id", "what": "name"},
}


@dataclass(frozen=True)
class Line:
    """One record with names; an empty name is one that there is not."""

    id: UUID
    at: datetime
    who: str
    what: str
    whose: str
    space: str
    why: str
    where: str


def found(of: str, wanted: Mapping[str, Any]) -> QuerySet[Any]:
    """The records that fit the filters; keys as UUID, words as text, `since` and `until` as instants."""
    rows: QuerySet[Any] = (Access if of == READING else Deed)._default_manager.order_by("-pk")
    for name, column in COLUMNS[of].items():
        value = wanted.get(name)
        if not value:
            continue
        if name in ("what", "why"):
            rows = rows.filter(**{f"{column}__iexact": value.replace(" ", "")})
        else:
            rows = rows.filter(**{f"{column}__in": [value] if isinstance(value, UUID) else _named(value)})
    if "since" in wanted:
        rows = rows.filter(at__gte=wanted["since"])
    if "until" in wanted:
        rows = rows.filter(at__lt=wanted["until"])
    if "before" in wanted:
        rows = rows.filter(pk__lt=wanted["before"])
    return rows


def lines(of: str, rows: Sequence[Any]) -> list[Line]:
    """The records as a page shows them."""
    reading = of == READING
    who = [row.person_id if reading else row.actor_id for row in rows]
    names = names_of({*who, *(row.whose_id for row in rows), *(row.space_id for row in rows)} - {None})
    return [
        Line(
            id=row.pk,
            at=row.at,
            who=names.get(key, "") if key else _("the system"),
            what=str(KINDS.get(row.kind, row.kind)) if reading else in_words(row.name),
            whose=names.get(row.whose_id, "") if row.whose_id else "",
            space=names.get(row.space_id, "") if row.space_id else "",
            why=row.get_why_display() if reading else "",
            where=(row.address or "") if reading else "",
        )
        for key, row in zip(who, rows, strict=True)
    ]


def in_words(name: str) -> str:
    """A deed as it is read: `PostAdded` is "Post added"."""
    return re.sub("(?<!^)[A-Z]", lambda letter: f" {letter[0].lower()}", name)


def names_of(keys: Iterable[UUID]) -> dict[UUID, str]:
    """What the people and spaces are called; a direct conversation has no name of its own."""
    with connection.cursor() as cursor:
        cursor.execute("select id, name, kind from lock.overseen_names(%s)", [list(keys)])
        return {
            key: name or (_("a direct conversation") if kind == "direct" else "")
            for key, name, kind in cursor.fetchall()
        }


def person_overseen(key: UUID) -> Person | None:
    """Name and kind of anybody, for the privacy officer; nothing for others."""
    with connection.cursor() as cursor:
        cursor.execute("select name, kind from lock.overseen_person(%s)", [key])
        row = cursor.fetchone()
    return Person(pk=key, name=row[0], kind=row[1]) if row else None


def one_named(text: str) -> tuple[UUID, bool] | None:
    """The one person or space of this key or whole name, and whether it is a person; None if it is not one."""
    try:
        keys = [UUID(text)]
    except ValueError:
        keys = _named(text)
    with connection.cursor() as cursor:
        cursor.execute("select id, name, kind from lock.overseen_names(%s)", [keys])
        fits = [
            (key, kind == "person")
            for key, name, kind in cursor.fetchall()
            if len(keys) == 1 or name.lower() == text.lower()
        ]
    return fits[0] if len(fits) == 1 else None


def _named(words: str) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("select id from lock.overseen_found(%s) limit 500", [words])
        return [key for (key,) in cursor.fetchall()]
