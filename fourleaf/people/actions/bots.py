"""Bots: programs that act here as persons of their own, each with a colleague who answers for it."""

from django.db import transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.kit.refusals import demand, ensure
from fourleaf.people import policy
from fourleaf.people.events import PersonAdded
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
