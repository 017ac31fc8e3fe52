"""Read tasks and decisions from texts, write into the text what becomes of them, remind their owners."""

import logging
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from pycrdt import Doc

from fourleaf.chronicle.record import record
from fourleaf.documents import events, policy
from fourleaf.documents.actions.documents import add_update
from fourleaf.documents.actions.notices import notice_text
from fourleaf.documents.actions.reminding import day_to_remind
from fourleaf.documents.content import opened
from fourleaf.documents.models import Document, Task, TaskReading
from fourleaf.documents.text.tasks import Found, found_in, paired
from fourleaf.documents.tree import yjs
from fourleaf.kit import time
from fourleaf.kit.refusals import ensure
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person

log = logging.getLogger("fourleaf.documents")

#: A text is read when it has been quiet for so long, or at the latest when nobody has read it for some minutes.
SETTLED, LATEST = timedelta(seconds=5), timedelta(minutes=2)
#: Documents that one run of the job reads.
AT_ONCE = 100
#: So many days after the day it was due its owner is reminded once more, and again.
AGAIN = timedelta(days=7)
State = Task.State


def read_tasks() -> int:
    """System: read the tasks of each document that has changed since; how many documents it was."""
    now = time.now()
    behind = Document.objects.filter(withdrawal=None, sequence__gt=0).filter(
        Q(task_reading=None) | Q(task_reading__upto__lt=F("sequence"))
    )
    settled = behind.filter(
        Q(changed_at__lte=now - SETTLED) | Q(task_reading=None, made_at__lte=now - LATEST)
    )
    done = 0
    for document in settled.order_by("changed_at")[:AT_ONCE]:
        try:
            with transaction.atomic():
                read_tasks_of(document=document)
            done += 1
        except Exception as error:  # one document holds up no others; what it says might stand in the error
            log.error("no task of document %s can be read: %s", document.pk, type(error).__name__)
    return done


@transaction.atomic
def read_tasks_of(*, document: Document) -> None:
    """System: the rows become what the text says now."""
    take_turns("tasks", document.pk)
    upto, copy = opened(document.pk)
    found = _found(document, copy)
    rows = list(Task.objects.filter(document=document).order_by("place"))
    owners = _owners(document, found)
    matched = paired(rows, found)
    for place, (each, row) in enumerate(matched):
        if row is None:
            _add(document, each, place, owners[each])
        else:
            _change(document, row, each, place, owners[each])
    kept = {row.pk for _each, row in matched if row}
    Task.objects.filter(pk__in=[row.pk for row in rows if row.pk not in kept]).delete()
    reading = TaskReading.objects.filter(document=document).first() or TaskReading(document=document, upto=0)
    notice_text(document=document, tree=yjs.read(copy), before=reading)
    reading.upto = upto
    reading.save()


@transaction.atomic
def turn_task(*, actor: Person, task: Task, state: str) -> None:
    """Tick a task in the text, or take the tick away; decide, reverse or propose again what the text decides."""
    document = _writable(actor, task)
    ensure(
        state in Task.STATES[task.kind],
        _("A task is done or not; a decision is proposed, decided or reversed."),
        "state",
    )
    if task.kind == Task.Kind.TASK:
        _write(actor, document, task, {"checked": state == State.DONE})
    else:
        _write(actor, document, task, {"state": state})
    task.state, task.changed_at = State(state), time.now()
    task.save(update_fields=["state", "changed_at"])
    _record_turn(document, task, actor.pk)


@transaction.atomic
def give_task(*, actor: Person, task: Task, owner: Person | None, due_on: date | None) -> None:
    """Write into the text who does a task and by when."""
    document = _writable(actor, task)
    ensure(task.kind == Task.Kind.TASK, _("Only a task has an owner and a day."), "owner")
    if owner is not None:
        ensure(policy.can_read(owner, document), _("They cannot read this document."), "owner")
    attributes = {"owner": str(owner.pk) if owner else None, "due": due_on.isoformat() if due_on else None}
    _write(actor, document, task, attributes)
    is_new = owner is not None and task.owner_id != owner.pk
    task.owner, task.due_on = owner, due_on
    task.save(update_fields=["owner", "due_on"])
    if is_new:
        _tell_owner(document, task, actor.pk)


def remind_owners() -> int:
    """System: remind the owners of tasks that are due, in the morning of the day and each week after; how many."""
    today = time.now().date()
    due = (
        Task.objects.open()
        .filter(due_on__lte=today + timedelta(1), document__withdrawal=None)
        .exclude(owner=None)
    )
    rested = due.filter(Q(reminded_on=None) | Q(reminded_on__lte=today - AGAIN + timedelta(1)))
    return sum(map(_remind_if_due, rested.select_related("owner__site", "document")))


@transaction.atomic
def _remind_if_due(task: Task) -> bool:
    if task.owner is None or task.due_on is None:
        return False
    today = day_to_remind(task.owner, task.due_on, task.reminded_on, AGAIN)
    if today is None:
        return False
    _tell_owner(task.document, task, None, is_reminder=True)
    return bool(Task.objects.filter(pk=task.pk).update(reminded_on=today))


def _writable(actor: Person, task: Task) -> Document:
    take_turns("tasks", task.document_id)
    document = Document.objects.visible_to(actor).get(pk=task.document_id)
    policy.demand_write(actor, document)
    ensure(Task.objects.filter(pk=task.pk).exists(), _("This is no longer in the text."))
    task.refresh_from_db()
    return document


def _write(actor: Person, document: Document, task: Task, attributes: dict[str, Any]) -> None:
    """Give the node of a task these attributes, as one more update of the document."""
    _upto, copy = opened(document.pk)
    found = _found(document, copy)
    rows = list(Task.objects.filter(document=document).order_by("place"))
    path = next((each.path for each, row in paired(rows, found) if row and row.pk == task.pk), None)
    ensure(path is not None, _("This is no longer in the text."))
    before = copy.get_state()
    element: Any = yjs.element_at(copy, path or ())
    there = {name for name, _value in element.attributes}
    with copy.transaction():
        for name, value in attributes.items():
            if value is not None:
                element.attributes[name] = value
            elif name in there:
                del element.attributes[name]
    add_update(actor=actor, document=document, data=copy.get_update(before))


def _found(document: Document, copy: Doc[Any]) -> list[Found]:
    """What the text asks and decides, as much of it as is read."""
    return found_in(yjs.read(copy), localtime(document.changed_at).date())[: Task.MOST]


def _owners(document: Document, found: Sequence[Found]) -> dict[Found, UUID | None]:
    """Whom each means, of those who can read the document: by their key, else by a name after an @."""
    keys = {UUID(each.owner) for each in found if each.owner and _is_key(each.owner)}
    names = {name for each in found for name in each.names}
    if not keys and not names:
        return dict.fromkeys(found)
    readers = {person.pk: person.name.casefold() for person in policy.readers(document)}
    called: dict[str, list[UUID]] = {}
    for key, name in readers.items():
        called.setdefault(name, []).append(key)
    owners: dict[Found, UUID | None] = {}
    for each in found:
        named = next((called[name][0] for name in each.names if len(called.get(name, ())) == 1), None)
        own = UUID(each.owner) if each.owner and _is_key(each.owner) else None
        owners[each] = own if own in readers else named
    return owners


def _is_key(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _add(document: Document, each: Found, place: int, owner: UUID | None) -> None:
    at = document.changed_at
    made = Task.objects.create(
        document=document, kind=each.kind, key=each.key, place=place, words=each.words, state=each.state,
        owner_id=owner, due_on=each.due_on, at=at, changed_at=at,
    )  # fmt: skip
    record(
        events.TaskAdded(
            actor=None, space=document.space_id, document=document.pk, task=made.pk, kind=each.kind
        )
    )
    if owner is not None and made.state == State.OPEN:
        _tell_owner(document, made, None)


def _change(document: Document, row: Task, each: Found, place: int, owner: UUID | None) -> None:
    """The row becomes what was found; what of it is news is recorded."""
    has_turned, is_given = row.state != each.state, owner is not None and row.owner_id != owner
    was = (row.key, row.place, row.words, row.state, row.owner_id, row.due_on)
    row.key, row.place, row.words, row.state = each.key, place, each.words, each.state
    row.owner_id, row.due_on = owner, each.due_on
    if was == (row.key, row.place, row.words, row.state, row.owner_id, row.due_on):
        return
    if has_turned:
        row.changed_at = document.changed_at
    row.save()
    if has_turned:
        _record_turn(document, row, None)
    if is_given and row.state == State.OPEN:
        _tell_owner(document, row, None)


def _record_turn(document: Document, task: Task, actor: UUID | None) -> None:
    record(
        events.TaskTurned(
            actor=actor, space=document.space_id, document=document.pk, task=task.pk, state=task.state
        )
    )


def _tell_owner(document: Document, task: Task, actor: UUID | None, *, is_reminder: bool = False) -> None:
    if task.owner_id is not None and task.owner_id != actor:
        record(
            events.TaskGiven(
                actor=actor, space=document.space_id, document=document.pk, task=task.pk, person=task.owner_id,
                is_reminder=is_reminder,
            )
        )  # fmt: skip
