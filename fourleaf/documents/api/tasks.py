"""Tasks and decisions that stand in texts: list them, tick them, give them to somebody."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from fourleaf.documents import actions
from fourleaf.documents.loading import known_document, note_parts, note_read
from fourleaf.documents.models import Document, Task, TaskQuerySet
from fourleaf.kit.api.description import Input, one_of
from fourleaf.kit.api.door import ApiRequest
from fourleaf.kit.api.paging import Page, Paging, page_of
from fourleaf.kit.refusals import ensure
from fourleaf.people.models import Person
from fourleaf.people.tokens import DOCUMENTS, READ
from fourleaf.spaces.models import Space

router = Router(tags=["Tasks"], auth=READ)
KindText = Annotated[Task.Kind, one_of(Task.Kind)]
StateText = Annotated[Task.State, one_of(Task.State)]


class TasksAsked(Paging):
    """Which of them; all, unless said otherwise."""

    kind: Annotated[KindText | None, Field(description="Tasks or decisions alone.")] = None
    state: Annotated[StateText | None, Field(description="In this state alone.")] = None


class TaskOut(Schema):
    """A task or decision, as the text has it."""

    id: UUID
    document: UUID
    kind: KindText
    place: Annotated[int, Field(description="Where in the text, from 0.")]
    words: str
    state: StateText
    owner: UUID | None
    due_on: date | None
    at: datetime
    changed_at: Annotated[datetime, Field(description="Since when it is in this state.")]


class TaskChange(Input):
    """What becomes of it; what is left out stays. It is written into the text."""

    state: StateText | None = None
    owner: Annotated[UUID | None, Field(description="Of a task; null: nobody.")] = None
    due_on: Annotated[date | None, Field(description="Of a task; null: no day.")] = None


@router.get("/documents/{uuid:document_id}/tasks", response=Page[TaskOut], operation_id="list_document_tasks")
def of_document(request: ApiRequest, document_id: UUID, asked: Query[TasksAsked]) -> dict[str, Any]:
    """Those of one text, in its order, as it was read within the last minutes."""
    document = known_document(request, document_id)
    note_read(request, document)
    return _page(request, document.tasks.all(), asked, by=["place", "pk"])


@router.get("/spaces/{uuid:space_id}/tasks", response=Page[TaskOut], operation_id="list_space_tasks")
def of_space(request: ApiRequest, space_id: UUID, asked: Query[TasksAsked]) -> dict[str, Any]:
    """Those of all documents of a space that are in use, the last turned first."""
    space = get_object_or_404(Space.objects.readable_by(request.user), pk=space_id)
    here = Task.objects.filter(document__in=Document.objects.filter(space=space).standing())
    return _page(request, here, asked, by=["-changed_at", "-pk"])


@router.get("/me/tasks", response=Page[TaskOut], operation_id="list_own_tasks")
def own(request: ApiRequest, asked: Query[Paging]) -> dict[str, Any]:
    """What you are to do, in documents that you can read, the oldest first."""
    return _page(request, Task.objects.of(request.user), asked, by=["at", "pk"])


@router.patch("/tasks/{uuid:task_id}", response=TaskOut, operation_id="change_task", auth=DOCUMENTS)
def change(request: ApiRequest, task_id: UUID, wanted: TaskChange) -> dict[str, Any]:
    """Tick a task, decide, reverse; say who does it and by when. The text says so from then on."""
    task = get_object_or_404(Task.objects.visible_to(request.user), pk=task_id)
    said = wanted.dict(exclude_unset=True)
    ensure(bool(said), _("Say what should become of it."), "state")
    if said.get("state"):
        actions.turn_task(actor=request.user, task=task, state=said["state"])
    if {"owner", "due_on"} & said.keys():
        owner = _person(request.user, said["owner"]) if "owner" in said else task.owner
        due_on = said.get("due_on", task.due_on)
        actions.give_task(actor=request.user, task=task, owner=owner, due_on=due_on)
    return _out(task)


def _person(asker: Person, key: UUID | None) -> Person | None:
    if key is None:
        return None
    found = Person.objects.visible_to(asker).active().filter(pk=key).first()
    ensure(found is not None, _("There is nobody of this id whom you know."), "owner")
    return found


def _page(request: ApiRequest, found: TaskQuerySet, asked: Paging, *, by: Sequence[str]) -> dict[str, Any]:
    if isinstance(asked, TasksAsked):
        wanted = {"kind": asked.kind, "state": asked.state}
        found = found.filter(**{name: value for name, value in wanted.items() if value is not None})

    def show(rows: Sequence[Task]) -> Iterable[dict[str, Any]]:
        known = Document.objects.visible_to(request.user).in_bulk({row.document_id for row in rows})
        note_parts(request.user, known.values())
        return [_out(each) for each in rows if each.document_id in known]

    return page_of(request, found, asked, show, by=by)


def _out(row: Task) -> dict[str, Any]:
    return {
        "id": row.pk, "document": row.document_id, "kind": row.kind, "place": row.place, "words": row.words,
        "state": row.state, "owner": row.owner_id, "due_on": row.due_on, "at": row.at,
        "changed_at": row.changed_at,
    }  # fmt: skip
