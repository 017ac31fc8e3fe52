"""Deeds can be written down without telling anybody."""

from dataclasses import dataclass

import pytest
from django.db import transaction

from fourleaf.chronicle import record as chronicle
from fourleaf.chronicle.models import Entry
from fourleaf.chronicle.record import Event, Recorded, quietly, record


@dataclass(frozen=True, kw_only=True)
class Knocked(Event):
    """A deed of this test."""


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    told: list[str] = []

    def hear(event: Knocked, recorded: Recorded) -> None:
        told.append(type(event).__name__)

    monkeypatch.setitem(chronicle._reactions, Knocked, (hear,))
    return told


def test_a_deed_is_told_after_the_commit(transactional_db: None, heard: list[str]) -> None:
    with transaction.atomic():
        record(Knocked(actor=None))
        assert heard == []
    assert heard == ["Knocked"]


def test_quietly_writes_and_tells_nobody(transactional_db: None, heard: list[str]) -> None:
    with transaction.atomic(), quietly():
        record(Knocked(actor=None))
    assert heard == []
    assert Entry.objects.filter(name="Knocked").count() == 1


def test_after_the_quiet_others_hear_again(transactional_db: None, heard: list[str]) -> None:
    with quietly():
        pass
    record(Knocked(actor=None))
    assert heard == ["Knocked"]
