"""Send what is to be told outside, again and again until it has arrived."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from fourleaf.hooks.actions import delivering
from fourleaf.hooks.models import Delivery
from fourleaf.hooks.sending import send


@app.task(queue="hooks")
def deliver(delivery: str) -> None:
    """One try. No transaction is open while the receiver thinks."""
    parcel = delivering.begin_try(UUID(delivery))
    if parcel is None:
        return
    outcome = send(parcel.url, parcel.headers, parcel.body)
    with transaction.atomic():
        again = delivering.end_try(parcel.delivery, outcome)
        if again:
            try_at(parcel.delivery, again)


def try_now(deliveries: Iterable[Delivery]) -> None:
    """Have them tried, one after the other for each receiver: a slow one holds up nobody else."""
    for each in deliveries:
        deliver.configure(lock=f"hook {each.outgoing_id}").defer(delivery=str(each.pk))


def try_at(delivery: UUID, instant: datetime) -> None:
    """Have it tried later. Without the lock: what waits for its hour must not hold up what comes after it."""
    deliver.configure(schedule_at=instant).defer(delivery=str(delivery))


@app.periodic(cron="*/5 * * * *")
@app.task(queue="hooks", queueing_lock="take_up_overdue")
def take_up_overdue(timestamp: int) -> None:
    """Find what was lost with a worker."""
    with transaction.atomic():
        try_now(delivering.take_up_overdue())


@app.periodic(cron="23 3 * * *")
@app.task(queue="hooks", queueing_lock="forget_old_deliveries")
def forget_old_deliveries(timestamp: int) -> None:
    """Keep the log of deliveries for a month."""
    delivering.forget_old()
