"""What the worker writes down: who is to be told, and who was."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from fourleaf.inbox.models import Telling
from fourleaf.kit import time


def add_telling(*, person: UUID, kind: str, about: UUID, at: datetime, urgent: bool) -> None:
    """Somebody is to be told; once, while the same is still to be told."""
    add_tellings([Telling(person_id=person, kind=kind, about=about, at=at, urgent=urgent)])


def add_tellings(rows: Iterable[Telling]) -> None:
    """All these are to be told, each once while the same is still to be told."""
    Telling.objects.bulk_create(rows, ignore_conflicts=True)


def close_tellings(tellings: Iterable[UUID]) -> None:
    """Nothing more is to be said of these."""
    Telling.objects.filter(pk__in=tellings, closed_at=None).update(closed_at=time.now())


def note_pushed(tellings: Iterable[UUID]) -> None:
    """A push told of these."""
    Telling.objects.filter(pk__in=tellings).update(pushed_at=time.now())


def note_mailed(tellings: Iterable[UUID]) -> None:
    """A mail told of these, and nothing more is to be said."""
    now = time.now()
    Telling.objects.filter(pk__in=tellings).update(mailed_at=now, closed_at=now)
