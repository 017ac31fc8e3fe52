"""How far a document has come, beside its text: review, tasks, whether the last change has arrived."""

from typing import Any

from django.db.models import Count

from fourleaf.documents import policy
from fourleaf.documents.arrival import arrival_of, last_opened, of_substance
from fourleaf.documents.models import Document, MustSee, Task
from fourleaf.documents.rounds import cards
from fourleaf.kit.web import PersonRequest
from fourleaf.people.models import Person


def progress(request: PersonRequest, found: Document) -> dict[str, Any]:
    """What `_side_review.html` and `_side_tasks.html` show."""
    person = request.user
    newest = found.rounds.order_by("-at").values("pk")[:1]
    (review,) = cards(found.rounds.filter(pk__in=newest), person) or (None,)
    last = next(iter(of_substance(found)), None)
    asking = MustSee.objects.asking(person).filter(document=found).select_related("revision")
    states = found.tasks.order_by().values_list("state").annotate(Count("pk"))
    counts: dict[str, int] = dict(states.values_list("state", "pk__count"))
    return {
        "review": review,
        "can_submit": bool(found.sequence) and policy.can_submit(person, found),
        "asks_me": asking.defer("revision__tree").first(),
        "since": _since(found, person),
        "newest_change": {"revision": last, "arrival": arrival_of(last)} if last else None,
        "open_tasks": counts.get(Task.State.OPEN, 0),
        "done_tasks": counts.get(Task.State.DONE, 0),
        "decided": sum(counts.get(state, 0) for state in Task.STATES[Task.Kind.DECISION]),
    }


def _since(found: Document, person: Person) -> int | None:
    """The version that the person had before them last, if others have changed the text since."""
    seen = last_opened(found, person.pk)
    if not seen or seen >= found.sequence:
        return None
    by_others = found.revisions.filter(upto__gt=seen).exclude(authors__contained_by=[person.pk])
    if not found.updates.filter(number__gt=seen).exclude(person=person).exists() and not by_others.exists():
        return None
    before = found.revisions.filter(upto__lte=seen).order_by("-number").values_list("number", flat=True)
    return before.first()
