"""Whether what somebody is to be told of still waits for them: unread, undone, and theirs to read at this moment."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from fourleaf.adoption.models import LaunchCheck, Watch
from fourleaf.conversation.models import Following, Post, PostQuerySet
from fourleaf.documents.models import Notice, Task
from fourleaf.inbox.asked import announcements_to, reminders_of
from fourleaf.inbox.models import Telling
from fourleaf.inbox.papers import must_see_for, nudged_for, reviewed_of, reviews_for
from fourleaf.inbox.waiting import answers_to, invitations_to, mentions_of, requests_to_answer
from fourleaf.oversight.models import Alert
from fourleaf.people.models import Person
from fourleaf.sharing.overview import asked_of, new_to
from fourleaf.sheet.models import Asking
from fourleaf.spaces.models import BreakGlass, Cursor

Keys = Iterable[UUID]


def still_standing(person: Person, tellings: Iterable[Telling]) -> list[Telling]:
    """Those of the person's tellings that are still true; a handful of queries however many there are."""
    rows = list(tellings)
    by_kind: dict[str, set[UUID]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, set()).add(row.about)
    true = {kind: set(STANDS[kind](person, keys)) for kind, keys in by_kind.items()}
    return [row for row in rows if row.about in true[row.kind]]


def _mentions(person: Person, posts: set[UUID]) -> Keys:
    found = mentions_of(person).filter(post__in=posts, post__withdrawal=None)
    return found.values_list("post_id", flat=True)


def _unread(person: Person, posts: set[UUID]) -> Keys:
    """Posts that they can read and that neither their place in the thread nor the one in the stream has passed."""
    in_thread = Following.objects.filter(
        person=person, root=OuterRef("root"), read_to__gte=OuterRef("sequence")
    )
    in_stream = Cursor.objects.filter(
        person=person, space=OuterRef("space"), read_to__gte=OuterRef("sequence")
    )
    read = Exists(in_thread) | Q(root=None) & Exists(in_stream)
    return _those_readable(person, posts).exclude(read).values_list("pk", flat=True)


def _those_readable(person: Person, posts: set[UUID]) -> PostQuerySet:
    return Post.objects.readable_by(person).filter(pk__in=posts, withdrawal=None)


def _asked(person: Person, posts: set[UUID]) -> Keys:
    """Posts of announcements that they have not confirmed."""
    asking = announcements_to(person).values("pk")
    return (
        _those_readable(person, posts).filter(announced__announcement__in=asking).values_list("pk", flat=True)
    )


def _reminded(person: Person, posts: set[UUID]) -> Keys:
    return reminders_of(person).filter(post__in=posts).values_list("post_id", flat=True)


def _requests(person: Person, keys: set[UUID]) -> Keys:
    return requests_to_answer(person).filter(pk__in=keys).values_list("pk", flat=True)


def _invitations(person: Person, keys: set[UUID]) -> Keys:
    return invitations_to(person).filter(pk__in=keys).values_list("pk", flat=True)


def _answers(person: Person, keys: set[UUID]) -> Keys:
    return answers_to(person).filter(pk__in=keys).values_list("pk", flat=True)


def _new(person: Person, keys: set[UUID]) -> Keys:
    return new_to(person).filter(pk__in=keys).values_list("pk", flat=True)


def _questions(person: Person, keys: set[UUID]) -> Keys:
    return asked_of(person).filter(pk__in=keys).values_list("pk", flat=True)


def _glass(person: Person, keys: set[UUID]) -> Keys:
    return BreakGlass.objects.waiting_for(person).filter(pk__in=keys).values_list("pk", flat=True)


def _alerts(person: Person, keys: set[UUID]) -> Keys:
    return Alert.objects.waiting_for(person).filter(pk__in=keys).values_list("pk", flat=True)


def _reviews(person: Person, keys: set[UUID]) -> Keys:
    return reviews_for(person).filter(pk__in=keys).values_list("pk", flat=True)


def _reviewed(person: Person, keys: set[UUID]) -> Keys:
    return reviewed_of(person).filter(pk__in=keys).values_list("pk", flat=True)


def _tasks(person: Person, keys: set[UUID]) -> Keys:
    return Task.objects.of(person).filter(pk__in=keys).values_list("pk", flat=True)


def _changes(person: Person, keys: set[UUID]) -> Keys:
    must_see = must_see_for(person).filter(pk__in=keys).values_list("pk", flat=True)
    return [*must_see, *nudged_for(person).filter(pk__in=keys).values_list("pk", flat=True)]


def _checks(person: Person, keys: set[UUID]) -> Keys:
    return LaunchCheck.objects.waiting_for(person).filter(pk__in=keys).values_list("pk", flat=True)


def _lines(person: Person, keys: set[UUID]) -> Keys:
    return Asking.objects.waiting_for(person).filter(pk__in=keys).values_list("pk", flat=True)


def _notices(person: Person, keys: set[UUID]) -> Keys:
    return Notice.objects.waiting_for(person).filter(pk__in=keys).values_list("pk", flat=True)


def _warnings(person: Person, keys: set[UUID]) -> Keys:
    return Watch.objects.waiting_for(person).filter(pk__in=keys).values_list("pk", flat=True)


#: For each kind, which of these keys still stand.
STANDS: dict[str, Callable[[Person, set[UUID]], Keys]] = {
    Telling.Kind.MENTION: _mentions,
    Telling.Kind.REPLY: _unread,
    Telling.Kind.POST: _unread,
    Telling.Kind.REQUEST: _requests,
    Telling.Kind.INVITATION: _invitations,
    Telling.Kind.ANSWER: _answers,
    Telling.Kind.ANNOUNCEMENT: _asked,
    Telling.Kind.REMINDER: _reminded,
    Telling.Kind.SHOWN: _new,
    Telling.Kind.ASKED: _questions,
    Telling.Kind.GLASS: _glass,
    Telling.Kind.ALERT: _alerts,
    Telling.Kind.REVIEW: _reviews,
    Telling.Kind.REVIEWED: _reviewed,
    Telling.Kind.TASK: _tasks,
    Telling.Kind.CHANGE: _changes,
    Telling.Kind.LINE: _lines,
    Telling.Kind.WARNING: _warnings,
    Telling.Kind.NAMED: _notices,
    Telling.Kind.COMMENT: _notices,
    Telling.Kind.SUGGESTION: _notices,
    Telling.Kind.CHECK: _checks,
}
