"""Web push: tell a person's browsers that there is something, and of which kind; never what (RFC 8030, 8188, 8291)."""

import json
from datetime import UTC, datetime
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

import requests
from django.conf import settings
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job
from pywebpush import WebPushException, webpush

from fourleaf.inbox import actions, push_key
from fourleaf.inbox.actions.pushing import may_be_sent_to
from fourleaf.inbox.models import PushSubscription, Telling
from fourleaf.kit import time

#: What a push may say; the worker in the browser has a sentence for each.
KINDS: Final = frozenset({*Telling.Kind.values, "digest", "test"})
#: How long, in seconds, a push service keeps it for a device that is off.
LASTS: Final = {"test": 60}
DAY: Final = 24 * 3600
PATIENCE: Final = 10.0
MOST_TRIES: Final = 6
LONGEST_WAIT: Final = 6 * 3600
GONE: Final = frozenset({404, 410})


class NotTaken(Exception):
    """A push service was away or busy; `wait` seconds is what it asked for, if it did."""

    def __init__(self, status: int | None, wait: int | None = None) -> None:
        super().__init__(
            f"The push service answered {status}." if status else "The push service did not answer."
        )
        self.wait = wait


class AsAsked(BaseRetryStrategy):
    """Try again when the push service asks for it, else after 10 s, 40 s, 160 s …"""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Give up after six tries, and at once where something of ours is wrong."""
        if not isinstance(exception, NotTaken) or job.attempts + 1 >= MOST_TRIES:
            return None
        wait = exception.wait if exception.wait is not None else 10 * 4**job.attempts
        return RetryDecision(retry_in={"seconds": min(wait, LONGEST_WAIT)})


class Direct(requests.Session):
    """A push service is the host that was checked: no redirect leads elsewhere."""

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        """As in requests."""
        return super().request(*args, **{**kwargs, "allow_redirects": False})


def send(person: UUID, kind: str, *, urgent: bool = False) -> int:
    """Have all browsers of a person told that there is something of this kind; answers how many there are."""
    if kind not in KINDS:
        raise ValueError(f"There is no kind of push called {kind!r}.")
    found = list(PushSubscription.objects.filter(person_id=person).values_list("pk", flat=True))
    for key in found:
        push.defer(subscription=str(key), kind=kind, urgent=urgent)
    return len(found)


@app.task(queue="push", retry=AsAsked())
def push(subscription: str, kind: str, urgent: bool = False) -> None:
    """Send one push to one browser."""
    row = PushSubscription.objects.of_active().filter(pk=UUID(subscription)).first()
    if row is not None and may_be_sent_to(row.endpoint):
        _send(row, kind, urgent)
    elif row is not None:
        actions.drop_subscription(row)


def _send(row: PushSubscription, kind: str, urgent: bool) -> None:
    try:
        _post(row, kind, urgent)
    except WebPushException as refused:
        status = refused.status_code
        if status in GONE:
            return actions.drop_subscription(row)
        actions.note_failed(row)
        if status is None or status == 429 or status >= 500:
            raise NotTaken(status, _seconds(refused.retry_after)) from None
    except requests.RequestException:
        actions.note_failed(row)
        raise NotTaken(None) from None
    else:
        actions.note_arrived(row)


def _post(row: PushSubscription, kind: str, urgent: bool) -> None:
    """One request. `Topic` lets a newer push take the place of an older one that has not been fetched yet."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    with Direct() as session:
        webpush(
            {"endpoint": row.endpoint, "keys": {"p256dh": row.p256dh, "auth": row.auth}},
            json.dumps({"kind": kind}),
            vapid_private_key=push_key.key(),
            vapid_claims={"sub": f"mailto:{address}", "aud": _origin(row.endpoint)},
            ttl=LASTS.get(kind, DAY),
            headers={
                "Content-Type": "application/octet-stream",
                "Topic": kind,
                "Urgency": "high" if urgent or kind == "test" else "normal",
            },
            timeout=PATIENCE,
            requests_session=session,
        )


def _origin(endpoint: str) -> str:
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.netloc}"


def _seconds(wait: str | None) -> int | None:
    """What `Retry-After` asks for: seconds, or until an instant (RFC 9110 §10.2.3)."""
    if not wait:
        return None
    if wait.isdigit():
        return int(wait)
    try:
        until: datetime = parsedate_to_datetime(wait)
    except ValueError:
        return None
    return max(0, int((until.astimezone(UTC) - time.now()).total_seconds()))
