"""What a person keeps for themselves: followed threads, bookmarks, drafts, mentions done. No deed for the chronicle."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from fourleaf.chronicle.models import Entry
from fourleaf.chronicle.record import tell_own_screens
from fourleaf.conversation import policy
from fourleaf.conversation.models import Bookmark, Draft, Following, Mention, Post
from fourleaf.kit import time
from fourleaf.kit.changes import of_person, touch
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Space

FOLLOW = """
insert into conversation_following as f (root_id, person_id, space_id, is_muted, read_to, newest, since)
values (%(root)s, %(person)s, %(space)s, coalesce(%(mute)s, false), %(read_to)s,
        lock.newest_reply(%(root)s, %(person)s), %(now)s)
on conflict (root_id, person_id) do update
set read_to = greatest(f.read_to, excluded.read_to), is_muted = coalesce(%(mute)s, f.is_muted),
    newest = greatest(f.newest, excluded.newest)
"""


@transaction.atomic
def follow_thread(*, actor: Person, post: Post, read_to: int = 0, mute: bool | None = None) -> None:
    """Follow the thread of a root, or mute it; None leaves a choice as it is. `read_to` only moves forward."""
    demand(policy.can_read(actor, post), _("You cannot read this."))
    ensure(post.root_id is None, _("Only whole threads can be followed."))
    keep_following(actor, post, read_to=_within(post, read_to), mute=mute)
    if mute is not None:
        tell_own_screens(actor.pk)


def keep_following(actor: Person, root: Post, *, read_to: int, mute: bool | None = None) -> None:
    """Write down that somebody follows a thread; whether they may, and the number, has been checked."""
    with connection.cursor() as cursor:
        cursor.execute(
            FOLLOW,
            {
                "root": root.pk, "person": actor.pk, "space": root.space_id, "mute": mute, "read_to": read_to,
                "now": time.now(),
            },
        )  # fmt: skip


@transaction.atomic
def unfollow_thread(*, actor: Person, post: Post) -> None:
    """Hear no more of a thread until mentioned."""
    Following.objects.filter(root=post, person=actor).delete()
    tell_own_screens(actor.pk)


def read_space(*, actor: Person, space: Space, read_to: int) -> None:
    """The actor has read the stream up to this number; their other screens count anew."""
    spaces.move_cursor(actor=actor, space=space, read_to=read_to)
    tell_own_screens(actor.pk, "CursorMoved")


@transaction.atomic
def read_thread(*, actor: Person, post: Post, read_to: int) -> None:
    """The actor has read a thread up to this number of the space: its news, and mentions of them in it."""
    ensure(0 <= read_to < 2**63, _("This is not a place in the conversation."))
    read_to = _within(post, read_to)
    following = Following.objects.filter(root=post, person=actor, read_to__lt=read_to)
    if following.update(read_to=read_to) + handle_mentions(actor=actor, root=post, up_to=read_to):
        tell_own_screens(actor.pk)


def _within(post: Post, read_to: int) -> int:
    """No further than its space has come: nobody has read what is still to be said."""
    last = Entry.objects.filter(space_id=post.space_id).aggregate(last=Max("sequence"))["last"]
    return min(read_to, last or 0)


def handle_mentions(*, actor: Person, root: Post, up_to: int) -> int:
    """The actor has dealt with mentions of them in a thread up to a number; answers how many there were."""
    mine = Mention.objects.waiting().filter(person=actor)
    if not mine.exists():  # mostly so, and found by the smallest index
        return 0
    in_thread = Q(post=root) | Q(post__root=root)
    return mine.filter(in_thread, post__sequence__lte=up_to).update(handled_at=time.now())


def handle_mention(*, actor: Person, mention: Mention) -> None:
    """The actor has dealt with a mention of them."""
    demand(mention.person_id == actor.pk, _("Only the mentioned person can do that."))
    Mention.objects.filter(pk=mention.pk, handled_at=None).update(handled_at=time.now())
    tell_own_screens(actor.pk)


def put_back_mention(*, actor: Person, mention: Mention) -> None:
    """The actor has not dealt with a mention of them after all: it waits again."""
    demand(mention.person_id == actor.pk, _("Only the mentioned person can do that."))
    Mention.objects.filter(pk=mention.pk).update(handled_at=None)
    tell_own_screens(actor.pk)


def set_bookmark(*, actor: Person, post: Post, on: bool) -> None:
    """Keep a post at hand, or not any more."""
    demand(policy.can_read(actor, post), _("You cannot read this."))
    if on:
        Bookmark.objects.get_or_create(post=post, person=actor)
    else:
        Bookmark.objects.filter(post=post, person=actor).delete()


@transaction.atomic
def save_draft(
    *, actor: Person, space: Space, body: str, root: Post | None = None, seen: int | None = None
) -> Draft | None:
    """Keep what the actor has begun to write; an empty text drops it. Answers what is kept now.

    `seen` is the `stamp` of the draft that the page knows of, 0 for none. What comes late, from a page that has not
    seen that its text went another way, changes nothing.
    """
    demand(policy.can_post(actor, space), _("You can read this space, but not write in it."))
    ensure(
        root is None or (root.space_id == space.pk and root.root_id is None), _("This thread is elsewhere.")
    )
    ensure(len(body) <= 5 * Post.LIMIT, _("This is too long to keep."), "body")
    touch(of_person(actor.pk))
    take_turns("draft", actor.pk, space.pk, root and root.pk)
    held = Draft.objects.filter(person=actor, space=space, root=root).first()
    if held and not held.body and seen not in (None, held.stamp):
        return held
    if not body.strip():
        discard_draft(actor=actor, space=space, root=root)
        return None
    return _keep_draft(actor, space, root, body.replace("\0", ""))


def empty_draft(*, actor: Person, space: Space, root: Post | None = None) -> None:
    """What was drafted has gone another way: keep that nothing is left, so that no screen brings an older one back."""
    touch(of_person(actor.pk))
    take_turns("draft", actor.pk, space.pk, root and root.pk)
    _keep_draft(actor, space, root, "")


def _keep_draft(person: Person, space: Space, root: Post | None, body: str) -> Draft:
    now = {"body": body, "at": time.now()}
    draft, _is_new = Draft.objects.update_or_create(person=person, space=space, root=root, defaults=now)
    return draft


def forget_drafts(keys: Iterable[UUID]) -> None:
    """Let go drafts that were never sent: system work, by the works agreement."""
    Draft.objects.filter(pk__in=keys).delete()


def discard_draft(*, actor: Person, space: Space, root: Post | None = None) -> None:
    """Drop a draft."""
    touch(of_person(actor.pk))
    Draft.objects.filter(person=actor, space=space, root=root).delete()
