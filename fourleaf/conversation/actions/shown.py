"""What somebody does in a thread that is shown to them so that they can."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.conversation import events
from fourleaf.conversation.actions.posts import sound_body, take_back, take_turn
from fourleaf.conversation.models import Post, Reaction, Revision
from fourleaf.kit.html import render_markdown
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person
from fourleaf.sharing import policy as sharing
from fourleaf.sharing.models import Grant


@transaction.atomic
def add_comment(*, actor: Person, grant: Grant, body: str, key: UUID | None = None) -> Post:
    """Reply in a thread that is shown to the actor; it names and calls nobody, and the same key makes one reply."""
    _may(actor, grant)
    if key:
        take_turns("post key", actor.pk, key)
        sent = Post.objects.filter(author=actor, key=key).first()
        if sent is not None:
            ensure(sent.root_id == grant.object_id, _("This was sent in another place already."), "key")
            return sent
    body = sound_body(body, has_files=False)
    post = Post(
        space_id=grant.space_id, root_id=grant.object_id, author=actor, body=body, html=render_markdown(body, {}),
        key=key,
    )  # fmt: skip
    recorded = record(
        events.PostAdded(actor=actor.pk, space=grant.space_id, post=post.pk, root=grant.object_id)
    )
    post.sequence = recorded.sequence
    post.save(force_insert=True)
    return post


@transaction.atomic
def edit_comment(*, actor: Person, grant: Grant, post: Post, body: str) -> None:
    """Change one's own reply, as long as the thread is shown; what it said before stays readable where it stands."""
    take_turn(post)
    _may(actor, grant)
    demand(_is_own(actor, grant, post), _("Only the person who wrote this can change it."))
    body = sound_body(body, has_files=False)
    if body == post.body:
        return
    Revision.objects.create(post=post, body=post.body, html=post.html)
    post.body, post.html = body, render_markdown(body, {})
    post.save(update_fields=["body", "html"])
    record(events.PostEdited(actor=actor.pk, space=post.space_id, post=post.pk, root=post.root_id))


@transaction.atomic
def withdraw_comment(*, actor: Person, grant: Grant, post: Post) -> None:
    """Take one's own reply back: its text and earlier versions go."""
    take_turn(post)
    _may(actor, grant)
    if not post.is_withdrawn:
        demand(_is_own(actor, grant, post), _("Only the person who wrote this can withdraw it."))
        take_back(actor, post)


@transaction.atomic
def react_as_shown(*, actor: Person, grant: Grant, post: Post, emoji: str) -> None:
    """Put one's reaction on a post of a thread that is shown to the actor, or take it off."""
    _may(actor, grant)
    demand(grant.object_id in (post.pk, post.root_id), _("You cannot react here."))
    ensure(emoji in Reaction.EMOJI, _("This reaction is not offered here."), "emoji")
    take_turns("post", post.pk)
    mine = Reaction.objects.filter(post=post, person=actor, emoji=emoji)
    deed = events.ReactionRemoved if mine.delete()[0] else events.ReactionAdded
    if deed is events.ReactionAdded:
        Reaction.objects.create(post=post, person=actor, emoji=emoji)
    record(deed(actor=actor.pk, space=post.space_id, post=post.pk, root=post.root_id, emoji=emoji))


def _is_own(actor: Person, grant: Grant, post: Post) -> bool:
    return post.author_id == actor.pk and post.root_id == grant.object_id and not post.is_withdrawn


def _may(actor: Person, grant: Grant) -> None:
    is_theirs = grant.kind == "thread" and sharing.can_comment(actor, grant.kind, grant.object_id)
    demand(is_theirs, _("This is shown to you to read."))
