"""Tasks and decisions of texts: of a document, of a space, one's own; ticked here, they are ticked there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourleaf.documents import actions, policy
from fourleaf.documents.forms import StateForm, TaskForm
from fourleaf.documents.life import names_of
from fourleaf.documents.loading import known_document, note_parts, note_read
from fourleaf.documents.models import Document, Task, TaskQuerySet
from fourleaf.documents.views.reading import head
from fourleaf.kit.forms import accepted, errors_of, invalid
from fourleaf.kit.web import PersonRequest
from fourleaf.spaces import policy as spaces
from fourleaf.spaces.loading import frame, readable_space

SHOWN = 100


@login_required
@require_safe
def own(request: PersonRequest) -> HttpResponse:
    """What the reader is to do, the most pressing first."""
    found = Task.objects.of(request.user).order_by("due_on", "at", "pk")
    return render(request, "documents/own_tasks.html", listed(request, found))


@login_required
@require_safe
def of_document(request: PersonRequest, document_id: UUID) -> HttpResponse:
    """All tasks and decisions of one text, in its order."""
    document = known_document(request, document_id)
    found = document.tasks.order_by("place")
    page = head(request, document) | listed(request, found, {document.pk: document})
    page["most"] = Task.MOST if found.count() >= Task.MOST else 0
    page["is_behind"] = document.sequence > _read_to(document)
    return render(request, "documents/tasks.html", page)


@login_required
@require_safe
def of_space(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """What is to be done in a space's documents; `?show=done` is the past, `?show=decisions` what was decided."""
    space = readable_space(request, space_id)
    show = request.GET.get("show", "")
    here = Task.objects.filter(
        document__space=space, document__in=Document.objects.filter(space=space).standing()
    )
    found = {
        "decisions": here.decisions().order_by("-changed_at", "pk"),
        "done": here.tasks().filter(state=Task.State.DONE).order_by("-changed_at", "pk"),
    }.get(show, here.open().order_by("due_on", "at", "pk"))
    page = frame(request, space, "documents") | listed(request, found) | {"show": show}
    page["writes_here"] = spaces.can_post(request.user, space)
    return render(request, "documents/space_tasks.html", page)


@login_required
@require_POST
def turning(request: PersonRequest, task_id: UUID) -> HttpResponse:
    """Tick it, or take the tick away; decide or reverse: in the text."""
    task = _task(request, task_id)
    form = StateForm(request.POST)
    if not accepted(
        form, lambda: actions.turn_task(actor=request.user, task=task, state=form.cleaned_data["state"])
    ):
        return invalid(request, errors_of(form)[0])
    return _back(request, task)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: PersonRequest, task_id: UUID) -> HttpResponse:
    """Say who does it and by when; it is written into the text."""
    found = _task(request, task_id)
    document = known_document(request, found.document_id)
    policy.demand_write(request.user, document)
    note_read(request, document)
    people = list(policy.meant(document).order_by("family_name", "name"))
    form = TaskForm(
        request.POST if request.method == "POST" else None,
        people=people,
        initial={"owner": found.owner_id, "due_on": found.due_on},
    )
    if request.method == "POST" and accepted(
        form, lambda: actions.give_task(actor=request.user, task=found, **form.wanted())
    ):
        messages.success(request, _("It is written into the text."))
        return redirect("document-tasks", document.pk)
    page = {"document": document, "task": found, "form": form}
    return render(request, "documents/task.html", page, status=422 if form.is_bound else 200)


def listed(
    request: PersonRequest, found: TaskQuerySet, known: dict[UUID, Document] | None = None
) -> dict[str, Any]:
    """A page of them with names, and in which of their documents the reader may write."""
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    keys = {row.document_id for row in rows}
    documents = known or Document.objects.visible_to(request.user).in_bulk(keys)
    if known is None:
        note_parts(request.user, documents.values())
    names = names_of(row.owner_id for row in rows if row.owner_id)
    writable = policy.writable(request.user, keys)
    today = localdate()
    lines = [
        {
            "task": row,
            "document": documents[row.document_id],
            "owner": names.get(row.owner_id, _("somebody")) if row.owner_id else "",
            "is_overdue": row.is_overdue(today),
            "can_turn": row.document_id in writable,
        }
        for row in rows
        if row.document_id in documents
    ]
    return {"page": page, "lines": lines, "is_one": known is not None}


def _task(request: PersonRequest, key: UUID) -> Task:
    return get_object_or_404(Task.objects.visible_to(request.user), pk=key)


def _read_to(document: Document) -> int:
    reading = getattr(document, "task_reading", None)
    return reading.upto if reading else 0


def _back(request: PersonRequest, task: Task) -> HttpResponse:
    back = request.POST.get("back", "")
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, None):
        return redirect(back)
    return redirect(task)
