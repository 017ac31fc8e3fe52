"""The copies of an announcement belong together: what is done to one by its author is done to all."""

from collections.abc import Sequence

from fourleaf.chronicle.record import record
from fourleaf.conversation import events
from fourleaf.conversation.models import AnnouncedPost, Post
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person


def with_copies(post: Post) -> list[Post]:
    """The post, and for an announcement its copies in other spaces that are not withdrawn."""
    own = AnnouncedPost.objects.filter(post=post).first()
    if own is None:
        return [post]
    take_turns("copies", own.announcement_id)
    others = AnnouncedPost.objects.filter(announcement=own.announcement_id, post__withdrawal=None)
    kept = others.exclude(post=post).select_related("post__space__archival", "post__space__planned_start")
    return [post, *(copy.post for copy in kept.order_by("post"))]


def ask_again(actor: Person, copies: Sequence[Post]) -> None:
    """The text of an announcement has been changed: who has confirmed the old one is asked once more."""
    own = AnnouncedPost.objects.filter(post=copies[0]).select_related("announcement").first()
    if own is None:
        return
    announcement = own.announcement
    announcement.version += 1
    announcement.save(update_fields=["version"])
    for copy in copies:
        record(
            events.AnnouncementRenewed(
                actor=actor.pk, space=copy.space_id, post=copy.pk, root=None, announcement=announcement.pk
            )
        )
