"""What is done about what looks like misuse."""

from django.db import transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.kit import time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.oversight import policy
from fourleaf.oversight.alerts import Suspicion, suspicions
from fourleaf.oversight.events import AlertRaised, AlertReviewed
from fourleaf.oversight.models import Alert
from fourleaf.people.models import Person


@transaction.atomic
def raise_alerts() -> int:
    """Let the rules look at the last hour; what they find and nobody has reviewed becomes one open alert each."""
    found = [_raised(each) for each in suspicions(time.now())]
    return sum(found)


def _raised(suspicion: Suspicion) -> bool:
    same = Alert.objects.filter(kind=suspicion.kind, person=suspicion.person)
    known = same.open().first()
    if known is not None:
        known.count = max(known.count, suspicion.count)
        known.until_at = max(known.until_at, suspicion.until_at)
        known.save(update_fields=["count", "until_at"])
        return False
    if same.filter(until_at__gte=suspicion.until_at).exists():
        return False
    alert = Alert.objects.create(
        kind=suspicion.kind,
        person_id=suspicion.person,
        count=suspicion.count,
        from_at=suspicion.from_at,
        until_at=suspicion.until_at,
    )
    record(AlertRaised(actor=None, alert=alert.pk, kind=alert.kind))
    return True


@transaction.atomic
def review_alert(*, actor: Person, alert: Alert, note: str) -> None:
    """The privacy officer has looked at it, and says what it was."""
    demand(policy.can_oversee(actor), _("Only the privacy officer can do this."))
    ensure(bool(note.strip()), _("Say what you found."), "note")
    ensure(alert.reviewed_at is None, _("This was reviewed already."))
    alert.reviewed_at, alert.reviewed_by, alert.note = time.now(), actor, note.strip()
    alert.save(update_fields=["reviewed_at", "reviewed_by", "note"])
    record(AlertReviewed(actor=actor.pk, alert=alert.pk))
