"""What of a conversation can be shown to others: a post, a thread, a file (`settings.SHAREABLE`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from html import unescape
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from fourleaf.chronicle import access
from fourleaf.chronicle.models import Access
from fourleaf.conversation.models import Attachment, AttachmentQuerySet, Post, Reaction
from fourleaf.kit.databases import SYSTEM, ask_system
from fourleaf.kit.web import PersonRequest
from fourleaf.people.models import Person
from fourleaf.sharing import actions as sharing
from fourleaf.sharing.models import Grant
from fourleaf.sharing.overview import covering
from fourleaf.sharing.telling import frame
from fourleaf.sharing.things import READ, REPLY, Doing, Thing

MOST = 500
Role = Grant.Role


@dataclass(frozen=True)
class Shown:
    """A post as it stands on a page outside its space: what was said, by whom, when; nothing of what is around it."""

    post: Post
    html: SafeString
    files: tuple[Attachment, ...]
    emojis: tuple[tuple[str, int, bool], ...]


def shown_posts(person: Person, keys: Iterable[UUID]) -> list[Shown]:
    """Those of these posts that the person may see, with their files, in the order they were written."""
    wanted = list(keys)
    may = set(Post.objects.visible_to(person).filter(pk__in=wanted).values_list("pk", flat=True))
    said = Post.objects.using(SYSTEM).filter(pk__in=may).for_display().order_by("sequence")
    posts = ask_system(lambda: list(said))
    return [_shown(post, person) for post in posts]


def shown_by(person: Person, key: UUID) -> Grant | None:
    """The grant by which somebody sees a post who cannot read it where it is."""
    post = Post.objects.visible_to(person).filter(pk=key).first()
    if post is None:
        return None
    return next(iter(covering(person, (("post", key), ("thread", post.root_id or key)))), None)


def note_file_opened(person: Person, file: Attachment) -> None:
    """Write down that somebody opened a file which is merely shown to them; nothing of one's own that is not sent."""
    if file.post_id is None:
        return
    root = Post.objects.filter(pk=file.post_id).values_list("root_id", flat=True).first()
    whole = (("file", file.pk), ("post", file.post_id), ("thread", root or file.post_id))
    grants = covering(person, whole)
    sharing.open_grants(actor=person, grants=[grant.pk for grant in grants[:1]])
    access.record(
        kind="file", object_id=file.pk, whose=file.uploader_id, why=Access.Why.GRANT, space=file.space_id,
        who=person.pk,
    )  # fmt: skip


def _shown(post: Post, person: Person) -> Shown:
    given: dict[str, list[UUID]] = {}
    for reaction in post.reactions.all():
        given.setdefault(reaction.emoji, []).append(reaction.person_id)
    return Shown(
        post=post,
        html=mark_safe(post.html),  # noqa: S308 - render_markdown cleaned it when it was written
        files=tuple(post.attachments.all()),
        emojis=tuple(
            (emoji, len(given.get(emoji, ())), person.pk in given.get(emoji, ()))
            for emoji in dict.fromkeys((*Reaction.EMOJI, *given))
        ),
    )


def first_words(html: str) -> str:
    """How a post begins, as plain text."""
    return Truncator(unescape(strip_tags(html)).strip()).words(14, truncate=" …")


class PostKind:
    """A single post, without what was replied."""

    word = _("post")
    a_word = _("a post")
    choice = _("Only this post")
    roles: Mapping[str, Doing] = {Role.READER: READ}
    name = "post"

    def find(self, person: Person, key: UUID) -> Thing | None:
        post = _of(person, key)
        if post is None:
            return None
        choices = ((self.name, key), ("thread", post.root_id or key))
        within = (("post", key), ("thread", post.root_id or key))
        url = post.get_absolute_url()
        return Thing("post", key, post.space, post.author_id, url, within, choices)

    def author(self, person: Person, key: UUID) -> UUID | None:
        return Post.objects.visible_to(person).filter(pk=key).values_list("author_id", flat=True).first()

    def beginnings(self, person: Person, keys: Collection[UUID]) -> dict[UUID, str]:
        posts = Post.objects.readable_by(person).filter(pk__in=keys, withdrawal=None)
        return {key: first_words(html) for key, html in posts.values_list("pk", "html")}

    def quote(self, person: Person, key: UUID) -> SafeString:
        return _quoted(shown_posts(person, [key]))

    def show(self, request: PersonRequest, grant: Grant) -> HttpResponse | None:
        return _page(request, grant, shown_posts(request.user, [grant.object_id]))


class ThreadKind(PostKind):
    """A root with all its replies, those to come too."""

    word = _("thread")
    a_word = _("a thread")
    choice = _("The whole thread")
    roles: Mapping[str, Doing] = {Role.READER: READ, Role.COMMENTER: REPLY}
    name = "thread"

    def find(self, person: Person, key: UUID) -> Thing | None:
        post = _of(person, key)
        if post is None or post.root_id is not None:
            return None
        own = (("thread", key),)
        return Thing("thread", key, post.space, None, post.get_absolute_url(), own, (*own, ("post", key)))

    def show(
        self, request: PersonRequest, grant: Grant, status: int = 200, **said: object
    ) -> HttpResponse | None:
        """The thread; after a reply that was refused with its `error` and what was `typed`."""
        replies = Post.objects.visible_to(request.user).filter(root=grant.object_id).order_by("-sequence")
        keys = [grant.object_id, *replies.values_list("pk", flat=True)[:MOST]]
        return _page(request, grant, shown_posts(request.user, keys), status, **said)


class FileKind:
    """A file of a post, without the post."""

    word = _("file")
    a_word = _("a file")
    choice = _("Only this file")
    roles: Mapping[str, Doing] = {Role.READER: READ}
    name = "file"

    def find(self, person: Person, key: UUID) -> Thing | None:
        file = _files(person).filter(pk=key).first()
        post = _of(person, file.post_id) if file and file.post_id else None
        if file is None or post is None:
            return None
        within = (("file", key), ("post", post.pk), ("thread", post.root_id or post.pk))
        url = file.get_absolute_url() or post.get_absolute_url()
        return Thing("file", key, post.space, file.uploader_id, url, within, (("file", key),))

    def author(self, person: Person, key: UUID) -> UUID | None:
        return _files(person).filter(pk=key).values_list("uploader_id", flat=True).first()

    def beginnings(self, person: Person, keys: Collection[UUID]) -> dict[UUID, str]:
        return dict(_files(person).filter(pk__in=keys).values_list("pk", "name"))

    def quote(self, person: Person, key: UUID) -> SafeString:
        file = _files(person).filter(pk=key).first()
        return (
            format_html("<p><b><bdi>{}</bdi></b> · {}</p>", file.name, file.shown_bytes)
            if file
            else SafeString()
        )

    def show(self, request: PersonRequest, grant: Grant) -> HttpResponse | None:
        file = _files(request.user).filter(pk=grant.object_id).first()
        if file is None:
            return None
        return render(request, "conversation/shown.html", {**frame(grant), "attachments": [file]})


def _files(person: Person) -> AttachmentQuerySet:
    return Attachment.objects.visible_to(person).exclude(post=None)


def _of(person: Person, key: UUID) -> Post | None:
    """The post, for those who belong where it is; not once it is withdrawn."""
    readable = Post.objects.readable_by(person).filter(withdrawal=None)
    return readable.select_related("space__archival", "space__planned_start").filter(pk=key).first()


def _quoted(posts: list[Shown]) -> SafeString:
    return mark_safe(render_to_string("conversation/_quoted.html", {"posts": posts}))  # noqa: S308 - a template's


def _page(
    request: PersonRequest, grant: Grant, posts: list[Shown], status: int = 200, **said: object
) -> HttpResponse | None:
    """The page of a grant; nothing where the post that it shows has gone."""
    if not posts or posts[0].post.pk != grant.object_id:
        return None
    allowed = grant.allows_comments and grant.kind == "thread"
    context = {
        **frame(grant), "posts": posts, "can_comment": allowed, "can_react": allowed, "key": uuid4(), **said,
    }  # fmt: skip
    return render(request, "conversation/shown.html", context, status=status)


POST, THREAD, FILE = PostKind(), ThreadKind(), FileKind()
