"""How posts look: each rendered once, the same for every viewer; and what a page adds for its one reader."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Window
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from fourleaf.conversation.models import Post, Reaction
from fourleaf.conversation.unread import fresh_replies
from fourleaf.kit.html import localise
from fourleaf.kit.words import plain_words
from fourleaf.people.models import Person


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


def fragments(posts: Iterable[Post]) -> list[str]:
    """The neutral HTML of each post, loaded with `for_display`: no translated word, no local time, nothing personal."""
    listed = list(posts)
    template = get_template("conversation/_post.html")
    lines = thread_lines(listed)
    return [template.render(_facts(post, lines.get(post.pk))) for post in listed]


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


def shown(posts: Iterable[Post], reader: Person, *, dated: bool = False) -> list[SafeString]:
    """The posts as this reader's page shows them: in their words, zone, and with what is new to them in threads.

    `dated` adds the day to the hour, where no line above the post tells it.
    """
    listed = list(posts)
    words, zone = plain_words(), timezone.get_current_timezone()
    fresh = fresh_replies(reader, [post.pk for post in listed if post.root_id is None])
    return [
        localise(_with_news(_dated(fragment) if dated else fragment, fresh.get(post.pk, 0)), words, zone)
        for post, fragment in zip(listed, fragments(listed), strict=True)
    ]


def one(post: Post, reader: Person) -> SafeString:
    """A single post, read anew with all that it shows."""
    return shown(Post.objects.filter(pk=post.pk).for_display(), reader)[0]


def _dated(fragment: str) -> str:
    return fragment.replace('data-time="clock"', 'data-time="both"', 1)


FRESH = '<span class="fresh"></span>'


def _with_news(fragment: str, count: int) -> str:
    if not count:
        return fragment
    news = ngettext("%(count)s new", "%(count)s new", count) % {"count": count}
    text = format_html('<span class="fresh">{}</span> ', news)
    return fragment.replace(FRESH, text, 1)


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
