"""What sharing keeps about a person."""

from django.utils.translation import gettext_lazy as _

from fourleaf.people.parts import Fate, Part
from fourleaf.sharing.models import AccessRequest, Grant, Opening

GRANT = {"kind": "kind", "thing": "object_id", "role": "role", "purpose": "purpose", "at": "at"}
ENDING = {"expires_at": "expires_at", "ended_at": "ended_at"}
PARTS = (
    Part(
        "shown_to_others", "work", _("What you have shown to others"),
        lambda p: Grant.objects.filter(by=p).select_related("person", "unit", "to_space"),
        {**GRANT, "person": "person.name", "unit": "unit.name", "to_space": "to_space.name", **ENDING},
        url="/me/shown/", fate=Fate.PROOF,
    ),
    Part(
        "shown_to_me", "work", _("What others have shown to you by name"), lambda p: Grant.objects.filter(person=p),
        {**GRANT, **ENDING}, url="/shared/", fate=Fate.PROOF,
    ),
    Part(
        "openings", "reading", _("What you have opened of it"),
        lambda p: Opening.objects.filter(person=p).order_by("grant_id"),
        {"grant": "grant_id", "first_at": "first_at", "last_at": "last_at"}, url="/shared/",
    ),
    Part(
        "asked_to_see", "work", _("What you asked to be shown"), lambda p: AccessRequest.objects.filter(person=p),
        {"kind": "kind", "thing": "object_id", "reason": "reason", "at": "at", "answered_at": "answered_at"},
    ),
)  # fmt: skip
