"""What the second lock costs: the same server with row-level security on, and off."""

from collections.abc import Callable, Iterator
from functools import partial

import psycopg
from psycopg import sql

from bench.asking import Pair, Views, check_page, page_of, timeline_of
from bench.client.http import Ask, Task
from bench.filling.plan import space_key
from bench.installation import Installation, Served
from bench.rounds import Sample, alternating, ratios, spread
from bench.rows import Goal, Row
from bench.scale import Bench

COVERED = "select relname from pg_class where relnamespace = 'public'::regnamespace and relrowsecurity"
Request = Callable[[Installation, int, Pair], str]


def measure(bench: Bench) -> Iterator[Row]:
    """Page and timeline, for somebody new each time. Whatever happens, it is on again at the end."""
    site = bench.site
    views = Views(site, site.full)
    with site.owner(site.full) as owner, site.serving(site.full) as served:
        tables = [name for (name,) in owner.execute(COVERED).fetchall()]
        check_page(served, site, views.take(views.spaces[:1])[0])
        try:
            yield _row("space page, first view", _sides(bench, served, views, owner, tables, page_of))
            yield _row("timeline API", _sides(bench, served, views, owner, tables, timeline_of))
        finally:
            _switch(owner, tables, on=True)


def _sides(
    bench: Bench,
    served: Served,
    views: Views,
    owner: psycopg.Connection,
    tables: list[str],
    request: Request,
) -> dict[str, list[Sample]]:
    def round_with(*, on: bool) -> Sample:
        _switch(owner, tables, on=on)
        for count, seconds in ((16, bench.seconds), (bench.views // 2, bench.seconds)):
            pairs = views.take(views.spaces)[:count]
            asks = [Ask(request(bench.site, served.port, pair), holds=space_key(pair[1])) for pair in pairs]
            task = Task(port=served.port, connections=4, asks=asks, seconds=seconds, once=True)
            sample = bench.site.measure(served, task)
        return sample

    return alternating(bench.rounds, on=partial(round_with, on=True), off=partial(round_with, on=False))


def _switch(owner: psycopg.Connection, tables: list[str], *, on: bool) -> None:
    for table in tables:
        word = sql.SQL("enable" if on else "disable")
        owner.execute(sql.SQL("alter table {} {} row level security").format(sql.Identifier(table), word))


def _row(what: str, found: dict[str, list[Sample]]) -> Row:
    costs = {name: [s.micros + s.database_micros for s in samples] for name, samples in found.items()}
    inside = {name: spread([s.database_micros for s in samples]) for name, samples in found.items()}
    ratio = ratios(costs["on"], costs["off"])
    return Row(
        name=f"row-level security on ÷ off: {what}",
        value=ratio.middle,
        unit="×",
        low=ratio.low,
        high=ratio.high,
        goal=Goal("value", "≤", 1.2),
        note=f"processor time of server and PostgreSQL {spread(costs['on'])} against {spread(costs['off'])} µs; "
        f"PostgreSQL alone {inside['on']} against {inside['off']} µs",
    )
