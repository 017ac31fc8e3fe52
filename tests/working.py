"""Do here and now what the worker process does: hand entries to their consumers, then run the jobs that are due."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job, Status
from procrastinate.tasks import Task

from fourleaf.config import database, notifier
from fourleaf.kit import bus, time


def work(*, forgiving: bool = False) -> int:
    """Let the notifier take what is pending, then run due jobs until none is left; answers how many jobs ran.

    Works under the role `jobs`. "Due" goes by `kit.time.now`, so `with time.at(…): work()` runs what waits until then.
    A job's error is raised here; with `forgiving` it is retried or fails as the task's own rule says.
    """
    ran = 0
    with _as_role("jobs"):
        while True:
            took = notifier.take()
            job = due_jobs().first()
            if job is not None:
                _run(job.procrastinate_job, forgiving)
                ran += 1
            elif not took:
                return ran


def due_jobs() -> Any:
    """The jobs that a worker would run now, in order."""
    waiting = ProcrastinateJob.objects.filter(status="todo")
    due = waiting.filter(scheduled_at=None) | waiting.filter(scheduled_at__lte=time.now())
    return due.order_by("-priority", "pk")


def _run(job: Job, forgiving: bool) -> None:
    task = app.tasks[job.task_name]
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'doing' where id = %s", [job.id])
    context = (
        [JobContext(app=app, job=job, start_timestamp=0, abort_reason=lambda: None)]
        if task.pass_context
        else []
    )
    call = async_to_sync(task.func) if inspect.iscoroutinefunction(task.func) else task.func
    try:
        call(*context, **job.task_kwargs)
    except Exception as error:
        if not forgiving:
            _put_back(job)
            raise
        _retry(task, job, error)
    else:
        with connection.cursor() as cursor:
            cursor.execute("delete from procrastinate_jobs where id = %s", [job.id])
    bus.flush(connection)


def _put_back(job: Job) -> None:
    if not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute("update procrastinate_jobs set status = 'todo' where id = %s", [job.id])


def _retry(task: Task[..., Any, ...], job: Job, error: Exception) -> None:
    """As the worker does, by our clock."""
    retry = task.get_retry_exception(error, job)
    if retry is None or job.id is None:
        return async_to_sync(app.job_manager.finish_job)(job, Status.FAILED, False)
    now = datetime.now(UTC)
    wait = (retry.retry_decision.retry_at or now) - now
    return app.job_manager.retry_job_by_id(job.id, time.now() + wait)


@contextmanager
def _as_role(role: str) -> Iterator[None]:
    """Tests run as the owner; what the worker may not do must fail here too."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('role', %s, false)", [database.role_name(role)])
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("reset role")
