"""What a post asks of its readers, a vote or a confirmation: filled into fragments when shown, never kept in them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Prefetch
from django.template.loader import get_template

from fourleaf.conversation.models import (
    AnnouncedPost,
    Announcement,
    Ballot,
    Confirmation,
    Poll,
    PollOption,
    Vote,
)
from fourleaf.people.models import Person

#: Where `_post.html` leaves room for it.
ROOM = "<!--ask-->"


@dataclass(frozen=True)
class Answer:
    """One option: who chose it (of an open poll), how many did (None: not to be known), and whether the reader did."""

    place: int
    text: str
    count: int | None
    people: tuple[Person, ...] = ()
    is_mine: bool = False


@dataclass(frozen=True)
class PollCard:
    """A poll as it is shown. `people` have voted; `is_hidden`: too few of them for an anonymous poll to tell more."""

    poll: Poll
    answers: tuple[Answer, ...]
    people: int
    has_voted: bool
    template: str = "conversation/_poll.html"

    @property
    def is_hidden(self) -> bool:
        return self.poll.is_anonymous and self.poll.is_closed and self.people < Poll.HIDDEN_BELOW

    @property
    def has_counts(self) -> bool:
        return all(answer.count is not None for answer in self.answers)

    @property
    def most(self) -> int:
        """The length of the longest bar, at least 1."""
        return max((answer.count or 0 for answer in self.answers), default=0) or 1


@dataclass(frozen=True)
class AnnouncementCard:
    """An announcement as it is shown; without reader neither state nor numbers are known."""

    post: UUID
    announcement: Announcement
    reader: Person | None = None
    asked: int = 0
    confirmed: int = 0
    confirmed_at: datetime | None = None
    is_asked: bool = False
    is_listed: bool = False
    template: str = field(default="conversation/_announcement.html")

    @property
    def waits(self) -> bool:
        """Whether the button stands there; in a frame, which is for all, the browser takes it from the author."""
        return not self.announcement.is_ended and (self.is_asked or self.reader is None)

    @property
    def missing(self) -> int:
        return self.asked - self.confirmed


Card = PollCard | AnnouncementCard


def filled(
    fragments: Mapping[UUID, str], reader: Person | None = None, using: str = DEFAULT_DB_ALIAS
) -> dict[UUID, str]:
    """The fragments of these posts with what they ask; without `reader` the same for every viewer."""
    asking = [key for key, html in fragments.items() if ROOM in html]
    if not asking:
        return dict(fragments)
    found = cards(asking, reader, using)
    return {
        key: html.replace(ROOM, _rendered(found[key]), 1) if key in found else html
        for key, html in fragments.items()
    }


def cards(posts: Iterable[UUID], reader: Person | None, using: str = DEFAULT_DB_ALIAS) -> dict[UUID, Card]:
    """The cards of those among these posts that ask something, in a number of queries that does not grow with them."""
    keys = list(posts)
    return {**_polls(keys, reader, using), **_announcements(keys, reader, using)}


def poll_card(post: UUID, reader: Person) -> PollCard:
    """One poll as this reader sees it."""
    return _polls([post], reader, DEFAULT_DB_ALIAS)[post]


def _rendered(card: Card) -> str:
    return get_template(card.template).render({"card": card})


def _polls(keys: list[UUID], reader: Person | None, using: str) -> dict[UUID, PollCard]:
    votes = Prefetch("votes", Vote.objects.using(using).select_related("person"))
    options = Prefetch("options", PollOption.objects.using(using).prefetch_related(votes))
    polls = list(
        Poll.objects.using(using)
        .filter(pk__in=keys)
        .select_related("closing", "post__author")
        .prefetch_related(options)
    )
    secret = [poll.pk for poll in polls if poll.is_anonymous]
    tallies = _tallies(secret, using) if secret else {}
    own: set[UUID] = set()
    if secret and reader:
        ballots = Ballot.objects.using(using).filter(poll__in=secret, person=reader)
        own = set(ballots.values_list("poll_id", flat=True))
    return {
        poll.pk: _secret(poll, *tallies[poll.pk], poll.pk in own)
        if poll.is_anonymous
        else _open(poll, reader)
        for poll in polls
    }


def _open(poll: Poll, reader: Person | None) -> PollCard:
    answers = []
    for option in poll.options.all():
        people = tuple(vote.person for vote in option.votes.all())
        is_mine = reader is not None and any(person.pk == reader.pk for person in people)
        answers.append(Answer(option.place, option.text, len(people), people, is_mine))
    everybody = {person.pk for answer in answers for person in answer.people}
    return PollCard(poll, tuple(answers), len(everybody), any(answer.is_mine for answer in answers))


def _secret(poll: Poll, people: int, counts: list[int] | None, has_voted: bool) -> PollCard:
    answers = tuple(
        Answer(option.place, option.text, counts[number] if counts else None)
        for number, option in enumerate(poll.options.all())
    )
    return PollCard(poll, answers, people, has_voted)


def _tallies(keys: list[UUID], using: str) -> dict[UUID, tuple[int, list[int] | None]]:
    with connections[using].cursor() as cursor:
        cursor.execute("select poll_id, people, counts from lock.tallies(%s)", [keys])
        return {poll: (people, counts) for poll, people, counts in cursor.fetchall()}


def _announcements(keys: list[UUID], reader: Person | None, using: str) -> dict[UUID, AnnouncementCard]:
    copies = list(
        AnnouncedPost.objects.using(using)
        .filter(post__in=keys)
        .select_related("announcement__ending", "post")
    )
    if reader is None or not copies:
        return {copy.pk: AnnouncementCard(copy.pk, copy.announcement) for copy in copies}
    wanted = {copy.announcement_id for copy in copies}
    numbers = confirmed_numbers(wanted, using)
    mine = Confirmation.objects.using(using).current().filter(announcement__in=wanted, person=reader)
    said = dict(mine.values_list("announcement_id", "at"))
    asking = set(
        Announcement.objects.using(using).asking(reader).filter(pk__in=wanted).values_list("pk", flat=True)
    )
    return {
        copy.pk: AnnouncementCard(
            copy.pk,
            copy.announcement,
            reader,
            *numbers.get(copy.announcement_id, (0, 0)),
            confirmed_at=said.get(copy.announcement_id),
            is_asked=copy.announcement_id in asking,
            is_listed=copy.announcement.author_id == reader.pk,
        )
        for copy in copies
    }


def confirmed_numbers(
    announcements: Iterable[UUID], using: str = DEFAULT_DB_ALIAS
) -> dict[UUID, tuple[int, int]]:
    """How many each of these asks, and how many of them have confirmed."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "select announcement_id, asked, confirmed from lock.confirmed(%s)", [list(announcements)]
        )
        return {key: (asked, confirmed) for key, asked, confirmed in cursor.fetchall()}
