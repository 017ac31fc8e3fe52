"""How posts look: each rendered once, the same for every viewer, and kept until something that it shows changes."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Window
from django.template import Engine
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from fourleaf.conversation.actions import keep_fragments
from fourleaf.conversation.models import Fragment, Post, Reaction
from fourleaf.kit.assets import asset_url
from fourleaf.kit.databases import SYSTEM, ask_system
from fourleaf.kit.templatetags import kit as faces
from fourleaf.people.models import Person

#: The template of a post, and those that it includes.
PARTS = ("conversation/_post.html", "conversation/_attachments.html")


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
    lines = thread_lines(listed)
    with timezone.override(UTC), translation.override(None):
        return [template.render(_facts(post, lines.get(post.pk))) for post in listed]


def rendered_new(post: Post) -> str:
    """The neutral HTML of a post that has just been written: only its author can have put anything on it."""
    with timezone.override(UTC), translation.override(None):
        return get_template(PARTS[0]).render(_facts(post, None))


def fragments(posts: Iterable[UUID]) -> dict[UUID, str]:
    """The neutral HTML of these posts as everybody sees it: the kept one, or made now and kept.

    Only what is committed is seen. Whether somebody may read the posts has been asked before.
    """
    keys = list(posts)
    return ask_system(lambda: _made(keys)) if keys else {}


def _made(keys: list[UUID]) -> dict[UUID, str]:
    maker = made_by()
    # The versions are read before the posts: a deed in between makes them too old for what is made here to be kept.
    kept = {row.pk: row for row in Fragment.objects.using(SYSTEM).filter(pk__in=keys)}
    found = {key: row.html for key, row in kept.items() if row.html and row.made_by == maker}
    missing = [key for key in keys if key not in found]
    if missing:
        posts = list(Post.objects.using(SYSTEM).filter(pk__in=missing).for_display())
        made = [
            (post.pk, kept[post.pk].version if post.pk in kept else 0, html)
            for post, html in zip(posts, rendered(posts), strict=True)
        ]
        transaction.on_commit(partial(keep_fragments, made, made_by=maker), using=SYSTEM, robust=True)
        found |= {key: html for key, _version, html in made}
    return found


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
    roots = [post.pk for post in posts if post.root_id is None]
    if not roots:
        return {}
    last = (
        Post.objects.using(posts[0]._state.db)
        .filter(root__in=roots)
        .annotate(count=Window(Count("pk"), partition_by="root_id"))
        .order_by("root_id", "-sequence")
        .distinct("root_id")
        .values_list("root_id", "count", "author__name", "at")
    )
    return {root: ThreadLine(count, name, at) for root, count, name, at in last}


def _facts(post: Post, line: ThreadLine | None) -> dict[str, Any]:
    return {
        "post": post,
        "author": post.author,
        "mark": getattr(post, "mark", None),
        "resolution": getattr(post, "resolution", None),
        "withdrawal": getattr(post, "withdrawal", None),
        "is_edited": bool(post.revisions.all()),
        "attachments": post.attachments.all(),
        "chips": _chips(post),
        "asks": hasattr(post, "poll") or hasattr(post, "announced"),
        "line": line,
        "html": mark_safe(post.html),  # noqa: S308 - render_markdown cleaned it when it was written
    }


def _chips(post: Post) -> list[Chip]:
    by_emoji: dict[str, list[Person]] = {}
    for reaction in post.reactions.all():
        by_emoji.setdefault(reaction.emoji, []).append(reaction.person)
    order = {emoji: place for place, emoji in enumerate(Reaction.EMOJI)}
    emojis = sorted(by_emoji, key=lambda emoji: order.get(emoji, len(order)))
    return [Chip(emoji, tuple(by_emoji[emoji])) for emoji in emojis]
