"""Posts that are on the disk before they are acknowledged: sixteen people at once, into many spaces and into one."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random
from urllib.parse import urlencode
from uuid import UUID

import psycopg

from bench.asking import post
from bench.client.http import Ask, Task
from bench.filling.plan import founder_of, space_key
from bench.floors import pgbench
from bench.installation import BenchError, Database, Served
from bench.rounds import Sample, alternating, ratios, spread
from bench.rows import Goal, Row
from bench.scale import Bench
from bench.texts import TEXT

CLIENTS = 16
#: More than anybody writes in a round.
MOST_A_SECOND = 3_000
DURABLE = "select bool_and(setting = 'on') from pg_settings where name in ('fsync', 'synchronous_commit')"
POSTS = "select count(*) from conversation_post"
HOLES = """
select count(*) from chronicle_stream s
 where s.last <> (select count(*) from chronicle_entry e where e.space_id = s.space_id)
"""


def measure(bench: Bench) -> Iterator[Row]:
    """Through the page's own address, beside `pgbench`; then every acknowledged post must be there, once."""
    site, database = bench.site, bench.site.scratch
    floor = pgbench.scripts(site, database)
    with site.owner(database) as owner, site.serving(database) as served:
        _must(owner, DURABLE, True, "PostgreSQL does not wait for the disk.")
        dice = Random(2)
        _ours(bench, served, database, dice, busy=False, seconds=bench.seconds / 2)
        before = _count(owner)
        found = alternating(
            bench.rounds,
            many=lambda: _ours(bench, served, database, dice, busy=False),
            floor=partial(_floor, bench, database, floor.many),
            busy=lambda: _ours(bench, served, database, dice, busy=True),
            busy_floor=partial(_floor, bench, database, floor.busy),
        )
        told = sum(sample.count for side in found.values() for sample in side)
        _must(owner, POSTS, before + told, "Posts were lost or written twice.")
        _must(owner, HOLES, 0, "Numbers of a space have holes.")
    yield _row(found["many"], found["floor"], "into many spaces", Goal("ratio", "≥", 0.15))
    yield _row(found["busy"], found["busy_floor"], "into one busy space", None)
    yield _busy(found["busy"], found["many"])


def _count(owner: psycopg.Connection) -> int:
    row = owner.execute(POSTS).fetchone()
    return int(row[0]) if row else 0


def _must(owner: psycopg.Connection, question: str, answer: object, otherwise: str) -> None:
    row = owner.execute(question.encode()).fetchone()
    if row is None or row[0] != answer:
        raise BenchError(f"{otherwise} ({row} instead of {answer})")


def _ours(
    bench: Bench, served: Served, database: Database, dice: Random, *, busy: bool, seconds: float = 0
) -> Sample:
    size, seconds = database.size, seconds or bench.seconds
    asks = []
    for _number in range(round(MOST_A_SECOND * seconds)):
        space = 0 if busy else dice.randrange(size.spaces)
        person = dice.randrange(size.people) if busy else founder_of(space, size.people)
        body = urlencode({"body": TEXT, "key": str(UUID(int=dice.getrandbits(128), version=4))})
        path = f"/spaces/{space_key(space)}/posts/"
        asks.append(Ask(post(served.port, path, bench.site.session(person), body), holds='data-sequence="'))
    task = Task(port=served.port, connections=CLIENTS, asks=asks, seconds=seconds, once=True)
    return bench.site.measure(served, task)


def _floor(bench: Bench, database: Database, script: Path) -> Sample:
    return pgbench.run(bench.site, database, script, CLIENTS, bench.seconds)


def _row(ours: list[Sample], floor: list[Sample], where: str, goal: Goal | None) -> Row:
    rates, limits = spread([s.rate for s in ours]), spread([s.rate for s in floor])
    ratio = ratios([s.rate for s in ours], [s.rate for s in floor])
    server, database = spread([s.micros for s in ours]), spread([s.database_micros for s in ours])
    least = spread([s.database_micros for s in floor])
    return Row(
        name=f"durable post, 16 clients, {where}",
        value=rates.middle,
        unit="/s",
        floor=limits.middle,
        ratio=ratio.middle,
        low=ratio.low,
        high=ratio.high,
        goal=goal,
        note=f"server and worker {server} µs, PostgreSQL {database} µs a post; under pgbench, which says what "
        f"`add_post` says, {least} µs",
    )


def _busy(busy: list[Sample], many: list[Sample]) -> Row:
    ratio = ratios([s.rate for s in busy], [s.rate for s in many])
    return Row(
        name="durable post, one busy space ÷ many spaces",
        value=ratio.middle,
        unit="×",
        low=ratio.low,
        high=ratio.high,
        goal=Goal("value", "≥", 0.5),
    )
