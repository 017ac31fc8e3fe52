"""The timeline of a space through the API: 40 posts a request, for somebody new each time."""

import json
from collections.abc import Iterator

from bench.asking import Pair, Views, ask_one, timeline_of
from bench.client.http import Ask, Task
from bench.filling.plan import space_key
from bench.installation import BenchError, Served
from bench.rounds import Sample, spread
from bench.rows import Goal, Row
from bench.scale import Bench

NAME = "timeline API, 40 posts"
GOAL = Goal("value", "≥", 800)


def measure(bench: Bench) -> Iterator[Row]:
    """A server just started for each round, as for the first view of a page."""
    views = Views(bench.site, bench.site.full)
    samples = [round_of(bench, views) for _number in range(bench.rounds)]
    core = spread([s.per_core for s in samples])
    server, database = spread([s.micros for s in samples]), spread([s.database_micros for s in samples])
    yield Row(
        name=NAME,
        value=core.middle,
        unit="/s·core",
        low=core.low,
        high=core.high,
        goal=GOAL,
        note=f"server {server} µs, PostgreSQL {database} µs",
    )


def round_of(bench: Bench, views: Views) -> Sample:
    """Each space once, each by another person's token."""
    with bench.site.serving(bench.site.full) as served:
        spaces = views.spaces
        known = max(1, min(len(spaces) // 5, bench.views // 4))
        warm, cold = views.take(spaces[:known]), views.take(spaces[known:][: bench.views])
        check(bench, served, warm[0])
        for pairs in (warm, cold):
            asks = [
                Ask(timeline_of(bench.site, served.port, pair), holds=space_key(pair[1])) for pair in pairs
            ]
            task = Task(port=served.port, connections=4, asks=asks, seconds=2 * bench.seconds, once=True)
            sample = bench.site.measure(served, task)
        return sample


def check(bench: Bench, served: Served, pair: Pair) -> None:
    """The answer must hold 40 posts."""
    answer = ask_one(served.port, timeline_of(bench.site, served.port, pair))
    page = json.loads(answer.partition(b"\r\n\r\n")[2])
    lists = [value for value in page.values() if isinstance(value, list)]
    if len(lists) != 1 or len(lists[0]) != 40:
        raise BenchError(f"The timeline of space {pair[1]} does not hold 40 posts: {str(page)[:300]}")
