"""Lines among what a search finds (`settings.ALSO_FOUND`)."""

from dataclasses import dataclass

from django.db.models import TextField, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from fourleaf.people.models import Person
from fourleaf.people.search import Folded, words_of
from fourleaf.sheet.models import Line


@dataclass(frozen=True)
class Found:
    """A section of the page: its title, its template, and what it lists."""

    title: str
    rows: list[Line]
    template: str = "sheet/_found.html"


def lines_found(person: Person, text: str, most: int) -> Found:
    """Lines and questions that the person may read and that hold all these words, newest first."""
    words = words_of(text)
    if not words or not person.is_staff_member:
        return Found(_("The Sheet"), [])
    led = Concat(Value(" "), Folded("text"), output_field=TextField())
    found = Line.objects.visible_to(person).standing().annotate(words=led)
    for word in words:
        found = found.filter(words__contains=f" {word}")
    return Found(_("The Sheet"), list(found.select_related("author", "space").order_by("-at")[:most]))
