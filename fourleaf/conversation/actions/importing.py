"""Conversations of the past, from another system: said then, told to nobody, in few statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from fourleaf.chronicle.record import record_past
from fourleaf.conversation import events
from fourleaf.conversation.models import Attachment, Mention, Post, Reaction, Revision, Withdrawal
from fourleaf.people.models import Person
from fourleaf.spaces.actions.importing import read_past
from fourleaf.spaces.models import Membership, Space

FOLLOW = """
insert into conversation_following (root_id, person_id, space_id, is_muted, read_to, newest, since)
select root, person, %s, false, %s, 0, since
from unnest(%s::uuid[], %s::uuid[], %s::timestamptz[]) as given (root, person, since)
on conflict (root_id, person_id) do nothing
"""
# What was imported into a followed thread counts as read, unless something before it still waits there.
READ_THREADS = """
update conversation_following f set read_to = %s
where f.root_id = any(%s) and f.read_to >= (
  select coalesce(max(p.sequence), 0) from conversation_post p where p.root_id = f.root_id and p.sequence <= %s
)
"""


@dataclass(frozen=True)
class PastFile:
    """What is known of a file whose bytes are elsewhere; size in bytes, width and height in pixels."""

    name: str
    media_type: str
    size: int
    at: datetime
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class PastPost:
    """A post as it stood elsewhere. `html` is its body rendered; both are empty if it had been withdrawn."""

    id: UUID
    author: UUID
    at: datetime
    body: str
    html: str
    root: UUID | None = None
    mentioned: tuple[UUID, ...] = ()
    reactions: tuple[tuple[UUID, str], ...] = ()
    files: tuple[PastFile, ...] = ()
    edited_at: datetime | None = None
    is_withdrawn: bool = False


@transaction.atomic
def import_posts(*, space: Space, posts: Sequence[PastPost]) -> int:
    """Add posts of the past, in this order, after all that is there; roots come before their replies.

    They count as read by the members who are active now, and mentions in them as handled. Who said what follows its
    thread, as if it had been said here. Reactions carry the time of their post, since no other is known, and have
    no entry in the chronicle. Answers the space's last number.
    """
    before = Post.objects.filter(space=space).aggregate(last=Max("sequence"))["last"] or 0
    deeds = sorted(_deeds(space.pk, posts), key=lambda deed: deed[1])
    numbers = record_past(space.pk, deeds)
    number_of = {
        deed.post: number
        for (deed, _at), number in zip(deeds, numbers, strict=True)
        if isinstance(deed, events.PostAdded)
    }
    Post.objects.bulk_create(
        Post(
            pk=post.id, space=space, root_id=post.root, author_id=post.author, body=post.body, html=post.html,
            sequence=number_of[post.id], at=post.at,
        )
        for post in posts
    )  # fmt: skip
    _add_what_belongs_to(posts, space)
    active = set(Membership.objects.of_active().filter(space=space).values_list("person_id", flat=True))
    read_past(space=space.pk, people=sorted(active), before=before, to=numbers[-1])
    _follow(posts, space.pk, before=before, to=numbers[-1])
    return numbers[-1]


def _deeds(space: UUID, posts: Iterable[PastPost]) -> Iterable[tuple[events.PostEvent, datetime]]:
    """Each post's own deeds; its later ones never come before it."""
    for post in posts:
        facts: dict[str, Any] = {"actor": post.author, "space": space, "post": post.id, "root": post.root}
        yield events.PostAdded(**facts, mentioned=len(post.mentioned)), post.at
        if post.edited_at:
            yield events.PostEdited(**facts), max(post.at, post.edited_at)
        if post.is_withdrawn:
            yield events.PostWithdrawn(**facts), post.at


def _add_what_belongs_to(posts: Sequence[PastPost], space: Space) -> None:
    # What a changed post said before is in no export: the revision says that there was one, and when it ended.
    Revision.objects.bulk_create(
        Revision(post_id=post.id, body="", html=Revision.UNKNOWN, at=post.edited_at)
        for post in posts
        if post.edited_at
    )
    Withdrawal.objects.bulk_create(
        Withdrawal(post_id=post.id, by_id=post.author, at=post.at) for post in posts if post.is_withdrawn
    )
    Reaction.objects.bulk_create(
        Reaction(post_id=post.id, person_id=person, emoji=emoji, at=post.at)
        for post in posts
        for person, emoji in post.reactions
    )
    Mention.objects.bulk_create(
        Mention(post_id=post.id, person_id=person, via=Mention.Via.PERSON, handled_at=post.at)
        for post in posts
        for person in post.mentioned
    )
    Attachment.objects.bulk_create(
        Attachment(
            space=space, post_id=post.id, uploader_id=post.author, name=file.name, media_type=file.media_type,
            size=file.size, width=file.width, height=file.height, digest="", at=file.at,
        )
        for post in posts
        for file in post.files
    )  # fmt: skip


def _follow(posts: Sequence[PastPost], space: UUID, *, before: int, to: int) -> None:
    authors = {post.author for post in posts}
    active = set(Person.objects.active().filter(pk__in=authors).values_list("pk", flat=True))
    since: dict[tuple[UUID, UUID], datetime] = {}
    for post in posts:
        if post.author in active:
            since.setdefault((post.root or post.id, post.author), post.at)
    touched = sorted({post.root for post in posts if post.root})
    with connection.cursor() as cursor:
        cursor.execute(READ_THREADS, [to, touched, before])
        roots, people = [root for root, _person in since], [person for _root, person in since]
        cursor.execute(FOLLOW, [space, to, roots, people, list(since.values())])
