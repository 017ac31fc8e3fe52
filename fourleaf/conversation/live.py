"""What a conversation tells the live gateway: that something changed, and, when asked, what to show for it."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from fourleaf.chronicle.models import Entry
from fourleaf.chronicle.record import Recorded
from fourleaf.conversation.asks import filled
from fourleaf.conversation.events import (
    AnnouncementAdded,
    AnnouncementChased,
    AnnouncementEnded,
    AnnouncementRenewed,
    PostAdded,
    PostEdited,
)
from fourleaf.conversation.fragments import FEW, fragments, just_written
from fourleaf.conversation.models import Announcement, Following, Mention, Post
from fourleaf.kit.bus import Notice, send
from fourleaf.kit.databases import SYSTEM
from fourleaf.kit.once import Once
from fourleaf.spaces import policy
from fourleaf.spaces.models import Space

#: Fewer entries than this were not cut off by the limit of a reading.
MANY = 100
POST = Once(lambda post: Post.objects.filter(pk=post.pk), using=SYSTEM)


def tell_mentioned(event: PostAdded | PostEdited, recorded: Recorded) -> None:
    """For those it names, and for a reply those who follow its thread, something waits now, if they can read it."""
    if isinstance(event, PostAdded) and not (event.mentioned or event.root):
        return
    people = set(Mention.objects.using(SYSTEM).filter(post=event.post).values_list("person_id", flat=True))
    if isinstance(event, PostAdded) and event.root:
        following = Following.objects.using(SYSTEM).filter(root=event.root, is_muted=False)
        people |= set(following.values_list("person_id", flat=True))
    if people - {event.actor}:
        space = Space.objects.using(SYSTEM).get(pk=event.space)
        readers = policy.readers(space).using(SYSTEM).filter(pk__in=people - {event.actor})
        for person in readers.values_list("pk", flat=True):
            send(Notice(f"person:{person}", None, "WaitingChanged"))


Asking = AnnouncementAdded | AnnouncementChased | AnnouncementEnded | AnnouncementRenewed


def tell_asked(event: Asking, recorded: Recorded) -> None:
    """For everybody whom an announcement asks something waits now, or does no more."""
    announcement = Announcement.objects.using(SYSTEM).get(pk=event.announcement)
    for person in announcement.asked().values_list("pk", flat=True):
        send(Notice(f"person:{person}", None, "WaitingChanged"))


def bodies(entries: Iterable[Entry]) -> list[bytes]:
    """The frames of these entries as JSON, the same for every viewer; a post is rendered once for all its entries.

    A frame carries the post as it is now, and for a reply its root too, whose thread line has changed.
    """
    listed = list(entries)
    named = Counter(
        UUID(key) for entry in listed for key in (_post_of(entry), entry.facts.get("root")) if key
    )
    # Named by its PostAdded alone, and all there is was read: nothing has been done to it since.
    added = [UUID(entry.facts["post"]) for entry in listed if entry.name == PostAdded.__name__]
    new = just_written(key for key in added if named[key] == 1) if len(listed) < MANY else {}
    posts = _posts(named.keys() - new.keys())
    html = fragments(posts, is_live=True) | {key: written for key, (_post, written) in new.items()}
    posts |= {key: post for key, (post, _written) in new.items()}
    html = filled(html, using=SYSTEM)
    return [json.dumps(_frame(entry, posts, html), ensure_ascii=False).encode() for entry in listed]


def _post_of(entry: Entry) -> str | None:
    """The post that a deed is about; one that is shown to others, or no longer, says so itself."""
    found: str | None = entry.facts.get("post") or entry.facts.get("thing")
    return found


def _posts(keys: set[UUID]) -> dict[UUID, Post]:
    if len(keys) > FEW:
        return Post.objects.using(SYSTEM).in_bulk(keys)
    return {post.pk: post for key in keys for post in POST(Post(pk=key))}


def _frame(entry: Entry, posts: dict[UUID, Post], html: dict[UUID, str]) -> dict[str, Any]:
    key = _post_of(entry)
    post = posts.get(UUID(key)) if key else None
    if post is None or post.space_id != entry.space_id:
        return {}  # an entry shows only what belongs to its own space, whatever its facts say
    frame: dict[str, Any] = {
        "post": str(post.pk),
        "thread": str(post.root_id) if post.root_id else None,
        "author": str(post.author_id),
        "number": post.sequence,
        "fragment": html[post.pk],
    }
    if post.key:
        frame["key"] = str(post.key)  # the sender's screen knows by it what it shows as being sent
    if post.root_id in html:
        frame["root_fragment"] = html[post.root_id]
    return frame
