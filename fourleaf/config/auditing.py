"""`fourleaf audit verify`, `fourleaf audit key` and `fourleaf audit export`."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.conf import settings

from fourleaf.chronicle import access, signing
from fourleaf.chronicle.models import Access, Seal
from fourleaf.chronicle.verifying import Report
from fourleaf.chronicle.verifying import verify as verified
from fourleaf.oversight.export import written

TOLD_EVERY = 2.0


def key() -> str:
    """The public key of the seals."""
    return signing.public_key()


def export(*, form: str, since: date | None, until: date | None, write: Callable[[str], object]) -> int:
    """Write the readings of these days (UTC) in one of the formats; that it was done is recorded. Answers how many."""
    rows = Access.objects.order_by("pk")
    if since:
        rows = rows.filter(at__gte=_midnight(since))
    if until:
        rows = rows.filter(at__lt=_midnight(until) + timedelta(days=1))
    count = 0

    def counted() -> Iterator[Access]:
        nonlocal count
        for row in rows.iterator(2000):
            count += 1
            yield row

    for piece in written(counted(), form):
        write(piece)
    access.record(kind="reading", why=Access.Why.EXPORT)
    return count


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def verify(
    *,
    resume: bool,
    public: str | None,
    as_json: bool,
    say: Callable[[str], None],
    show: Callable[[str], None],
) -> int:
    """Verify and show what was found; 0 if all is as it was sealed, else 1."""
    total = Seal.objects.order_by("-number").values_list("number", flat=True).first() or 0
    told = time.monotonic()

    def tell(report: Report) -> None:
        nonlocal told
        if report.is_whole:
            _remember(report.last)
        if time.monotonic() - told > TOLD_EVERY:
            told = time.monotonic()
            say(f"  seal {report.last:,} of {total:,}, {report.rows:,} rows, {len(report.findings)} findings")

    report = verified(public=public or signing.public_key(), after=_known() if resume else 0, tell=tell)
    show(json.dumps(_as_json(report), indent=2) if as_json else _as_text(report))
    return 0 if report.is_whole else 1


def _as_json(report: Report) -> dict[str, object]:
    return {
        "whole": report.is_whole,
        "rows": report.rows,
        "seals": report.seals,
        "waiting": report.waiting,
        "last_seal": report.last,
        "head": report.head,
        "emptied": dict(report.emptied),
        "findings": [asdict(finding) for finding in report.findings],
    }


def _as_text(report: Report) -> str:
    lines = [f"{finding.kind:<9} {finding.says}" for finding in report.findings]
    lines += [
        f"retention emptied {count:,} rows by the rule “{rule}”" for rule, count in report.emptied.items()
    ]
    verdict = "All is as it was sealed" if report.is_whole else f"{len(report.findings)} things are wrong"
    lines.append(
        f"{verdict}: {report.rows:,} rows under {report.seals:,} seals, {report.waiting:,} wait for theirs. "
        f"Head of seal {report.last}: {report.head or '–'}"
    )
    return "\n".join(lines)


def _state() -> Path:
    kept: Path = settings.DATA / "audit_verified.json"
    return kept


def _remember(number: int) -> None:
    head = Seal.objects.values_list("head", flat=True).get(number=number)
    _state().write_text(json.dumps({"seal": number, "head": bytes(head).hex()}))


def _known() -> int:
    """The last seal that was found whole here, if it still is the same."""
    if not _state().exists():
        return 0
    known = json.loads(_state().read_text())
    head = Seal.objects.filter(number=known["seal"]).values_list("head", flat=True).first()
    return int(known["seal"]) if head is not None and bytes(head).hex() == known["head"] else 0
