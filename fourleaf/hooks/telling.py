"""Which deeds are told outside, under which names, and what of them: keys and codes, never what anybody wrote."""

import json
from typing import Any

from fourleaf.chronicle.models import Entry
from fourleaf.hooks.models import Delivery, Outgoing

TEST = "hook.test"
#: The deed's name in the chronicle → the type that is sent, and the kind that a steward chooses.
TYPES: dict[str, tuple[str, Outgoing.Kind]] = {
    "PostAdded": ("post.added", Outgoing.Kind.POSTS),
    "PostEdited": ("post.edited", Outgoing.Kind.EDITS),
    "PostWithdrawn": ("post.withdrawn", Outgoing.Kind.WITHDRAWALS),
    "PostMarked": ("post.marked", Outgoing.Kind.MARKS),
    "ThreadResolved": ("thread.resolved", Outgoing.Kind.MARKS),
    "ThreadReopened": ("thread.reopened", Outgoing.Kind.MARKS),
    "ReactionAdded": ("reaction.added", Outgoing.Kind.REACTIONS),
    "ReactionRemoved": ("reaction.removed", Outgoing.Kind.REACTIONS),
    "MembershipAdded": ("membership.added", Outgoing.Kind.MEMBERS),
    "MembershipEnded": ("membership.ended", Outgoing.Kind.MEMBERS),
    "RoleChanged": ("membership.changed", Outgoing.Kind.MEMBERS),
}
WITH_TEXT = ("post.added", "post.edited")
#: The facts of a deed that go out.
FACTS = ("post", "root", "mark", "emoji", "person", "role", "before", "after")


def facts_of(entry: Entry) -> dict[str, Any]:
    """The `data` of what is sent about a deed."""
    told = {name: entry.facts[name] for name in FACTS if name in entry.facts}
    return {
        "space": str(entry.space_id),
        "sequence": entry.sequence,
        "actor": str(entry.actor_id) if entry.actor_id else None,
        **told,
    }


def body_of(delivery: Delivery, text: str | None) -> bytes:
    """The JSON that is sent and signed."""
    data = delivery.facts if text is None else {**delivery.facts, "text": text}
    message = {"type": delivery.type, "timestamp": delivery.happened_at.isoformat(), "data": data}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
