"""Who can read a line: everybody on the staff, or those of a space."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fourleaf.people.models import Person
from fourleaf.spaces.audience import Audience, audience_of
from fourleaf.spaces.models import Space


@dataclass(frozen=True)
class Everybody:
    """All people of the staff, and the bots among them."""

    @cached_property
    def count(self) -> int:
        return Person.objects.active().filter(kind__in=Person.COLLEAGUES).count()

    @property
    def html(self) -> SafeString:
        """The audience line."""
        who = ngettext(
            "%(n)s staff member of %(organisation)s", "%(n)s staff of %(organisation)s", self.count
        ) % {"n": self.count, "organisation": settings.ORGANISATION}
        return format_html(_("All {} can read this"), format_html("<b>{}</b>", who))


def audience_for(space: Space | None, person: Person) -> Audience | Everybody:
    """What stands above a line."""
    return Everybody() if space is None else audience_of(space, person)
