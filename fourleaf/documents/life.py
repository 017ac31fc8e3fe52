"""The life of a document: its revisions, as a page and the API tell of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.db.models import Min
from django.utils.translation import gettext as _

from fourleaf.documents.models import Correction, Document, Revision, Round
from fourleaf.documents.text.major import Clause, Verdict
from fourleaf.people.models import Person

#: Revisions on the strip of a document's own page.
SHOWN = 12
#: From which part of the text on (in percent) a mark on the strip is one step higher.
STEPS = (1, 5, 20, 50)


@dataclass(frozen=True)
class Moment:
    """A revision with the names of who made it, and what is held of it now."""

    revision: Revision
    authors: list[str]
    by: str
    correction: Correction | None
    corrected_by: str
    #: The next revision, if the work of this one goes on in it: then that one is judged for both.
    continued_in: int | None
    #: the document had not been submitted before it: what comes to be is not yet revised
    is_draft: bool
    #: for which it was submitted
    round: Round | None

    @property
    def is_major(self) -> bool:
        """As an author corrected it, else as it was judged."""
        return self.correction.is_major if self.correction else self.revision.is_major

    @property
    def is_first(self) -> bool:
        return self.revision.compared_with is None

    @property
    def percent(self) -> int:
        """How much of the text was changed or deleted; at least 1 if anything was."""
        return max(round(100 * self.revision.share), 1 if self.revision.changed else 0)

    @property
    def step(self) -> int:
        """The height of its mark, 0–4."""
        return sum(self.percent >= least for least in STEPS)

    @property
    def reason(self) -> str:
        """Why it was judged so, in words."""
        if self.is_draft and not self.is_first and self.revision.changed:
            return _("draft: %(share)s %% of the text changed before it was submitted for review") % {
                "share": self.percent
            }
        return reason_of(self.revision)


def reason_of(revision: Revision) -> str:
    """Why a revision was judged as it was, in the reader's language."""
    if revision.compared_with is None:
        return _("the first version: there was nothing to compare it with")
    clauses = tuple(Clause(**cast(dict[str, Any], each)) for each in revision.clauses)
    return Verdict(revision.is_major, revision.share, revision.changed, revision.words, clauses).reason


def moments(document: Document, revisions: Iterable[Revision]) -> list[Moment]:
    """These revisions of the document, which follow each other, newest first. A fixed number of queries."""
    rows = list(revisions)
    if not rows:
        return []
    found = list(Correction.objects.filter(revision__in=rows).order_by("at", "pk"))
    corrections = {each.revision_id: each for each in found}
    people = {who for row in rows for who in (*row.authors, row.by_id) if who} | {
        each.by_id for each in found
    }
    names = names_of(people)
    after = document.revisions.filter(number=rows[0].number + 1).values_list("number", "compared_with")
    bases = {row.number: row.compared_with for row in rows} | dict(after)
    submitted = document.revisions.filter(kind=Revision.Kind.SUBMITTED).aggregate(first=Min("number"))[
        "first"
    ]
    rounds = {
        each.revision_id: each for each in Round.objects.filter(revision__in=rows).select_related("ending")
    }
    return [
        _moment(
            row,
            corrections.get(row.pk),
            names,
            bases,
            is_draft=submitted is None or row.number <= submitted,
            round=rounds.get(row.pk),
        )
        for row in rows
    ]


def strip_of(document: Document) -> list[Moment]:
    """The last revisions, oldest first."""
    return moments(document, document.revisions.light().order_by("-number")[:SHOWN])[::-1]


def names_of(people: Iterable[UUID]) -> dict[UUID, str]:
    """What these people are called, of whom the reader may know that."""
    return dict(Person.objects.filter(pk__in=set(people)).values_list("pk", "name"))


def _moment(
    row: Revision,
    correction: Correction | None,
    names: dict[UUID, str],
    bases: dict[int, int | None],
    *,
    is_draft: bool,
    round: Round | None,
) -> Moment:
    somebody = _("somebody")
    following = row.number + 1
    goes_on = following in bases and (bases[following] or 0) < row.number
    return Moment(
        row,
        sorted(names.get(who, somebody) for who in row.authors),
        names.get(row.by_id, somebody) if row.by_id else "",
        correction,
        names.get(correction.by_id, somebody) if correction else "",
        following if goes_on else None,
        is_draft,
        round,
    )


def major_count(found: Sequence[Moment]) -> int:
    """How many of them are major, where work that goes on counts once."""
    return sum(each.is_major and each.continued_in is None for each in found)
