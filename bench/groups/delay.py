"""From the commit of a post to other screens: 200 posts a second, a thousand screens that watch their own spaces."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import accumulate
from random import Random
from urllib.parse import urlencode
from uuid import UUID

from bench.asking import TOKEN
from bench.client.sockets import Listening
from bench.filling.plan import FIRST, Plan, founder_of, space_key
from bench.installation import BenchError, Database, Installation, Served
from bench.rows import Goal, Row
from bench.scale import Bench
from bench.talking import listening
from bench.texts import TEXT

WRITERS = 16
MOST_TOPICS = 190
# The database's own word for when a post was committed, just before its bytes are forced to the disk.
COMMITTED = """
select right(e.space_id::text, 12)::bigint, e.sequence, extract(epoch from pg_xact_commit_timestamp(e.xmin))::float8
  from chronicle_entry e where e.name = 'PostAdded' and e.at >= to_timestamp(%s)
"""


def measure(bench: Bench) -> Iterator[Row]:
    """Posts come through the page's own address; every delivery that is due must come."""
    site = bench.site
    database = site.scratch
    with site.serving(database) as served:
        plan = database.plan
        with listening(site, database, _screens(bench, served, plan)) as screens:
            _write(bench, served, plan, seconds=bench.seconds / 2)
            time.sleep(1)
            begun = time.time()
            posts, late = _write(bench, served, plan, seconds=3 * bench.seconds)
            time.sleep(2)
            screens.say("enough")
            heard: list[tuple[int, int, float]] = json.loads(screens.hear())["heard"]
        committed = _committed(site, database, begun)
    yield from _rows(bench, plan, committed, heard, posts=posts, late=late)


def _screens(bench: Bench, served: Served, plan: Plan) -> Listening:
    people = list(plan.places.items())[: bench.screens]
    return Listening(
        port=served.port,
        sessions=[bench.site.session(person) for person, _places in people],
        topics=[[f"space:{space_key(number)}" for number in places[:MOST_TOPICS]] for _p, places in people],
        log=True,
    )


def _write(bench: Bench, served: Served, plan: Plan, seconds: float) -> tuple[int, float]:
    """Posts at an even pace, whatever becomes of those before; how many, and the share that began late."""
    dice, local = Random(time.time()), threading.local()
    weights = list(accumulate(room.weight for room in plan.rooms))

    def one(due: float) -> bool:
        if not hasattr(local, "line"):
            local.line = HTTPConnection("127.0.0.1", served.port, timeout=30)
        time.sleep(max(0.0, due - time.monotonic()))
        is_late = time.monotonic() - due > 0.1
        room = dice.choices(plan.rooms, cum_weights=weights)[0]
        session = bench.site.session(founder_of(room.number, plan.size.people))
        body = urlencode({"body": TEXT, "key": str(UUID(int=dice.getrandbits(128), version=4))})
        headers = {
            "Cookie": f"csrftoken={TOKEN}; sessionid={session}", "X-CSRFToken": TOKEN, "HX-Request": "true",
            "Origin": f"http://127.0.0.1:{served.port}", "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        local.line.request("POST", f"/spaces/{space_key(room.number)}/posts/", body, headers)
        answer = local.line.getresponse()
        answer.read()
        if answer.status != 200:
            raise BenchError(f"A post was answered with {answer.status}.")
        return is_late

    count, begins = round(bench.pace * seconds), time.monotonic() + 0.05
    with ThreadPoolExecutor(WRITERS) as writers:
        late = sum(writers.map(one, (begins + number / bench.pace for number in range(count))))
    return count, late / max(count, 1)


def _committed(site: Installation, database: Database, since: float) -> dict[tuple[int, int], float]:
    with site.owner(database) as owner:
        rows = owner.execute(COMMITTED, [since]).fetchall()
    return {(space - FIRST, sequence): at for space, sequence, at in rows}


def _rows(
    bench: Bench,
    plan: Plan,
    committed: dict[tuple[int, int], float],
    heard: list[tuple[int, int, float]],
    *,
    posts: int,
    late: float,
) -> Iterator[Row]:
    screens = dict.fromkeys(range(plan.size.spaces), 0)
    for _person, places in list(plan.places.items())[: bench.screens]:
        for number in places[:MOST_TOPICS]:
            screens[number] += 1
    wanted = sum(screens[space] for space, _sequence in committed)
    delays = sorted(
        (at - committed[space - FIRST, sequence]) * 1000
        for space, sequence, at in heard
        if (space - FIRST, sequence) in committed
    )
    if len(committed) != posts or len(delays) != wanted:
        raise BenchError(f"{len(committed)} of {posts} posts, {len(delays)} of {wanted} deliveries.")
    note = f"{posts:,} posts, {wanted:,} deliveries; {late:.0%} of the posts began more than 0.1 s late"
    for share, most in ((0.5, 30), (0.99, 150)):
        yield Row(
            name=f"commit to other screen, {bench.pace} posts/s, {bench.screens:,} sockets, p{share * 100:.0f}",
            value=delays[min(len(delays) - 1, int(len(delays) * share))],
            unit="ms",
            goal=Goal("value", "≤", most),
            note=note if late < 0.05 else f"{note}: the pace was not kept",
        )
