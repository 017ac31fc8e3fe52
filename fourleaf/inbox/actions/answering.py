"""What is handled on the home page in one step: saying something back and being done with what waited."""

from uuid import UUID

from django.db import transaction

from fourleaf.conversation import actions as conversation
from fourleaf.conversation.models import Mention, Post
from fourleaf.people.models import Person


@transaction.atomic
def answer_mention(
    *, actor: Person, mention: Mention, body: str, key: UUID | None = None, no_rush: bool = False
) -> Post:
    """Reply in the thread in which the actor was mentioned; the mention is handled then."""
    root = mention.post.root or mention.post
    said = conversation.add_post(
        actor=actor, space=root.space, body=body, root=root, key=key, no_rush=no_rush
    )
    conversation.handle_mention(actor=actor, mention=mention)
    return said


@transaction.atomic
def answer_thread(
    *, actor: Person, root: Post, body: str, key: UUID | None = None, no_rush: bool = False
) -> Post:
    """Reply in a followed thread; who replies has read it."""
    return conversation.add_post(
        actor=actor, space=root.space, body=body, root=root, key=key, no_rush=no_rush
    )
