"""Keep the text as it is at a moment, judge how much of it is new, bring an earlier one back."""

import logging
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.documents import events, policy
from fourleaf.documents.actions.arrivals import note_meant
from fourleaf.documents.actions.documents import add_update
from fourleaf.documents.content import opened, turned_into
from fourleaf.documents.models import Correction, Document, DocumentQuerySet, DocumentUpdate, Revision
from fourleaf.documents.text.major import TOGETHER, classify
from fourleaf.documents.tree import yjs
from fourleaf.documents.tree.reading import word_count
from fourleaf.documents.tree.suggested import settled
from fourleaf.kit import time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.text import one_line
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person

log = logging.getLogger("fourleaf.documents")

#: A document that everybody has left pauses after this; one that is open, after `settings.PAUSE_MINUTES`.
LEFT = timedelta(minutes=1)
#: Documents that one run of the job keeps.
AT_ONCE = 100
Kind = Revision.Kind


@transaction.atomic
def name_revision(*, actor: Person, document: Document, name: str) -> Revision:
    """Keep the text as it is now under a name."""
    policy.demand_write(actor, document)
    name = _ensured(document, name)
    last = _newest(document)
    is_news = not last or last.upto < document.sequence or not last.name
    ensure(is_news, _("Nothing has changed since the version that was named last."), "name")
    return _keep(document, Kind.NAMED, last, by=actor, name=name)


def keep_submitted(*, actor: Person, document: Document, name: str) -> Revision:
    """For the action that submits it, which has asked whether it may: keep the text as it is now for the reviewers."""
    name = _ensured(document, name)
    return _keep(document, Kind.SUBMITTED, _newest(document), by=actor, name=name)


@transaction.atomic
def restore_revision(*, actor: Person, document: Document, revision: Revision) -> Revision:
    """Give the document the text of an earlier revision again, as one more update of its log.

    What was written since is kept as a revision first. Who has the document open sees the text change.
    """
    policy.demand_write(actor, document)
    keep_pause(document, before=actor)
    _upto, copy = opened(document.pk)
    ensure(yjs.read(copy) != revision.tree, _("The text is like this already."))
    add_update(actor=actor, document=document, data=turned_into(copy, revision.tree))
    return _keep(document, Kind.RESTORED, _newest(document), by=actor, restores=revision.number)


@transaction.atomic
def correct_revision(
    *, actor: Person, document: Document, revision: Revision, is_major: bool, why: str
) -> None:
    """Say that a revision was major, or was not. The judgement stays beside it."""
    demand(
        policy.can_correct(actor, document, revision),
        _("Only who wrote it, or began the document, can correct this."),
    )
    why = one_line(why)
    ensure(bool(why), _("Say why."), "why")
    ensure(len(why) <= 300, _("The reason is too long."), "why")
    ensure(revision.compared_with is not None, _("The first version is compared with nothing."))
    Correction.objects.create(document=document, revision=revision, by=actor, is_major=is_major, why=why)
    if is_major:
        note_meant(revision)
    record(
        events.RevisionCorrected(
            actor=actor.pk,
            space=document.space_id,
            document=document.pk,
            number=revision.number,
            is_major=is_major,
        )
    )


def keep_pauses() -> int:
    """System: keep a revision of each document that has changed and pauses; how many there were.

    It pauses when it has been quiet for `settings.PAUSE_MINUTES`, or a minute after the last one has left it. Done
    twice, it keeps nothing twice.
    """
    kept = 0
    for document in pausing()[:AT_ONCE]:
        try:
            with transaction.atomic():
                kept += keep_pause(document)
        except Exception as error:  # one document holds up no others; what it says might stand in the error
            log.error("no revision of document %s can be kept: %s", document.pk, type(error).__name__)
    return kept


def pausing() -> DocumentQuerySet:
    """Documents with updates that no revision has, which nobody writes in now."""
    now = time.now()
    quiet, left = now - timedelta(minutes=settings.PAUSE_MINUTES), now - LEFT
    newest = Revision.objects.filter(document=OuterRef("pk")).order_by("-number").values("upto")[:1]
    # Whoever leaves last has all updates kept as one.
    is_left = Q(state__upto=F("sequence"), state__at__lte=left, changed_at__lte=left)
    behind = Document.objects.filter(withdrawal=None, sequence__gt=Coalesce(Subquery(newest), 0))
    return behind.filter(Q(changed_at__lte=quiet) | is_left).order_by("changed_at")


def _ensured(document: Document, name: str) -> str:
    name = one_line(name)
    ensure(bool(name), _("Give the version a name."), "name")
    ensure(len(name) <= 120, _("The name is too long."), "name")
    ensure(bool(document.sequence), _("Nothing has been written here yet."), "name")
    return name


def _newest(document: Document) -> Revision | None:
    """The newest revision, which nobody adds to meanwhile; the document knows how far it has come."""
    take_turns("revisions", document.pk)
    document.refresh_from_db(fields=["sequence", "changed_at"])
    return document.revisions.light().order_by("-number").first()


def keep_pause(document: Document, *, before: Person | None = None) -> bool:
    """System: keep the text as it is now, if no revision has it; whether one was made. `before`: whose deed follows."""
    last = _newest(document)
    is_news = document.sequence > (last.upto if last else 0)
    if is_news:
        _keep(document, Kind.AUTOMATIC, last, at=document.changed_at, before=before)
    return is_news


def _keep(
    document: Document,
    kind: Revision.Kind,
    last: Revision | None,
    *,
    by: Person | None = None,
    name: str = "",
    restores: int | None = None,
    at: datetime | None = None,
    before: Person | None = None,
) -> Revision:
    cause, at = by or before, at or time.now()
    upto, copy = opened(document.pk)
    tree = yjs.read(copy)
    is_same = last is not None and last.upto == upto
    authors = last.authors if last and is_same else _authors(document, last, upto)
    base = _compared_with(document, last, authors, at, is_same=is_same)
    made = Revision.objects.create(
        document=document, number=last.number + 1 if last else 1, upto=upto, kind=kind, name=name, by=by, at=at,
        authors=authors, tree=tree, restores=restores, compared_with=base, **_judged(document, base, tree),
    )  # fmt: skip
    if made.is_major:
        note_meant(made)
    record(
        events.RevisionAdded(
            actor=cause.pk if cause else None,
            space=document.space_id,
            document=document.pk,
            number=made.number,
            how=kind.value,
        )
    )
    return made


def _authors(document: Document, last: Revision | None, upto: int) -> list[UUID]:
    """Who wrote since, in no order that tells anything."""
    since = DocumentUpdate.objects.filter(
        document=document, number__gt=last.upto if last else 0, number__lte=upto
    )
    return sorted(set(since.order_by().values_list("person_id", flat=True).distinct()))


def _compared_with(
    document: Document, last: Revision | None, authors: list[UUID], at: datetime, *, is_same: bool
) -> int | None:
    """The revision before the work that this one is part of: what one author does within an hour is one.

    What was submitted is always compared with: what comes after it is another piece of work.
    """
    if last is None or (is_same and last.kind != Kind.SUBMITTED):
        return last.compared_with if last else None
    if len(authors) != 1 or last.authors != authors or last.kind == Kind.SUBMITTED:
        return last.number
    began = document.revisions.filter(number=(last.compared_with or 0) + 1).values_list("at", flat=True).get()
    return last.compared_with if at - began <= TOGETHER else last.number


def _judged(document: Document, base: int | None, tree: Any) -> dict[str, Any]:
    """Words, and how much is new. Suggestions count when they are accepted; a draft has no major versions."""
    after = settled(tree, taken=False)
    found: dict[str, Any] = {"words": word_count(after)}
    if base is None:
        return found
    before = settled(document.revisions.values_list("tree", flat=True).get(number=base), taken=False)
    verdict = classify(before, after)
    is_out = document.revisions.filter(kind=Kind.SUBMITTED).exists()
    return found | {
        "changed": verdict.changed,
        "share": verdict.share,
        "is_major": verdict.is_major and is_out,
        "clauses": [asdict(clause) for clause in verdict.clauses],
    }
