"""Submit a version for review, answer, decide, take back, remind."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.documents import events, policy
from fourleaf.documents.actions.reminding import day_to_remind
from fourleaf.documents.actions.revisions import keep_submitted
from fourleaf.documents.models import KIND, Answer, Document, Reviewer, Round, RoundEnding
from fourleaf.kit import time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.text import one_line
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person
from fourleaf.sharing import actions as sharing
from fourleaf.sharing.models import Grant
from fourleaf.sharing.things import Thing

LONGEST = timedelta(days=366)
MOST = 20
#: So many days after the due day, and again after as many, those who have not answered are reminded once more.
AGAIN = timedelta(days=3)
How = RoundEnding.How


@transaction.atomic
def submit_document(
    *,
    actor: Person,
    document: Document,
    name: str,
    reviewers: Sequence[Person],
    due_on: date,
    note: str = "",
    show_them: bool = False,
) -> Round:
    """Keep the text as it is now as a version and ask these people to look at it by a day; ends a round that is open.

    With `show_them` those who cannot read the document are shown it, to comment on, until two weeks after the due day.
    """
    demand(policy.can_submit(actor, document), _("Only who writes where the document is can submit it."))
    take_turns("round", document.pk)
    note = one_line(note)
    ensure(0 < len(set(reviewers)) <= MOST, _("Choose at least one reviewer, at most 20."), "reviewers")
    ensure(actor not in reviewers, _("You cannot review what you submit."), "reviewers")
    ensure(len(note) <= 500, _("Say it in at most 500 characters."), "note")
    today = localtime(time.now(), actor.zone).date()
    ensure(due_on >= today, _("This day is over. Choose today or a later day."), "due_on")
    ensure(due_on <= today + LONGEST, _("Choose a day within a year."), "due_on")
    _let_them_read(actor, document, reviewers, due_on, note or name, show_them=show_them)
    for former in document.rounds.open():
        _end(actor, former, How.RESUBMITTED)
    revision = keep_submitted(actor=actor, document=document, name=name)
    made = Round.objects.create(document=document, revision=revision, by=actor, due_on=due_on, note=note)
    for person in sorted(set(reviewers), key=lambda each: each.pk):
        Reviewer.objects.create(document=document, round=made, person=person)
        _ask(made, document, person.pk, actor.pk)
    return made


@transaction.atomic
def answer_round(*, actor: Person, round: Round, approves: bool, note: str = "") -> None:
    """Approve the version, or say what should change. When everybody has answered, that decides the round."""
    take_turns("round", round.document_id)
    round = Round.objects.select_related("document").get(pk=round.pk)  # a reviewer may not know of its space
    demand(policy.can_answer(actor, round), _("You are not asked to review this."))
    ensure(round.is_open, _("This review is over: nobody is asked any more."))
    note = note.replace("\0", "").strip()
    ensure(approves or bool(note), _("Say what should change."), "note")
    ensure(len(note) <= 2000, _("Say it in at most 2000 characters."), "note")
    document = round.document
    Answer.objects.create(document=document, round=round, person=actor, approves=approves, note=note)
    record(
        events.ReviewAnswered(
            actor=actor.pk, space=document.space_id, document=document.pk, round=round.pk, approves=approves
        )
    )
    said = dict(round.answers.order_by("at", "pk").values_list("person_id", "approves"))
    if said.keys() >= set(round.reviewers.values_list("person_id", flat=True)):
        _end(actor, round, How.APPROVED if all(said.values()) else How.CHANGES)


@transaction.atomic
def withdraw_round(*, actor: Person, round: Round) -> None:
    """Ask nobody any more. The version and what was said of it stay."""
    take_turns("round", round.document_id)
    round = Round.objects.select_related("document").get(pk=round.pk)
    policy.demand_write(actor, round.document)
    ensure(round.is_open, _("This review is over: nobody is asked any more."))
    _end(actor, round, How.WITHDRAWN)


def remind_reviewers() -> int:
    """System: remind those who have not answered, from the morning of the due day on; how many rounds it was."""
    today = time.now().date()
    due = Round.objects.open().filter(due_on__lte=today + timedelta(1), document__withdrawal=None)
    return sum(map(_remind_if_due, due.select_related("by__site", "document")))


@transaction.atomic
def _remind_if_due(round: Round) -> bool:
    today = day_to_remind(round.by, round.due_on, round.reminded_on, AGAIN)
    if today is None:
        return False
    take_turns("round", round.document_id)
    said = round.answers.values("person")
    waiting = round.reviewers.exclude(person__in=said).values_list("person_id", flat=True)
    for person in waiting:
        _ask(round, round.document, person, None)
    Round.objects.filter(pk=round.pk).update(reminded_on=today)
    return True


def _let_them_read(
    actor: Person,
    document: Document,
    people: Sequence[Person],
    due_on: date,
    purpose: str,
    *,
    show_them: bool,
) -> None:
    readers = set(policy.readers(document).values_list("pk", flat=True))
    blind = [person for person in people if person.pk not in readers]
    ensure(
        show_them or not blind,
        _("These people cannot read it: %(names)s.") % {"names": ", ".join(each.name for each in blind)},
        "reviewers",
    )
    own = ((KIND, document.pk),)
    place = document.get_absolute_url()
    for person in blind:
        sharing.show(
            actor=actor,
            thing=Thing(KIND, document.pk, document.space, document.made_by_id, place, own, own),
            to=person,
            purpose=_("Review: %(what)s") % {"what": purpose[:250]},
            role=Grant.Role.COMMENTER,
            until=time.midnight(due_on + timedelta(days=15)),
        )


def _ask(round: Round, document: Document, person: UUID, actor: UUID | None) -> None:
    record(
        events.ReviewAsked(
            actor=actor,
            space=document.space_id,
            document=document.pk,
            round=round.pk,
            person=person,
            is_reminder=actor is None,
        )
    )


def _end(actor: Person, round: Round, how: RoundEnding.How) -> None:
    RoundEnding.objects.create(round=round, document_id=round.document_id, how=how, by=actor)
    record(
        events.ReviewEnded(
            actor=actor.pk,
            space=round.document.space_id,
            document=round.document_id,
            round=round.pk,
            person=round.by_id,
            how=how.value,
        )
    )
