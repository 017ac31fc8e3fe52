"""The palette: a few letters of a place, a document, a person or a deed."""

from typing import TypedDict
from urllib.parse import urlencode

from django.db.models import Case, Q, TextField, Value, When
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fourleaf.documents.models import Document
from fourleaf.inbox.places import Place, places_of
from fourleaf.kit.templatetags.kit import initials, tone
from fourleaf.people.models import Person
from fourleaf.people.search import Folded, folded, words_of
from fourleaf.search.asked import LONGEST
from fourleaf.spaces.audience import access_word
from fourleaf.spaces.finding import fits
from fourleaf.spaces.models import Space

MOST = 12
PEOPLE = 6
DOCUMENTS = 4
SHOWN = 60


class Found(TypedDict, total=False):
    """One line of the palette."""

    label: str
    detail: str
    url: str
    kind: str
    tone: int
    initials: str


def suggestions(person: Person, query: str) -> list[Found]:
    """At most 12: places, documents, people, deeds, and to search; without a query, where there is most news."""
    words = words_of(query.replace("\0", ""))
    if not words:
        return [_place(place) for place in places_for(person)][:MOST]
    spaces = sorted(
        (space for space in _readable(person) if fits(space.title, words)),
        key=lambda space: (not folded(space.title).startswith(words[0]), space.title.casefold()),
    )
    people = _people(person, words)
    deeds = [deed for deed in _deeds(person) if fits(deed["label"], words)]
    documents = _documents(person, words)
    kept = max(MOST - len(documents) - len(people) - len(deeds), MOST // 3)
    return [*[*map(_space, spaces[:kept]), *documents, *people, *deeds][: MOST - 1], _search(query)]


def places_for(person: Person) -> list[Place]:
    """The person's places, those with most unread first."""
    open_places = (place for place in places_of(person) if not place.dim)
    return sorted(open_places, key=lambda place: -place.unread)


def _readable(person: Person) -> list[Space]:
    return list(Space.objects.readable_by(person).named_for(person))


def _people(person: Person, words: tuple[str, ...]) -> list[Found]:
    """Those whose name or job fits, names first: what the palette shows of them explains why they are there."""
    seen = Person.objects.visible_to(person).active().exclude(pk=person.pk)
    found = seen.annotate(name_words=_led("name"), job_words=_led("job_title"))
    by_name = Q()
    for word in words:
        in_name = Q(name_words__contains=f" {word}")
        found, by_name = found.filter(in_name | Q(job_words__contains=f" {word}")), by_name & in_name
    first = Case(When(by_name, then=0), default=1)
    return [
        Found(
            label=each.name, detail=each.job_title, url=each.get_absolute_url(), kind="person",
            tone=tone(each.pk), initials=initials(each.name),
        )
        for each in found.order_by(first, "name")[:PEOPLE]
    ]  # fmt: skip


def _documents(person: Person, words: tuple[str, ...]) -> list[Found]:
    """Those with these words in the title, the last changed first."""
    found = Document.objects.visible_to(person).standing().annotate(title_words=_led("title"))
    for word in words:
        found = found.filter(title_words__contains=f" {word}")
    return [
        Found(label=each.title, detail=_("document"), url=each.get_absolute_url(), kind="document")
        for each in found.order_by("-changed_at")[:DOCUMENTS]
    ]


def _led(field: str) -> Concat:
    """The folded field with a blank before it, so that every word begins after one."""
    return Concat(Value(" "), Folded(field), output_field=TextField())


def _deeds(person: Person) -> list[Found]:
    deeds = [
        (_("What waits for me"), reverse("home")),
        (_("All spaces"), reverse("spaces")),
        (_("Search"), reverse("search")),
        (_("Documents"), reverse("documents")),
        (_("Bookmarks"), reverse("bookmarks")),
        (_("My profile"), person.get_absolute_url()),
        (_("My page"), reverse("me")),
        (_("The works agreement"), reverse("agreement")),
    ]
    if person.is_staff_member:
        deeds += [
            (_("The Sheet"), reverse("sheet")),
            (_("Pledges and questions"), reverse("pledges")),
            (_("People"), reverse("people")),
            (_("New space"), reverse("space-new")),
            (_("New document"), reverse("document-new")),
            (_("New direct conversation"), reverse("direct-new")),
        ]
    return [Found(label=label, url=url, kind="act") for label, url in deeds]


def _search(query: str) -> Found:
    """The last line: look for these words in everything that one may read."""
    url = f"{reverse('search')}?{urlencode({'q': query.strip()[:LONGEST]})}"
    return Found(
        label=_("Search for “%(words)s” everywhere") % {"words": query.strip()[:SHOWN]},
        url=url,
        kind="search",
    )


def _space(space: Space) -> Found:
    if space.is_direct:
        return Found(label=space.title, detail=_("direct"), url=space.get_absolute_url(), kind="direct")
    detail = f"{space.get_kind_display()} · {access_word(space.access)}"
    return Found(label=space.title, detail=detail, url=space.get_absolute_url(), kind="space")


def _place(place: Place) -> Found:
    found = _space(place.space)
    if place.unread:
        found["detail"] = ngettext("%(n)s new", "%(n)s new", place.unread) % {"n": place.unread}
    return found
