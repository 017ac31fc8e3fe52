"""Fill a database once: begun anew if it was left half-made, or made for another schema."""

import hashlib
import inspect
import sys
import time as clock
from datetime import timedelta

import psycopg
from django.db import connection
from django.db.models import Model

from bench.filling import people, plan, story, tables, texts
from bench.filling.plan import Size
from fourleaf.conversation.fragments import fragments, made_by
from fourleaf.imports.progress import progress
from fourleaf.kit import time

STAMP = "create schema if not exists bench; create table if not exists bench.stamp (version text)"
# As large as a real one, by nobody's making: whoever needs it makes it anew.
FRAGMENTS = """
insert into conversation_fragment (post_id, space_id, version, made_by, html)
select id, space_id, 0, '', '<article class="post" id="post-' || id || '">' || html || repeat(id::text, 25) || html
  from conversation_post order by id
"""
# In real life each post is rendered when it reaches the first screen: here, those that a space shows first.
UNMADE = """
select newest.id from spaces_space s cross join lateral (
  select p.id from conversation_post p
   where p.space_id = s.id and p.root_id is null order by p.sequence desc limit 41) newest
  left join conversation_fragment f on f.post_id = newest.id and f.made_by = %s and f.html <> ''
 where f.post_id is null order by newest.id
"""
BATCH = 200
WORKERS = 2
STEP = 1_000


def version(size: Size, *, words_only: bool = False) -> str:
    """A digest of all that the data depend on: how much, how it is made, and the columns that are filled."""
    made_by = "".join(inspect.getsource(module) for module in (people, plan, story, tables, texts))
    filled = [each for each in vars(story).values() if isinstance(each, type) and issubclass(each, Model)]
    schema = sorted(
        (each._meta.db_table, field.column) for each in filled for field in each._meta.concrete_fields
    )
    whole = hashlib.sha256(repr((size, made_by, schema)).encode()).hexdigest()
    return f"{whole}, words only" if words_only else whole


def is_filled(address: str, wanted: str) -> bool:
    """Whether the database holds just the data of this version, whole."""
    try:
        with psycopg.connect(address) as owner:
            found = owner.execute("select version from bench.stamp").fetchone()
    except psycopg.Error:
        return False
    return bool(found and found[0] == wanted)


def fill(address: str, size: Size, *, words_only: bool = False) -> None:
    """Everything into the migrated, empty database that Django is connected to as its owner; or what search reads."""
    begun = clock.monotonic()
    begins = time.now() - story.SPAN - timedelta(hours=1)
    people.hire(size, begins)
    told = story.Story(plan.draw(size), begins)
    with tables.filling(address, told.tables) as again, progress("Posts", size.posts) as step:
        for number, _none in enumerate(told.run(), 1):
            if number % STEP == 0:
                step(STEP)
    if words_only:
        others = [
            table.name for table in told.tables if table not in (told.spaces, told.memberships, told.posts)
        ]
        again.insert(0, ("room", [f"truncate {', '.join(others)}"]))
    else:
        again.insert(0, ("fragments", [FRAGMENTS]))
    for what, statements in again:
        with progress(f"Making {what}", len(statements)) as step:
            for _done in tables.in_parallel(address, statements, WORKERS):
                step(1)
    with psycopg.connect(address, autocommit=True) as owner:
        owner.execute("vacuum (analyze)")
        owner.execute(STAMP)
        owner.execute("insert into bench.stamp values (%s)", [version(size, words_only=words_only)])
        owner.execute("checkpoint") if _may_checkpoint(owner) else None
    connection.close()
    print(f"{size}, in {clock.monotonic() - begun:.0f} seconds.", file=sys.stderr)


def render_newest(address: str) -> None:
    """Render what the pages show first, unless it is there."""
    with psycopg.connect(address) as owner:
        keys = [key for (key,) in owner.execute(UNMADE, [made_by()]).fetchall()]
    if keys:
        with progress("Fragments", len(keys)) as step:
            for start in range(0, len(keys), BATCH):
                fragments(keys[start : start + BATCH])
                step(len(keys[start : start + BATCH]))


def _may_checkpoint(owner: psycopg.Connection) -> bool:
    found = owner.execute("select pg_has_role('pg_checkpoint', 'member')").fetchone()
    return bool(found and found[0])
