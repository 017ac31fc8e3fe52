"""Search over all posts, for people who belong to about twenty of 2,000 spaces: how long an answer takes."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from statistics import median
from time import perf_counter
from typing import Any
from urllib.parse import quote

import psycopg

from bench.asking import FIRST, ask_one
from bench.client.http import Ask, Task
from bench.installation import BenchError, Served
from bench.rounds import Sample, ratios, spread
from bench.rows import Goal, Row
from bench.scale import Bench

GOAL = Goal("value", "≤", 30)
BELONGING = 20
MOST = 30
PAGE = 20
READERS = """
select m.person_id, count(*) from spaces_membership m where m.ended_at is null
 group by 1 order by abs(count(*) - %s), 1 limit %s
"""
BECOME = "update people_person set kind = %s where id = any(%s)"
READ = """
select r.id, array(select m.space_id from spaces_membership m where m.person_id = r.id and m.ended_at is null
  union select s.id from spaces_space s where s.access = 'open' and r.kind = 'staff')
  from people_person r where r.id = any(%s)
"""
COUNT = "select count(*) from conversation_post where space_id = any(%s)"
WAYS = "select query from lock.search_query(jsonb_build_array(%s::jsonb))"
THERE = """
select count(*) from (
  select from search_indexed where words @@ %s::tsquery and space_id = any(%s) limit %s) few
"""
#: The same words, and nobody's rights: the newest of all posts.
BARE = """
select object_id, ts_rank(words, %(query)s::tsquery, 1) from search_indexed where words @@ %(query)s::tsquery
 order by at desc, object_id desc limit 21
"""


@dataclass(frozen=True)
class Search:
    """What is typed, and the same as `lock.search_query` takes it."""

    text: str
    terms: list[dict[str, Any]]


def words(*said: str) -> Search:
    """Words that are all to be there."""
    return Search(
        " ".join(said), [{"text": word, "phrase": False, "begins": False, "not": False} for word in said]
    )


def phrase(said: str) -> Search:
    """One after the other."""
    return Search(f'"{said}"', [{"text": said, "phrase": True, "begins": False, "not": False}])


#: Words of `bench.filling.texts`: in 16 % of all posts; in one of 3,000; two at once, in 3 % of all posts.
SEARCHES: dict[str, Callable[[int], Search]] = {
    "a frequent word": lambda number: words("pharmacy"),
    "a rare word": lambda number: words(str(100 + number)),
    "two words": lambda number: words("pharmacy", "printer"),
    "a phrase": lambda number: phrase("evening shift"),
}


@dataclass(frozen=True)
class Reader:
    """Who asks, and the spaces that they read."""

    number: int
    spaces: list[Any]


def measure(bench: Bench) -> Iterator[Row]:
    """Through the API, one after the other, each by another person's token; what counts is the slowest of twenty."""
    site, wide = bench.site, bench.site.wide
    site.make_ready(wide, "words")
    with site.owner(wide) as owner, site.serving(wide, FOURLEAF_API_RATE="1000000") as served:
        known = [key for key, _count in owner.execute(READERS, [BELONGING, 2 * MOST]).fetchall()]
        for kind, keys, also in (
            ("relative", known[0::2], ""),
            ("staff", known[1::2], ", staff, who read the open spaces too"),
        ):
            owner.execute(BECOME, [kind, keys])
            readers = [
                Reader(int(str(key)[-12:]) - FIRST, spaces)
                for key, spaces in owner.execute(READ, [keys]).fetchall()
            ]
            for name in SEARCHES:
                yield _row(bench, served, owner, name, readers, also)


def _row(
    bench: Bench, served: Served, owner: psycopg.Connection, name: str, readers: list[Reader], also: str
) -> Row:
    random, site = Random(1), bench.site
    waits, slow, bare, samples = list[float](), list[float](), list[float](), list[Sample]()
    for _round in range(bench.rounds):
        random.shuffle(readers)
        wanted = [(reader, SEARCHES[name](number)) for number, reader in enumerate(readers)]
        check(bench, served, owner, *wanted[0])
        asks = [asked(bench, served, reader, search) for reader, search in wanted]
        task = Task(port=served.port, connections=1, asks=asks, seconds=4 * bench.seconds, once=True)
        sample = site.measure(served, task)
        samples.append(sample)
        waits += sample.latencies
        slow.append(percentile(sample.latencies) * 1e3)
        bare.append(percentile([_bare(owner, search) for _reader, search in wanted]) * 1e3)
    middle = sorted(readers, key=lambda reader: len(reader.spaces))[len(readers) // 2]
    [posts] = owner.execute(COUNT, [middle.spaces]).fetchone() or (0,)
    ratio = ratios(slow, bare)
    return Row(
        name=f"search for {name}{also}, p95",
        value=percentile(waits) * 1e3,
        unit="ms",
        floor=median(bare),
        ratio=ratio.middle,
        low=min(slow),
        high=max(slow),
        goal=GOAL,
        note=f"half within {median(waits) * 1e3:.1f} ms; server {spread([s.micros for s in samples])} µs, "
        f"PostgreSQL {spread([s.database_micros for s in samples])} µs; who is in the middle reads {posts:,} posts of "
        f"{len(middle.spaces)} spaces",
    )


def percentile(waits: list[float]) -> float:
    """What nineteen of twenty are not above."""
    return sorted(waits)[min(len(waits) - 1, int(len(waits) * 0.95))]


def asked(bench: Bench, served: Served, reader: Reader, search: Search) -> Ask:
    """The first page of what this person finds."""
    head = f"Host: localhost:{served.port}\r\nAuthorization: Bearer {bench.site.token(reader.number)}\r\n"
    return Ask(
        f"GET /api/v1/search?q={quote(search.text)} HTTP/1.1\r\n{head}Accept: application/json\r\n\r\n"
    )


def check(bench: Bench, served: Served, owner: psycopg.Connection, reader: Reader, search: Search) -> None:
    """A page holds all that there is to find for this person, up to its length, each with its words."""
    answer = ask_one(served.port, asked(bench, served, reader, search).request)
    items = json.loads(answer.partition(b"\r\n\r\n")[2])["items"]
    query = owner.execute(WAYS, [json.dumps(search.terms)]).fetchone() or ("",)
    [there] = owner.execute(THERE, [*query, reader.spaces, PAGE]).fetchone() or (0,)
    if len(items) != there or not all(any(p["hit"] for p in item["snippet"]) for item in items):
        raise BenchError(f"{there} hits were expected: {str(items)[:300]}")


def _bare(owner: psycopg.Connection, search: Search) -> float:
    """Seconds until the index has answered a query made beforehand."""
    query = owner.execute(WAYS, [json.dumps(search.terms)]).fetchone() or ("",)
    begun = perf_counter()
    owner.execute(BARE, {"query": query[0]}).fetchall()
    return perf_counter() - begun
