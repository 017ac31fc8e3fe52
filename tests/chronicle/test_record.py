"""Numbers without a gap, whoever writes and whatever fails."""

import threading
from dataclasses import dataclass

import pytest
from django.db import connection, transaction

from fourleaf.chronicle.models import Entry
from fourleaf.chronicle.record import SpaceEvent, react_with, record, record_past
from fourleaf.kit import ids, time


@dataclass(frozen=True, kw_only=True)
class Tried(SpaceEvent):
    note: str = ""


def test_numbers_start_at_one_and_have_no_gap(db: None) -> None:
    space = ids.uuid7()
    assert [record(Tried(actor=None, space=space)).sequence for _ in range(3)] == [1, 2, 3]
    assert record(Tried(actor=None, space=ids.uuid7())).sequence == 1


def test_what_is_rolled_back_leaves_no_gap(db: None) -> None:
    space = ids.uuid7()
    record(Tried(actor=None, space=space))
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(Tried(actor=None, space=space))
        raise ZeroDivisionError
    assert record(Tried(actor=None, space=space)).sequence == 2


def test_the_past_takes_numbers_in_bulk(db: None) -> None:
    space, then = ids.uuid7(), time.now()
    record(Tried(actor=None, space=space))
    numbers = record_past(space, [(Tried(actor=None, space=space, note=str(n)), then) for n in range(4)])
    assert numbers == [2, 3, 4, 5]
    stored = Entry.objects.filter(space_id=space, sequence__gt=1).order_by("sequence")
    assert [entry.facts["note"] for entry in stored] == ["0", "1", "2", "3"]


@pytest.mark.postgres15
def test_many_writers_at_once_leave_no_gap(transactional_db: None) -> None:
    space, writers, each = ids.uuid7(), 4, 15

    def write() -> None:
        for turn in range(each):
            try:
                with transaction.atomic():
                    record(Tried(actor=None, space=space))
                    if turn % 5 == 4:
                        raise ZeroDivisionError
            except ZeroDivisionError:
                continue
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = list(
        Entry.objects.filter(space_id=space).order_by("sequence").values_list("sequence", flat=True)
    )
    assert numbers == list(range(1, writers * each * 4 // 5 + 1))


def test_reactions_run_once_it_is_true_and_never_for_what_was_undone(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []
    monkeypatch.setattr("fourleaf.chronicle.record._reactions", {})
    react_with({Tried: (lambda event, recorded: heard.append(recorded.sequence),)})
    space = ids.uuid7()
    with transaction.atomic():
        record(Tried(actor=None, space=space))
        assert heard == []
    assert heard == [1]
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(Tried(actor=None, space=space))
        raise ZeroDivisionError
    assert heard == [1]
