"""The page of a space: seen again, and seen for the first time."""

import re
from collections.abc import Iterator
from functools import partial

from bench.asking import Pair, Views, ask_one, check_page, page_of, post
from bench.client.http import Ask, Task
from bench.filling.plan import founder_of, person_key, space_key
from bench.floors.beside import bare, instead
from bench.installation import BenchError, Served
from bench.rounds import Sample, alternating, ratios, spread
from bench.rows import Goal, Row
from bench.scale import Bench

CONNECTIONS = 16
GZIP = "Accept-Encoding: gzip"
MEMBERSHIP = "select id from spaces_membership where person_id = %s and space_id = %s and ended_at is null"
AGAIN = "update spaces_membership set ended_at = null, ended_by_id = null where id = %s"


def measure(bench: Bench) -> Iterator[Row]:
    """Both pages, plain and compressed."""
    views = Views(bench.site, bench.site.full)
    yield from seen_again(bench, views)
    yield from seen_first(bench, views)


def seen_again(bench: Bench, views: Views) -> Iterator[Row]:
    """The same people ask for the same unchanged pages again and again; nobody who was put out gets one."""
    site = bench.site
    with site.serving(site.full) as served:
        pairs = views.take(views.spaces[: 4 * CONNECTIONS])
        answer = check_page(served, site, pairs[0])
        for more, what in (((), ""), ((GZIP,), ", compressed")):
            requests = [page_of(site, served.port, pair, *more) for pair in pairs]
            taken = ask_one(served.port, requests[0])
            least = len(taken) // 3
            real = [Ask(one, least=least) for one in requests]
            with bare(site, {"page": taken}) as floor:
                plain = [Ask(instead(one, "page"), least=least) for one in requests]
                found = _side_by_side(bench, (served, real), (floor, plain))
            yield _against(found, f"space page, repeat view{what}", None if what else Goal("ratio", "≥", 0.5))
        tag = re.search(rb"\r\netag: *([^\r]+)", answer, re.IGNORECASE)
        if tag is None:
            yield Row(
                name="space page, repeat view, not modified", value=None, unit="/s·core", note="no ETag"
            )
        put_out(bench, served, views)


def _side_by_side(
    bench: Bench, ours: tuple[Served, list[Ask]], floor: tuple[Served, list[Ask]]
) -> dict[str, list[Sample]]:
    def round_of(side: tuple[Served, list[Ask]], seconds: float) -> Sample:
        served, asks = side
        task = Task(port=served.port, connections=CONNECTIONS, asks=asks, seconds=seconds)
        return bench.site.measure(served, task)

    # What nobody has seen yet is not seen again: without this the first rounds would make pages.
    for served, asks in (ours, floor):
        once = Task(
            port=served.port, connections=CONNECTIONS, asks=asks, seconds=10 * bench.seconds, once=True
        )
        bench.site.measure(served, once)
    return alternating(
        bench.rounds,
        ours=partial(round_of, ours, bench.seconds),
        floor=partial(round_of, floor, bench.seconds),
    )


def _against(found: dict[str, list[Sample]], name: str, goal: Goal | None) -> Row:
    """The row of a page beside the bare callable; the ratio is of the processor time that each takes."""
    ours, floor = spread([s.micros for s in found["ours"]]), spread([s.micros for s in found["floor"]])
    ratio = ratios([s.per_core for s in found["ours"]], [s.per_core for s in found["floor"]])
    rates = spread([s.rate for s in found["ours"]]), spread([s.rate for s in found["floor"]])
    database = spread([s.database_micros for s in found["ours"]])
    return Row(
        name=name,
        value=1e6 / max(ours.middle, 1e-3),
        unit="/s·core",
        floor=1e6 / max(floor.middle, 1e-3),
        ratio=ratio.middle,
        low=ratio.low,
        high=ratio.high,
        goal=goal,
        note=f"server {ours} µs, PostgreSQL {database} µs, bare {floor} µs; by the clock {rates[0]} and {rates[1]} /s"
        + (" (the client was the limit)" if any(s.is_client_bound for s in found["floor"]) else ""),
    )


def put_out(bench: Bench, served: Served, views: Views) -> None:
    """A steward ends somebody's membership: the very next answer to them must be 404."""
    site, database = bench.site, bench.site.full
    hidden = [room for room in database.plan.rooms if room.access == "hidden" and room.kind != "direct"]
    room = next(room for room in hidden if len(room.members) > 1)
    person = room.members[1]
    pair = (person, room.number)
    page = page_of(site, served.port, pair)
    with site.owner(database) as owner:
        row = owner.execute(MEMBERSHIP, [person_key(person), space_key(room.number)]).fetchone()
        if row is None:
            raise BenchError(f"Person {person} does not belong to space {room.number}.")
        for _time in range(3):
            ask_one(served.port, page)
        steward = site.session(founder_of(room.number, database.size.people))
        path = f"/spaces/{space_key(room.number)}/members/{row[0]}/departure/"
        try:
            ask_one(served.port, post(served.port, path, steward, ""), status=302)
            ask_one(served.port, page, status=404)
        finally:
            owner.execute(AGAIN, [row[0]])


def seen_first(bench: Bench, views: Views) -> Iterator[Row]:
    """Every page is asked for once, by somebody new, of a server just started: nothing can come from memory."""
    rounds = [_first_round(bench, views) for _number in range(bench.rounds)]
    for number, what in enumerate(("", ", compressed")):
        samples = [pair[number] for pair in rounds]
        core, server = spread([s.per_core for s in samples]), spread([s.micros for s in samples])
        database = spread([s.database_micros for s in samples])
        waits = spread([s.typical_wait * 1e3 for s in samples])
        yield Row(
            name=f"space page, first view of 40 posts{what}",
            value=core.middle,
            unit="/s·core",
            low=core.low,
            high=core.high,
            goal=None if what else Goal("value", "≥", 400),
            note=f"server {server} µs, PostgreSQL {database} µs; median wait {waits} ms where four ask at a time",
        )


def _first_round(bench: Bench, views: Views) -> tuple[Sample, Sample]:
    """Plain and compressed, each of other spaces; the server is warmed up with those that are left."""
    site = bench.site
    with site.serving(site.full) as served:
        spaces = views.spaces
        known = max(1, min(len(spaces) // 5, bench.views // 4))
        warm, cold = views.take(spaces[:known]), views.take(spaces[known:])
        check_page(served, site, warm[0])

        def ask_for(pairs: list[Pair], *more: str) -> Sample:
            asks = [
                Ask(page_of(site, served.port, pair, *more), holds="" if more else space_key(pair[1]))
                for pair in pairs
            ]
            task = Task(port=served.port, connections=4, asks=asks, seconds=2 * bench.seconds, once=True)
            return site.measure(served, task)

        ask_for(warm)
        return ask_for(cold[0::2][: bench.views]), ask_for(cold[1::2][: bench.views], GZIP)
