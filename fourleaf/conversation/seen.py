"""May and did: how many may see a post, and how many have. Numbers from cursors, never names."""

from dataclasses import dataclass

from fourleaf.conversation.models import Post
from fourleaf.kit.prepared import prepared
from fourleaf.spaces.audience import reader_counts

ASK = "select lock.seen(%s)"


@dataclass(frozen=True)
class Seen:
    """`may` have what is on the audience line; `did` is None where so few may see it that a number would name them."""

    may: int
    did: int | None


def seen_of(post: Post, may: int | None = None) -> Seen:
    """For somebody who belongs to the post's space; `may` is the number of the audience line, if it is known."""
    if may is None:
        may = reader_counts([post.space_id]).get(post.space_id, 0)
    with prepared() as cursor:
        cursor.execute(ASK, [post.pk])
        [did] = cursor.fetchone()
    return Seen(may, did if did is None else min(did, may))
