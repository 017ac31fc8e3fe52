"""Send what is to be told outside, again and again until it has arrived."""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from fourleaf.hooks.actions import delivering
from fourleaf.hooks.models import Delivery
from fourleaf.hooks.sending import send
from fourleaf.kit import time
from fourleaf.kit.turns import alone


@app.task(queue="hooks")
def deliver(delivery: str) -> None:
    """One try, one at a time for each receiver: however slow it is, it takes no more than one of the worker's hands."""
    key = UUID(delivery)
    receiver = Delivery.objects.filter(pk=key).values_list("outgoing_id", flat=True).first()
    with alone("hook", receiver) as is_free:
        if is_free:
            _try(key)
        else:
            try_at(key, time.now() + timedelta(seconds=random.SystemRandom().uniform(20, 60)))


def _try(delivery: UUID) -> None:
    """No transaction is open while the receiver thinks."""
    parcel = delivering.begin_try(delivery)
    if parcel is None:
        return
    outcome = send(parcel.url, parcel.headers, parcel.body)
    with transaction.atomic():
        again = delivering.end_try(delivery, outcome)
        if again:
            try_at(delivery, again)


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
    """Find what was lost with a worker; what only waits behind a slow receiver is left where it stands."""
    with transaction.atomic():
        jobs = ProcrastinateJob.objects.filter(task_name=deliver.name, status__in=("todo", "doing"))
        at_work = {UUID(args["delivery"]) for args in jobs.values_list("args", flat=True)}
        try_now(delivering.take_up_overdue(at_work))


@app.periodic(cron="23 3 * * *")
@app.task(queue="hooks", queueing_lock="forget_old_deliveries")
def forget_old_deliveries(timestamp: int) -> None:
    """Keep the log of deliveries for a month."""
    delivering.forget_old()
