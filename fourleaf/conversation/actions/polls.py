"""Ask several people to choose, choose, close."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from datetime import time as clock
from uuid import UUID

from django.db import connection, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.conversation import events, policy
from fourleaf.conversation.actions.own import empty_draft
from fourleaf.conversation.actions.posts import add_post
from fourleaf.conversation.models import Ballot, Poll, PollClosing, PollOption, Post, Vote
from fourleaf.kit import time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.text import one_line
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person
from fourleaf.spaces.models import Space

LONGEST = timedelta(days=366)
LAST_MINUTE = clock(23, 59)


@transaction.atomic
def add_poll(
    *,
    actor: Person,
    space: Space,
    body: str,
    options: Sequence[str],
    is_multiple: bool = False,
    is_anonymous: bool = False,
    closes_on: date | None = None,
    key: UUID | None = None,
    shown_access: str = "",
) -> Post:
    """Ask a question with 2 to 10 answers to choose from; it closes at the end of the day where the actor works."""
    texts = _sound_options(options)
    closes_at = _end_of(closes_on, actor)
    ensure(
        not is_anonymous or closes_at is not None,
        _("An anonymous poll shows its results when it closes: choose the day."),
        "closes_on",
    )
    post = add_post(actor=actor, space=space, body=body, key=key, shown_access=shown_access)
    if Poll.objects.filter(post=post).exists():  # the same key once more
        return post
    poll = Poll.objects.create(
        post=post, is_multiple=is_multiple, is_anonymous=is_anonymous, closes_at=closes_at
    )
    PollOption.objects.bulk_create(
        PollOption(poll=poll, place=place, text=text) for place, text in enumerate(texts, 1)
    )
    if is_anonymous:
        with connection.cursor() as cursor:
            cursor.execute("select lock.open_tally(%s, %s)", [post.pk, len(texts)])
    empty_draft(actor=actor, space=space)
    record(events.PollAdded(actor=actor.pk, space=space.pk, post=post.pk, root=None))
    return post


@transaction.atomic
def vote(*, actor: Person, poll: Poll, places: Collection[int]) -> None:
    """Choose these options, counted from 1. In an open poll that replaces what was chosen; none takes it back.

    An anonymous vote is final: nothing says any more what it was.
    """
    demand(policy.can_vote(actor, poll), _("You cannot vote here."))
    take_turns("poll", poll.pk)
    poll = Poll.objects.select_related("post", "closing").get(pk=poll.pk)
    ensure(not poll.is_closed, _("This poll is closed."))
    chosen = list(poll.options.filter(place__in=places))
    ensure(len(chosen) == len(set(places)), _("This answer is not offered."), "places")
    ensure(len(chosen) <= 1 or poll.is_multiple, _("Choose one answer."), "places")
    if poll.is_anonymous:
        ensure(bool(chosen), _("Choose an answer."), "places")
        _cast(actor, poll, [option.place for option in chosen])
    else:
        Vote.objects.filter(option__poll=poll, person=actor).delete()
        Vote.objects.bulk_create(Vote(option=option, person=actor) for option in chosen)
    voter = None if poll.is_anonymous else actor.pk
    record(events.BallotCast(actor=voter, space=poll.post.space_id, post=poll.pk, root=None))


@transaction.atomic
def close_poll(*, actor: Person, poll: Poll) -> None:
    """Nobody can vote any more. A closed poll is not opened again."""
    demand(policy.can_close(actor, poll), _("Only the person who asked and stewards can close a poll."))
    take_turns("poll", poll.pk)
    _close(actor, poll)


def close_due_polls() -> int:
    """Close those whose day is over; answers how many. A system job."""
    due = Poll.objects.filter(closes_at__lte=time.now(), closing=None, post__withdrawal=None)
    polls = list(due.select_related("post"))
    for poll in polls:
        with transaction.atomic():
            take_turns("poll", poll.pk)
            _close(None, poll)
    return len(polls)


def _close(actor: Person | None, poll: Poll) -> None:
    _closing, is_new = PollClosing.objects.get_or_create(poll=poll, defaults={"by": actor})
    if is_new:
        by = actor.pk if actor else None
        record(events.PollClosed(actor=by, space=poll.post.space_id, post=poll.pk, root=None))


def _cast(actor: Person, poll: Poll, places: list[int]) -> None:
    again = _("You have voted already. Nothing says what you chose, so it cannot be changed.")
    ensure(not Ballot.objects.filter(poll=poll, person=actor).exists(), again)
    with connection.cursor() as cursor:
        cursor.execute("select lock.cast_ballot(%s, %s::int[], %s)", [poll.pk, places, actor.pk])
        ensure(cursor.fetchone()[0], again)


def _sound_options(options: Sequence[str]) -> list[str]:
    texts = [text for text in (one_line(option) for option in options) if text]
    ensure(len(texts) >= Poll.FEWEST, _("Write at least two answers to choose from."), "options")
    ensure(len(texts) <= Poll.MOST, _("A poll has at most 10 answers."), "options")
    ensure(
        all(len(text) <= PollOption.LENGTH for text in texts),
        _("An answer has at most 120 characters."),
        "options",
    )
    ensure(len({text.casefold() for text in texts}) == len(texts), _("Two answers are the same."), "options")
    return texts


def _end_of(day: date | None, person: Person) -> datetime | None:
    """The last minute of a day where the person works."""
    if day is None:
        return None
    today = localtime(time.now(), person.zone).date()
    ensure(day >= today, _("This day is over. Choose today or a later day."), "closes_on")
    ensure(day <= today + LONGEST, _("Choose a day within a year."), "closes_on")
    return datetime.combine(day, LAST_MINUTE, tzinfo=person.zone)
