"""Tell hosts outside what happens in a space."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourleaf.chronicle.record import record
from fourleaf.hooks import events, policy, secrets
from fourleaf.hooks.actions.belonging import let_in
from fourleaf.hooks.addresses import checked
from fourleaf.hooks.models import Delivery, Outgoing, Stoppage, Target
from fourleaf.kit import time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.people.models import Person
from fourleaf.spaces.models import Space
from fourleaf.spaces.rights import Role

STEWARDS_ONLY = gettext_lazy("Only stewards can decide who is told what happens here.")
MOST = 20


@transaction.atomic
def add_outgoing(
    *, actor: Person, space: Space, bot: Person, url: str, kinds: Iterable[str], with_text: bool = False
) -> tuple[Outgoing, str]:
    """Tell an address what happens here, as far as the bot may read it. Answers the hook and its signing secret."""
    demand(policy.can_integrate(actor, space), STEWARDS_ONLY)
    demand(policy.can_use_bot(actor, bot), _("You can connect bots that you sponsor."))
    url, host = checked(url)
    wanted = _chosen(kinds)
    standing = Outgoing.objects.standing().filter(space=space).count()
    ensure(standing < MOST, _("A space has at most 20 of these. Take one away first."))
    let_in(actor, space, bot, Role.READER)
    outgoing = Outgoing.objects.create(
        space=space, bot=bot, host=host, kinds=wanted, with_text=with_text, by=actor
    )
    target = Target.objects.create(outgoing=outgoing, url=url)
    record(
        events.IntegrationAdded(
            actor=actor.pk, space=space.pk, integration=outgoing.pk, bot=bot.pk, direction="out"
        )
    )
    return outgoing, secrets.signing_secret(outgoing.pk, target.generation)


@transaction.atomic
def change_outgoing(
    *, actor: Person, outgoing: Outgoing, url: str, kinds: Iterable[str], with_text: bool
) -> str | None:
    """Tell another address, or other things, from now on; what still waits goes to the new address.

    Another host gets another signing secret, which is answered: the one before is known elsewhere.
    """
    demand(policy.can_integrate(actor, outgoing.space), STEWARDS_ONLY)
    url, host = checked(url)
    wanted, target, is_moved = _chosen(kinds), outgoing.target, host != outgoing.host
    outgoing.host, outgoing.kinds, outgoing.with_text, target.url = host, wanted, with_text, url
    outgoing.save(update_fields=["host", "kinds", "with_text"])
    if is_moved:
        target.generation, target.renewed_at = target.generation + 1, None
    target.save(update_fields=["url", "generation", "renewed_at"])
    record(
        events.IntegrationChanged(
            actor=actor.pk,
            space=outgoing.space_id,
            integration=outgoing.pk,
            with_text=with_text,
            is_moved=is_moved,
        )
    )
    return secrets.signing_secret(outgoing.pk, target.generation) if is_moved else None


def _chosen(kinds: Iterable[str]) -> list[str]:
    wanted = [kind for kind in Outgoing.Kind.values if kind in set(kinds)]
    ensure(bool(wanted), _("Choose what it is told."), "kinds")
    return wanted


@transaction.atomic
def renew_secret(*, actor: Person, outgoing: Outgoing) -> str:
    """A new signing secret. For a day what is sent carries both signatures, so that the receiver can change over."""
    demand(policy.can_integrate(actor, outgoing.space), STEWARDS_ONLY)
    target = outgoing.target
    target.generation, target.renewed_at = target.generation + 1, time.now()
    target.save(update_fields=["generation", "renewed_at"])
    record(events.SecretRenewed(actor=actor.pk, space=outgoing.space_id, integration=outgoing.pk))
    return secrets.signing_secret(outgoing.pk, target.generation)


@transaction.atomic
def end_outgoing(*, actor: Person, outgoing: Outgoing) -> None:
    """Nothing is sent there any more, not even what waits to be."""
    demand(policy.can_integrate(actor, outgoing.space), STEWARDS_ONLY)
    if Outgoing.objects.standing().filter(pk=outgoing.pk).update(ended_at=time.now(), ended_by=actor):
        Target.objects.filter(outgoing=outgoing).delete()
        record(events.IntegrationEnded(actor=actor.pk, space=outgoing.space_id, integration=outgoing.pk))


@transaction.atomic
def resume_outgoing(*, actor: Person, outgoing: Outgoing) -> None:
    """Send again after it was stopped, what happens from now on."""
    demand(policy.can_integrate(actor, outgoing.space), STEWARDS_ONLY)
    if Stoppage.objects.filter(outgoing=outgoing).delete()[0]:
        record(events.IntegrationResumed(actor=actor.pk, space=outgoing.space_id, integration=outgoing.pk))


@transaction.atomic
def ask_test(*, actor: Person, outgoing: Outgoing) -> None:
    """Have something harmless sent, to see whether it arrives."""
    demand(policy.can_integrate(actor, outgoing.space), STEWARDS_ONLY)
    ensure(not outgoing.is_stopped, _("This is stopped. Let it go on first."))
    record(events.TestAsked(actor=actor.pk, integration=outgoing.pk))


@transaction.atomic
def ask_again(*, actor: Person, delivery: Delivery) -> None:
    """Have something tried once more that was given up."""
    demand(policy.can_integrate(actor, delivery.outgoing.space), STEWARDS_ONLY)
    ensure(delivery.delivered_at is None, _("This has arrived."))
    record(events.RepeatAsked(actor=actor.pk, delivery=delivery.pk))
