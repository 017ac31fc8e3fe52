"""Something on and off, in turns on one server: what it costs those who look at a page for the first time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.asking import Pair, Views, check_page
from bench.client.http import Ask, Task
from bench.filling.plan import space_key
from bench.installation import Installation, Served
from bench.rounds import Sample, alternating, ratios, spread
from bench.rows import Goal, Row
from bench.scale import Bench

Request = Callable[[Installation, int, Pair], str]
#: Asked for in each round before what counts.
WARM = 16


@dataclass(frozen=True)
class Switched:
    """A server whose views cost more or less; `switch` turns what is measured on (True) or off."""

    bench: Bench
    served: Served
    views: Views
    switch: Callable[[bool], None]

    def samples(self, request: Request) -> dict[str, list[Sample]]:
        """A sample of each round with it `on`, and `off`."""
        return alternating(
            self.bench.rounds,
            on=lambda: self._round(request, is_on=True),
            off=lambda: self._round(request, is_on=False),
        )

    def _round(self, request: Request, *, is_on: bool) -> Sample:
        bench, site = self.bench, self.bench.site
        self.switch(is_on)
        for count in (WARM, bench.views // 2):
            pairs = self.views.take(self.views.spaces)[:count]
            asks = [Ask(request(site, self.served.port, pair), holds=space_key(pair[1])) for pair in pairs]
            task = Task(port=self.served.port, connections=4, asks=asks, seconds=bench.seconds, once=True)
            sample = site.measure(self.served, task)
        return sample


@contextmanager
def switched(bench: Bench, switch: Callable[[bool], None]) -> Iterator[Switched]:
    """The server on the full database, whose pages are right."""
    site = bench.site
    views = Views(site, site.full)
    with site.serving(site.full) as served:
        check_page(served, site, views.take(views.spaces[:1])[0])
        yield Switched(bench, served, views, switch)


def cost(name: str, found: dict[str, list[Sample]], more: str) -> Row:
    """How many times as much processor time an answer takes with it on; `more` ends the note."""
    costs = {side: [s.micros + s.database_micros for s in samples] for side, samples in found.items()}
    ratio = ratios(costs["on"], costs["off"])
    return Row(
        name=name,
        value=ratio.middle,
        unit="×",
        low=ratio.low,
        high=ratio.high,
        goal=Goal("value", "≤", 1.2),
        note=f"processor time of server and PostgreSQL {spread(costs['on'])} against {spread(costs['off'])} µs{more}",
    )
