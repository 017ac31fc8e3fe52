"""What is measured, group by group; each measures some rows of the table."""

from collections.abc import Callable, Iterator

from bench.groups import (
    adoption,
    again,
    audit,
    delay,
    documents,
    fanout,
    growth,
    lock,
    pages,
    paint,
    posting,
    receipts,
    search,
    shown,
    timeline,
)
from bench.rows import Row
from bench.scale import Bench

Group = Callable[[Bench], Iterator[Row]]

GROUPS: dict[str, Group] = {
    "pages": pages.measure,
    "timeline": timeline.measure,
    "posting": posting.measure,
    "fanout": fanout.measure,
    "delay": delay.measure,
    "search": search.measure,
    "growth": growth.measure,
    "lock": lock.measure,
    "shown": shown.measure,
    "receipts": receipts.measure,
    "audit": audit.measure,
    "documents": documents.measure,
    "adoption": adoption.measure,
    "paint": paint.measure,
    "again": again.measure,
}
