"""Grants and receipts: what they cost those who look at a space, and what permission to read 1,000 things takes."""

import json
import re
from collections.abc import Iterator
from functools import partial

import psycopg

from bench.asking import FIRST, page_of, timeline_of
from bench.installation import PYTHON, BenchError
from bench.rounds import spread
from bench.rows import Goal, Row
from bench.scale import Bench
from bench.switching import cost, switched
from bench.talking import talking

THINGS = 1_000
#: Things that each person is shown.
EACH = 10
# Posts of closed spaces, newest first, each to ten people who do not belong there; half of them whole threads.
GRANT = """
insert into sharing_grant (id, kind, object_id, space_id, person_id, role, purpose, expires_at, may_share_on, by_id, at,
                           why_ended)
select gen_random_uuid(), case when p.root_id is null and p.n %% 2 = 0 then 'thread' else 'post' end, p.id, p.space_id,
       w.id, 'reader', 'bench', now() + interval '30 days', false, p.author_id, now(), ''
  from (select id, row_number() over (order by id) as n from people_person where deactivated_at is null) w
  cross join generate_series(1, %(each)s) turn
  join (select p.*, row_number() over (order by p.id desc) as n from conversation_post p
          join spaces_space s on s.id = p.space_id and s.access <> 'open' order by p.id desc limit %(posts)s) p
    on p.n = (w.n * 7 + turn * 131) %% %(posts)s + 1
 where not exists (select from spaces_membership m where m.space_id = p.space_id and m.person_id = w.id)
"""
TAKE_AWAY = "delete from sharing_grant where purpose = 'bench'"
#: Half of what is asked about may be read where it is, a twentieth is shown, the rest is for others.
READER = """
select right(m.person_id::text, 12)::bigint from spaces_membership m where m.ended_at is null and exists (
  select from sharing_grant g where g.person_id = m.person_id)
 group by m.person_id order by abs(count(*) - 20), 1 limit %s
"""
KEYS = """
(select p.id from conversation_post p where p.space_id in (
   select m.space_id from spaces_membership m where m.person_id = %(person)s and m.ended_at is null)
  order by p.id desc limit %(half)s)
union (select g.object_id from sharing_grant g where g.person_id = %(person)s)
union (select p.id from conversation_post p order by p.id limit %(rest)s)
"""
#: What grants and receipts ask of the database; without them each answers that there is nothing.
NOTHING = {
    "my_grants": "'{}'::uuid[]",
    "granted": "'{}'::uuid[]",
    "parties": "'{}'::uuid[]",
    "seen": "null::bigint",
}
FUNCTIONS = """
select p.proname, pg_get_functiondef(p.oid) from pg_proc p
 where p.pronamespace = 'lock'::regnamespace and p.proname = any(%s)
"""
BODY = re.compile(r"LANGUAGE \w+(.*)AS \$(\w*)\$.*\$\2\$", re.DOTALL)


def measure(bench: Bench) -> Iterator[Row]:
    """Everybody is shown ten things that they would not see otherwise; afterwards all is as it was."""
    site = bench.site
    with site.owner(site.full) as owner:
        functions: dict[str, str] = dict(owner.execute(FUNCTIONS, [list(NOTHING)]).fetchall())
        if set(functions) != set(NOTHING):
            raise BenchError(f"Functions have other names now: {sorted(set(NOTHING) - set(functions))}")
        try:
            owner.execute(TAKE_AWAY)
            count = owner.execute(GRANT, {"each": EACH, "posts": 20_000}).rowcount
            owner.execute("analyze sharing_grant")
            yield from _looking(bench, owner, functions, count)
            yield _permitted(bench, owner)
        finally:
            _switch(owner, functions, True)
            owner.execute(TAKE_AWAY)


def _looking(bench: Bench, owner: psycopg.Connection, functions: dict[str, str], count: int) -> Iterator[Row]:
    with switched(bench, partial(_switch, owner, functions)) as it:
        for what, request in (("space page, first view", page_of), ("timeline API", timeline_of)):
            found = it.samples(request)
            yield cost(f"grants and receipts on ÷ off: {what}", found, f", with {count:,} grants")


def _switch(owner: psycopg.Connection, functions: dict[str, str], on: bool) -> None:
    """Each function as it is, or one that answers that there is nothing."""
    for name, definition in functions.items():
        empty = f"LANGUAGE sql\\1AS $off$ select {NOTHING[name]} $off$"
        owner.execute((definition if on else BODY.sub(empty, definition)).encode())


def _permitted(bench: Bench, owner: psycopg.Connection) -> Row:
    """Of a thousand posts, which may this person read? Asked through both locks."""
    site = bench.site
    readers = [number for (number,) in owner.execute(READER, [max(2, bench.views // 10)]).fetchall()]
    times, most = [], 0
    with talking([*PYTHON, "bench.reader"], site.environ(site.full)) as talk:
        for number in readers:
            person = f"01900000-0000-7000-8000-{number}"
            given = {"person": person, "half": THINGS // 2, "rest": THINGS}
            keys = [str(key) for (key,) in owner.execute(KEYS, given).fetchall()][:THINGS]
            talk.say(" ".join([str(number - FIRST), *keys]))
            told = json.loads(talk.hear())
            most = max(most, told["statements"])
            times.append(told["seconds"] * 1e3)
    took = spread(times)
    return Row(
        name=f"statements for the permission to read {THINGS:,} things",
        value=most,
        unit="",
        goal=Goal("value", "≤", 1),
        note=f"{took} ms under both locks",
    )
