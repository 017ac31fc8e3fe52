"""The index of words, made at once: texts recur, so each is taken apart only once."""

import sys
import time as clock

import psycopg

from fourleaf.search.actions import VERSION
from fourleaf.search.models import Indexed

INDEX = Indexed._meta.db_table
IS_WHOLE = "select count(*) > 0 and bool_and(is_done and version = %s) from search_progress"
FILL = f"""
with known as materialized (
  select html, lock.search_words(lock.search_plain(html)) as words from (select distinct html from conversation_post) h)
insert into {INDEX} (object_id, kind, space_id, thread_id, author_id, at, has_link, words)
select p.id, 'post', p.space_id, p.root_id, p.author_id, p.at, p.html ~ ' href="https?:', k.words
  from conversation_post p join known k on k.html = p.html
 where not exists (select 1 from conversation_withdrawal w where w.post_id = p.id)
 order by p.id
"""
DONE = "insert into search_progress (kind, version, is_done, at) values (%s, %s, true, now())"


def fill(address: str) -> None:
    """Make it, unless it is whole and of today's words."""
    with psycopg.connect(address, autocommit=True) as owner:
        if (owner.execute(IS_WHOLE, [VERSION]).fetchone() or [False])[0]:
            return
        begun = clock.monotonic()
        owner.execute(f"truncate {INDEX}, search_progress")
        definitions = (
            "select indexname, indexdef from pg_indexes where tablename = %s and indexname not like '%%pkey'"
        )
        indexes = owner.execute(definitions, [INDEX]).fetchall()
        for name, _definition in indexes:
            owner.execute(f"drop index {name}")
        owner.execute("set work_mem = '256MB'")
        owner.execute("set maintenance_work_mem = '512MB'")
        owner.execute(FILL)
        for _name, definition in indexes:
            owner.execute(definition.encode())
        for kind in Indexed.Kind.values:
            owner.execute(DONE, [kind, VERSION])
        owner.execute(f"vacuum (analyze) {INDEX}")
    print(f"The index of words, in {clock.monotonic() - begun:.0f} seconds.", file=sys.stderr)
