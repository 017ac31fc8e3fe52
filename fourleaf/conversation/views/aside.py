"""What stands beside a conversation: its people and its decisions."""

from typing import Any

from django.db.models import Case, QuerySet, When
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from fourleaf.conversation.models import Mark
from fourleaf.kit.once import Once
from fourleaf.kit.templatetags.kit import line_of
from fourleaf.spaces.models import Membership, Space
from fourleaf.spaces.rights import Role

FACES = 12
DECISIONS = 5
LETTERS = 90


def _people(space: Space) -> QuerySet[Membership, Any]:
    """Stewards first, then whoever has been here longest."""
    here = Membership.objects.of_active().filter(space=space)
    stewards_first = here.order_by(Case(When(role=Role.STEWARD, then=0), default=1), "since")
    return stewards_first.values_list("person_id", "person__name", "person__job_title", "role")[: 2 * FACES]


PEOPLE = Once(_people)
DECIDED = Once(
    lambda space: (
        Mark.objects.filter(space=space, kind=Mark.Kind.DECISION)
        .order_by("-sequence")
        .values_list("post_id", "post__html")[:DECISIONS]
    )
)


def aside(space: Space) -> dict[str, Any]:
    """Context of `_aside.html`."""
    steward = "" if space.is_direct else _("steward")
    stewards: list[str] = []
    others: list[str] = []
    for key, name, job, role in PEOPLE(space):
        if steward and role == Role.STEWARD and len(stewards) < FACES:
            stewards.append(line_of(key, name, steward))
        elif len(others) < FACES:
            others.append(line_of(key, name, job))
    lines = stewards + others
    decisions = [
        format_html('<li><a href="{}" dir="auto">{}</a></li>', reverse("post", args=[post]), _begun(html))
        for post, html in DECIDED(space)
    ]
    return {
        "purpose": linebreaksbr(space.purpose, autoescape=True),
        "people_here": SafeString("".join([f"<li>{line}</li>" for line in lines])),
        "decisions": SafeString("".join(decisions)),
    }


def _begun(html: str) -> str:
    """The first words of a post."""
    return Truncator(strip_tags(html)).chars(LETTERS)
