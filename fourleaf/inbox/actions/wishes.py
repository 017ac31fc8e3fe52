"""How somebody wants to be told, written down by themselves; and what the worker learns about their address."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext as _

from fourleaf.inbox.models import Level, Preference, SpaceLevel
from fourleaf.kit import time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.people.models import Person
from fourleaf.spaces import policy
from fourleaf.spaces.models import Space

#: What a link in a mail can stop.
AT_ONCE, DIGEST = "now", "digest"


@transaction.atomic
def change_preference(*, actor: Person, **wishes: Any) -> Preference:
    """Change some of one's own wishes; the others stay."""
    zone = wishes.get("zone", "")
    ensure(not zone or zone in available_timezones(), _("Choose a time zone from the list."), "zone")
    days = wishes.get("days")
    ensure(days is None or set(days) <= set(Preference.Weekday.values), _("Choose days of the week."), "days")
    row, _is_new = Preference.objects.get_or_create(person=actor)
    for name, value in wishes.items():
        setattr(row, name, value)
    row.save(update_fields=list(wishes))
    return row


@transaction.atomic
def set_space_level(*, actor: Person, space: Space, level: str) -> None:
    """What of one space calls the actor; empty follows their default again."""
    demand(policy.can_read(actor, space), _("You cannot read this."))
    ensure(level in ("", *Level.values), _("Choose what reaches you."), "level")
    if level:
        SpaceLevel.objects.update_or_create(person=actor, space=space, defaults={"level": level})
    else:
        SpaceLevel.objects.filter(person=actor, space=space).delete()


def stop_mail(*, actor: Person, what: str) -> None:
    """No more mails at once, or no more digests."""
    stopped: dict[str, dict[str, Any]] = {
        AT_ONCE: {"mail_at_once": False},
        DIGEST: {"digest": Preference.Digest.OFF},
    }
    change_preference(actor=actor, **stopped[what])


def try_address_again(*, actor: Person) -> None:
    """The actor's address works again, they say."""
    Preference.objects.filter(person=actor).update(bounced_at=None)


def note_bounce(*, person: UUID) -> None:
    """The mail server refuses the person's address for good; nothing more is sent to it."""
    Preference.objects.update_or_create(person_id=person, defaults={"bounced_at": time.now()})


def note_digest(*, person: UUID, up_to: datetime) -> None:
    """A digest has told of everything up to this instant, or there was nothing to tell."""
    Preference.objects.update_or_create(person_id=person, defaults={"digested_at": up_to})
