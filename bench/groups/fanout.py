"""One post to a thousand and to five thousand screens: what a delivery costs, and what an idle socket holds."""

import base64
import json
import time
from collections.abc import Iterator
from functools import partial

from bench.client.sockets import Listening
from bench.filling.plan import space_key
from bench.floors.sending import Sender, sending
from bench.installation import Database, Served
from bench.rounds import Sample, alternating, ratios, spread
from bench.rows import Goal, Row
from bench.scale import Bench
from bench.talking import Talk, listening, writing

#: The space of everybody.
SPACE = 0
DELIVERIES = 100_000
FEWEST_WAVES, MOST_WAVES = 20, 100
IDLE_SECONDS = 3.0
WARM = 50


def measure(bench: Bench) -> Iterator[Row]:
    """Each number of sockets on a server of its own."""
    for count in bench.sockets:
        yield from _with_sockets(bench, bench.site.scratch, count)


def _listening(bench: Bench, served: Served, count: int, wave: int) -> Listening:
    people = bench.site.full.size.people
    return Listening(
        port=served.port,
        sessions=[bench.site.session(number % people) for number in range(count)],
        topics=[[f"space:{space_key(SPACE)}"]] * count,
        wave=wave,
    )


def _with_sockets(bench: Bench, database: Database, count: int) -> Iterator[Row]:
    site = bench.site
    with site.serving(database) as served, writing(site, database) as writer:
        # A first few sockets and a post, so that what every first time costs is not counted.
        with listening(site, database, _listening(bench, served, WARM, WARM)) as few:
            frame = _first_frame(few, writer)
        empty = served.resident()
        with listening(site, database, _listening(bench, served, count, count)) as many:
            yield _memory(served, empty, count)
            idle = _idle(served)
            with (
                sending(site, frame) as sender,
                listening(site, database, _bare(sender, count)) as bare,
            ):
                waves = min(MOST_WAVES, max(FEWEST_WAVES, round(DELIVERIES / count)))
                found = alternating(
                    bench.rounds,
                    ours=partial(_round, bench, served, many, writer, waves, count, idle),
                    floor=partial(_floor_round, sender, bare, waves, count),
                )
                yield _row(found, sender.name, count, idle)


def _bare(sender: Sender, count: int) -> Listening:
    return Listening(port=sender.port, sessions=[], topics=[], bare=count, wave=count)


def _first_frame(few: Talk, writer: Talk) -> bytes:
    _write(writer)
    few.hear()
    few.say("enough")
    frame: str = json.loads(few.hear())["sample"]
    return base64.b64decode(frame)


def _write(writer: Talk) -> None:
    writer.say(f"0 {SPACE}")
    writer.hear()


def _memory(served: Served, empty: int, count: int) -> Row:
    time.sleep(1)
    held = (served.resident() - empty) / count / 1000
    return Row(
        name=f"memory per idle socket, of {count:,}",
        value=held,
        unit="kB",
        goal=Goal("value", "≤", 20),
        note="resident memory of the server's processes, each socket of somebody signed in who watches a space; "
        "what the kernel holds is not counted",
    )


def _idle(served: Served) -> float:
    """Processor seconds a second while nothing is said: beats, rights and sessions looked at in rounds."""
    before = served.cpu(of_worker=False)
    time.sleep(IDLE_SECONDS)
    return (served.cpu(of_worker=False) - before) / IDLE_SECONDS


def _round(
    bench: Bench, served: Served, many: Talk, writer: Talk, waves: int, count: int, idle: float
) -> Sample:
    begun, server, database = time.monotonic(), served.cpu(of_worker=False), bench.site.database_cpu()
    for _number in range(waves):
        _write(writer)
        many.hear()
    seconds = time.monotonic() - begun
    return Sample(
        count=waves * count,
        seconds=seconds,
        server=served.cpu(of_worker=False) - server - idle * seconds,
        database=bench.site.database_cpu() - database,
    )


def _floor_round(sender: Sender, bare: Talk, waves: int, count: int) -> Sample:
    begun, used = time.monotonic(), sender.cpu()
    for _number in range(waves):
        sender.send()
        bare.hear()
    return Sample(
        count=waves * count, seconds=time.monotonic() - begun, server=sender.cpu() - used, database=0.0
    )


def _row(found: dict[str, list[Sample]], floor: str, count: int, idle: float) -> Row:
    ours, least = [s.micros for s in found["ours"]], [s.micros for s in found["floor"]]
    ratio = ratios(ours, least)
    return Row(
        name=f"fan-out to {count:,} sockets, processor time of a delivery",
        value=spread(ours).middle,
        unit="µs",
        floor=spread(least).middle,
        ratio=ratio.middle,
        low=ratio.low,
        high=ratio.high,
        goal=Goal("ratio", "≤", 2),
        note=f"all that the server does for a post which another process has written: hear of it, read it, render it, "
        f"send it; the floor is {floor}; idle the sockets take {idle * 100:.1f} % of a core, which is not counted",
    )
