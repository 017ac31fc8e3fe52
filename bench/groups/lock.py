"""What the second lock costs: the same server with row-level security on, and off."""

from collections.abc import Iterator
from functools import partial

import psycopg
from psycopg import sql

from bench.asking import page_of, timeline_of
from bench.rounds import Sample, spread
from bench.rows import Row
from bench.scale import Bench
from bench.switching import cost, switched

COVERED = "select relname from pg_class where relnamespace = 'public'::regnamespace and relrowsecurity"


def measure(bench: Bench) -> Iterator[Row]:
    """Page and timeline, for somebody new each time. Whatever happens, it is on again at the end."""
    with bench.site.owner(bench.site.full) as owner:
        tables = [name for (name,) in owner.execute(COVERED).fetchall()]
        switch = partial(_switch, owner, tables)
        with switched(bench, switch) as it:
            try:
                yield _row("space page, first view", it.samples(page_of))
                yield _row("timeline API", it.samples(timeline_of))
            finally:
                switch(True)


def _switch(owner: psycopg.Connection, tables: list[str], on: bool) -> None:
    for table in tables:
        word = sql.SQL("enable" if on else "disable")
        owner.execute(sql.SQL("alter table {} {} row level security").format(sql.Identifier(table), word))


def _row(what: str, found: dict[str, list[Sample]]) -> Row:
    inside = {name: spread([s.database_micros for s in samples]) for name, samples in found.items()}
    alone = f"; PostgreSQL alone {inside['on']} against {inside['off']} µs"
    return cost(f"row-level security on ÷ off: {what}", found, alone)
