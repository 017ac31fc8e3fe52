"""Documents: what typing costs and how soon it is seen, what opening takes, what open documents hold."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from functools import partial
from typing import Any

from bench.asking import get
from bench.client.editors import Editing, Typing
from bench.client.http import Ask, Task
from bench.floors import y_server
from bench.installation import PYTHON, BenchError, Database, Served
from bench.rounds import Sample, alternating, ratios, spread
from bench.rows import Goal, Row
from bench.scale import Bench
from bench.talking import Talk, talking

EDITORS, SCREENS = 20, 50
#: Keys a second of all together: five each as people type who type much, and four times that.
PACES = (100, 400)
#: The history of the document that is opened, by 25 hands at once; about 50 kB of text are left of it.
HANDS, PAST, LETTERS = 25, 20_000, 5
#: It is opened once for so many views of a page in other groups.
VIEWS = 20
OPEN = 1_000
COPIES = """
with made as (
  insert into documents_document (id, space_id, title, made_by_id, made_at, changed_at, sequence)
  select gen_random_uuid(), d.space_id, d.title, d.made_by_id, d.made_at, d.changed_at, d.sequence
    from documents_document d, generate_series(1, %(count)s) where d.id = %(document)s returning id
), kept as (
  insert into documents_documentstate (document_id, upto, data, at)
  select made.id, s.upto, s.data, s.at from made, documents_documentstate s where s.document_id = %(document)s
)
select id::text from made
"""
KEPT = "select upto from documents_documentstate where document_id = %s"


def measure(bench: Bench) -> Iterator[Row]:
    """Typing beside the npm server of y-websocket, in turns; then the rest on the same server of ours."""
    site, database = bench.site, bench.site.scratch
    with (
        site.serving(database) as served,
        talking([*PYTHON, "bench.papers"], site.environ(database)) as papers,
    ):
        yield from _typing(bench, database, served, papers)
        yield from _seen(bench, database, served, papers)
        past = _with_past(bench, database, served, papers)
        yield from _opening(bench, served, papers, past)
    yield _held(bench, database, past)


@contextmanager
def _editors(
    bench: Bench, database: Database, port: int, paths: list[str], *, signed_in: bool = True
) -> Iterator[tuple[Talk, dict[str, Any]]]:
    """An editor at each path, each somebody else; and what it took until they had their documents."""
    sessions = [bench.site.session(number % database.size.people) for number in range(len(paths))]
    headers = [f"Cookie: sessionid={each}\r\nOrigin: http://localhost:{port}\r\n" for each in sessions]
    editing = Editing(port=port, paths=paths, headers=headers if signed_in else [""] * len(paths))
    with talking([*PYTHON, "bench.client.editors"], bench.site.environ(database)) as talk:
        talk.say(json.dumps(asdict(editing)))
        yield talk, json.loads(talk.hear())


def _added(papers: Talk) -> str:
    papers.say("add")
    return papers.hear().strip()


def _sync(document: str) -> str:
    return f"/documents/{document}/sync"


def _typed(talk: Talk, typing: Typing) -> dict[str, Any]:
    talk.say(json.dumps(asdict(typing)))
    told: dict[str, Any] = json.loads(talk.hear())
    return told


# -- typing ------------------------------------------------------------------------------------------------------


def _typing(bench: Bench, database: Database, served: Served, papers: Talk) -> Iterator[Row]:
    with ExitStack() as stack:
        path = _sync(_added(papers))
        ours, _told = stack.enter_context(_editors(bench, database, served.port, [path] * EDITORS))
        sides = {"ours": partial(_round, bench, served, ours)}
        why = ""
        try:
            floor = stack.enter_context(y_server.serving(bench.site, y_server.installed(bench.site.data)))
        except y_server.MissingError as missing:
            why = f"without its floor, the npm server of y-websocket: {missing}"
        else:
            theirs, _told = stack.enter_context(
                _editors(bench, database, floor.port, ["/bench"] * EDITORS, signed_in=False)
            )
            sides["floor"] = partial(_round, bench, floor, theirs)
        for pace in PACES:
            for side in sides.values():
                side(pace, warm=True)
            found = alternating(bench.rounds, **{name: partial(side, pace) for name, side in sides.items()})
            yield _cost(found, pace, why)


def _round(bench: Bench, served: Served, talk: Talk, pace: int, *, warm: bool = False) -> Sample:
    keys = round(pace * bench.seconds * (0.5 if warm else 2))
    server, database = served.cpu(of_worker=False), bench.site.database_cpu()
    told = _typed(talk, Typing(keys=keys, pace=pace, cursors=True))
    return Sample(
        count=keys,
        seconds=told["seconds"],
        server=served.cpu(of_worker=False) - server,
        database=bench.site.database_cpu() - database,
        latencies=told["delays"],
    )


def _cost(found: dict[str, list[Sample]], pace: int, why: str) -> Row:
    ours, least = [s.micros for s in found["ours"]], [s.micros for s in found.get("floor", [])]
    ratio = ratios(ours, least) if least else None
    waits = spread([s.typical_wait * 1e3 for s in found["ours"]])
    return Row(
        name=f"an accepted update, {EDITORS} editors, {pace} keys/s, processor time",
        value=spread(ours).middle,
        unit="µs",
        floor=spread(least).middle if least else None,
        ratio=ratio.middle if ratio else None,
        low=ratio.low if ratio else None,
        high=ratio.high if ratio else None,
        goal=Goal("ratio", "≤", 2),
        note=why
        or "with the cursor that goes with each key, and on disk before the others hear of it, "
        f"{waits} ms after the key; PostgreSQL {spread([s.database_micros for s in found['ours']])} µs; "
        "the floor keeps nothing and asks for nobody's rights",
    )


def _seen(bench: Bench, database: Database, served: Served, papers: Talk) -> Iterator[Row]:
    screens = min(SCREENS, bench.screens)
    pace = 2 * screens
    with _editors(bench, database, served.port, [_sync(_added(papers))] * screens) as (talk, _told):
        _typed(talk, Typing(keys=pace, pace=pace, cursors=True))
        told = _typed(talk, Typing(keys=round(pace * bench.seconds * 5), pace=pace, cursors=True))
    delays, late = told["delays"], told["late"]
    note = f"{told['keys']:,} keys, {len(delays):,} deliveries"
    for share, most in ((0.5, 60), (0.99, 250)):
        yield Row(
            name=f"key to the other screens, {screens} editors in one document, p{share * 100:.0f}",
            value=delays[int(len(delays) * share)] * 1e3,
            unit="ms",
            goal=Goal("value", "≤", most),
            note=f"{note}, {pace} keys/s" if late < 0.05 else f"{note}: the pace was not kept",
        )


# -- opening -----------------------------------------------------------------------------------------------------


def _with_past(bench: Bench, database: Database, served: Served, papers: Talk) -> str:
    """A document with a long history, that was typed into the running server and compacted by it."""
    document = _added(papers)
    keys = PAST * bench.screens // 1_000
    with _editors(bench, database, served.port, [_sync(document)] * HANDS) as (talk, _told):
        _typed(talk, Typing(keys=keys, pace=0, letters=LETTERS))
    with bench.site.owner(database) as owner:
        until = time.monotonic() + 30
        while (row := owner.execute(KEPT, [document]).fetchone()) is None or row[0] < keys:
            if time.monotonic() > until:
                raise BenchError("The document was not compacted.")
            time.sleep(0.1)
    return document


def _opening(bench: Bench, served: Served, papers: Talk, document: str) -> Iterator[Row]:
    """The page as it is painted, and then the socket: as who opens it in the morning, when nobody has it open."""
    papers.say(document)
    text = json.loads(papers.hear())
    pages, sockets, sizes = [], [], []
    for number in range(1 + max(1, bench.views // VIEWS)):
        page = get(served.port, f"/documents/{document}/", bench.site.session(number))
        task = Task(port=served.port, connections=1, asks=[Ask(page)], seconds=9, once=True)
        pages.append(bench.site.measure(served, task))
        with _editors(bench, bench.site.scratch, served.port, [_sync(document)]) as (_talk, told):
            sockets.append(told["seconds"])
            sizes.append(told["sizes"][0])
        _until_forgotten()
    took = spread(
        [(page.seconds + socket) * 1e3 for page, socket in zip(pages[1:], sockets[1:], strict=True)]
    )
    what = f"of {text['text'] / 1e3:.0f} kB with {text['updates']:,} updates"
    yield Row(
        name=f"opening a document {what}",
        value=took.middle,
        unit="ms",
        low=took.low,
        high=took.high,
        goal=Goal("value", "≤", 300),
        note=f"by the clock: the page {spread([page.seconds * 1e3 for page in pages[1:]])}, then the socket until all "
        f"of the text is there {spread([each * 1e3 for each in sockets[1:]])}; nobody else has it open",
    )
    yield Row(
        name=f"opening a document {what}, on the wire",
        value=sizes[-1] / 1e3,
        unit="kB",
        floor=text["whole"] / 1e3,
        ratio=sizes[-1] / text["whole"],
        goal=Goal("ratio", "≤", 1.5),
        note="the socket's answer; the floor is a snapshot of the document by itself (Y.encodeStateAsUpdate); the same "
        f"text, written at once by one hand, would be {text['afresh'] / 1e3:.0f} kB, "
        f"{sizes[-1] / text['afresh']:.2f} of which we send: see docs/reference/documents.md",
    )


def _until_forgotten() -> None:
    """The room of a document is let go of by the next look around, once a second."""
    time.sleep(2.2)


# -- memory ------------------------------------------------------------------------------------------------------


def _held(bench: Bench, database: Database, document: str) -> Row:
    """Copies of the same document, all open at once."""
    site, count = bench.site, min(OPEN, bench.screens)
    with site.owner(database) as owner:
        rows = owner.execute(COPIES, {"count": count, "document": document}).fetchall()
    paths = [_sync(key) for (key,) in rows]
    with site.serving(database) as served:
        with _editors(bench, database, served.port, paths[:1]):
            empty = served.resident()
        with _editors(bench, database, served.port, paths) as (_talk, told):
            held = (served.resident() - empty) / 1e6
    return Row(
        name=f"memory of {count:,} open documents",
        value=held,
        unit="MB",
        goal=Goal("value", "≤", 1_000 * count / OPEN),
        note=f"each a copy of that document, with one editor; opened in {told['seconds']:.1f} s together",
    )
