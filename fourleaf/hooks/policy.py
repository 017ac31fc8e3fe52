"""Who may connect a space with other programs."""

from fourleaf.people import policy as people
from fourleaf.people.models import Person
from fourleaf.spaces import policy as spaces
from fourleaf.spaces.models import Space


def can_integrate(person: Person, space: Space) -> bool:
    """Stewards, and not in a direct conversation: there nobody is let in afterwards."""
    return not space.is_direct and spaces.can_steer(person, space)


def can_use_bot(person: Person, bot: Person) -> bool:
    """A bot of one's own: who connects it answers for it."""
    is_own_bot = bot.kind == Person.Kind.BOT and bot.sponsor_id == person.pk
    return is_own_bot and bot.is_active and people.can_sponsor(person)


def may_hear(bot: Person, space: Space) -> bool:
    """Whether anything of the space may go out on behalf of the bot now. Out of an archived space nothing does."""
    return bot.is_active and not space.is_archived and spaces.can_read(bot, space)
