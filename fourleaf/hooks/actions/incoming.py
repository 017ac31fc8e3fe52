"""Other programs write here: their addresses, and what they say."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.conversation import actions as conversation
from fourleaf.conversation.models import Post
from fourleaf.hooks import events, policy, secrets
from fourleaf.hooks.actions.belonging import let_in
from fourleaf.hooks.models import Incoming, Key
from fourleaf.hooks.slack import markdown_of
from fourleaf.kit import time
from fourleaf.kit.refusals import demand
from fourleaf.people.models import Person
from fourleaf.spaces.models import Space
from fourleaf.spaces.rights import Role


@transaction.atomic
def add_incoming(*, actor: Person, space: Space, bot: Person) -> tuple[Incoming, str]:
    """Let a program write in the space as a bot of the actor's. Answers the hook and its secret, which is not kept."""
    demand(policy.can_integrate(actor, space), _("Only stewards can connect other programs."))
    demand(policy.can_use_bot(actor, bot), _("You can connect bots that you sponsor."))
    let_in(actor, space, bot, Role.MEMBER)
    incoming, key = Incoming.objects.create(space=space, bot=bot, by=actor), secrets.new_key()
    Key.objects.create(incoming=incoming, digest=secrets.digest(key))
    record(
        events.IntegrationAdded(
            actor=actor.pk, space=space.pk, integration=incoming.pk, bot=bot.pk, direction="in"
        )
    )
    return incoming, key


@transaction.atomic
def renew_key(*, actor: Person, incoming: Incoming) -> str:
    """A new secret; the address until now stops at once."""
    demand(policy.can_integrate(actor, incoming.space), _("Only stewards can connect other programs."))
    key = secrets.new_key()
    incoming.key.digest, incoming.key.at = secrets.digest(key), time.now()
    incoming.key.save(update_fields=["digest", "at"])
    record(events.SecretRenewed(actor=actor.pk, space=incoming.space_id, integration=incoming.pk))
    return key


@transaction.atomic
def end_incoming(*, actor: Person, incoming: Incoming) -> None:
    """The program can write no more; what it wrote stays, and so does the bot."""
    demand(policy.can_integrate(actor, incoming.space), _("Only stewards can disconnect programs."))
    standing = Incoming.objects.standing().filter(pk=incoming.pk)
    if standing.update(ended_at=time.now(), ended_by=actor):
        Key.objects.filter(incoming=incoming).delete()
        record(events.IntegrationEnded(actor=actor.pk, space=incoming.space_id, integration=incoming.pk))


def say(*, actor: Person, space: Space, message: dict[str, Any]) -> Post:
    """The bot posts what a program sent in Slack's format; raises Unacceptable if that shows nothing."""
    return conversation.add_post(actor=actor, space=space, body=markdown_of(message, Post.LIMIT))
