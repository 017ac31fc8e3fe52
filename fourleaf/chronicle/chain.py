"""The hash chain over what was written down: what exactly is digested, for sealing and for verifying alike.

The link of a row is SHA-256(previous link ‖ SHA-256 of its facts ‖ its canonical line). The line is the JSON array that
PostgreSQL makes of all its other columns, instants as microseconds since 1970 UTC. The facts are digested apart, so
that retention may empty them while the row stays provable. The head of a seal is SHA-256 over its own columns and the
link of its last row; it is signed with Ed25519 (RFC 8032).
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connections

from fourleaf.kit.databases import OWN

#: What the first seal of all builds on.
ORIGIN = hashlib.sha256(b"Fourleaf chronicle").digest()
ENTRY, ACCESS = "entry", "access"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

MICROSECONDS = "(extract(epoch from {}) * 1000000)::bigint"
_ENTRY = (
    "jsonb_build_array('entry', e.id, e.name, e.actor_id, e.space_id, e.sequence, "
    + MICROSECONDS.format("e.at")
    + ")"
)
_ACCESS = (
    "jsonb_build_array('access', a.id, a.person_id, a.kind, a.object_id, a.space_id, a.whose_id, a.why, "
    + MICROSECONDS.format("a.at")
    + ", host(a.address), a.session)"
)
#: The rows to which listed ones `l (place, of, row_id, written, is_past)` point, as they are now.
ROWS = f"""
select l.place, l.of, l.row_id::text, l.written, l.is_past,
       case when e.id is not null then {_ENTRY} when a.id is not null then {_ACCESS} end::text,
       sha256(convert_to(coalesce(e.facts::text, ''), 'UTF8')), coalesce(e.at, a.at),
       coalesce(e.name, a.kind), e.facts = '{{{{}}}}'
  from {{listed}} l
  left join chronicle_entry e on l.of = '{ENTRY}' and e.id = l.row_id
  left join chronicle_access a on l.of = '{ACCESS}' and a.id = l.row_id
 order by l.place
"""  # noqa: S608 - our own words


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands in its table now; `line` is None when it is not there."""

    place: int
    of: str
    row_id: str
    written: int
    is_past: bool
    line: str | None
    facts: bytes
    at: datetime | None
    name: str | None
    is_empty: bool | None

    def link(self, previous: bytes, facts: bytes) -> bytes:
        """The link of this row in the chain, given the digest of its facts as they were sealed."""
        stamp = f"{self.place} {self.of} {self.row_id} {self.written} {int(self.is_past)} {self.line or ''}"
        return hashlib.sha256(previous + facts + stamp.encode()).digest()


def rows(listed: str, values: Sequence[Any], *, using: str = OWN) -> Iterator[Row]:
    """The rows of a listing, a SQL expression with the columns that `ROWS` names."""
    with connections[using].cursor() as cursor:
        cursor.execute(ROWS.format(listed=listed), values)
        for found in cursor.fetchall():
            yield Row(*found)


def head_of(number: int, first: int, last: int, at: datetime, previous: bytes, link: bytes) -> bytes:
    """The head of a seal: what is signed."""
    words = f"seal {number} {first} {last} {(at - EPOCH) // timedelta(microseconds=1)} ".encode()
    return hashlib.sha256(words + previous + link).digest()
