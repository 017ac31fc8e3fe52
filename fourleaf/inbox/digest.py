"""What a digest tells: what has come since the last one, still waits, and was not told of otherwise; in numbers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fourleaf.adoption.models import LaunchCheck, Watch
from fourleaf.conversation.models import Mark, Post, Reaction
from fourleaf.documents.models import Notice
from fourleaf.inbox.models import Level, Preference, SpaceLevel, Telling
from fourleaf.inbox.papers import must_see_for, notices_for, reviews_for, tasks_of
from fourleaf.inbox.waiting import (
    answers_to,
    invitations_to,
    mentions_of,
    replies_waiting,
    requests_to_answer,
)
from fourleaf.kit import time
from fourleaf.people.models import Person
from fourleaf.sharing.overview import asked_of, new_to
from fourleaf.sheet.models import Asking
from fourleaf.spaces.models import Cursor, Membership, Space

LIVELY = (Level.EVERYTHING, Level.THREADS)
#: So many spaces get a link of their own.
SHOWN = 5
#: Who had no digest yet gets the first at the next time of day that they chose, and nothing for a time long past.
LATEST_FIRST = timedelta(minutes=10)

# Who is due: the last moment of their day or week lies after their last digest.
DUE = """
select p.id, coalesce(f.digested_at, slot - case when coalesce(f.digest, 'daily') = 'daily' then interval '1 day'
                                                 else interval '7 days' end) as since
  from people_person p
  left join people_site s on s.id = p.site_id
  left join inbox_preference f on f.person_id = p.id
 cross join lateral (
   select max(moment) as slot from (
     select (%(now)s at time zone zone)::date + n as day,
            (((%(now)s at time zone zone)::date + n) + coalesce(f.digest_at, time '08:00')) at time zone zone as moment
       from generate_series(-7, 0) n,
            lateral (select coalesce(nullif(f.zone, ''), s.zone, 'UTC') as zone) z) near
    where moment <= %(now)s and (coalesce(f.digest, 'daily') = 'daily' or extract(isodow from day) = f.digest_on)) last
 where p.deactivated_at is null and p.kind <> 'bot' and p.email is not null and f.bounced_at is null
   and coalesce(f.digest, 'daily') <> 'off' and coalesce(f.digested_at, %(first)s) < slot
   and (%(person)s::uuid is null or p.id = %(person)s)
"""


@dataclass(frozen=True)
class NewIn:
    """New posts in one space, under a number instead of its name."""

    number: int
    url: str
    posts: int
    questions: int

    @property
    def words(self) -> str:
        posts = ngettext("%(n)s new post", "%(n)s new posts", self.posts) % {"n": self.posts}
        return _("Space %(number)s: %(posts)s") % {"number": self.number, "posts": posts}


@dataclass(frozen=True)
class Digest:
    """What somebody's digest says, from one instant to another."""

    since: datetime
    up_to: datetime
    waiting: dict[str, int] = field(default_factory=dict)
    oldest: datetime | None = None
    answered: int = 0
    spaces: list[NewIn] = field(default_factory=list)
    replies: int = 0
    reactions: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.waiting or self.spaces or self.replies or self.reactions)

    @property
    def waited(self) -> str:
        """How long the first of what waits has waited."""
        return timesince(self.oldest, self.up_to, depth=1) if self.oldest else ""

    @property
    def answered_words(self) -> str:
        words = ngettext(
            "%(n)s of the replies answers a question of yours.",
            "%(n)s of the replies answer questions of yours.",
            self.answered,
        )
        return words % {"n": self.answered}

    @property
    def new_words(self) -> str:
        """ "3 questions wait in 2 of your spaces", or how many posts there are."""
        questions = sum(place.questions for place in self.spaces)
        asked = [place for place in self.spaces if place.questions]
        if questions:
            words = ngettext("%(n)s question waits", "%(n)s questions wait", questions) % {"n": questions}
            return ngettext(
                "%(words)s in %(spaces)s of your spaces.",
                "%(words)s in %(spaces)s of your spaces.",
                len(asked),
            ) % {"words": words, "spaces": len(asked)}
        posts = sum(place.posts for place in self.spaces)
        return ngettext("%(n)s new post.", "%(n)s new posts.", posts) % {"n": posts}

    @property
    def led_to(self) -> list[str]:
        """What came back for what the reader shared."""
        lines = []
        if self.replies:
            lines.append(ngettext("%(n)s reply", "%(n)s replies", self.replies) % {"n": self.replies})
        if self.reactions:
            words = ngettext("%(n)s reaction", "%(n)s reactions", self.reactions)
            lines.append(words % {"n": self.reactions})
        return lines


def due_for_digest(person: UUID | None = None) -> dict[UUID, datetime]:
    """Who is due for a digest now (or just whether this person is), and since when it is to tell. For the worker."""
    now = time.now()
    with connection.cursor() as cursor:
        cursor.execute(DUE, {"now": now, "first": now - LATEST_FIRST, "person": person})
        return dict(cursor.fetchall())


def digest_of(person: Person, since: datetime) -> Digest:
    """Everything that came for a person after `since`; the number of queries does not grow with it."""
    up_to = time.now()
    told = Telling.objects.filter(person=person).exclude(pushed_at=None, mailed_at=None).values("about")
    window = {"since": since, "up_to": up_to}

    def fresh(rows: QuerySet[Any], at: str, key: str) -> QuerySet[Any]:
        return rows.filter(**{f"{at}__gt": since, f"{at}__lte": up_to}).exclude(**{f"{key}__in": told})

    replies = fresh(replies_waiting(person), "at", "pk")
    sources = {
        Telling.Kind.MENTION: (fresh(mentions_of(person), "post__at", "post"), "post__at"),
        Telling.Kind.REPLY: (replies, "at"),
        Telling.Kind.REQUEST: (fresh(requests_to_answer(person), "at", "pk"), "at"),
        Telling.Kind.INVITATION: (fresh(invitations_to(person), "at", "pk"), "at"),
        Telling.Kind.SHOWN: (fresh(new_to(person), "at", "pk"), "at"),
        Telling.Kind.ASKED: (fresh(asked_of(person), "at", "pk"), "at"),
        Telling.Kind.ANSWER: (fresh(answers_to(person), "answered_at", "pk"), "answered_at"),
        Telling.Kind.REVIEW: (fresh(reviews_for(person), "at", "pk"), "at"),
        Telling.Kind.TASK: (fresh(tasks_of(person), "at", "pk"), "at"),
        Telling.Kind.CHANGE: (fresh(must_see_for(person), "at", "pk"), "at"),
        Telling.Kind.CHECK: (
            fresh(LaunchCheck.objects.waiting_for(person), "reminded_at", "pk"),
            "reminded_at",
        ),
        Telling.Kind.WARNING: (fresh(Watch.objects.waiting_for(person), "at", "pk"), "at"),
        Telling.Kind.LINE: (fresh(Asking.objects.waiting_for(person), "at", "pk"), "at"),
        **{kind: (fresh(notices_for(kind, person), "at", "pk"), "at") for kind in Notice.Kind.values},
    }
    moments = {kind: list(rows.order_by().values_list(at, flat=True)) for kind, (rows, at) in sources.items()}
    answers = replies.filter(mark__kind=Mark.Kind.ANSWER, root__author=person)
    return Digest(
        **window,
        waiting={kind: len(found) for kind, found in moments.items() if found},
        oldest=min((at for found in moments.values() for at in found), default=None),
        answered=answers.count() if moments[Telling.Kind.REPLY] else 0,
        spaces=list(_new_in_spaces(person, fresh(_unread_roots(person), "at", "pk"))),
        replies=_read_replies(person, window),
        reactions=Reaction.objects.filter(
            post__author=person, post__space__in=Space.objects.readable_by(person),
            at__gt=since, at__lte=up_to,
        ).exclude(person=person).count(),
    )  # fmt: skip


def _new_in_spaces(person: Person, roots: QuerySet[Post]) -> Iterable[NewIn]:
    counted = (
        roots.order_by()
        .values("space")
        .annotate(posts=Count("pk"), questions=Count("pk", filter=Q(mark__kind=Mark.Kind.QUESTION)))
    )
    rows = sorted(counted, key=lambda row: (-row["questions"], -row["posts"], row["space"]))
    for number, row in enumerate(rows, 1):
        url = settings.PUBLIC_URL + Space(pk=row["space"]).get_absolute_url()
        yield NewIn(number, url, row["posts"], row["questions"])


def _unread_roots(person: Person) -> QuerySet[Post]:
    """Unread posts by others that do not name the person, where they belong and have not asked for quiet."""
    own = SpaceLevel.objects.filter(person=person, space=OuterRef("space"))
    preference = Preference.objects.filter(person=person).first() or Preference(person=person)
    lively: Q | Combinable = Exists(own.filter(level__in=LIVELY))
    if preference.level in LIVELY:
        lively |= ~Exists(own)
    belongs = Membership.objects.standing().filter(person=person, space=OuterRef("space"))
    read = Cursor.objects.filter(person=person, space=OuterRef("space"), read_to__gte=OuterRef("sequence"))
    named = mentions_of(person).filter(post=OuterRef("pk"))
    roots = Post.objects.roots().filter(
        lively, Exists(belongs), ~Exists(read), ~Exists(named), withdrawal=None
    )
    return roots.exclude(author=person)


def _read_replies(person: Person, window: dict[str, datetime]) -> int:
    """Replies of others to what the person wrote that do not wait any more: those that wait are counted there."""
    mine = Post.objects.readable_by(person).filter(
        root__author=person, withdrawal=None, at__gt=window["since"], at__lte=window["up_to"]
    )
    waiting = replies_waiting(person).values("pk")
    return mine.exclude(author=person).exclude(pk__in=waiting).count()
