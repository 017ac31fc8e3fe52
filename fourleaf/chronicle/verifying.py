"""Verify the chain: every sealed row against its link, every link against its seal, every seal against its signature.

What is wrong is named, row by row. After a broken link the next is tried from the stored one, so that one changed row
is one finding.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connections

from fourleaf.chronicle import chain, signing
from fourleaf.chronicle.disposal import Disposal, disposals
from fourleaf.chronicle.models import Link, Seal
from fourleaf.kit.databases import OWN

#: How much earlier than it was written a row may be dated, unless it was brought in with a date of its own.
SLACK = timedelta(minutes=15)
UNSEALED = """
select 'entry', e.id::text from chronicle_entry e
 where not exists (select 1 from chronicle_link l where l.row_id = e.id and l.of = 'entry')
   and not exists (select 1 from chronicle_unsealed u where u.row_id = e.id and u.of = 'entry')
   and not exists (select 1 from chronicle_pending p where p.entry_id = e.id)
union all
select 'access', a.id::text from chronicle_access a
 where not exists (select 1 from chronicle_link l where l.row_id = a.id and l.of = 'access')
   and not exists (select 1 from chronicle_unsealed u where u.row_id = a.id and u.of = 'access')
"""
LINKS = "(select place, of, row_id, written, is_past from chronicle_link where place between %s and %s)"


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was sealed, by kind (changed, missing, inserted, backdated, link, seal, signature,
    head), with the row or seal that it is about."""

    kind: str
    of: str
    row: str
    place: int | None
    says: str


@dataclass
class Report:
    """What verifying found. `emptied` counts rows that retention emptied or let go, by the rule it did so under."""

    rows: int = 0
    seals: int = 0
    waiting: int = 0
    last: int = 0
    head: str = ""
    emptied: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.findings


def verify(
    *, public: str, after: int = 0, tell: Callable[[Report], None] = lambda report: None, using: str = OWN
) -> Report:
    """Verify all seals after number `after`, then that nothing stands unsealed. `tell` hears of each seal.

    Needs a role that reads all of it: the owner, or `jobs`.
    """
    report = Report()
    rules = list(disposals(using))
    seals = Seal.objects.using(using).order_by("number")
    before = seals.filter(number=after).first()
    report.last = before.number if before else 0
    for seal in seals.filter(number__gt=report.last).iterator(500):
        _verify_seal(report, seal, before, rules, public, using)
        before, report.last = seal, seal.number
        tell(report)
    report.head = bytes(before.head).hex() if before else ""
    if beyond := Link.objects.using(using).filter(place__gt=before.last if before else 0).count():
        says = f"{beyond} places follow the last seal: the seals over them are gone"
        report.findings.append(Finding("link", "seal", str(report.last + 1), None, says))
    _verify_days(report, public, using)
    _verify_counts(report, rules)
    report.findings += _inserted(using)
    report.waiting = _waiting(using)
    return report


def _verify_seal(
    report: Report, seal: Seal, before: Seal | None, rules: list[Disposal], public: str, using: str
) -> None:
    name = f"seal {seal.number}"

    def wrong(kind: str, says: str) -> None:
        report.findings.append(Finding(kind, "seal", str(seal.number), None, says))

    number, place = (before.number, before.last) if before else (0, 0)
    if seal.number != number + 1:
        wrong("missing", f"{name} follows {number}: the seals between are gone")
    if seal.first != place + 1:
        wrong("missing", f"{name} begins with place {seal.first}, the one before ends with {place}")
    last = _verify_links(report, seal, rules, using)
    builds_on = bytes(before.head) if before else chain.ORIGIN
    head = chain.head_of(seal.number, seal.first, seal.last, seal.at, builds_on, last)
    if head != bytes(seal.head):
        wrong("seal", f"{name} does not cover its rows: it, or one of them, was replaced")
    if not signing.is_signed(bytes(seal.head), bytes(seal.signature), public):
        wrong("signature", f"the head of {name} is not signed with the key of this installation")
    report.seals += 1


def _verify_links(report: Report, seal: Seal, rules: list[Disposal], using: str) -> bytes:
    """Every row under a seal; answers the link of the last."""

    def gone(first: int, last: int) -> None:
        says = f"the places {first} to {last} of seal {seal.number} are gone"
        report.findings.append(Finding("link", "seal", str(seal.number), first, says))

    previous, place = _link_before(seal.first, using), seal.first
    for row, stored in _pairs(seal.first, seal.last, using):
        if row.place != place:
            gone(place, row.place - 1)
        _verify_row(report, row, stored, previous if row.place == place else None, rules)
        previous, place = bytes(stored.link), row.place + 1
        report.rows += 1
    if place <= seal.last:
        gone(place, seal.last)
    return previous


def _pairs(first: int, last: int, using: str) -> Iterator[tuple[chain.Row, Link]]:
    stored = Link.objects.using(using).filter(place__range=(first, last)).in_bulk()
    for row in chain.rows(LINKS, [first, last], using=using):
        yield row, stored[row.place]


def _link_before(place: int, using: str) -> bytes:
    link = Link.objects.using(using).filter(place=place - 1).first()
    return bytes(link.link) if link else chain.ORIGIN


def _verify_row(
    report: Report, row: chain.Row, stored: Link, previous: bytes | None, rules: list[Disposal]
) -> None:
    def wrong(kind: str, says: str) -> None:
        report.findings.append(Finding(kind, row.of, row.row_id, row.place, says))

    what = f"{row.of} {row.row_id}"
    if row.line is None:
        rule = next((rule for rule in rules if rule.let_go(row)), None)
        if rule is None:
            wrong("missing", f"{what} was sealed at place {row.place} and is gone")
        else:
            report.emptied[rule.name] += 1
        return
    if previous is not None and row.link(previous, bytes(stored.facts)) != bytes(stored.link):
        wrong("changed", f"{what} at place {row.place} is not as it was sealed")
    if row.facts != bytes(stored.facts):
        rule = next((rule for rule in rules if rule.emptied(row)), None)
        if rule is None:
            wrong("changed", f"the facts of {what} at place {row.place} are not as they were sealed")
        else:
            report.emptied[rule.name] += 1
    written = chain.EPOCH + timedelta(microseconds=row.written)
    if not row.is_past and row.at is not None and row.at < written - SLACK:
        wrong("backdated", f"{what} is dated {_day(row.at)} and was written {_day(written)}")


def _day(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M}"


def _verify_days(report: Report, public: str, using: str) -> None:
    """The heads that were written down day by day beside the data must be the ones in the database."""
    heads = dict(Seal.objects.using(using).values_list("number", "head"))
    for kept in signing.daily_heads():
        says = ""
        if not signing.is_signed(bytes.fromhex(kept.head), bytes.fromhex(kept.signature), public):
            says = f"the head kept of {kept.on} is not signed with the key of this installation"
        elif kept.number not in heads:
            says = f"seal {kept.number}, the last of {kept.on}, is gone"
        elif bytes(heads[kept.number]).hex() != kept.head:
            says = f"seal {kept.number}, the last of {kept.on}, was replaced"
        if says:
            report.findings.append(Finding("head", "seal", str(kept.number), None, says))


def _verify_counts(report: Report, rules: list[Disposal]) -> None:
    """No rule may have let go more than its proofs say."""
    for name, gone in report.emptied.items():
        proved = sum(rule.count for rule in rules if rule.name == name)
        if gone > proved:
            says = f"{gone} rows are gone that the rule “{name}” covers; its proofs say {proved}"
            report.findings.append(Finding("missing", "rule", name, None, says))


def _inserted(using: str) -> Iterator[Finding]:
    with connections[using].cursor() as cursor:
        cursor.execute(UNSEALED)
        for of, row in cursor.fetchall():
            says = f"{of} {row} stands in no seal and does not wait for one: it was put in past the chronicle"
            yield Finding("inserted", of, row, None, says)


def _waiting(using: str) -> int:
    with connections[using].cursor() as cursor:
        cursor.execute(
            "select (select count(*) from chronicle_unsealed) + (select count(*) from chronicle_pending)"
        )
        return int(cursor.fetchone()[0])
