"""What stands beside a conversation: its people and its decisions."""

from typing import Any

from fourleaf.conversation.models import Mark, Post
from fourleaf.spaces.models import Membership, Space
from fourleaf.spaces.rights import Role

FACES = 12
DECISIONS = 5


def aside(space: Space) -> dict[str, Any]:
    """Context of `_aside.html`."""
    people = Membership.objects.of_active().filter(space=space).select_related("person")
    stewards = [] if space.is_direct else [row.person for row in people.filter(role=Role.STEWARD)[:FACES]]
    others = [row.person for row in people.order_by("since")[:FACES] if row.person not in stewards]
    decisions = Post.objects.filter(space=space, mark__kind=Mark.Kind.DECISION).order_by("-sequence")
    return {"stewards": stewards, "others": others, "decisions": decisions[:DECISIONS]}
