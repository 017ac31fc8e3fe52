"""What retention has emptied or let go of the chronicle itself, and the rules it did so under.

The proof is a deed of the chronicle, `RecordsDisposed`, which is sealed like every other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from fourleaf.chronicle import chain
from fourleaf.chronicle.models import Entry
from fourleaf.chronicle.record import Event


@dataclass(frozen=True, kw_only=True)
class RecordsDisposed(Event):
    """A rule of retention was carried out: `count` rows of `what` from before `until` (ISO 8601).

    `digest`: SHA-256 in hex over the sorted keys of the rows. For entries, `names` says of which deeds.
    """

    reach: ClassVar[Literal["all", "space", "person"]] = "person"
    rule: str
    what: str
    until: str
    count: int
    digest: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Disposal:
    """One time that a rule was carried out on entries or access records."""

    name: str
    what: str
    until: datetime
    names: frozenset[str]
    count: int

    def emptied(self, row: chain.Row) -> bool:
        """Whether the rule emptied the facts of this row."""
        is_covered = self.what == "facts" and row.of == chain.ENTRY and bool(row.is_empty)
        return is_covered and row.name in self.names and row.at is not None and row.at < self.until

    def let_go(self, row: chain.Row) -> bool:
        """Whether the rule let this row go, which is no longer there."""
        written = (self.until - chain.EPOCH).total_seconds() * 1_000_000
        return self.what == "access" and row.of == chain.ACCESS and row.written < written


def disposals(using: str) -> Iterator[Disposal]:
    """All of them so far, oldest first."""
    deeds = Entry.objects.using(using).filter(name=RecordsDisposed.__name__).order_by("at")
    for facts in deeds.values_list("facts", flat=True):
        if facts.get("what") in ("facts", "access"):
            until = datetime.fromisoformat(facts["until"])
            yield Disposal(facts["rule"], facts["what"], until, frozenset(facts["names"]), facts["count"])
