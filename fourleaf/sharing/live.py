"""What grants tell the live gateway and the screens of whom they reach."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from fourleaf.chronicle.models import Entry
from fourleaf.chronicle.record import Recorded
from fourleaf.kit.bus import Notice, send
from fourleaf.kit.databases import SYSTEM
from fourleaf.people.models import Person
from fourleaf.sharing import policy
from fourleaf.sharing.events import GrantEvent, ThingRequestAnswered
from fourleaf.sharing.models import Grant

#: A screen that shows something by a grant looks again at once.
NAME = "ShownChanged"


def tell_reached(event: GrantEvent, recorded: Recorded) -> None:
    """Whom the grant reaches has something new to see, or has it no more: at once, on every screen."""
    _tell(policy.reached(Grant.objects.using(SYSTEM).filter(pk=event.grant)).using(SYSTEM))


def tell_asker(event: ThingRequestAnswered, recorded: Recorded) -> None:
    """Who asked is answered."""
    send(Notice(f"person:{event.person}", None, "WaitingChanged"))


def take(entries: Sequence[Entry]) -> None:
    """The notifier's consumer: what others are shown has changed; their screens look again. Costs no deed anything."""
    keys = {
        UUID(entry.facts[name]) for entry in entries for name in ("post", "root") if entry.facts.get(name)
    }
    if keys:
        _tell(policy.reached(Grant.objects.standing().filter(object_id__in=keys)))


def _tell(people: Iterable[Person]) -> None:
    for person in people:
        send(Notice(f"person:{person.pk}", None, NAME))
