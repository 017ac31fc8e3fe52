"""May and did: how many may see a post, and how many have; how often it was copied. Numbers, never names."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from fourleaf.conversation.models import Post
from fourleaf.kit.prepared import ask
from fourleaf.sharing.may import beyond
from fourleaf.spaces.audience import reader_counts

ASK = "select lock.seen(%s), lock.behind_glass(%s)"


@dataclass(frozen=True)
class Seen:
    """`may` can see it now: those of the audience line, to whom it is shown, and who reads here in an emergency.

    `did` is None where so few may see it that a number would name them.
    """

    may: int
    did: int | None


def seen_of(post: Post, belong: int | None = None, shown: int | None = None) -> Seen:
    """For somebody who belongs to the post's space.

    `belong` is the number of the audience line and `shown` (`sharing.may.beyond`) of those who are shown it besides,
    if they are known.
    """
    if belong is None:
        belong = reader_counts([post.space_id]).get(post.space_id, 0)
    if shown is None:
        shown = beyond(post.space_id, (("post", post.pk), ("thread", post.root_id or post.pk)))
    ((did, behind_glass),) = ask(ASK, [post.pk, post.space_id])
    may = belong + shown + behind_glass
    return Seen(may, did if did is None else min(did, may))


def copied() -> dict[UUID, int]:
    """How often own posts, of the person of this transaction, were copied into other spaces; only those that were."""
    with connection.cursor() as cursor:
        cursor.execute("select * from lock.copied()")
        return dict(cursor.fetchall())
