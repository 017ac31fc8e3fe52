"""Find posts, documents, files, people and spaces: one question, whose answer is loaded through both locks."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg.errors
from django.db import OperationalError, transaction
from django.db.models import F, Func, QuerySet, TextField
from django.utils.translation import gettext as _

from fourleaf.conversation.models import Attachment, Post
from fourleaf.documents.models import Document
from fourleaf.kit.once import Once
from fourleaf.kit.prepared import ask
from fourleaf.kit.refusals import Invalid
from fourleaf.people.models import Person
from fourleaf.people.search import Wanted, find, folded, words_of
from fourleaf.search.asked import Asked
from fourleaf.search.filters import question
from fourleaf.search.models import Indexed
from fourleaf.search.snippets import Part, snippet
from fourleaf.search.texts import passages
from fourleaf.spaces.finding import fits
from fourleaf.spaces.models import Space
from fourleaf.spaces.reading import recorded_among

Thing = Post | Document | Attachment
#: Milliseconds; whoever waits longer has asked for too much, and others wait too.
PATIENCE = 2_000
MOST_OTHERS = 5
# Which of these spaces the person of this transaction reads by belonging there, or because they are open.
READ = "select unnest(%s::uuid[]) intersect select unnest(lock.spaces_where('read'))"
SEARCH = "select object_id, kind, space_id, thread_id, author_id, at, score, hits from lock.search(%s::jsonb)"


def _posts(person: Person, keys: Collection[UUID]) -> QuerySet[Post]:
    plain = Func(F("html"), function="lock.search_plain", output_field=TextField())
    posts = Post.objects.visible_to(person).filter(pk__in=keys, withdrawal=None)
    return posts.select_related("mark").defer("body", "html").annotate(plain=plain)


def _documents(person: Person, keys: Collection[UUID]) -> QuerySet[Document]:
    return Document.objects.visible_to(person).filter(pk__in=keys, withdrawal=None)


def _files(person: Person, keys: Collection[UUID]) -> QuerySet[Attachment]:
    return Attachment.objects.visible_to(person).filter(pk__in=keys, post__isnull=False)


def _spaces(person: Person, keys: Collection[UUID]) -> QuerySet[Space]:
    return Space.objects.visible_to(person).filter(pk__in=keys).named_for(person)


def _is_staff(person: Person, keys: Collection[UUID]) -> bool:
    return person.is_staff_member


SPACES = Once(_spaces, _is_staff)
THINGS: dict[str, Once[Any]] = {
    Indexed.Kind.POST: Once(_posts, _is_staff),
    Indexed.Kind.DOCUMENT: Once(_documents, _is_staff),
    Indexed.Kind.FILE: Once(_files, _is_staff),
}
PEOPLE = Once(lambda keys: Person.objects.filter(pk__in=keys).order_by())


@dataclass(frozen=True)
class Place:
    """The last thing of a page: its score and key. What follows is what scores less now, for whoever asks now."""

    score: int
    key: UUID


@dataclass(frozen=True)
class Hit:
    """A post, document or file as it is shown among what was found.

    `name` is the title of a document, `parts` are of its text: empty where reading is recorded. That is so in audited
    spaces, and of whatever one is shown from a space that one does not read.
    """

    kind: str
    pk: UUID
    place: Place
    url: str
    at: datetime
    author: Person | None
    author_id: UUID
    space: Space | None
    space_id: UUID
    thread: UUID | None
    parts: list[Part]
    name: list[Part] = field(default_factory=list)
    mark: str = ""
    is_recorded: bool = False
    size: int = 0
    media: str = ""


@dataclass(frozen=True)
class Results:
    """A page of hits, where the next begins, and what of the question was not understood."""

    hits: list[Hit]
    next: Place | None
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Row:
    pk: UUID
    kind: str
    space_id: UUID
    thread: UUID | None
    author_id: UUID
    at: datetime
    score: int
    hits: list[int]


def look(
    person: Person,
    asked: Asked,
    kinds: Sequence[str] = tuple(Indexed.Kind.values),
    *,
    newest: bool = False,
    after: Place | None = None,
    most: int = 20,
) -> Results:
    """What the person may read and has asked for, best or newest first; Invalid if it takes too long."""
    wanted = question(person, asked)
    if asked.is_empty:
        return Results([], None, wanted.notes)
    said = wanted.said | {
        "kinds": [kind for kind in kinds if "kinds" not in wanted.said],
        "newest": newest or not asked.ways,
        "most": most + 1,
        "score": after.score if after else None,
        "key": str(after.key) if after else None,
    }
    rows = _rows(said)
    shown = rows[:most]
    following = Place(shown[-1].score, shown[-1].pk) if len(rows) > most else None
    return Results(_loaded(person, shown), following, wanted.notes)


def _rows(said: dict[str, Any]) -> list[_Row]:
    try:
        with transaction.atomic():
            ask("select set_config('statement_timeout', %s, true)", [str(PATIENCE)])
            found = [_Row(*row) for row in ask(SEARCH, [json.dumps(said)])]
            ask("set local statement_timeout to default")
            return found
    except OperationalError as error:
        if isinstance(error.__cause__, psycopg.errors.QueryCanceled):
            raise Invalid(
                _("This search takes too long. Add a word that is rarer, or say where: in:, from:, after:.")
            ) from None
        raise


def _loaded(person: Person, rows: Sequence[_Row]) -> list[Hit]:
    """In a number of statements that does not grow with the rows. What is not there any more is left out."""
    people = {author.pk: author for author in PEOPLE({row.author_id for row in rows})}
    spaces = {space.pk: space for space in SPACES(person, {row.space_id for row in rows})}
    unrecorded = _unrecorded(person, spaces.values())
    things = _things(person, rows)
    titled = {
        row.pk: (thing.title, row.hits) for row in rows if isinstance(thing := things.get(row.pk), Document)
    }
    shown = passages(titled) if titled else {}
    return [
        _hit(
            row,
            thing,
            people.get(row.author_id),
            spaces.get(row.space_id),
            shown.get(row.pk) or ([], snippet(_text(thing), row.hits)),
            hides=row.space_id not in unrecorded,
        )
        for row in rows
        if (thing := things.get(row.pk)) is not None
    ]


def _things(person: Person, rows: Sequence[_Row]) -> dict[UUID, Thing]:
    things: dict[UUID, Thing] = {}
    for kind, load in THINGS.items():
        keys = [row.pk for row in rows if row.kind == kind]
        things |= {thing.pk: thing for thing in (load(person, keys) if keys else ())}
    return things


def _unrecorded(person: Person, spaces: Collection[Space]) -> set[UUID]:
    """Those of these spaces that the person reads by belonging there, without that being written down."""
    readable = {key for (key,) in ask(READ, [[space.pk for space in spaces]])}
    return readable - recorded_among(person, list(spaces))


def _hit(
    row: _Row,
    thing: Thing,
    author: Person | None,
    space: Space | None,
    shown: tuple[list[Part], list[Part]],
    *,
    hides: bool,
) -> Hit:
    name, parts = shown
    return Hit(
        kind=row.kind,
        pk=row.pk,
        place=Place(row.score, row.pk),
        url=thing.get_absolute_url(),
        at=row.at,
        author=author,
        author_id=row.author_id,
        space=space,
        space_id=row.space_id,
        thread=row.thread,
        parts=[] if hides else parts,
        name=name,
        mark=thing.mark.kind if isinstance(thing, Post) and hasattr(thing, "mark") else "",
        is_recorded=hides,
        size=thing.size if isinstance(thing, Attachment) else 0,
        media=thing.kind if isinstance(thing, Attachment) else "",
    )


def _text(thing: Thing) -> str:
    return thing.name if isinstance(thing, Attachment) else getattr(thing, "plain", "")


def people_found(person: Person, text: str, most: int = MOST_OTHERS) -> list[Person]:
    """Those whom the person can see and whose name, job, unit, site or skill fits."""
    words = words_of(text)
    if not words:
        return []
    seen = Person.objects.visible_to(person).active()
    return list(find(seen, Wanted(words=words), ()).select_related("unit", "site")[:most])


def spaces_found(person: Person, text: str, most: int = MOST_OTHERS) -> list[Space]:
    """Those that the person may know of, by name first and then by what they are for."""
    words = words_of(text)
    if not words:
        return []
    known = list(Space.objects.visible_to(person).named_for(person))
    by_name = [space for space in known if fits(space.title, words)]
    others = [space for space in known if space not in by_name and fits(space.purpose, words)]
    by_name.sort(key=lambda space: (not folded(space.title).startswith(words[0]), folded(space.title)))
    return [*by_name, *others][:most]
