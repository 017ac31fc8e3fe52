"""Ten times the posts: the same page from a database of 1,000,000 and from one of 100,000."""

from collections.abc import Iterator
from functools import partial

from bench.asking import Views, check_page, page_of
from bench.client.http import Ask, Task
from bench.filling.plan import space_key
from bench.installation import Served
from bench.rounds import Sample, alternating, ratios, spread
from bench.rows import Goal, Row
from bench.scale import Bench


def measure(bench: Bench) -> Iterator[Row]:
    """The same people and spaces; each page is seen for the first time."""
    site = bench.site
    site.make_ready(site.tenth)
    with site.serving(site.full) as many, site.serving(site.tenth) as few:
        sides = {"many": (many, Views(site, site.full)), "few": (few, Views(site, site.tenth))}
        spaces = [space for space in sides["few"][1].spaces if space in set(sides["many"][1].spaces)]
        for served, views in sides.values():
            check_page(served, site, views.take(spaces[:1])[0])
            _round(bench, served, views, spaces)
        found = alternating(
            bench.rounds,
            many=partial(_round, bench, *sides["many"], spaces),
            few=partial(_round, bench, *sides["few"], spaces),
        )
    costs = {name: [s.micros + s.database_micros for s in samples] for name, samples in found.items()}
    waits = {name: [s.typical_wait * 1e3 for s in samples] for name, samples in found.items()}
    ratio = ratios(costs["many"], costs["few"])
    yield Row(
        name="ten times the posts: time of the page",
        value=ratio.middle,
        unit="×",
        low=ratio.low,
        high=ratio.high,
        goal=Goal("value", "≤", 1.2),
        note=f"processor time of server and PostgreSQL {spread(costs['many'])} against {spread(costs['few'])} µs; "
        f"median wait {spread(waits['many'])} against {spread(waits['few'])} ms, one at a time",
    )


def _round(bench: Bench, served: Served, views: Views, spaces: list[int]) -> Sample:
    pairs = views.take(spaces)[: bench.views]
    asks = [Ask(page_of(bench.site, served.port, pair), holds=space_key(pair[1])) for pair in pairs]
    task = Task(port=served.port, connections=1, asks=asks, seconds=bench.seconds, once=True)
    return bench.site.measure(served, task)
