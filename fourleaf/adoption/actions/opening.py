"""Whether all may come in or only teams that have begun; and guests meanwhile."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from fourleaf.adoption import events, policy
from fourleaf.adoption.models import Guest, Mode
from fourleaf.adoption.opening import MODE
from fourleaf.chronicle.record import record
from fourleaf.kit import changes, time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.text import one_line
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person


@transaction.atomic
def set_mode(*, actor: Person, kind: str, areas: Collection[str] = (), why: str = "") -> Mode:
    """From now on the organisation is open to all, or goes team by team; then these areas are open besides teams."""
    demand(policy.can_set_mode(actor), _("Only administrators and leaders of the organisation decide this."))
    ensure(kind in Mode.Kind.values, _("Choose one of the two."), "kind")
    why = one_line(why)
    ensure(len(why) <= 300, _("Please write at most 300 characters."), "why")
    take_turns("mode")
    ensure(set(areas) <= set(Mode.AREAS), _("Choose from the areas."), "areas")
    wanted = sorted(areas) if kind == Mode.Kind.TEAMS else []
    newest = Mode.objects.first() or Mode(kind=Mode.Kind.OPEN)
    ensure((kind, wanted) != (newest.kind, newest.areas), _("It is so already."), "kind")
    changes.touch(MODE)
    mode = Mode.objects.create(kind=kind, areas=wanted, by=actor, why=why)
    record(events.ModeChanged(actor=actor.pk, kind=kind))
    return mode


@transaction.atomic
def let_guest_in(*, actor: Person, person: Person, why: str) -> Guest:
    """Let somebody in whose team has not begun: by name, with the reason."""
    demand(policy.is_steward(actor), _("Only who looks after adoption lets guests in."))
    why = one_line(why)
    ensure(bool(why), _("Say why."), "why")
    ensure(len(why) <= 300, _("Please write at most 300 characters."), "why")
    ensure(
        person.is_active and person.kind == Person.Kind.STAFF, _("Choose somebody who works here."), "person"
    )
    take_turns("guest", person.pk)
    ensure(
        not Guest.objects.filter(person=person, ended_at=None).exists(), _("They are in already."), "person"
    )
    guest = Guest.objects.create(person=person, by=actor, why=why)
    record(events.GuestLetIn(actor=actor.pk, person=person.pk))
    return guest


@transaction.atomic
def end_guest_stay(*, actor: Person, guest: Guest) -> None:
    """They are no guest any more; if a team of theirs has begun, they stay in with it."""
    demand(policy.is_steward(actor), _("Only who looks after adoption can end this."))
    if Guest.objects.filter(pk=guest.pk, ended_at=None).update(ended_at=time.now()):
        record(events.GuestStayEnded(actor=actor.pk, person=guest.person_id))
