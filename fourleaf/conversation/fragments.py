"""How posts look: each rendered once, the same for every viewer, and kept until something that it shows changes."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import connections, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.template import Engine
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from fourleaf.conversation.actions import keep_fragments
from fourleaf.conversation.models import Attachment, Post, Reaction, Revision
from fourleaf.kit.assets import asset_url
from fourleaf.kit.databases import OWN, SYSTEM, ask_system
from fourleaf.kit.once import Once
from fourleaf.kit.prepared import ask
from fourleaf.kit.templatetags import kit as faces
from fourleaf.people.models import Person
from fourleaf.sharing.models import Grant

#: The template of a post, and those that it includes.
PARTS = ("conversation/_post.html", "conversation/_attachments.html")

KEPT = "select post_id, version, made_by, html from conversation_fragment where post_id = any(%s)"
LINES = """
select distinct on (p.root_id) p.root_id, count(*) over (partition by p.root_id), a.name, p.at
  from conversation_post p join people_person a on a.id = p.author_id
 where p.root_id = any(%s) order by p.root_id, p.sequence desc
"""
SHOWN = """
select g.object_id from sharing_grant g
 where g.object_id = any(%s) and g.kind in ('post', 'thread') and g.ended_at is null and g.expires_at > now()
"""
#: What makes a post ask something of its readers.
ASKING = ("poll", "announced")
FEW = 4
#: So many posts that were just written are remembered, for so many seconds.
NEW, NEW_FOR = 200, 2.0
_new: dict[UUID, tuple[float, Post, str]] = {}
_lock = Lock()
#: What may stand beside a post, of which a new one has nothing: the statement that finds the post tells what there is.
BESIDE: dict[str, Callable[[Any], QuerySet[Any]]] = {
    "reactions": lambda post: Reaction.objects.filter(post=post).select_related("person"),
    "attachments": lambda post: Attachment.objects.filter(post=post),
    "revisions": lambda post: Revision.objects.filter(post=post),
}
AROUND: dict[str, Callable[[Any], QuerySet[Any]]] = {
    "replies": lambda post: Post.objects.filter(root=post),
    "grants": lambda post: Grant.objects.filter(object_id=post),
}
THERE = {f"has_{name}": Exists(rows(OuterRef("pk"))) for name, rows in (BESIDE | AROUND).items()}
ONE = Once(lambda post: Post.objects.filter(pk=post.pk).for_display().annotate(**THERE), using=SYSTEM)
ROWS = {name: Once(rows, using=SYSTEM) for name, rows in BESIDE.items()}


@dataclass(frozen=True)
class ThreadLine:
    """What the stream says of a thread: how many replies, and who wrote the last one when."""

    count: int
    name: str
    at: datetime


@dataclass(frozen=True)
class Chip:
    """One emoji on a post with the keys and names of all who put it there."""

    emoji: str
    people: tuple[Person, ...]


def rendered(posts: Iterable[Post]) -> list[str]:
    """The neutral HTML of each post, loaded with `for_display`: no translated word, no local time, nothing personal."""
    listed = list(posts)
    template = get_template(PARTS[0])
    lines, shown = thread_lines(listed), shown_to_others(listed)
    with timezone.override(UTC), translation.override(None):
        return [
            template.render({**_facts(post, lines.get(post.pk)), "is_shown": post.pk in shown})
            for post in listed
        ]


def rendered_new(post: Post) -> str:
    """The neutral HTML of a post that has just been written, with what its author has put on it."""
    nothing: dict[str, Any] = {"resolution": None, "withdrawal": None, "is_edited": False, "chips": []}
    mark = post._state.fields_cache.get("mark")
    asks = not post._state.fields_cache.keys().isdisjoint(ASKING)
    written_for = post._state.fields_cache.get("written_for")
    given = {
        "mark": mark,
        "asks": asks,
        "attachments": post.written_with,
        "written_for": written_for,
        **nothing,
    }
    with timezone.override(UTC), translation.override(None):
        html: str = get_template(PARTS[0]).render({**_said(post), **given, "line": None})
    with _lock:
        _new[post.pk] = monotonic(), post, html
        while len(_new) > NEW:
            del _new[next(iter(_new))]
    return html


def just_written(posts: Iterable[UUID]) -> dict[UUID, tuple[Post, str]]:
    """Those of these posts that this process has rendered for whoever wrote them a moment ago, with their HTML.

    For frames, which would else read and render them again. Who asks must know that they are committed, and that
    nothing has been done to them since; they are kept when somebody looks at a page that shows them.
    """
    since = monotonic() - NEW_FOR
    with _lock:
        found = {key: _new[key] for key in posts if key in _new}
    return {key: (post, html) for key, (at, post, html) in found.items() if at > since}


def fragments(posts: Iterable[UUID], *, is_live: bool = False) -> dict[UUID, str]:
    """The neutral HTML of these posts as everybody sees it: the kept one, or made now and kept.

    Only what is committed is seen. Whether somebody may read the posts has been asked before. For a live frame, where
    they are mostly few and new, they are made with statements that are there already.
    """
    keys = list(posts)
    return ask_system(lambda: _made(keys, is_live)) if keys else {}


def _made(keys: list[UUID], is_live: bool) -> dict[UUID, str]:
    maker = made_by()
    # The versions are read before the posts: a deed in between makes them too old for what is made here to be kept.
    kept = {
        key: (version, html if author == maker else "")
        for key, version, author, html in ask(KEPT, [keys], using=SYSTEM)
    }
    found = {key: html for key, (_version, html) in kept.items() if html}
    missing = [key for key in keys if key not in found]
    if missing:
        posts = _newly_loaded(missing) if is_live and len(missing) <= FEW else _loaded(missing)
        made = [
            (post.pk, kept.get(post.pk, (0, ""))[0], html)
            for post, html in zip(posts, rendered(posts), strict=True)
        ]
        transaction.on_commit(partial(keep_fragments, made, made_by=maker), using=SYSTEM, robust=True)
        found |= {key: html for key, _version, html in made}
    return found


def _loaded(keys: list[UUID]) -> list[Post]:
    return list(Post.objects.using(SYSTEM).filter(pk__in=keys).for_display())


def _newly_loaded(keys: list[UUID]) -> list[Post]:
    """As `_loaded`, post by post, and of what stands beside each only what there is."""
    posts = [post for key in keys for post in ONE(Post(pk=key))]
    for post in posts:
        beside = {name: rows(post) if _has(post, name) else [] for name, rows in ROWS.items()}
        post._prefetched_objects_cache = beside  # type: ignore[attr-defined]
    return posts


def _has(post: Post, name: str) -> bool:
    """Whether something of this kind may stand beside the post or refer to it."""
    return bool(getattr(post, f"has_{name}", True))


def made_by() -> str:
    """What a fragment looks like depends on: templates, the code that fills them, the address of the icons."""
    return _maker(asset_url("icons.svg"))


@cache
def _maker(icons: str) -> str:
    sources = [Path(Engine.get_default().get_template(name).origin.name) for name in PARTS]
    digest = hashlib.sha256(icons.encode())
    for source in (*sources, Path(__file__), Path(faces.__file__)):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:32]


def thread_lines(posts: Sequence[Post]) -> dict[UUID, ThreadLine]:
    """The lines of those threads among these posts that have replies, in one query."""
    roots = [post.pk for post in posts if post.root_id is None and _has(post, "replies")]
    if not roots:
        return {}
    with connections[posts[0]._state.db or OWN].cursor() as cursor:
        cursor.execute(LINES, [roots])
        return {root: ThreadLine(count, name, at) for root, count, name, at in cursor.fetchall()}


def shown_to_others(posts: Sequence[Post]) -> set[UUID]:
    """Those of these posts that a grant shows, by themselves or as the root of a thread, in one query."""
    asked = [post.pk for post in posts if _has(post, "grants")]
    if not asked:
        return set()
    return {key for (key,) in ask(SHOWN, [asked], using=posts[0]._state.db or OWN)}


def _facts(post: Post, line: ThreadLine | None) -> dict[str, Any]:
    return {
        **_said(post),
        "mark": getattr(post, "mark", None),
        "resolution": getattr(post, "resolution", None),
        "withdrawal": getattr(post, "withdrawal", None),
        "is_edited": bool(post.revisions.all()),
        "attachments": post.attachments.all(),
        "chips": _chips(post),
        "asks": _asks(post),
        "reuse": getattr(post, "reuse", None),
        "written_for": getattr(post, "written_for", None),
        "line": line,
    }


def _said(post: Post) -> dict[str, Any]:
    html = mark_safe(post.html)  # noqa: S308 - render_markdown cleaned it when it was written
    return {"post": post, "author": post.author, "html": html}


def _asks(post: Post) -> bool:
    return any(hasattr(post, name) for name in ASKING)


def _chips(post: Post) -> list[Chip]:
    by_emoji: dict[str, list[Person]] = {}
    for reaction in post.reactions.all():
        by_emoji.setdefault(reaction.emoji, []).append(reaction.person)
    order = {emoji: place for place, emoji in enumerate(Reaction.EMOJI)}
    emojis = sorted(by_emoji, key=lambda emoji: order.get(emoji, len(order)))
    return [Chip(emoji, tuple(by_emoji[emoji])) for emoji in emojis]
