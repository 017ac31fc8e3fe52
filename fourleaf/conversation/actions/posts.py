"""Say, change, take back, mark, react, resolve."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.types.json import Jsonb

from fourleaf.chronicle.record import SpaceEvent, record, record_by, tell_own_screens
from fourleaf.conversation import events, policy
from fourleaf.conversation.actions.behalf import for_whom, say_for_whom
from fourleaf.conversation.actions.copies import ask_again, with_copies
from fourleaf.conversation.actions.own import handle_mentions
from fourleaf.conversation.actions.storing import drop_files
from fourleaf.conversation.mentions import Mentioned, mentioned_in
from fourleaf.conversation.models import (
    Attachment,
    Mark,
    Mention,
    Poll,
    Post,
    Reaction,
    Resolution,
    Revision,
    Withdrawal,
)
from fourleaf.kit import ids, time
from fourleaf.kit.changes import of_person, touch
from fourleaf.kit.databases import OWN
from fourleaf.kit.html import render_markdown
from fourleaf.kit.prepared import ask
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person
from fourleaf.spaces.models import Space

ATTACHMENTS = 10
ADD = "select lock.add_post(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
OPENED = gettext_lazy(
    "This space has been opened meanwhile: now all staff can read it. Send again if you still want to."
)


@transaction.atomic
def add_post(
    *,
    actor: Person,
    space: Space,
    body: str,
    root: Post | None = None,
    mark: str = "",
    attachments: Sequence[Attachment] = (),
    key: UUID | None = None,
    shown_access: str = "",
    no_rush: bool = False,
    written_for: UUID | None = None,
) -> Post:
    """Say something in a space, or reply in the thread of `root`.

    `key` is the sender's idempotency key: the same key from the same person answers the post it made the first time.
    `shown_access` is the access that stood above the text while it was written, if anything stood there.
    With `no_rush` it interrupts nobody: it stands in the list of what waits and in digests. `written_for` is the leader
    who lets the actor write for them; the post says so.
    """
    demand(policy.can_post(actor, space), _("You can read this space, but not write in it."))
    if key and (sent := _sent_before(actor, key, space, root)):
        return sent
    was_opened = space.access == Space.Access.OPEN and shown_access not in ("", Space.Access.OPEN)
    ensure(not was_opened, OPENED, "shown_access")
    ensure(
        root is None or (root.space_id == space.pk and root.root_id is None), _("This thread is elsewhere.")
    )
    body = sound_body(body, has_files=bool(attachments))
    leader = for_whom(actor, space, written_for)
    ensure(mark in ("", *Mark.Kind.values), _("Choose question, answer or decision."), "mark")
    mentioned = mentioned_in(body, space)
    mentioned.people.pop(actor.pk, None)
    post = Post(
        space=space,
        root=root,
        author=actor,
        body=body,
        html=render_markdown(body, mentioned.links),
        key=key,
    )
    added = events.PostAdded(
        actor=actor.pk,
        space=space.pk,
        post=post.pk,
        root=post.root_id,
        mark=mark,
        mentioned=len(mentioned.people),
        no_rush=no_rush,
    )
    # From here to the commit the space is locked: whoever else writes in it waits.
    post.sequence = record_by(added, partial(_write, post)).sequence
    post._state.adding, post._state.db = False, OWN
    if mark:
        post.mark = Mark.objects.create(
            post=post, kind=mark, by=actor, space_id=post.space_id, sequence=post.sequence
        )
    if leader:
        say_for_whom(post, leader)
    _attach(post, actor, attachments)
    _mention(post, mentioned)
    if root:  # who replies has read the thread, and answered those who named them in it
        handle_mentions(actor=actor, root=root, up_to=post.sequence)
        tell_own_screens(actor.pk)
    post.written_with = tuple(attachments)
    return post


def _write(post: Post, entry: UUID, at: datetime, facts: Jsonb) -> int:
    """The post and its entry; its author follows the thread, and what they had drafted there is gone."""
    values: list[Any] = [
        post.author_id, post.space_id, post.root_id, entry, at, facts, post.pk, post.body, post.html, post.at, post.key,
    ]  # fmt: skip
    ((number,),) = ask(ADD, values)
    return int(number)


@transaction.atomic
def edit_post(*, actor: Person, post: Post, body: str) -> Post:
    """Change one's own post; what it said before stays readable as a revision. An announcement asks everybody again."""
    take_turn(post)
    demand(policy.can_edit(actor, post), _("Only the person who wrote this can change it."))
    body = sound_body(body, has_files=post.attachments.exists())
    if body == post.body:
        return post
    copies = with_copies(post)
    for each in copies:
        _change(actor, each, body)
    ask_again(actor, copies)
    return post


def _change(actor: Person, post: Post, body: str) -> None:
    demand(policy.can_edit(actor, post), _("You can no longer write in every space where this stands."))
    mentioned = mentioned_in(body, post.space)
    mentioned.people.pop(actor.pk, None)
    Revision.objects.create(post=post, body=post.body, html=post.html)
    post.body, post.html = body, render_markdown(body, mentioned.links)
    post.save(update_fields=["body", "html"])
    _mention_no_more(post, mentioned)
    _mention(post, mentioned)
    record(events.PostEdited(actor=actor.pk, space=post.space_id, post=post.pk, root=post.root_id))


@transaction.atomic
def withdraw_post(*, actor: Person, post: Post) -> None:
    """Take a post back: its text, earlier versions, files and reactions go; who and when stays.

    Whoever announced something takes back all its copies, a steward the one in their space.
    """
    take_turn(post)
    if post.is_withdrawn:
        return
    demand(
        policy.can_withdraw(actor, post), _("Only the person who wrote this, or a steward, can withdraw it.")
    )
    own = post.author_id == actor.pk
    for each in with_copies(post) if own else [post]:
        if policy.can_withdraw(actor, each):
            take_back(actor, each)


def take_back(actor: Person, post: Post) -> None:
    """For actions that have asked whether it may be done: what a post said goes, with all that hangs on it.

    Under a legal hold the privacy officer keeps it.
    """
    with connection.cursor() as cursor:
        cursor.execute("select lock.preserve(%s, 'post', %s, %s)", [ids.uuid7(), post.pk, time.now()])
    withdrawal = Withdrawal.objects.create(post=post, by=actor)
    post.revisions.all().delete()
    post.reactions.all().delete()
    post.mentions.all().delete()
    drop_files(post.attachments.all())
    Mark.objects.filter(post=post).delete()
    if Poll.objects.filter(post=post).exists():
        with connection.cursor() as cursor:
            cursor.execute("select lock.drop_poll(%s)", [post.pk])
    post.body = post.html = ""
    post.save(update_fields=["body", "html"])
    post.withdrawal = withdrawal
    record(events.PostWithdrawn(actor=actor.pk, space=post.space_id, post=post.pk, root=post.root_id))


@transaction.atomic
def mark_post(*, actor: Person, post: Post, kind: str) -> None:
    """Mark a post as question, answer or decision; an empty kind takes the mark away."""
    take_turn(post)
    demand(policy.can_mark(actor, post), _("You can read this space, but not write in it."))
    ensure(kind in ("", *Mark.Kind.values), _("Choose question, answer or decision."), "kind")
    if kind:
        said = {"kind": kind, "by": actor, "at": time.now()}
        stands = {"space_id": post.space_id, "sequence": post.sequence}
        Mark.objects.update_or_create(post=post, defaults=said, create_defaults=said | stands)
    else:
        Mark.objects.filter(post=post).delete()
    record(events.PostMarked(actor=actor.pk, space=post.space_id, post=post.pk, root=post.root_id, mark=kind))


@transaction.atomic
def set_reaction(*, actor: Person, post: Post, emoji: str, on: bool) -> None:
    """Put one's own reaction on a post, or take it off."""
    take_turn(post)
    demand(policy.can_react(actor, post), _("You cannot react here."))
    is_offered = emoji in Reaction.EMOJI or post.reactions.filter(emoji=emoji).exists()
    ensure(is_offered, _("This reaction is not offered here."), "emoji")
    if on:
        if not Reaction.objects.filter(post=post, person=actor, emoji=emoji).exists():
            Reaction.objects.create(post=post, person=actor, emoji=emoji)
            record(_reacted(events.ReactionAdded, actor, post, emoji))
    elif Reaction.objects.filter(post=post, person=actor, emoji=emoji).delete()[0]:
        record(_reacted(events.ReactionRemoved, actor, post, emoji))


@transaction.atomic
def resolve_thread(*, actor: Person, post: Post) -> None:
    """Say that a thread is settled."""
    demand(policy.can_resolve(actor, post), _("You can read this space, but not write in it."))
    _resolution, is_new = Resolution.objects.get_or_create(post=post, defaults={"by": actor})
    if is_new:
        record(events.ThreadResolved(actor=actor.pk, space=post.space_id, post=post.pk, root=None))


@transaction.atomic
def reopen_thread(*, actor: Person, post: Post) -> None:
    """Say that a thread is not settled after all."""
    demand(policy.can_resolve(actor, post), _("You can read this space, but not write in it."))
    if Resolution.objects.filter(post=post).delete()[0]:
        record(events.ThreadReopened(actor=actor.pk, space=post.space_id, post=post.pk, root=None))


def _sent_before(actor: Person, key: UUID, space: Space, root: Post | None) -> Post | None:
    """The post that this key has made; the same message sent four times at once comes here one by one."""
    # Past the second lock: it may be where the actor cannot read any more.
    places = ask("select space_id, root_id from lock.sent_with(%s, %s)", [actor.pk, key])
    if not places:
        return None
    is_same = places[0] == (space.pk, root.pk if root else None)
    ensure(is_same, _("This was sent in another place already. Send it once more as a new message."), "key")
    return Post.objects.get(author=actor, key=key)


def take_turn(post: Post) -> None:
    """Wait for whoever acts on this post at the same time, then know it as they left it.

    Not the lock of its row: the database lets only its author and stewards have that, and others mark and react.
    """
    take_turns("post", post.pk)
    now = Post.objects.filter(pk=post.pk).values_list("body", "html", "withdrawal").first()
    demand(now is not None, _("You cannot read this."))
    if now:
        post.body, post.html, withdrawal = now
        found = Withdrawal.objects.get(pk=withdrawal) if withdrawal else None
        post._state.fields_cache["withdrawal"] = found


def _reacted(
    deed: type[events.ReactionAdded] | type[events.ReactionRemoved], actor: Person, post: Post, emoji: str
) -> SpaceEvent:
    return deed(actor=actor.pk, space=post.space_id, post=post.pk, root=post.root_id, emoji=emoji)


def sound_body(body: str, *, has_files: bool) -> str:
    """The body without NUL and trailing blanks; refused when empty or too long."""
    body = body.replace("\0", "").strip()
    shows = any(unicodedata.category(character)[0] not in "CZ" for character in body)
    ensure(shows or has_files, _("Write something first."), "body")
    ensure(
        len(body) <= Post.LIMIT,
        _(
            "This is %(length)s characters long; a post holds %(limit)s. Attach it as a file or send it in parts."
        )
        % {"length": len(body), "limit": Post.LIMIT},
        "body",
    )
    return body


def _attach(post: Post, actor: Person, attachments: Sequence[Attachment]) -> None:
    ensure(len(attachments) <= ATTACHMENTS, _("A post holds at most 10 files."), "attachments")
    for attachment in attachments:
        is_free = attachment.post_id is None and attachment.uploader_id == actor.pk
        ensure(
            is_free and attachment.space_id == post.space_id,
            _("This file cannot be sent here."),
            "attachments",
        )
        attachment.post = post
        attachment.save(update_fields=["post"])


def _mention(post: Post, mentioned: Mentioned) -> None:
    if not mentioned.people:
        return
    touch(*map(of_person, mentioned.people))
    Mention.objects.bulk_create(
        (Mention(post=post, person_id=person, via=via) for person, via in mentioned.people.items()),
        ignore_conflicts=True,
    )


def _mention_no_more(post: Post, mentioned: Mentioned) -> None:
    """Whom the text no longer names need not see to it; what they have seen to already stays."""
    dropped = post.mentions.waiting().exclude(person__in=mentioned.people)
    people = list(dropped.values_list("person_id", flat=True))
    dropped.delete()
    for person in people:
        tell_own_screens(person)
