"""Search over all posts, for people who belong to about twenty spaces: how long an answer takes."""

import json
from collections.abc import Callable, Iterator
from random import Random
from statistics import median
from urllib.parse import quote

from bench.asking import FIRST, ask_one
from bench.client.http import Ask, Task
from bench.installation import BenchError, Served
from bench.rounds import spread
from bench.rows import Goal, Row
from bench.scale import Bench

GOAL = Goal("value", "≤", 30)
BELONGING = 20
MOST = 40
READ = """
select right(m.person_id::text, 12)::bigint,
       (select count(*) from conversation_post p where p.space_id in (
          select o.space_id from spaces_membership o where o.person_id = m.person_id and o.ended_at is null
          union select s.id from spaces_space s where s.access = 'open'))
  from spaces_membership m where m.ended_at is null
 group by 1, m.person_id order by abs(count(*) - %s), 1 limit %s
"""
#: Words of `bench.filling.texts`: in 16 % of all posts; in one of 3,000; two at once, in 3 % of all posts.
SEARCHES: dict[str, Callable[[int], str]] = {
    "a frequent word": lambda number: "pharmacy",
    "a rare word": lambda number: str(100 + number),
    "two words": lambda number: "pharmacy printer",
    "a phrase": lambda number: '"evening shift"',
}


def measure(bench: Bench) -> Iterator[Row]:
    """Through the API, one after the other, each by another person's token; what counts is the slowest of twenty."""
    site = bench.site
    with site.owner(site.full) as owner:
        readers = owner.execute(READ, [BELONGING, MOST]).fetchall()
    reads = sorted(count for _person, count in readers)[len(readers) // 2]
    random = Random(1)
    with site.serving(site.full, FOURLEAF_API_RATE="1000000") as served:
        for name, words in SEARCHES.items():
            slow, waits = [], []
            for _round in range(bench.rounds):
                random.shuffle(readers)
                asks = [
                    asked(bench, served, person - FIRST, words(number))
                    for number, (person, _count) in enumerate(readers)
                ]
                check(served, asks[0], 1 if name == "a rare word" else 20)
                task = Task(port=served.port, connections=1, asks=asks, seconds=4 * bench.seconds, once=True)
                sample = site.measure(served, task)
                waits += sample.latencies
                slow.append(percentile(sample.latencies))
            found = spread([seconds * 1e3 for seconds in slow])
            yield Row(
                name=f"search for {name}, p95",
                value=percentile(waits) * 1e3,
                unit="ms",
                low=found.low,
                high=found.high,
                goal=GOAL,
                note=f"half within {median(waits) * 1e3:.1f} ms; they may read {reads:,} posts (median)",
            )


def percentile(waits: list[float]) -> float:
    """What nineteen of twenty are not above."""
    return sorted(waits)[min(len(waits) - 1, int(len(waits) * 0.95))]


def asked(bench: Bench, served: Served, person: int, words: str) -> Ask:
    """The first page of what this person finds."""
    head = f"Host: localhost:{served.port}\r\nAuthorization: Bearer {bench.site.token(person)}\r\n"
    return Ask(f"GET /api/v1/search?q={quote(words)} HTTP/1.1\r\n{head}Accept: application/json\r\n\r\n")


def check(served: Served, ask: Ask, least: int) -> None:
    """A page holds so many hits, each with its words."""
    page = json.loads(ask_one(served.port, ask.request).partition(b"\r\n\r\n")[2])
    if len(page["items"]) < least or not all(
        any(p["hit"] for p in item["snippet"]) for item in page["items"]
    ):
        raise BenchError(f"{least} hits were expected: {str(page)[:300]}")
