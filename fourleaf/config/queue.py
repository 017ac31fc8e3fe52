"""`fourleaf queue`: what the worker could not do, by kind and never by content; `--retry` has it tried again."""

from collections.abc import Callable

from django.db.models import Count
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from fourleaf.chronicle import actions as outbox
from fourleaf.chronicle.models import Undelivered
from fourleaf.kit import time


def run(*, retry: bool, say: Callable[[str], None]) -> int:
    """List failed jobs and deliveries that were given up; 1 if there are any and they are not tried again."""
    lines = [f"{count:>6} × job {name}" for name, count in failed_jobs()]
    lines += [f"{count:>6} × {consumer} on a deed ({error})" for consumer, error, count in given_up()]
    say("\n".join(lines) or "Nothing has failed.")
    if retry:
        say(f"{try_again()} are tried again.")
    return int(bool(lines) and not retry)


def failed_jobs() -> list[tuple[str, int]]:
    """Each kind of job that has failed for good, and how many."""
    failed = ProcrastinateJob.objects.filter(status="failed").values("task_name")
    return list(failed.annotate(total=Count("pk")).order_by("task_name").values_list("task_name", "total"))


def given_up() -> list[tuple[str, str, int]]:
    """Each consumer with the error on which it failed for good, and on how many entries."""
    parked = Undelivered.objects.filter(next_at=None).values("consumer", "error")
    counted = parked.annotate(total=Count("pk")).order_by("consumer", "error")
    return list(counted.values_list("consumer", "error", "total"))


def try_again() -> int:
    """Have all of it tried again; answers how many."""
    failed = list(ProcrastinateJob.objects.filter(status="failed").values_list("pk", flat=True))
    for job in failed:
        app.job_manager.retry_job_by_id(job, time.now())
    return len(failed) + outbox.try_again()
