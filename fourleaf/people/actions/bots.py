"""Bots: programs that act here as persons of their own, each with a colleague who answers for it."""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.kit.refusals import demand, ensure
from fourleaf.people import policy
from fourleaf.people.actions.tokens import revoke_token
from fourleaf.people.events import BotHandedOver, PersonAdded
from fourleaf.people.models import Person

MOST_BOTS = 50
LONGEST_NAME = 60


@transaction.atomic
def add_bot(*, actor: Person, name: str, about: str = "") -> Person:
    """A bot that the actor sponsors. It belongs nowhere yet and cannot sign in."""
    demand(policy.can_sponsor(actor), _("Only staff can answer for a bot."))
    name = " ".join(name.split())
    ensure(bool(name), _("Give the bot a name."), "name")
    ensure(len(name) <= LONGEST_NAME, _("The name of a bot has at most 60 characters."), "name")
    ensure(actor.sponsored.active().count() < MOST_BOTS, _("You sponsor 50 bots. Use one of those."), "name")
    bot = Person(kind=Person.Kind.BOT, name=name, about=about.strip(), sponsor=actor)
    bot.save(force_insert=True)
    record(PersonAdded(actor=actor.pk, person=bot.pk))
    return bot


@transaction.atomic
def hand_over_bot(*, actor: Person, bot: Person, to: Person) -> None:
    """A colleague answers for the bot from now on. Its tokens end: who had them until now knows them."""
    demand(bot.sponsor_id == actor.pk, _("You do not answer for this bot."))
    demand(policy.can_sponsor(actor), _("Only staff can answer for a bot."))
    ensure(to.pk != actor.pk, _("You answer for it already."), "colleague")
    ensure(policy.can_sponsor(to), _("Only staff can answer for a bot."), "colleague")
    for token in bot.tokens.alive().select_related("person"):
        revoke_token(actor=actor, token=token)
    with connection.cursor() as cursor:
        cursor.execute("select lock.hand_over_bot(%s, %s)", [bot.pk, to.pk])
        (is_done,) = cursor.fetchone()
    ensure(is_done, _("That colleague cannot take one more bot."), "colleague")
    bot.sponsor = to
    record(BotHandedOver(actor=actor.pk, bot=bot.pk, to=to.pk))
