"""Jobs run when they are due, under the role `jobs`."""

from datetime import timedelta
from io import BytesIO

import pytest
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from fourleaf.chronicle import actions as outbox
from fourleaf.chronicle.models import Entry
from fourleaf.config import jobs, queue
from fourleaf.conversation.actions import storing
from fourleaf.kit import time
from fourleaf.kit.files import store
from tests.house import House
from tests.working import work

pytestmark = pytest.mark.postgres15


def test_bytes_without_an_attachment_go(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "SWEEP_AFTER", storing.SWEEP_AFTER * -1)  # as if it had lain there for long
    digest = store().put(BytesIO(b"left by a crash")).digest
    assert list(store().digests(time.now() - storing.SWEEP_AFTER)) == [digest]
    jobs.tidy_files.configure().defer(timestamp=0)
    assert work() == 1
    assert list(store().digests(time.now() - storing.SWEEP_AFTER)) == []


def test_a_job_waits_for_its_time(db: None) -> None:
    jobs.tidy_files.configure(schedule_at=time.now() + timedelta(hours=1)).defer(timestamp=0)
    assert work() == 0
    with time.at(time.now() + timedelta(hours=2)):
        assert work() == 1


def test_an_error_is_raised_or_retried(db: None) -> None:
    def broken() -> None:
        raise OSError("no")

    task = app.task(name="broken", retry=RetryStrategy(max_attempts=1, wait=60))(broken)
    try:
        task.defer()
        assert work(forgiving=True) == 1
        assert work(forgiving=True) == 0
        with time.at(time.now() + timedelta(minutes=2)):
            work(forgiving=True)
        assert ProcrastinateJob.objects.get().status == "failed"
        task.defer()
        with pytest.raises(OSError, match="no"):
            work()
    finally:
        del app.tasks["broken"]


def test_what_failed_is_listed_and_tried_again(house: House) -> None:
    entry = Entry.objects.order_by("pk")[0]
    for _ in range(len(outbox.WAITS) + 1):
        outbox.set_aside(entry, "somebody", "ValueError")
    said: list[str] = []
    assert queue.run(retry=False, say=said.append) == 1
    assert said == ["     1 × somebody on a deed (ValueError)"]
    assert queue.run(retry=True, say=said.append) == 0
    assert queue.run(retry=False, say=said.append) == 0
    assert said[-1] == "Nothing has failed."
