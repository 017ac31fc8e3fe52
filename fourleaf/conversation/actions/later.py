"""Send later, and bring back later."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import tell_own_screens
from fourleaf.conversation import policy
from fourleaf.conversation.actions.own import empty_draft
from fourleaf.conversation.actions.posts import add_post, sound_body
from fourleaf.conversation.actions.storing import drop_files
from fourleaf.conversation.models import Attachment, Hold, Post, Reminder, ScheduledPost
from fourleaf.kit import ids, time
from fourleaf.kit.refusals import Invalid, Refused, demand, ensure
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person
from fourleaf.spaces import policy as spaces
from fourleaf.spaces.models import Space

log = logging.getLogger("fourleaf.posts")
LONGEST = timedelta(days=366)
#: A post that could not go out for longer than this waits for its author instead of coming as a surprise.
TOO_LATE = timedelta(hours=1)


@transaction.atomic
def schedule_post(
    *,
    actor: Person,
    space: Space,
    body: str,
    send_at: datetime,
    root: Post | None = None,
    mark: str = "",
    attachments: Sequence[Attachment] = (),
    key: UUID | None = None,
) -> ScheduledPost:
    """Write now what is to be said later in a space, or in the thread of `root`. The same `key` plans it once."""
    demand(policy.can_post(actor, space), _("You can read this space, but not write in it."))
    ensure(root is None or root.space_id == space.pk, _("This thread is elsewhere."))
    if key:
        take_turns("scheduled post", key)
        if planned := ScheduledPost.objects.filter(author=actor, pk=key).first():
            return planned
    body = sound_body(body, has_files=bool(attachments))
    _check(send_at)
    waiting = ScheduledPost.objects.filter(author=actor).count()
    ensure(waiting < ScheduledPost.MOST, _("50 posts wait to be sent. Send or cancel some first."))
    scheduled = ScheduledPost.objects.create(
        pk=key or ids.uuid7(),
        author=actor,
        space=space,
        root=root,
        body=body,
        mark=mark,
        attachments=[attachment.pk for attachment in attachments],
        shown_access=space.access,
        send_at=send_at,
    )
    empty_draft(actor=actor, space=space, root=root)
    return scheduled


@transaction.atomic
def change_scheduled(
    *, actor: Person, scheduled: ScheduledPost, body: str, send_at: datetime, shown_access: str
) -> None:
    """Another text or time; what was held back is planned again."""
    demand(scheduled.author_id == actor.pk, _("Only its author can do that."))
    scheduled = _taken(scheduled)
    _check(send_at)
    scheduled.body = sound_body(body, has_files=bool(scheduled.attachments))
    scheduled.send_at, scheduled.shown_access = send_at, shown_access
    scheduled.save(update_fields=["body", "send_at", "shown_access"])
    Hold.objects.filter(scheduled=scheduled).delete()
    tell_own_screens(actor.pk)


@transaction.atomic
def send_now(*, actor: Person, scheduled: ScheduledPost, shown_access: str) -> Post:
    """Send what was to be sent later, to the audience that stood beside the button."""
    demand(scheduled.author_id == actor.pk, _("Only its author can do that."))
    scheduled = _taken(scheduled)
    scheduled.shown_access = shown_access
    return _send(scheduled)


@transaction.atomic
def cancel_scheduled(*, actor: Person, scheduled: ScheduledPost) -> None:
    """It is not sent, and its files go."""
    demand(scheduled.author_id == actor.pk, _("Only its author can do that."))
    scheduled = _taken(scheduled)
    drop_files(Attachment.objects.filter(pk__in=scheduled.attachments, post=None, uploader=actor))
    scheduled.delete()
    tell_own_screens(actor.pk)


def send_due() -> int:
    """Send what is due, each in a transaction of its own; answers how many went out. A system job.

    What cannot be sent is held back for its author to decide. Somebody who left the organisation sends nothing.
    """
    due = ScheduledPost.objects.planned().filter(send_at__lte=time.now())
    return sum(_send_or_log(key) for key in due.values_list("pk", flat=True))


def _send_or_log(key: UUID) -> bool:
    """A post on which we fail holds up no other; it is tried again each minute until it is too late."""
    try:
        return _send_or_hold(key)
    except (OperationalError, InterfaceError):  # the database is away: the whole job comes again
        raise
    except Exception as error:
        log.error("scheduled post %s failed with %s", key, type(error).__name__)
        return False


@transaction.atomic
def _send_or_hold(key: UUID) -> bool:
    take_turns("scheduled post", key)
    found = ScheduledPost.objects.planned().filter(pk=key, send_at__lte=time.now())
    scheduled = found.select_related(
        "author", "space__archival", "space__planned_start", "root__withdrawal"
    ).first()
    if scheduled is None:  # sent, changed or cancelled in this very moment
        return False
    why = _obstacle(scheduled)
    if why is None:
        try:
            with transaction.atomic():
                _send(scheduled)
        except (Refused, Invalid):
            why = Hold.Why.REFUSED
    if why is not None:
        Hold.objects.create(scheduled=scheduled, why=why)
    tell_own_screens(scheduled.author_id)
    return why is None


def _obstacle(scheduled: ScheduledPost) -> Hold.Why | None:
    author, space = scheduled.author, scheduled.space
    if not author.is_active or not spaces.can_read(author, space):
        return Hold.Why.RIGHT
    if space.is_archived:
        return Hold.Why.ARCHIVED
    if not policy.can_post(author, space):
        return Hold.Why.RIGHT
    if space.access == Space.Access.OPEN != scheduled.shown_access:
        return Hold.Why.OPENED
    if time.now() - scheduled.send_at > TOO_LATE:
        return Hold.Why.LATE
    return None


def _send(scheduled: ScheduledPost) -> Post:
    """Its key makes one post of it, however often somebody tries; it goes in the same transaction."""
    post = add_post(
        actor=scheduled.author,
        space=scheduled.space,
        body=scheduled.body,
        root=scheduled.root,
        mark=scheduled.mark,
        attachments=list(Attachment.objects.filter(pk__in=scheduled.attachments)),
        key=scheduled.pk,
        shown_access=scheduled.shown_access,
    )
    ScheduledPost.objects.filter(pk=scheduled.pk).delete()
    tell_own_screens(scheduled.author_id)
    return post


def _taken(scheduled: ScheduledPost) -> ScheduledPost:
    """The same once nobody else is about it; refused where the worker was quicker."""
    take_turns("scheduled post", scheduled.pk)
    found = ScheduledPost.objects.filter(pk=scheduled.pk).select_related("author").first()
    if found is None:
        raise Invalid(_("This has just been sent or cancelled."))
    found.space, found.root = scheduled.space, scheduled.root
    return found


@transaction.atomic
def set_reminder(*, actor: Person, post: Post, due_at: datetime) -> Reminder:
    """Bring a post back to the actor at this time, and tell nobody else; a second one moves the first."""
    demand(policy.can_read(actor, post), _("You cannot read this."))
    ensure(not post.is_withdrawn, _("This post is withdrawn."))
    _check(due_at)
    take_turns("reminder", post.pk, actor.pk)
    own = Reminder.objects.filter(post=post, person=actor)
    if not own.update(due_at=due_at, is_told=False):
        Reminder.objects.create(post=post, person=actor, due_at=due_at)
    reminder = own.get()
    tell_own_screens(actor.pk)
    return reminder


@transaction.atomic
def drop_reminder(*, actor: Person, post: Post) -> None:
    """Done with it, or not wanted after all."""
    Reminder.objects.filter(post=post, person=actor).delete()
    tell_own_screens(actor.pk)


@transaction.atomic
def wake_reminders() -> list[Reminder]:
    """Those whose time has come since the last look, each once; what one can no longer read goes. A system job."""
    take_turns("reminders")
    due = Reminder.objects.filter(due_at__lte=time.now(), is_told=False)
    rows = list(due.select_related("person", "post__space", "post__withdrawal"))
    kept = [each for each in rows if not each.post.is_withdrawn and policy.can_read(each.person, each.post)]
    Reminder.objects.filter(pk__in=[each.pk for each in rows if each not in kept]).delete()
    Reminder.objects.filter(pk__in=[each.pk for each in kept]).update(is_told=True)
    for person in {each.person_id for each in kept}:
        tell_own_screens(person)
    return kept


def _check(at: datetime) -> None:
    ensure(at > time.now(), _("This time has passed. Choose a later one."), "at")
    ensure(at <= time.now() + LONGEST, _("Choose a time within a year."), "at")
