"""The notifier gives every entry to every consumer once, in order, whatever other consumers do."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from fourleaf.chronicle import actions as outbox
from fourleaf.chronicle.models import Entry, Pending, Undelivered
from fourleaf.config import notifier
from fourleaf.conversation import actions
from fourleaf.kit import time
from tests.house import House


class Hearer:
    """A consumer that keeps what it got, and can refuse."""

    def __init__(self) -> None:
        self.heard: list[Entry] = []
        self.refused: set[str] = set()

    def __call__(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            if entry.name in self.refused:
                raise ValueError(entry.facts)
            self.heard.append(entry)

    def names(self) -> list[str]:
        return [entry.name for entry in self.heard]


@pytest.fixture
def deeds(house: House) -> House:
    """Two deeds wait, and nothing else."""
    Pending.objects.all().delete()
    post = actions.add_post(actor=house.ben, space=house.ward, body="One")
    actions.withdraw_post(actor=house.ben, post=post)
    return house


def test_each_entry_once_and_in_order(deeds: House) -> None:
    one, two = Hearer(), Hearer()
    assert notifier.take({"one": one, "two": two}) == 2
    assert notifier.take({"one": one, "two": two}) == 0
    assert one.names() == two.names() == ["PostAdded", "PostWithdrawn"]


def test_a_failure_holds_up_neither_others_nor_other_entries(deeds: House) -> None:
    broken, sound = Hearer(), Hearer()
    broken.refused = {"PostAdded"}
    notifier.take({"broken": broken, "sound": sound})
    assert sound.names() == ["PostAdded", "PostWithdrawn"]
    assert broken.names()[-1] == "PostWithdrawn"
    assert list(Undelivered.objects.values_list("consumer", "error", "tries")) == [
        ("broken", "ValueError", 1)
    ]
    assert not Pending.objects.exists()


def test_what_failed_is_tried_again_when_its_time_has_come(deeds: House) -> None:
    broken = Hearer()
    broken.refused = {"PostAdded"}
    notifier.take({"broken": broken})
    broken.heard, broken.refused = [], set()
    notifier.take({"broken": broken})
    assert broken.heard == []
    with time.at(time.now() + timedelta(seconds=6)):
        notifier.take({"broken": broken})
    assert broken.names() == ["PostAdded"]
    assert not Undelivered.objects.exists()


def test_after_many_failures_it_is_given_up_and_stays_visible(
    deeds: House, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Hearer()
    broken.refused = {"PostAdded"}
    now = time.now()
    for days in range(len(outbox.WAITS) + 3):
        with time.at(now + timedelta(days=days)):
            notifier.take({"broken": broken})
    row = Undelivered.objects.get()
    assert (row.tries, row.next_at) == (len(outbox.WAITS) + 1, None)
    assert "is given up" in caplog.text
    assert "One" not in caplog.text
    broken.refused = set()
    assert outbox.try_again() == 1
    notifier.take({"broken": broken})
    assert not Undelivered.objects.exists()


@pytest.mark.parametrize(("took", "rests"), [(0, True), (1, True), (notifier.BATCH, False)])
def test_it_rests_until_a_few_deeds_have_gathered(
    took: int, rests: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    runs = notifier.notifier()

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        return len(waits) == 2

    monkeypatch.setattr(notifier, "take", lambda: took)
    monkeypatch.setattr(runs, "_stopped", type("Stopped", (), {"wait": staticmethod(wait)}))
    runs._run()
    assert [seconds > 0 for seconds in waits] == [False, rests]


def test_what_a_failing_consumer_wrote_is_undone(deeds: House) -> None:
    def half(entries: Sequence[Entry]) -> None:
        outbox.set_aside(entries[0], "half done", "Never")
        raise ValueError

    notifier.take({"half": half})
    assert not Undelivered.objects.filter(consumer="half done").exists()
