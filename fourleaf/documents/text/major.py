"""Is a revision major? And why, in words.

Major is one that changes or deletes SHARE of the text or more, or adds, removes or moves a section of level 1 or 2, or
reverses a recorded decision. Whether the document had been submitted for review by then is for the caller to know.
How well this agrees with fifty labelled revisions: docs/reference/major-revisions.md.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.utils.translation import gettext as _

from fourleaf.documents.text.decisions import turned
from fourleaf.documents.text.differences import Differences, compare
from fourleaf.documents.text.sections import altered, is_top
from fourleaf.documents.tree.schema import Tree

#: Of the words of the earlier text; calibrated (see the head of this file).
SHARE = 0.2
#: One author's edits are one revision for so long from the first.
TOGETHER = timedelta(hours=1)
#: A section of which so much is new was rewritten, not changed.
REWRITTEN = 0.5
#: Letters of a decision that a reason quotes.
_QUOTED = 60

ClauseKind = Literal["text", "section", "decision"]


@dataclass(frozen=True)
class Clause:
    """One thing that makes a revision major, or for `text` would if it were more."""

    kind: ClauseKind
    #: what became of it: of text rewritten, changed or at large, else as `sections` and `decisions` say
    how: str
    #: a section's title, or how the decision begins; "" for the text outside of sections
    what: str

    def words(self, share: int) -> str:
        """In the reader's language; `share` in percent."""
        return _WORDS[self.kind, self.how]() % {"what": self.what, "share": share}


@dataclass(frozen=True)
class Verdict:
    """The judgement on one revision."""

    is_major: bool
    #: changed and deleted words, of the earlier text's (0–1)
    share: float
    #: words; more than `words` if much was replaced by more
    changed: int
    words: int
    clauses: tuple[Clause, ...]

    @property
    def reason(self) -> str:
        """One line in the reader's language: "major: section “Doses” rewritten, 31 % of the text"."""
        share = round(100 * self.share)
        said = "; ".join(clause.words(share) for clause in self.clauses)
        if self.is_major:
            return _("major: %(why)s") % {"why": said}
        if not self.changed:
            return _("minor: nothing was changed or deleted")
        return _("minor: %(share)s %% of the text changed") % {"share": share or "< 1"}


@dataclass(frozen=True)
class Step:
    """What somebody saved: any value names the author."""

    author: object
    at: datetime
    tree: Tree


def classify(before: Tree, after: Tree, *, share: float = SHARE, found: Differences | None = None) -> Verdict:
    """The judgement on what became of `before`; `found` if they were compared already."""
    found = found or compare(before, after)
    sums = list(_changed(found))
    changed, words = sum(count for _title, count in sums), found.counts.before
    part = min(1.0, changed / words) if words else 0.0
    clauses = [Clause("section", each.how, each.section.title) for each in altered(found)]
    clauses += [Clause("decision", each.how, _short(each.decision.text)) for each in turned(before, after)]
    if part >= share:
        clauses.insert(0, _text(found, sums, {clause.what for clause in clauses}))
    return Verdict(bool(clauses), part, changed, words, tuple(clauses))


def merged(steps: Iterable[Step], within: timedelta = TOGETHER) -> Iterator[Step]:
    """Steps in a row by one author as one, the last, as long as they are `within` the first of them.

    Somebody else's step ends a row: what two people do in turn is not told apart. `steps` are in order of time.
    """
    last, first = None, None
    for step in steps:
        if last and first and (step.author != last.author or step.at - first > within):
            yield last
            first = None
        first, last = first or step.at, step
    if last:
        yield last


def _changed(found: Differences) -> Iterator[tuple[str, int]]:
    """Changed or deleted words of each stretch, with the section it stands in; what was only added is none.

    A stretch lies between two words that both texts have. If words were replaced by more words it counts these: the
    reader has to read them.
    """
    title = ""
    removed = added = 0
    for half in found.inline(ghosts=False):
        if is_top(half.blocks[0]):
            yield title, max(removed, added) if removed else 0
            removed = added = 0
            title = half.blocks[0].text
        for edit in half.match.edits:
            if edit.kind == "removed":
                removed += edit.words
            elif edit.kind == "added":
                added += edit.words
            elif edit.words:
                yield title, max(removed, added) if removed else 0
                removed = added = 0
    yield title, max(removed, added) if removed else 0


def _text(found: Differences, sums: list[tuple[str, int]], told: set[str]) -> Clause:
    """The clause on the text, with the section that has most of it unless that is told of anyway."""
    section = _where(sums)
    return (
        Clause("text", _how(found, sums), section)
        if section not in {"", *told}
        else Clause("text", "at large", "")
    )


def _where(sums: list[tuple[str, int]]) -> str:
    """The section with most of it."""
    totals: dict[str, int] = {}
    for title, count in sums:
        totals[title] = totals.get(title, 0) + count
    return max(totals, key=lambda title: totals[title], default="")


def _how(found: Differences, sums: list[tuple[str, int]]) -> str:
    """Whether that section was rewritten or only changed."""
    most, title, words = _where(sums), "", 0
    for half in found.inline(ghosts=False):
        if is_top(half.blocks[0]):
            title = half.blocks[0].text
        words += sum(block.words for block in half.match.before) if title == most else 0
    changed = sum(count for each, count in sums if each == most)
    return "rewritten" if changed >= REWRITTEN * words else "changed"


def _short(text: str) -> str:
    return text if len(text) <= _QUOTED else text[:_QUOTED].rsplit(" ", 1)[0] + " …"


_WORDS = {
    ("text", "at large"): lambda: _("%(share)d %% of the text changed"),
    ("text", "rewritten"): lambda: _("section “%(what)s” rewritten, %(share)d %% of the text"),
    ("text", "changed"): lambda: _("most in section “%(what)s”, %(share)d %% of the text"),
    ("section", "added"): lambda: _("section “%(what)s” added"),
    ("section", "removed"): lambda: _("section “%(what)s” removed"),
    ("section", "moved"): lambda: _("section “%(what)s” moved"),
    ("section", "demoted"): lambda: _("“%(what)s” is no longer a section of its own"),
    ("section", "promoted"): lambda: _("“%(what)s” became a section of its own"),
    ("decision", "reversed"): lambda: _("decision “%(what)s” reversed"),
    ("decision", "reinstated"): lambda: _("decision “%(what)s” holds again"),
    ("decision", "removed"): lambda: _("decision “%(what)s” removed"),
    ("decision", "negated"): lambda: _("decision “%(what)s” turned round by a “not”"),
    ("decision", "rewritten"): lambda: _("decision “%(what)s” replaced by another"),
}
