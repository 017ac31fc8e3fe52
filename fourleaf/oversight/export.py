"""Access records for other systems: JSON Lines, and FHIR R4 AuditEvent (hl7.org/fhir/R4/auditevent.html)."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings

from fourleaf.chronicle.models import Access

Why = Access.Why
_SYSTEMS = "http://terminology.hl7.org/CodeSystem/"
#: Our reasons in HL7's v3-ActReason, where it has one.
REASONS = {
    Why.BREAK_GLASS: ("BTG", "break the glass"),
    Why.AUDIT: ("HCOMPL", "health compliance"),
    Why.REQUEST: ("PATRQT", "patient requested"),
}
FORMATS = ("jsonl", "fhir-ndjson", "fhir")


def as_json(row: Access) -> dict[str, Any]:
    """One record with our own names."""
    return {
        "id": str(row.pk),
        "at": row.at.isoformat(),
        "who": _text(row.person_id),
        "what": row.kind,
        "object": _text(row.object_id),
        "space": _text(row.space_id),
        "whose": _text(row.whose_id),
        "why": row.why,
        "address": row.address,
        "session": row.session or None,
    }


def as_audit_event(row: Access) -> dict[str, Any]:
    """One record as a FHIR R4 AuditEvent. Keys go as `urn:uuid:`, as no FHIR server of ours could be asked for them."""
    is_export, is_refused = row.why == Why.EXPORT, row.why == Why.REFUSED
    agent: dict[str, Any] = {"requestor": True, "who": _reference(row.person_id, "the system")}
    if row.address:
        agent["network"] = {"address": row.address, "type": "2"}
    event: dict[str, Any] = {
        "resourceType": "AuditEvent",
        "id": str(row.pk),
        "type": _coding("audit-event-type", "rest", "RESTful Operation"),
        "subtype": [
            _coding("iso-21089-lifecycle", "transmit", "Transmit Record Lifecycle Event")
            if is_export
            else {"system": "http://hl7.org/fhir/restful-interaction", "code": "read", "display": "read"}
        ],
        "action": "R",
        "recorded": row.at.isoformat(timespec="milliseconds"),
        "outcome": "4" if is_refused else "0",
        "purposeOfEvent": [_reason(Why(row.why))],
        "agent": [agent],
        "source": {"observer": {"display": settings.ORGANISATION}},
    }
    entities = list(_entities(row))
    return event | ({"entity": entities} if entities else {})


def written(rows: Iterable[Access], form: str) -> Iterator[str]:
    """The export piece by piece, in one of `FORMATS`; a FHIR Bundle is of type collection."""
    if form == "fhir":
        yield '{"resourceType": "Bundle", "type": "collection", "entry": ['
        for number, row in enumerate(rows):
            entry = {"fullUrl": f"urn:uuid:{row.pk}", "resource": as_audit_event(row)}
            yield ("," if number else "") + "\n" + json.dumps(entry, ensure_ascii=False)
        yield "\n]}\n"
        return
    shape: Callable[[Access], dict[str, Any]] = as_json if form == "jsonl" else as_audit_event
    for row in rows:
        yield json.dumps(shape(row), ensure_ascii=False) + "\n"


def _entities(row: Access) -> Iterator[dict[str, Any]]:
    if row.object_id:
        yield {"what": _reference(row.object_id, row.kind), "type": _coding("object-role", "3", "Report")}
    if row.space_id and row.space_id != row.object_id:
        yield {"what": _reference(row.space_id, "space")}
    if row.whose_id:
        yield {
            "what": _reference(row.whose_id, "whose it is"),
            "role": _coding("object-role", "1", "Patient"),
        }


def _reason(why: Access.Why) -> dict[str, Any]:
    if why in REASONS:
        code, display = REASONS[why]
        return {"coding": [_coding("v3-ActReason", code, display)], "text": why.value}
    return {"text": why.value}


def _reference(key: object, display: str) -> dict[str, Any]:
    if key is None:
        return {"display": display}
    identifier = {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{key}"}
    return {"identifier": identifier, "display": display}


def _coding(system: str, code: str, display: str) -> dict[str, str]:
    return {"system": _SYSTEMS + system, "code": code, "display": display}


def _text(key: object) -> str | None:
    return None if key is None else str(key)
