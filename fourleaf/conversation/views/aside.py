"""What stands beside a conversation: its people and its decisions."""

from typing import Any

from django.db.models import QuerySet

from fourleaf.conversation.models import Mark, Post
from fourleaf.kit.once import Once
from fourleaf.spaces.models import Membership, Space
from fourleaf.spaces.rights import Role

FACES = 12
DECISIONS = 5


def _people(space: Space) -> QuerySet[Membership]:
    return Membership.objects.of_active().filter(space=space).select_related("person")


STEWARDS = Once(lambda space: _people(space).filter(role=Role.STEWARD)[:FACES])
FIRST_HERE = Once(lambda space: _people(space).order_by("since")[:FACES])
DECIDED = Once(
    lambda space: Post.objects.filter(space=space, mark__kind=Mark.Kind.DECISION).order_by("-sequence")[
        :DECISIONS
    ]
)


def aside(space: Space) -> dict[str, Any]:
    """Context of `_aside.html`."""
    stewards = [] if space.is_direct else [row.person for row in STEWARDS(space)]
    others = [row.person for row in FIRST_HERE(space) if row.person not in stewards]
    return {"stewards": stewards, "others": others, "decisions": DECIDED(space)}
