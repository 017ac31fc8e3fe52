"""Copies are made and dropped by the worker. A job that was cut off is started again, and goes on."""

from datetime import timedelta
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from fourleaf.kit import time
from fourleaf.mine import actions, making
from fourleaf.mine.models import Copy, Erasure

LEFT_LYING = timedelta(minutes=15)
RETRY = RetryStrategy(max_attempts=3, exponential_wait=5)


def make_soon(copy: UUID) -> None:
    """Have a copy made. A second job for it finds nothing to do."""
    make_copy.configure(lock=f"copy {copy}").defer(copy=str(copy))


@app.task(queue="copies", retry=RETRY)
def make_copy(copy: str) -> None:
    """Make one copy whole."""
    found = Copy.objects.unfinished().select_related("person__site").filter(pk=copy).first()
    if found is None:
        return
    actions.give_key(copy=found)
    size = making.make(found, lambda steps, of: actions.note_step(copy=found, steps=steps, steps_of=of))
    actions.finish(copy=found, size=size)


def erase_soon(erasure: UUID) -> None:
    """Have somebody erased."""
    erase_person.configure(lock=f"erasure {erasure}").defer(erasure=str(erasure))


@app.task(queue="copies", retry=RETRY)
def erase_person(erasure: str) -> None:
    """Erase one person, unless it has been done."""
    found = Erasure.objects.unfinished().select_related("person").filter(pk=erasure).first()
    if found is not None:
        actions.erase(erasure=found)


@app.periodic(cron="*/5 * * * *")
@app.task(queue="copies", queueing_lock="look_after_copies")
def look_after_copies(timestamp: int) -> None:
    """Make what was left lying; drop what is too old."""
    for copy in Copy.objects.unfinished().filter(asked_at__lt=time.now() - LEFT_LYING):
        make_soon(copy.pk)
    for erasure in Erasure.objects.unfinished().filter(at__lt=time.now() - LEFT_LYING):
        erase_soon(erasure.pk)
    actions.drop_old()
