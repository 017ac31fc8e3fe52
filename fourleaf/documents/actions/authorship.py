"""Keep who wrote what, at versions; say where text was taken from; answer what is asked about silent copies."""

import logging
from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.documents import events, policy
from fourleaf.documents.authorship.copies import Copied, copied_silently, prints_of
from fourleaf.documents.authorship.keeping import BLUEPRINT, Known, by_person, known, taken_into, updates_of
from fourleaf.documents.models import (
    Authorship,
    Contribution,
    Credit,
    Document,
    DocumentQuerySet,
    Fingerprints,
    Offer,
    Revision,
    Taking,
)
from fourleaf.documents.text.lineage import LASTED
from fourleaf.documents.text.tokens import is_word
from fourleaf.kit import time
from fourleaf.kit.refusals import ensure
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person

log = logging.getLogger("fourleaf.documents")

#: Documents that one run of the job looks at.
AT_ONCE = 50
How = Taking.How


@transaction.atomic
def note_taking(*, actor: Person, document: Document, source: Document) -> None:
    """The actor has put text of another document into this one. What of it is really there is credited at the next
    version to who wrote it."""
    policy.demand_write(actor, document)
    mine = Taking.objects.filter(document=document, person=actor, source=source, used_at=None)
    if document.pk != source.pk and not mine.filter(upto=document.sequence).exists():
        _take(actor, document, source, How.PASTED)


@transaction.atomic
def answer_offer(*, actor: Person, offer: Offer, accept: bool) -> None:
    """Credit who wrote it, or do not; either way it is not asked again."""
    document = offer.document
    policy.demand_write(actor, document)
    open_still = Offer.objects.open().filter(pk=offer.pk)
    ensure(open_still.update(answered_at=time.now(), is_accepted=accept) == 1, _("This is answered already."))
    if accept:
        _take(actor, document, offer.source, How.CONFIRMED)


def keep_authorship() -> int:
    """System: bring who wrote what up to the newest version of each document; how many there were."""
    _forget_withdrawn()
    kept = 0
    for document in behind()[:AT_ONCE]:
        try:
            with transaction.atomic():
                take_turns("authorship", document.pk)
                _keep(document)
                kept += 1
        except Exception as error:  # one document holds up no others; what it says might stand in the error
            log.error(
                "nobody can be named for the words of document %s: %s", document.pk, type(error).__name__
            )
    return kept


def behind() -> DocumentQuerySet:
    """Documents with a version whose authors are not told apart yet, with a credit to be given, or whose last words
    have stood for as long as it takes to last."""
    now = time.now()
    newest = Revision.objects.filter(document=OuterRef("pk")).order_by("-number").values("number")[:1]
    confirmed = Taking.objects.filter(document=OuterRef("pk"), used_at=None, how=How.CONFIRMED)
    has_lasted = Q(changed_at__lte=now - LASTED, authorship__at__lt=F("changed_at") + LASTED)
    is_behind = Q(newest__gt=Coalesce(F("authorship__kept"), 0)) | Exists(confirmed) | has_lasted
    found = Document.objects.filter(withdrawal=None).annotate(newest=Subquery(newest))
    return found.filter(is_behind).order_by("changed_at")


def _take(actor: Person, document: Document, source: Document, how: How) -> None:
    Taking.objects.create(
        document=document, person=actor, source=source, how=how, upto=document.sequence, at=time.now()
    )


def _forget_withdrawn() -> None:
    for model in (Offer, Taking):
        model.objects.filter(document__withdrawal__isnull=False).delete()
        model.objects.filter(source__withdrawal__isnull=False).delete()


def _keep(document: Document) -> None:
    found = known(document.pk)
    given = taken_into(document, found)
    sources = by_person(given)
    first = len(found.lineage.revisions)
    versions = document.revisions.filter(number__gt=found.kept).order_by("number")
    for number, upto in versions.values_list("number", "upto"):
        found.advance(updates_of(document.pk, found.upto, upto), number, sources)
    found.credit(given)
    looked_at = Taking.objects.filter(Q(how=How.CONFIRMED) | Q(upto__lt=found.upto), document=document)
    looked_at.filter(used_at=None).update(used_at=time.now())
    saved = found.saved() | {"at": time.now()}
    Authorship.objects.update_or_create(document=document, defaults=saved)
    _keep_credits(document, found)
    _keep_contributions(document, found)
    prints = prints_of(found.lineage)
    Fingerprints.objects.update_or_create(document=document, defaults={"prints": prints})
    _offer(document, copied_silently(document, found.lineage, first))


def _keep_credits(document: Document, found: Known) -> None:
    """A row for each author whose words were taken from another document, as many as stand here now."""
    standing: Counter[tuple[UUID, UUID]] = Counter()
    brought: dict[tuple[UUID, UUID], UUID] = {}
    for held in found.lineage.held:
        for text, token in zip(held.block.texts, held.ids, strict=True):
            birth = found.lineage.birth(token)
            if (
                birth.document is None
                or birth.author == birth.by
                or BLUEPRINT in (birth.author + birth.document)
            ):
                continue
            key = UUID(birth.author), UUID(birth.document)
            standing[key] += is_word(text)
            brought.setdefault(key, UUID(birth.by))
    rows = {(row.author_id, row.source_id): row for row in Credit.objects.filter(document=document)}
    for key, row in rows.items():
        if row.words != standing[key]:
            row.words = standing[key]
            row.save(update_fields=["words"])
    for key in standing.keys() - rows.keys():
        _credit(document, *key, by=brought[key], words=standing[key])


def _credit(document: Document, author: UUID, source: UUID, *, by: UUID, words: int) -> None:
    ways = Taking.objects.filter(document=document, source=source, person=by).order_by("-at")
    how = ways.values_list("how", flat=True).first() or How.PASTED
    Credit.objects.create(
        document=document, author_id=author, source_id=source, by_id=by, how=how, words=words, at=time.now()
    )
    record(
        events.WorkReused(
            actor=by, space=document.space_id, document=document.pk, author=author, source=source,
            words=words, how=str(how),
        )
    )  # fmt: skip


def _keep_contributions(document: Document, found: Known) -> None:
    before = {row.person_id: row for row in Contribution.objects.filter(document=document)}
    for author, sums in found.lineage.survival(time.now()).items():
        person = UUID(author)
        row = before.get(person) or Contribution(document=document, person_id=person, lasted=0)
        grown = sums.lasted - row.lasted
        row.written, row.present, row.lasted, row.at = sums.written, sums.present, sums.lasted, time.now()
        row.save()
        if grown > 0:
            record(events.WorkLasted(actor=person, document=document.pk, tokens=grown))


def _offer(document: Document, found: Iterable[Copied]) -> None:
    rows = [
        Offer(
            document=document, writer_id=each.writer, source_id=each.source, author_id=each.author,
            words=each.words, at=time.now(),
        )
        for each in found
    ]  # fmt: skip
    Offer.objects.bulk_create(rows, ignore_conflicts=True)
