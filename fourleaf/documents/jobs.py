"""What documents do by the clock, and what the worker does of what somebody asks."""

from datetime import timedelta
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from fourleaf.documents import actions
from fourleaf.documents.models import Bringing
from fourleaf.kit import time
from fourleaf.kit.turns import alone

LEFT_LYING = timedelta(minutes=15)
RETRY = RetryStrategy(max_attempts=3, exponential_wait=5)


@app.periodic(cron="* * * * *")
@app.task(queue="documents", queueing_lock="keep_pauses")
def keep_pauses(timestamp: int) -> None:
    """Keep a revision of each document in which somebody has written, and nobody writes now."""
    actions.keep_pauses()


@app.periodic(cron="* * * * *")
@app.task(queue="documents", queueing_lock="keep_authorship")
def keep_authorship(timestamp: int) -> None:
    """Tell apart who wrote what in the versions that have been kept since."""
    actions.keep_authorship()


@app.periodic(cron="*/10 * * * *")
@app.task(queue="documents", queueing_lock="remind_reviewers")
def remind_reviewers(timestamp: int) -> None:
    """Remind those who are asked to review, from the morning of the due day on."""
    actions.remind_reviewers()


@app.periodic(cron="*/10 * * * *")
@app.task(queue="documents", queueing_lock="remind_owners")
def remind_owners(timestamp: int) -> None:
    """Remind those who have a task in a text that is due."""
    actions.remind_owners()


@app.periodic(cron="* * * * *")
@app.task(queue="documents", queueing_lock="read_tasks")
def read_tasks(timestamp: int) -> None:
    """Read tasks and decisions from the texts that have changed and rest now."""
    actions.read_tasks()


def bring_soon(bringing: UUID) -> None:
    """Have a document made of a large file. One at a time: reading takes memory. A second job finds nothing to do."""
    bring.configure(lock="bring").defer(bringing=str(bringing))


@app.task(queue="documents", retry=RETRY)
def bring(bringing: str) -> None:
    """Make one document, unless somebody is at it."""
    with alone("bringing", bringing) as is_free:
        found = Bringing.objects.unfinished().select_related("person__site", "file").filter(pk=bringing)
        if is_free and (each := found.first()) is not None:
            actions.read_brought(bringing=each)


@app.periodic(cron="*/5 * * * *")
@app.task(queue="documents", queueing_lock="look_after_bringings")
def look_after_bringings(timestamp: int) -> None:
    """Read what was left lying; forget what is long over."""
    for each in Bringing.objects.unfinished().filter(at__lt=time.now() - LEFT_LYING):
        bring_soon(each.pk)
    actions.drop_bringings()


@app.periodic(cron="29 4 * * *")
@app.task(queue="documents", queueing_lock="sweep_pictures")
def sweep_pictures(timestamp: int) -> None:
    """Let pictures go that no text has come to show."""
    actions.sweep_pictures()
