"""Tampering, tried as the owner of the database: each kind is found, and named."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from fourleaf.chronicle import access, actions, chain, signing
from fourleaf.chronicle.disposal import RecordsDisposed
from fourleaf.chronicle.models import Access, Entry, Link, Pending, Seal, Unsealed
from fourleaf.chronicle.record import Event, quietly, record
from fourleaf.chronicle.verifying import Report, verify
from fourleaf.config import auditing, notifier, sealer
from fourleaf.kit import ids, time

pytestmark = pytest.mark.postgres15


@dataclass(frozen=True, kw_only=True)
class Tried(Event):
    note: str = ""


def deeds(count: int, name: str = "") -> list[Entry]:
    """So many deeds, handed on by the notifier."""
    made = [record(Tried(actor=None, note=f"{name}{number}")).id for number in range(count)]
    notifier.take({})
    return [Entry.objects.get(pk=key) for key in made]


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def verified() -> Report:
    return verify(public=signing.public_key())


def kinds(report: Report) -> list[tuple[str, str]]:
    return [(finding.kind, finding.row) for finding in report.findings]


@pytest.fixture
def sealed(db: None) -> list[Entry]:
    """Three seals over five deeds each, and one reading in the second."""
    made = []
    for number in range(3):
        made += deeds(5, f"{number}-")
        if number == 1:
            access.record(kind="export", why=Access.Why.EXPORT)
        assert actions.seal(signing.sign)
    return made


def test_what_was_not_touched_is_whole(sealed: list[Entry]) -> None:
    report = verified()
    assert report.is_whole
    assert (report.rows, report.seals, report.waiting, report.last) == (16, 3, 0, 3)
    assert not Unsealed.objects.exists()
    assert not Pending.objects.exists()


def test_nothing_to_seal_makes_no_seal(sealed: list[Entry]) -> None:
    assert actions.seal(signing.sign) is None


def test_what_waits_for_its_seal_is_not_wrong(sealed: list[Entry]) -> None:
    record(Tried(actor=None))
    deeds(2)
    record(Tried(actor=None))
    access.record(kind="export", why=Access.Why.EXPORT)
    report = verified()
    assert report.is_whole
    assert report.waiting == 5


Tamper = Callable[[list[Entry]], tuple[str, str]]


def changed(entries: list[Entry]) -> tuple[str, str]:
    sql("update chronicle_entry set actor_id = %s where id = %s", ids.uuid7(), entries[7].pk)
    return "changed", str(entries[7].pk)


def facts_changed(entries: list[Entry]) -> tuple[str, str]:
    sql('update chronicle_entry set facts = \'{"note": "other"}\' where id = %s', entries[0].pk)
    return "changed", str(entries[0].pk)


def moved_in_time(entries: list[Entry]) -> tuple[str, str]:
    sql("update chronicle_entry set at = at - interval '1 microsecond' where id = %s", entries[14].pk)
    return "changed", str(entries[14].pk)


def deleted(entries: list[Entry]) -> tuple[str, str]:
    sql("delete from chronicle_entry where id = %s", entries[4].pk)
    return "missing", str(entries[4].pk)


def reading_deleted(entries: list[Entry]) -> tuple[str, str]:
    key = Access.objects.get().pk
    sql("delete from chronicle_access where id = %s", key)
    return "missing", str(key)


def reading_changed(entries: list[Entry]) -> tuple[str, str]:
    key = Access.objects.get().pk
    sql("update chronicle_access set why = 'member' where id = %s", key)
    return "changed", str(key)


def inserted_past_the_trigger(entries: list[Entry]) -> tuple[str, str]:
    key = ids.uuid7()
    sql("alter table chronicle_entry disable trigger number_entry")
    sql("insert into chronicle_entry (id, name, at, facts) values (%s, 'Tried', now(), '{}')", key)
    sql("alter table chronicle_entry enable trigger number_entry")
    return "inserted", str(key)


def inserted_with_an_old_date(entries: list[Entry]) -> tuple[str, str]:
    key = ids.uuid7()
    sql(
        "insert into chronicle_entry (id, name, at, facts) values (%s, 'Tried', now() - interval '9 days', '{}')",
        key,
    )
    notifier.take({})
    actions.seal(signing.sign)
    return "backdated", str(key)


def reading_inserted(entries: list[Entry]) -> tuple[str, str]:
    key = ids.uuid7()
    sql("insert into chronicle_access (id, kind, why, at, session) values (%s, 'x', 'audit', now(), '')", key)
    return "inserted", str(key)


def link_replaced(entries: list[Entry]) -> tuple[str, str]:
    """The row and its link, so that they fit each other: the next link does not."""
    sql("update chronicle_entry set name = 'Other' where id = %s", entries[6].pk)
    stored = Link.objects.get(row_id=entries[6].pk)
    before = Link.objects.get(place=stored.place - 1)
    row = next(chain.rows("(select * from chronicle_link where place = %s)", [stored.place]))
    forged = row.link(bytes(before.link), bytes(stored.facts))
    Link.objects.filter(pk=stored.pk).update(link=forged)
    return "changed", str(Link.objects.get(place=stored.place + 1).row_id)


def place_deleted(entries: list[Entry]) -> tuple[str, str]:
    sql("delete from chronicle_link where row_id = %s", entries[8].pk)
    return "link", "2"


def head_replaced(entries: list[Entry]) -> tuple[str, str]:
    sql("update chronicle_seal set head = sha256('x') where number = 2")
    return "seal", "2"


def chain_made_anew_without_the_key(entries: list[Entry]) -> tuple[str, str]:
    """All that the owner can do: change the last row, its link and its seal, so that all of them fit."""
    sql("update chronicle_entry set name = 'Other' where id = %s", entries[14].pk)
    stored, seal = Link.objects.get(row_id=entries[14].pk), Seal.objects.get(number=3)
    before = bytes(Link.objects.get(place=stored.place - 1).link)
    row = next(chain.rows("(select * from chronicle_link where place = %s)", [stored.place]))
    link = row.link(before, bytes(stored.facts))
    Link.objects.filter(pk=stored.pk).update(link=link)
    builds_on = bytes(Seal.objects.get(number=2).head)
    head = chain.head_of(3, seal.first, seal.last, seal.at, builds_on, link)
    Seal.objects.filter(number=3).update(head=head)
    return "signature", "3"


def seal_deleted(entries: list[Entry]) -> tuple[str, str]:
    sql("delete from chronicle_seal where number = 2")
    return "missing", "3"


def last_seal_deleted(entries: list[Entry]) -> tuple[str, str]:
    sql("delete from chronicle_seal where number = 3")
    return "link", "3"


@pytest.mark.parametrize(
    "tamper",
    [
        changed, facts_changed, moved_in_time, deleted, reading_deleted, reading_changed,
        inserted_past_the_trigger, inserted_with_an_old_date, reading_inserted, link_replaced, place_deleted,
        head_replaced, chain_made_anew_without_the_key, seal_deleted, last_seal_deleted,
    ],
)  # fmt: skip
def test_tampering_is_found_and_named(sealed: list[Entry], tamper: Tamper) -> None:
    expected = tamper(sealed)
    found = kinds(verified())
    assert expected in found
    assert len(found) <= 3


@pytest.mark.parametrize("tamper", [changed, facts_changed, deleted, reading_changed])
def test_one_row_is_one_finding(sealed: list[Entry], tamper: Tamper) -> None:
    expected = tamper(sealed)
    assert kinds(verified()) == [expected]


def test_a_head_that_was_kept_outside_tells_of_a_chain_that_was_cut_off(sealed: list[Entry]) -> None:
    with time.at(time.now() + timedelta(days=1)):
        deeds(1)
        sealer.step()
    assert [head.number for head in signing.daily_heads()] == [3]
    assert verified().is_whole
    sql("delete from chronicle_seal where number >= 3")
    sql("delete from chronicle_link where place > 11")
    for entry in [*sealed[10:], *Entry.objects.exclude(pk__in=[each.pk for each in sealed])]:
        sql("delete from chronicle_entry where id = %s", entry.pk)
    assert kinds(verified()) == [("head", "3")]


def test_the_past_that_is_brought_in_is_sealed_and_may_carry_old_dates(db: None) -> None:
    with quietly(), time.at(time.now() - timedelta(days=400)):
        record(Tried(actor=None))
    assert actions.seal(signing.sign)
    assert verified().is_whole


def test_what_retention_emptied_is_named_with_its_rule(sealed: list[Entry]) -> None:
    cutoff = (sealed[4].at + timedelta(microseconds=1)).isoformat()
    for entry in sealed[:5]:
        sql("update chronicle_entry set facts = '{}' where id = %s", entry.pk)
    assert len(verified().findings) == 5
    record(
        RecordsDisposed(
            actor=None,
            rule="deeds of a year ago",
            what="facts",
            until=cutoff,
            count=5,
            digest="",
            names=("Tried",),
        )
    )
    report = verified()
    assert report.is_whole
    assert report.emptied == {"deeds of a year ago": 5}
    sql("update chronicle_entry set facts = '{}' where id = %s", sealed[5].pk)
    assert kinds(verified()) == [("changed", str(sealed[5].pk))]


def test_the_key_is_for_the_server_alone_and_another_key_is_not_taken(sealed: list[Entry]) -> None:
    assert (settings.DATA / signing.KEY).stat().st_mode & 0o777 == 0o600
    other = "A" * 43 + "="
    assert {kind for kind, _row in kinds(verify(public=other))} == {"signature"}


def test_the_command_tells_goes_on_and_fails(sealed: list[Entry]) -> None:
    said: list[str] = []

    def run(*, resume: bool) -> tuple[int, dict[str, object]]:
        shown: list[str] = []
        code = auditing.verify(resume=resume, public=None, as_json=True, say=said.append, show=shown.append)
        return code, json.loads(shown[0])

    code, report = run(resume=False)
    assert (code, report["whole"], report["rows"]) == (0, True, 16)
    changed(sealed)
    deeds(2)
    actions.seal(signing.sign)
    code, report = run(resume=True)
    assert (code, report["rows"], report["seals"]) == (0, 2, 1)
    code, report = run(resume=False)
    assert code == 1
    assert [found["row"] for found in report["findings"]] == [str(sealed[7].pk)]  # type: ignore[attr-defined]
    sql("update chronicle_seal set head = sha256('x') where number = 4")
    code, report = run(resume=True)
    assert (code, report["seals"]) == (1, 3)  # only the first seal was found whole
