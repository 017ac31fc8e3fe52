"""What waits for a person: one list, newest first. The count and the list come from the same queries."""

from collections.abc import Callable, Iterable
from functools import cached_property, partial
from html import unescape
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.html import strip_tags

from fourleaf.conversation.models import Following, FollowingQuerySet, Mention, Post
from fourleaf.conversation.reading import note_posts
from fourleaf.conversation.unread import new_replies
from fourleaf.documents.loading import note_parts
from fourleaf.inbox import papers
from fourleaf.inbox.asked import announcements_to, copies_for, held_posts_of, reminders_of
from fourleaf.inbox.composing import sentence
from fourleaf.inbox.items import Item
from fourleaf.kit.prepared import ask
from fourleaf.kit.time import now
from fourleaf.oversight.models import Alert
from fourleaf.people.models import Person
from fourleaf.sharing.overview import asked_of, new_to, to_confirm
from fourleaf.spaces.audience import audience_of
from fourleaf.spaces.models import AccessRequest, BreakGlass, Invitation, Membership, Space
from fourleaf.spaces.rights import Right

MOST = 30
#: So many of a kind stand for more: nobody counts further, and pages need not either.
COUNTED = 100
QUOTED = 2_000


class Waiting:
    """All that waits for one person."""

    def __init__(self, person: Person) -> None:
        self.person = person

    @cached_property
    def count(self) -> int:
        """How many things wait, up to 100 of each kind; one query (`waiting_lock.py`)."""
        ((number,),) = ask("select lock.waiting(%s, %s)", [self.person.pk, now()])
        return int(number)

    @cached_property
    def items(self) -> list[Item]:
        """The newest things, at most 30."""
        found = [*self._mentions(), *self._threads(), *self._requests(), *self._invitations()]
        found += [*self._shown(), *self._asked(), *self._confirming()]
        found += papers.items(self.person, MOST)
        found += [*self._answers(), *self._announcements(), *self._held(), *self._reminders(), *self._glass()]
        found += self._alerts()
        newest = sorted(found, key=lambda item: (item.comes_first, item.at), reverse=True)[:MOST]
        self._say_where_one_may_reply(newest)
        note_posts(self.person, ((item.post.pk, item.space, item.who.pk) for item in newest if item.post))
        note_parts(self.person, (item.document for item in newest if item.document and item.quote))
        return newest

    @property
    def rest(self) -> int:
        """How many wait beyond those shown."""
        return max(self.count - len(self.items), 0)

    def item(self, kind: str, key: UUID) -> Item | None:
        """The one thing of this kind and key, if it waits."""
        makers: dict[str, Callable[[], Iterable[Item]]] = {
            "mention": lambda: self._mentions(pk=key),
            "thread": lambda: self._threads(root=key),
            "request": lambda: self._requests(pk=key),
            "invitation": lambda: self._invitations(pk=key),
            "answer": lambda: self._answers(pk=key),
            "announcement": lambda: self._announcements(pk=key),
            "held": lambda: self._held(pk=key),
            "reminder": lambda: self._reminders(pk=key),
            "shown": lambda: self._shown(pk=key),
            "asked": lambda: self._asked(pk=key),
            "confirming": lambda: self._confirming(pk=key),
            "glass": lambda: self._glass(pk=key),
            "alert": lambda: self._alerts(pk=key),
            **{each: partial(papers.items, self.person, MOST, each, pk=key) for each in papers.KINDS},
        }
        found = list(makers[kind]())
        self._say_where_one_may_reply(found)
        return found[0] if found else None

    def _mentions(self, **only: UUID) -> Iterable[Item]:
        found = mentions_of(self.person).filter(**only).select_related("post__author", "post__root")
        for each in _with_spaces(found.order_by("-post__at")[:MOST], self.person):
            post = each.post
            yield Item("mention", each.pk, post.at, post.author, post.space, words_said(post), post)

    def _threads(self, **only: UUID) -> Iterable[Item]:
        news = replies_waiting(self.person).filter(**only).order_by().values("root_id")
        news = news.annotate(number=Count("pk"), last=Max("sequence"), latest=Max("at"))
        rows = list(news.order_by("-latest")[:MOST])
        newest = Post.objects.select_related("author", "root").filter(
            root__in=[row["root_id"] for row in rows], sequence__in=[row["last"] for row in rows]
        )
        replies = {(post.root_id, post.sequence): post for post in newest}
        spaces = _named(self.person, {post.space_id for post in newest})
        for row in rows:
            post = replies[row["root_id"], row["last"]]
            yield Item(
                "thread", row["root_id"], post.at, post.author, spaces[post.space_id], words_said(post),
                post.root, count=row["number"], last=row["last"],
            )  # fmt: skip

    def _requests(self, **only: UUID) -> Iterable[Item]:
        found = requests_to_answer(self.person).filter(**only).select_related("person", "space")
        for each in found.order_by("-at")[:MOST]:
            yield Item("request", each.pk, each.at, each.person, each.space, each.reason)

    def _invitations(self, **only: UUID) -> Iterable[Item]:
        found = invitations_to(self.person).filter(**only).select_related("by", "space")
        for each in found.order_by("-at")[:MOST]:
            yield Item(
                "invitation", each.pk, each.at, each.by, each.space, each.note, role=each.get_role_display()
            )

    def _answers(self, **only: UUID) -> Iterable[Item]:
        found = answers_to(self.person).filter(**only).select_related("answered_by", "space")
        for each in found.order_by("-answered_at")[:MOST]:
            if each.answered_at and each.answered_by:
                yield Item(
                    "answer", each.pk, each.answered_at, each.answered_by, each.space, each.note,
                    granted=bool(each.granted),
                )  # fmt: skip

    def _announcements(self, **only: UUID) -> Iterable[Item]:
        found = list(announcements_to(self.person).filter(**only).order_by("-at")[:MOST])
        copies = copies_for(self.person, found) if found else {}
        spaces = _named(self.person, {copy.post.space_id for copy in copies.values()})
        for each in found:
            post = copies[each.pk].post
            yield Item(
                "announcement", each.pk, each.at, post.author, spaces[post.space_id], words_said(post),
                post, last=each.version, due_on=each.due_on,
            )  # fmt: skip

    def _held(self, **only: UUID) -> Iterable[Item]:
        found = list(
            held_posts_of(self.person).filter(**only).select_related("hold").order_by("-hold__at")[:MOST]
        )
        readable = Space.objects.readable_by(self.person).named_for(self.person)
        spaces = readable.in_bulk({each.space_id for each in found}) if found else {}
        for each in found:
            space = spaces.get(each.space_id)
            yield Item(
                "held", each.pk, each.hold.at, self.person, space or Space(pk=each.space_id), each.body,
                role=each.hold.get_why_display(), is_gone=space is None,
            )  # fmt: skip

    def _reminders(self, **only: UUID) -> Iterable[Item]:
        found = reminders_of(self.person).filter(**only).select_related("post__author", "post__root")
        rows = list(found.order_by("-due_at")[:MOST])
        spaces = _named(self.person, {each.post.space_id for each in rows})
        for each in rows:
            post = each.post
            yield Item(
                "reminder", each.pk, each.due_at, post.author, spaces[post.space_id], words_said(post), post
            )

    def _shown(self, **only: UUID) -> Iterable[Item]:
        for each in new_to(self.person).filter(**only).order_by("-at")[:MOST]:
            yield Item("shown", each.pk, each.at, each.by, Space(pk=each.space_id), each.purpose)

    def _asked(self, **only: UUID) -> Iterable[Item]:
        found = asked_of(self.person).filter(**only).select_related("person", "asked__space")
        for each in found.order_by("-at")[:MOST]:
            yield Item("asked", each.pk, each.at, each.person, each.asked.space, each.reason)

    def _confirming(self, **only: UUID) -> Iterable[Item]:
        for space in to_confirm(self.person).filter(**only).named_for(self.person)[:MOST]:
            yield Item("confirming", space.pk, now(), self.person, space, "")

    def _glass(self, **only: UUID) -> Iterable[Item]:
        found = BreakGlass.objects.waiting_for(self.person).filter(**only).select_related("person", "space")
        for each in found.order_by("-at")[:MOST]:
            yield Item("glass", each.pk, each.at, each.person, each.space, each.reason)

    def _alerts(self, **only: UUID) -> Iterable[Item]:
        """Without whose reading it was: that is for the page of alerts."""
        for each in Alert.objects.waiting_for(self.person).filter(**only).order_by("-at")[:MOST]:
            yield Item("alert", each.pk, each.at, self.person, Space(pk=each.pk), each.get_kind_display())

    def _say_where_one_may_reply(self, items: list[Item]) -> None:
        wanted = {item.space.pk for item in items if item.post is not None}
        if not wanted:
            return
        writable = Space.objects.allowing(self.person, Right.POST).live().filter(pk__in=wanted)
        may = set(writable.values_list("pk", flat=True))
        here = Membership.objects.standing().filter(person=self.person, space__in=wanted - may)
        belongs = set(here.values_list("space", flat=True))
        live = set(Space.objects.live().filter(pk__in=wanted - may).values_list("pk", flat=True))
        for item in items:
            key = item.space.pk
            item.can_reply = item.post is not None and key in may
            if item.post is not None and not item.can_reply:
                item.why_not = _why_not(item.space, is_live=key in live, belongs=key in belongs)

    def open_reply(self, item: Item) -> None:
        """The item with its reply form open: above it stands, counted now, who will be able to read."""
        item.audience = audience_of(item.space, self.person)
        if item.post is not None:
            root = item.post.root or item.post
            item.reach = sentence(self.person, item.space, root, item.typed, item.no_rush)


def mentions_of(person: Person) -> QuerySet[Mention]:
    """Mentions that the person has not handled, in spaces they can read."""
    readable = Space.objects.readable_by(person)
    return Mention.objects.waiting().filter(person=person, post__space__in=readable)


def replies_waiting(person: Person) -> QuerySet[Post]:
    """Unread replies in followed threads; where a mention waits, the mention stands for the thread."""
    in_thread = Q(post__root=OuterRef("root")) | Q(post=OuterRef("root"))
    named = Mention.objects.waiting().filter(in_thread, person=person)
    return new_replies(person).filter(~Exists(named), space__in=Space.objects.readable_by(person))


def threads_waiting(person: Person) -> FollowingQuerySet:
    """The threads of those replies."""
    named = Mention.objects.waiting().filter(person=person).annotate(thread=Coalesce("post__root", "post"))
    followed = Following.objects.with_news(person).filter(space__in=Space.objects.readable_by(person))
    return followed.filter(~Exists(named.filter(thread=OuterRef("root"))))


def requests_to_answer(person: Person) -> QuerySet[AccessRequest]:
    """Unanswered requests for spaces that the person stewards."""
    mine = Space.objects.allowing(person, Right.STEER)
    return AccessRequest.objects.open().filter(space__in=mine)


def invitations_to(person: Person) -> QuerySet[Invitation]:
    """Invitations that the person has not answered."""
    return Invitation.objects.open().filter(person=person)


def answers_to(person: Person) -> QuerySet[AccessRequest]:
    """Answers to what the person asked that they have not put away, for spaces they may still know of."""
    mine = AccessRequest.objects.filter(person=person, seen=None).exclude(answered_at=None)
    return mine.filter(space__in=Space.objects.visible_to(person))


def keys_of(person: Person) -> QuerySet[Any, Any]:
    """The key of each thing that waits, of each kind no more than can be counted at a glance."""
    queries: tuple[tuple[QuerySet[Any], str], ...] = (
        (mentions_of(person), "pk"),
        (threads_waiting(person), "root_id"),
        (requests_to_answer(person), "pk"),
        (invitations_to(person), "pk"),
        (answers_to(person), "pk"),
        (announcements_to(person), "pk"),
        (held_posts_of(person), "pk"),
        (reminders_of(person), "pk"),
        (new_to(person), "pk"),
        (asked_of(person), "pk"),
        (to_confirm(person), "pk"),
        (BreakGlass.objects.waiting_for(person), "pk"),
        (Alert.objects.waiting_for(person), "pk"),
        *((query(person), "pk") for query in papers.WAITING.values()),
    )
    keys: list[Any] = [query.order_by().values_list(key)[:COUNTED] for query, key in queries]
    found: QuerySet[Any, Any] = keys[0].union(*keys[1:], all=True)
    return found


def words_said(post: Post) -> str:
    """A post as plain text, line by line; only of the very long ones the end is left out."""
    text = unescape(strip_tags(post.html))
    said = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    return said if len(said) <= QUOTED else said[: QUOTED - 1].rstrip() + "…"


def _why_not(space: Space, *, is_live: bool, belongs: bool) -> str:
    """Why somebody who can read a space cannot write there."""
    if not is_live:
        return "rests"
    return "reader" if belongs else "join"


def _named(person: Person, keys: set[UUID]) -> dict[UUID, Space]:
    return Space.objects.named_for(person).in_bulk(keys) if keys else {}


def _with_spaces(mentions: Iterable[Mention], person: Person) -> list[Mention]:
    """The mentions, their posts' spaces loaded with a title."""
    rows = list(mentions)
    spaces = _named(person, {each.post.space_id for each in rows})
    for each in rows:
        each.post.space = spaces[each.post.space_id]
    return rows
