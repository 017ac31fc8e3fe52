"""Reach people: at once when something has just happened, each minute who has waited long enough, and by digest."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.tasks import Task

from fourleaf.conversation import actions as conversation
from fourleaf.inbox import actions, push
from fourleaf.inbox.digest import digest_of, due_for_digest
from fourleaf.inbox.mailing import mail_at_once, mail_digest
from fourleaf.inbox.models import Preference, Telling
from fourleaf.inbox.standing import still_standing
from fourleaf.inbox.telling import Kind, tell
from fourleaf.kit import time
from fourleaf.people.models import Person

#: Waits of 5, 25, 125 … seconds; the last of six tries comes about an hour after the first.
RETRY = RetryStrategy(max_attempts=5, exponential_wait=5)
#: Who sees it on the screen meanwhile gets no mail of it.
PATIENCE = timedelta(minutes=1)
#: Nobody gets more than one mail in this time, but when they are on duty.
BETWEEN = timedelta(minutes=5)
URGENT = 1


def reach_soon(person: UUID, *, urgent: bool = False) -> None:
    """Have somebody told what is due. One job a person at a time; who is on duty does not wait behind a retry."""
    task = reach_person.configure(lock=f"reach {person}", priority=URGENT if urgent else 0)
    task.defer(person=str(person))


@app.task(queue="mail", retry=RETRY)
def reach_person(person: str) -> None:
    """Tell somebody, by the channels they chose, that there is something, if it is still so."""
    found = Person.objects.select_related("site").active().filter(pk=UUID(person)).first()
    rows = list(Telling.objects.due(time.now()).filter(person_id=UUID(person)).order_by("at"))
    standing = still_standing(found, rows) if found else []
    actions.close_tellings({row.pk for row in rows} - {row.pk for row in standing})
    if found is None or not standing:
        return
    wishes = Preference.objects.filter(person=found).first() or Preference(person=found)
    if wishes.push:
        _push(found, [row for row in standing if row.pushed_at is None])
    _mail(found, wishes, standing)


def _push(person: Person, rows: list[Telling]) -> None:
    """One push of each kind, which takes the place of an earlier one that was not looked at."""
    kinds = {row.kind: row.urgent for row in sorted(rows, key=lambda row: row.urgent)}
    sent = sum(push.send(person.pk, kind, urgent=urgent) for kind, urgent in kinds.items())
    if sent:
        actions.note_pushed(row.pk for row in rows)


def _mail(person: Person, wishes: Preference, rows: list[Telling]) -> None:
    urgent = any(row.urgent for row in rows)
    ripe = [row for row in rows if row.urgent or row.at <= time.now() - PATIENCE]
    can = settings.HAS_MAIL and bool(person.email) and wishes.bounced_at is None
    if not can or not (wishes.mail_at_once or urgent):
        actions.close_tellings(row.pk for row in ripe)
    elif urgent or (ripe and not _mailed_lately(person)):
        if mail_at_once(person, rows):
            actions.note_mailed(row.pk for row in rows)
        else:
            actions.close_tellings(row.pk for row in rows)


def _mailed_lately(person: Person) -> bool:
    return Telling.objects.filter(person=person, mailed_at__gt=time.now() - BETWEEN).exists()


@app.periodic(cron="* * * * *")
@app.task(queue="mail", queueing_lock="reach_everybody")
def reach_everybody(timestamp: int) -> None:
    """Have told whoever has something due: quiet hours have ended, or nobody looked at the screen."""
    due = Telling.objects.due(time.now()).values_list("person_id", flat=True)
    for person in set(due) - _at_work(reach_person):
        reach_soon(person)


@app.periodic(cron="* * * * *")
@app.task(queue="posts", queueing_lock="show_again")
def show_again(timestamp: int) -> None:
    """Tell people of the posts that they wanted to see again by now."""
    with transaction.atomic():
        for reminder in conversation.wake_reminders():
            tell(reminder.person_id, Kind.REMINDER, reminder.post_id)


@app.task(queue="mail", retry=RETRY)
def send_digest(person: str) -> None:
    """Send somebody's digest, if there is anything in it."""
    since = due_for_digest(UUID(person)).get(UUID(person))
    if since is None:
        return
    found = Person.objects.select_related("site").get(pk=person)
    digest = digest_of(found, since)
    if not digest.is_empty:
        mail_digest(found, digest)
    actions.note_digest(person=found.pk, up_to=digest.up_to)


@app.periodic(cron="*/5 * * * *")
@app.task(queue="mail", queueing_lock="send_digests")
def send_digests(timestamp: int) -> None:
    """Have a digest sent to everybody whose time of day or week has come."""
    if settings.HAS_MAIL:
        for person in due_for_digest().keys() - _at_work(send_digest):
            send_digest.configure(lock=f"digest {person}").defer(person=str(person))


def _at_work(task: Task[..., None, ...]) -> set[UUID]:
    """For whom such a job waits or runs already."""
    jobs = ProcrastinateJob.objects.filter(task_name=task.name, status__in=("todo", "doing"))
    return {UUID(args["person"]) for args in jobs.values_list("args", flat=True)}
