"""Keep what a post looks like beside it. No deed: nothing is said, changed or shown by it."""

from collections.abc import Sequence
from uuid import UUID

from fourleaf.kit.databases import SYSTEM
from fourleaf.kit.prepared import ask

# Only over the version that was read before the post was: what has changed meanwhile is made anew another time.
KEEP = """
insert into conversation_fragment as f (post_id, space_id, version, made_by, html)
select p.id, p.space_id, given.version, %(made_by)s, given.html
  from unnest(%(posts)s::uuid[], %(versions)s::bigint[], %(html)s::text[]) as given (post, version, html)
  join conversation_post p on p.id = given.post order by p.id
on conflict (post_id) do update set html = excluded.html, made_by = excluded.made_by
where f.version = excluded.version
"""


def keep_fragments(made: Sequence[tuple[UUID, int, str]], *, made_by: str) -> None:
    """Keep the fragments (post, version, HTML) that `made_by` has made, under the role that no request has.

    One statement, and no wait for the disk (see `DATABASES`): what is lost in a crash is made again.
    """
    posts, versions, html = zip(*made, strict=True)
    kept = {"made_by": made_by, "posts": [*posts], "versions": [*versions], "html": [*html]}
    ask(KEEP, kept, using=SYSTEM)
