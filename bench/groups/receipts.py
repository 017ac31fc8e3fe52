"""Who has read it: a confirmation each of a thousand readers, the list of them, and the number that everybody sees."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import psycopg

from bench.asking import FIRST, ask_one, get, post
from bench.client.http import Ask, Task
from bench.filling.plan import founder_of, person_key, space_key
from bench.installation import BenchError, Installation, Served, ask
from bench.rounds import spread
from bench.rows import Goal, Row
from bench.scale import Bench

READERS = 1_000
SAID = "Please read this: the rails of all beds are looked at once a week from now on."
SINCE = datetime(2025, 1, 1, tzinfo=UTC)
BELONG = """
insert into spaces_membership (id, space_id, person_id, role, since)
select gen_random_uuid(), %(space)s, p.id, 'member', %(since)s from people_person p
 where p.kind = 'staff' and p.deactivated_at is null and not exists (
   select from spaces_membership m where m.space_id = %(space)s and m.person_id = p.id and m.ended_at is null)
 order by p.id limit greatest(0, %(most)s - (
   select count(*) from spaces_membership m where m.space_id = %(space)s and m.ended_at is null))
"""
GO = (
    "delete from spaces_membership where space_id = %(space)s and since = %(since)s",
    "delete from spaces_cursor c where c.space_id = %(space)s and not exists (select from spaces_membership m"
    " where m.space_id = c.space_id and m.person_id = c.person_id)",
)
COUNT = "select count(*) from spaces_membership where space_id = %(space)s and ended_at is null"
NEWEST = "select post_id from conversation_announcedpost order by post_id desc limit 1"
KEPT = """
select count(*) from conversation_confirmation c
  join conversation_announcedpost a on a.announcement_id = c.announcement_id
 where a.post_id = %(post)s
"""
SOME = """
select right(m.person_id::text, 12)::bigint from spaces_membership m
  join conversation_post p on p.id = %(post)s and p.author_id <> m.person_id
 where m.space_id = %(space)s and m.ended_at is null order by 1 limit %(most)s
"""
CONFIRM = """
insert into conversation_confirmation (id, announcement_id, person_id, version, at)
select gen_random_uuid(), a.announcement_id, m.person_id, 1, now()
  from spaces_membership m join conversation_announcedpost a on a.post_id = %(post)s
 where m.space_id = %(space)s and m.ended_at is null and m.person_id::text like '%%0' on conflict do nothing
"""
READ = """
insert into spaces_cursor (space_id, person_id, read_to, at)
select m.space_id, m.person_id, s.last, now() from spaces_membership m
  join chronicle_stream s on s.space_id = m.space_id
 where m.space_id = %(space)s and m.ended_at is null
 on conflict (space_id, person_id) do update set read_to = excluded.read_to
"""
# Who looks has read all else: a thousand unread threads of theirs are not what is measured.
CAUGHT_UP = (
    "update spaces_cursor c set read_to = s.last from chronicle_stream s"
    " where s.space_id = c.space_id and c.person_id = %(steward)s",
    "update conversation_following f set read_to = s.last"
    " from conversation_post p join chronicle_stream s on s.space_id = p.space_id"
    " where p.id = f.root_id and f.person_id = %(steward)s",
)


def measure(bench: Bench) -> Iterator[Row]:
    """In a space of a thousand. Who comes in for it goes again; what is announced there stays."""
    site = bench.site
    rooms = site.full.plan.rooms[1:]  # everybody belongs to the first
    space = next(room.number for room in rooms if room.kind != "direct" and len(room.members) < READERS)
    steward = founder_of(space, site.full.size.people)
    with site.owner(site.full) as owner, site.serving(site.full) as served:
        come: dict[str, object] = {"space": space_key(space), "most": READERS, "since": SINCE}
        for statement in (*GO, BELONG):
            owner.execute(statement, come)
        asked = _announce(served, site, steward, space)
        given: dict[str, object] = {"space": space_key(space), "post": asked}
        [readers] = owner.execute(COUNT, given).fetchone() or (0,)
        yield _writes(bench, served, owner, asked, given)
        owner.execute(CONFIRM, given)
        owner.execute(READ, given)
        for statement in CAUGHT_UP:
            owner.execute(statement, {"steward": person_key(steward)})
        owner.execute("analyze conversation_confirmation, spaces_cursor, spaces_membership")
        own = site.session(steward)
        for what, path in (
            ("list of who has confirmed", f"/posts/{asked}/confirmations/"),
            ("thread page with “may see · have seen”", f"/posts/{asked}/thread/"),
        ):
            times = [_took(served, get(served.port, path, own)) for _ in range(max(5, bench.views // 10))]
            found = spread(times)
            yield Row(
                name=f"{what}, {readers:,} readers", value=found.middle, unit="ms", low=found.low, high=found.high,
                goal=Goal("value", "≤", 100),
            )  # fmt: skip
        for statement in GO:
            owner.execute(statement, come)


def _announce(served: Served, site: Installation, steward: int, space: int) -> UUID:
    path, form = f"/spaces/{space_key(space)}/announcements/", f"body={SAID.replace(' ', '+')}"
    ask_one(served.port, post(served.port, path, site.session(steward), form), 302)
    with site.owner(site.full) as owner:
        row = owner.execute(NEWEST).fetchone()
    if row is None:
        raise BenchError("The announcement was not made.")
    return UUID(str(row[0]))


def _writes(
    bench: Bench, served: Served, owner: psycopg.Connection, asked: UUID, given: dict[str, object]
) -> Row:
    """Some readers press “I have read this”, one of them twice."""
    rows = owner.execute(SOME, {**given, "most": max(2, bench.views // 10)}).fetchall()
    for [number] in [*rows, rows[0]]:
        session = bench.site.session(int(number) - FIRST)
        ask_one(served.port, post(served.port, f"/posts/{asked}/confirmation/", session, "version=1"), 200)
    [kept] = owner.execute(KEPT, given).fetchone() or (0,)
    return Row(
        name="rows written for each reader who confirms", value=kept / len(rows), unit="rows",
        goal=Goal("value", "≤", 1), note=f"{len(rows)} readers, one of whom pressed twice",
    )  # fmt: skip


def _took(served: Served, request: str) -> float:
    """Milliseconds until the whole answer was there; to start the client, a process of its own, is not among them."""
    result = ask(Task(port=served.port, connections=1, asks=[Ask(request)], seconds=9, once=True))
    return result.latencies[0] * 1e3
