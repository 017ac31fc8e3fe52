"""Note what somebody has opened; mark what must be seen, confirm it, remind the rest; name what depends on what."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record, tell_own_screens
from fourleaf.documents import events, policy
from fourleaf.documents.arrival import arrival_of
from fourleaf.documents.models import Dependence, Document, MustSee, Nudge, Revision, SeenClick, assigned_to
from fourleaf.kit import time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.text import one_line
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person

#: Whoever has just been reminded is not reminded again.
REST = timedelta(hours=20)
#: So many documents one can depend on.
MOST = 20


def open_document(*, actor: Person, document: Document) -> None:
    """The actor has the document before them as it is now. One row for each person and document, which only grows."""
    with connection.cursor() as cursor:
        values: list[Any] = [document.pk, actor.pk, document.sequence, time.now()]
        cursor.execute("select lock.note_opened(%s, %s, %s, %s)", values)


def note_meant(revision: Revision) -> None:
    """Write down for whom a change of substance is, once: numbers of it are told about these people."""
    with connection.cursor() as cursor:
        cursor.execute("select lock.note_meant(%s)", [revision.pk])


@transaction.atomic
def mark_revision(*, actor: Person, document: Document, revision: Revision, what: str) -> None:
    """Ask everybody for whom the document is to confirm that they have read what is new in this version."""
    demand(
        policy.can_correct(actor, document, revision),
        _("Only who wrote it, or began the document, can ask for this."),
    )
    what = one_line(what)
    ensure(bool(what), _("Say what is new."), "what")
    ensure(len(what) <= 200, _("Say it in at most 200 characters."), "what")
    take_turns("arrival", document.pk)
    ensure(not MustSee.objects.filter(revision=revision).exists(), _("This is asked already."))
    MustSee.objects.create(revision=revision, document=document, by=actor, what=what)
    record(
        events.ChangeMarked(
            actor=actor.pk, space=document.space_id, document=document.pk, number=revision.number
        )
    )


@transaction.atomic
def unmark_revision(*, actor: Person, document: Document, revision: Revision) -> None:
    """Stop asking. Who has confirmed stays on the list."""
    mine = MustSee.objects.filter(revision=revision, by=actor)
    demand(mine.exists(), _("Only who asked for this can stop asking."))
    mine.delete()


@transaction.atomic
def confirm_change(*, actor: Person, document: Document, revision: Revision) -> None:
    """The actor says that they have read what is new in a version, and with it what was new before."""
    demand(
        assigned_to(actor).filter(pk=document.pk).exists()
        and MustSee.objects.filter(revision=revision).exists(),
        _("This does not ask you."),
    )
    take_turns("seen", revision.pk, actor.pk)
    if not SeenClick.objects.filter(revision=revision, person=actor).exists():
        SeenClick.objects.create(document=document, revision=revision, person=actor)
        record(events.ChangeConfirmed(actor=actor.pk, document=document.pk, number=revision.number))
        tell_own_screens(actor.pk)


@transaction.atomic
def nudge_rest(*, actor: Person, document: Document, revision: Revision) -> None:
    """Remind those whom what is new in a version has not reached. Who and how many they are is not told.

    Not twice within 20 hours, whoever asks for it.
    """
    policy.demand_write(actor, document)
    take_turns("arrival", document.pk)
    last = Nudge.objects.filter(revision=revision).order_by("at").last()
    if last and last.at + REST > time.now():
        said = {"last": _clock(last.at), "next": _clock(last.at + REST)}
        ensure(False, _("They were reminded at %(last)s. You can do that again at %(next)s.") % said)
    arrival = arrival_of(revision)
    ensure(arrival.asked > 0, _("There is nobody else for whom this document is."))
    ensure(not arrival.is_everywhere, _("It has reached everybody. There is nobody to remind."))
    Nudge.objects.create(document=document, revision=revision, by=actor)
    record(
        events.ChangeNudged(
            actor=actor.pk, space=document.space_id, document=document.pk, number=revision.number
        )
    )


@transaction.atomic
def add_dependence(*, actor: Person, document: Document, on: Document) -> None:
    """Say that what this document says depends on what another one says."""
    policy.demand_write(actor, document)
    ensure(on.pk != document.pk, _("A document does not depend on itself."), "on")
    take_turns("dependence", document.pk)
    ensure(
        not Dependence.objects.filter(document=document, on=on).exists(), _("That is known already."), "on"
    )
    ensure(document.dependences.count() < MOST, _("That is too many for one document."), "on")
    Dependence.objects.create(document=document, on=on, by=actor)
    record(events.DependenceAdded(actor=actor.pk, space=document.space_id, document=document.pk, on=on.pk))


@transaction.atomic
def remove_dependence(*, actor: Person, document: Document, dependence: Dependence) -> None:
    """It does not depend on that any more."""
    policy.demand_write(actor, document)
    Dependence.objects.filter(pk=dependence.pk, document=document).delete()
    record(
        events.DependenceRemoved(
            actor=actor.pk, space=document.space_id, document=document.pk, on=dependence.on_id
        )
    )


def _clock(at: datetime) -> str:
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT")
