"""What a document's text asks somebody to do, and what it decides: read from the text, never kept beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fourleaf.documents.models.documents import Document
from fourleaf.kit import ids, time

if TYPE_CHECKING:
    from datetime import date

    from fourleaf.people.models import Person


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, person: Person) -> Self:
        """Those of documents that the person may read and that are in use."""
        return self.filter(document__in=Document.objects.visible_to(person).standing())

    def tasks(self) -> Self:
        return self.filter(kind=Task.Kind.TASK)

    def decisions(self) -> Self:
        return self.filter(kind=Task.Kind.DECISION)

    def open(self) -> Self:
        """What is still to be done."""
        return self.tasks().filter(state=Task.State.OPEN)

    def near(self) -> Self:
        """Those whose day comes within a week, has passed, or is not known."""
        now = models.Value(time.now(), output_field=models.DateTimeField())
        output = models.DateField()
        soon = models.Func(now, template="((%(expressions)s)::timestamptz::date + 7)", output_field=output)
        return self.filter(models.Q(due_on=None) | models.Q(due_on__lte=soon))

    def of(self, person: Person) -> Self:
        """What this person is to do, in documents that they may read."""
        return self.open().visible_to(person).filter(owner=person)


class Task(models.Model):
    """A task or decision as the text had it at update `upto` of its document.

    `place` counts from 0 in the text. `key` is its id in the text, or "" for want of one. A row goes with its words;
    what became other words is the same task as long as it is recognised (`text.tasks.paired`).
    """

    class Kind(models.TextChoices):
        TASK = "task", _("task")
        DECISION = "decision", _("decision")

    class State(models.TextChoices):
        OPEN = "open", _("to do")
        DONE = "done", _("done")
        PROPOSED = "proposed", _("proposed")
        DECIDED = "decided", _("decided")
        REVERSED = "reversed", _("reversed")

    #: so many of a text are read, the first ones
    MOST: ClassVar = 500
    #: what can become of each kind
    STATES: ClassVar[dict[str, tuple[State, ...]]] = {
        Kind.TASK: (State.OPEN, State.DONE),
        Kind.DECISION: (State.PROPOSED, State.DECIDED, State.REVERSED),
    }

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="tasks")
    kind = models.CharField(max_length=8, choices=Kind)
    key = models.CharField(max_length=64, blank=True)
    place = models.PositiveIntegerField()
    words = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="tasks")
    due_on = models.DateField(null=True)
    at = models.DateTimeField(default=time.now)
    #: since when it is in this state
    changed_at = models.DateTimeField(default=time.now)
    #: the last day on which its owner was reminded
    reminded_on = models.DateField(null=True)
    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["document_id", "place"]
        indexes = [
            models.Index(fields=["owner"], condition=models.Q(state="open"), name="documents_task_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("document-tasks", args=[self.document_id])

    @property
    def is_done(self) -> bool:
        return self.state == Task.State.DONE

    def is_overdue(self, today: date) -> bool:
        return self.state == Task.State.OPEN and self.due_on is not None and self.due_on < today


class TaskReading(models.Model):
    """Up to which update the tasks of a document have been read from its text, and what else was found there.

    `mentions`: how often each person who can read it is mentioned; `suggestions`: the ids of those that wait.
    """

    document = models.OneToOneField(Document, models.CASCADE, primary_key=True, related_name="task_reading")
    upto = models.BigIntegerField()
    mentions = models.JSONField(default=dict)
    suggestions = ArrayField(models.CharField(max_length=100), default=list)

    def __str__(self) -> str:
        return f"read to {self.upto}"
