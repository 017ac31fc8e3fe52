"""Announce, confirm, remind, stop asking."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourleaf.chronicle.record import record, tell_own_screens
from fourleaf.conversation import events, policy
from fourleaf.conversation.actions.own import empty_draft
from fourleaf.conversation.actions.posts import add_post
from fourleaf.conversation.models import (
    AnnouncedPost,
    Announcement,
    AnnouncementEnding,
    Attachment,
    Chase,
    Confirmation,
    Post,
)
from fourleaf.kit import time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person
from fourleaf.spaces.models import Membership, Space

LONGEST = timedelta(days=366)
#: Whoever has just been reminded is not reminded again.
CHASE_REST = timedelta(hours=20)
#: The hour of the author's day from which people are reminded by themselves.
MORNING = 9
#: How long before the first reminder by itself people must have known, and before that on the due day.
KNOWN_BEFORE, KNOWN_ON_THE_DAY = timedelta(hours=12), timedelta(hours=2)
ONLY_STEWARDS = gettext_lazy("Only stewards can announce.")


def people_asked(actor: Person, spaces: Sequence[Space]) -> int:
    """How many people an announcement in these spaces would ask, each counted once."""
    belong = Membership.objects.of_active().filter(space__in=spaces, person__kind__in=Announcement.CAN_CLICK)
    return belong.exclude(person=actor).values("person").distinct().count()


@transaction.atomic
def add_announcement(
    *,
    actor: Person,
    spaces: Sequence[Space],
    body: str,
    due_on: date | None = None,
    attachments: Sequence[Attachment] = (),
    key: UUID | None = None,
    shown_people: int | None = None,
) -> Announcement:
    """Say something that all who belong to these spaces are asked to have read: one post in each space.

    `key` is the sender's idempotency key. `shown_people` is how many stood above the text as being asked; where that
    number is not true any more, nothing is sent.
    """
    ensure(0 < len(spaces) <= Announcement.SPACES, _("Choose at least one space, at most 20."), "spaces")
    for space in spaces:
        demand(policy.can_announce(actor, space), ONLY_STEWARDS)
    if key and (sent := _sent_before(actor, key)):
        return sent
    _check_due(actor, due_on)
    ensure(
        not attachments or len(spaces) == 1,
        _("Files go with an announcement in one space only. Take them out, or announce it in each space."),
        "spaces",
    )
    asked = people_asked(actor, spaces)
    ensure(asked > 0, _("Nobody but you belongs there: there is nobody to ask."), "spaces")
    ensure(
        shown_people in (None, asked),
        _("This asks %(people)s people now. Send it again if that is right.") % {"people": asked},
        "spaces",
    )
    announcement = Announcement.objects.create(author=actor, due_on=due_on)
    for number, space in enumerate(sorted(spaces, key=lambda space: space.pk)):
        post = add_post(
            actor=actor, space=space, body=body, attachments=attachments, key=None if number else key
        )
        AnnouncedPost.objects.create(post=post, announcement=announcement)
        record(
            events.AnnouncementAdded(
                actor=actor.pk, space=space.pk, post=post.pk, root=None, announcement=announcement.pk,
                people=people_asked(actor, [space]),
            )
        )  # fmt: skip
        empty_draft(actor=actor, space=space)
    return announcement


@transaction.atomic
def confirm_reading(*, actor: Person, announcement: Announcement, version: int | None = None) -> None:
    """The actor says that they have read the announcement, in the version that stood there."""
    demand(policy.can_confirm(actor, announcement), _("This announcement does not ask you."))
    ensure(not announcement.is_ended, _("Nobody is asked any more."))
    current = announcement.version
    ensure(version in (None, current), _("The text has been changed meanwhile. Please read it again."))
    take_turns("confirmation", announcement.pk, actor.pk)
    said = Confirmation.objects.filter(announcement=announcement, person=actor, version=current)
    if not said.exists():
        Confirmation.objects.create(announcement=announcement, person=actor, version=current)
        record(events.ReadingConfirmed(actor=actor.pk, announcement=announcement.pk))
        tell_own_screens(actor.pk)


@transaction.atomic
def chase_announcement(*, actor: Person, post: Post) -> int:
    """Remind those who have not confirmed; answers how many. Not twice within 20 hours, whoever asks for it."""
    demand(
        policy.can_chase(actor, post), _("Only the person who announced it and stewards can remind people.")
    )
    announcement = post.announced.announcement
    take_turns("chase", announcement.pk)
    ensure(not announcement.is_ended, _("Nobody is asked any more."))
    last = announcement.chases.order_by("at").last()
    if last and last.at + CHASE_REST > time.now():
        times = {"last": _clock(last.at), "next": _clock(last.at + CHASE_REST)}
        ensure(False, _("They were reminded at %(last)s. You can do that again at %(next)s.") % times)
    people = announcement.unread_by().count()
    ensure(people > 0, _("Everybody has confirmed. There is nobody to remind."))
    _chase(actor, announcement, Chase.Why.ASKED, people)
    return people


def chase_due() -> int:
    """Remind by itself, on the morning before and of the due day; answers how many announcements. A system job."""
    today = time.now().date()
    near = Announcement.objects.open().filter(due_on__range=(today - timedelta(2), today + timedelta(2)))
    return sum(_chase_if_due(each) for each in near.select_related("author__site"))


@transaction.atomic
def end_announcement(*, actor: Person, announcement: Announcement) -> None:
    """Stop asking. Who has confirmed stays on the list."""
    own = announcement.author_id == actor.pk
    demand(own, _("Only the person who announced it can stop asking. A steward can withdraw the post."))
    _ending, is_new = AnnouncementEnding.objects.get_or_create(
        announcement=announcement, defaults={"by": actor}
    )
    if is_new:
        for copy in announcement.copies.select_related("post"):
            record(
                events.AnnouncementEnded(
                    actor=actor.pk, space=copy.post.space_id, post=copy.pk, root=None,
                    announcement=announcement.pk,
                )
            )  # fmt: skip


def _sent_before(actor: Person, key: UUID) -> Announcement | None:
    take_turns("post key", actor.pk, key)
    copies = AnnouncedPost.objects.filter(post__author=actor, post__key=key)
    copy = copies.select_related("announcement").first()
    return copy.announcement if copy else None


def _check_due(actor: Person, due_on: date | None) -> None:
    if due_on is not None:
        today = localtime(time.now(), actor.zone).date()
        ensure(due_on >= today, _("This day is over. Choose today or a later day."), "due_on")
        ensure(due_on <= today + LONGEST, _("Choose a day within a year."), "due_on")


def _chase_if_due(announcement: Announcement) -> bool:
    here = localtime(time.now(), announcement.author.zone)
    known = time.now() - announcement.at
    days = (announcement.due_on - here.date()).days if announcement.due_on else None
    if here.hour < MORNING or days not in (0, 1):
        return False
    why, enough = (Chase.Why.DUE, KNOWN_ON_THE_DAY) if days == 0 else (Chase.Why.BEFORE, KNOWN_BEFORE)
    if known < enough:
        return False
    with transaction.atomic():
        take_turns("chase", announcement.pk)
        people = announcement.unread_by().count()
        if announcement.chases.filter(why=why).exists() or not people:
            return False
        _chase(None, announcement, why, people)
    return True


def _chase(actor: Person | None, announcement: Announcement, why: Chase.Why, people: int) -> None:
    Chase.objects.create(announcement=announcement, by=actor, why=why, people=people)
    for copy in announcement.copies.asking().select_related("post"):
        record(
            events.AnnouncementChased(
                actor=actor.pk if actor else None, space=copy.post.space_id, post=copy.pk, root=None,
                announcement=announcement.pk, why=why.value,
            )
        )  # fmt: skip


def _clock(at: datetime) -> str:
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT")
