"""Which browsers take pushes for whom, and how that goes."""

import base64
import binascii
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.inbox.events import PushSubscribed, PushTestRequested, PushUnsubscribed
from fourleaf.inbox.models import PushSubscription
from fourleaf.kit import time
from fourleaf.kit.refusals import ensure
from fourleaf.people.models import Person

#: Where browsers have their pushes sent: Chrome and its kin, Firefox, Safari, Edge.
SERVICES = (
    "fcm.googleapis.com", "android.googleapis.com", ".push.services.mozilla.com", "web.push.apple.com",
    ".notify.windows.com",
)  # fmt: skip
MOST_DEVICES = 20
PATIENCE = timedelta(days=14)
KEY_BYTES, AUTH_BYTES = 65, 16


def may_be_sent_to(endpoint: str) -> bool:
    """Whether this is an address of a known push service: we send nowhere else, whatever a browser claims."""
    try:
        parts = urlsplit(endpoint)
        origin, host = f"{parts.scheme}://{parts.netloc}", parts.hostname or ""
        is_plain = parts.port is None and parts.username is None and parts.password is None
    except ValueError:
        return False
    if origin in settings.PUSH_HOSTS:
        return True
    known = (*SERVICES, *(each for each in settings.PUSH_HOSTS if "://" not in each))
    matches = any(host.endswith(each) if each.startswith(".") else host == each for each in known)
    return parts.scheme == "https" and is_plain and matches


@transaction.atomic
def add_subscription(*, actor: Person, endpoint: str, p256dh: str, auth: str, label: str) -> PushSubscription:
    """Send this browser pushes from now on. What it had subscribed before, for whomever, ends."""
    ensure(
        len(endpoint) <= 1000 and may_be_sent_to(endpoint),
        _("This browser's push service is not known here."),
    )
    are_keys = _bytes_of(p256dh) == KEY_BYTES and _bytes_of(auth) == AUTH_BYTES
    ensure(are_keys, _("The browser did not give the keys that a push needs."))
    with connection.cursor() as cursor:
        cursor.execute("select lock.release_push(%s)", [endpoint])
    ensure(
        PushSubscription.objects.filter(person=actor).count() < MOST_DEVICES,
        _("You get notifications on 20 devices already. Remove one first."),
    )
    made = PushSubscription.objects.create(
        person=actor, endpoint=endpoint, p256dh=p256dh, auth=auth, label=label[:60]
    )
    record(PushSubscribed(actor=actor.pk, subscription=made.pk))
    return made


@transaction.atomic
def remove_subscription(*, actor: Person, subscription: PushSubscription) -> None:
    """Send this browser nothing more."""
    if PushSubscription.objects.filter(pk=subscription.pk, person=actor).delete()[0]:
        record(PushUnsubscribed(actor=actor.pk, subscription=subscription.pk))


def request_test(*, actor: Person) -> None:
    """Have a test sent to all of one's own browsers; the worker does it."""
    record(PushTestRequested(actor=actor.pk))


def note_arrived(subscription: PushSubscription) -> None:
    """A push service took it."""
    PushSubscription.objects.filter(pk=subscription.pk).update(
        succeeded_at=time.now(), failures=0, failed_at=None
    )


def note_failed(subscription: PushSubscription) -> None:
    """A push service did not take it; after two weeks of that the browser is given up."""
    now = time.now()
    since = subscription.failed_at or now
    row = PushSubscription.objects.filter(pk=subscription.pk)
    if now - since > PATIENCE:
        row.delete()
    else:
        row.update(failures=subscription.failures + 1, failed_at=since)


def drop_subscription(subscription: PushSubscription) -> None:
    """The push service says that this browser takes no more."""
    PushSubscription.objects.filter(pk=subscription.pk).delete()


def drop_all_subscriptions(*, actor: None) -> int:
    """System: the key has changed. Answers how many there were; browsers subscribe anew when they are next here."""
    count, _rows = PushSubscription.objects.all().delete()
    return count


def _bytes_of(text: str) -> int:
    """How many bytes a text in URL-safe base 64 stands for; 0 if it is none."""
    try:
        return len(
            base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), b"-_", validate=True)
        )
    except (binascii.Error, ValueError):
        return 0
