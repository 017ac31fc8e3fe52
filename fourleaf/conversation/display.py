"""What a page adds to the posts for its one reader: their words, their time, what is new to them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from fourleaf.conversation.asks import filled
from fourleaf.conversation.fragments import fragments, rendered, rendered_new
from fourleaf.conversation.models import Post
from fourleaf.conversation.paging import Placed
from fourleaf.conversation.unread import fresh_replies
from fourleaf.kit.html import localise
from fourleaf.kit.words import plain_words
from fourleaf.people.models import Person
from fourleaf.spaces.reading import note_reading


def shown(posts: Iterable[Placed], reader: Person, *, dated: bool = False) -> list[SafeString]:
    """The posts as this reader's page shows them: in their words, zone, and with what is new to them in threads.

    `dated` adds the day to the hour, where no line above the post tells it.
    """
    listed = list(posts)
    found = {post.pk: post.fragment for post in listed if post.fragment}
    found |= fragments(post.pk for post in listed if not post.fragment)
    return _for_reader([(post.pk, post.root_id, found[post.pk]) for post in listed], reader, dated=dated)


def one(post: Post, reader: Person) -> SafeString:
    """A single post, read anew with all that it shows, also what this transaction has just changed."""
    if post.author_id != reader.pk:
        note_reading(reader, post.space, kind="post", object_id=post.pk, whose=post.author_id)
    if post.written_with is not None:
        html = filled({post.pk: rendered_new(post)}, reader)[post.pk]
        return localise(html, plain_words(), timezone.get_current_timezone())
    html = rendered(Post.objects.filter(pk=post.pk).for_display())[0]
    return _for_reader([(post.pk, post.root_id, html)], reader)[0]


def _for_reader(
    posts: Sequence[tuple[UUID, UUID | None, str]], reader: Person, *, dated: bool = False
) -> list[SafeString]:
    words, zone = plain_words(), timezone.get_current_timezone()
    asked = filled({key: html for key, _root, html in posts}, reader)
    fresh = fresh_replies(reader, [key for key, root, _html in posts if root is None])
    open_ones = [
        _with_news(_dated(asked[key]) if dated else asked[key], fresh.get(key, 0))
        for key, _root, _html in posts
    ]
    # All at once: no text in the database holds what stands between them.
    return (
        [SafeString(html) for html in localise("\0".join(open_ones), words, zone).split("\0")]
        if posts
        else []
    )


def _dated(fragment: str) -> str:
    return fragment.replace('data-time="clock"', 'data-time="both"', 1)


FRESH = '<span class="fresh"></span>'


def _with_news(fragment: str, count: int) -> str:
    if not count:
        return fragment
    news = ngettext("%(count)s new", "%(count)s new", count) % {"count": count}
    text = format_html('<span class="fresh">{}</span> ', news)
    return fragment.replace(FRESH, text, 1)
