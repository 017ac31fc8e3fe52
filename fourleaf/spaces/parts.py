"""What spaces keep about a person."""

from django.utils.translation import gettext_lazy as _

from fourleaf.people.parts import Fate, Part
from fourleaf.spaces.models import AccessRequest, BreakGlass, Cursor, Duty, Invitation, Membership

PARTS = (
    Part(
        "memberships", "work", _("Where you belong"),
        lambda p: Membership.objects.standing().filter(person=p).select_related("space"),
        {"space": "space.name", "space_id": "space_id", "kind": "space.kind", "role": "role", "since": "since"},
        url="/spaces/",
    ),
    Part(
        "past_memberships", "work", _("Where you belonged"),
        lambda p: Membership.objects.filter(person=p, ended_at__isnull=False).select_related("space"),
        {"space": "space.name", "space_id": "space_id", "role": "role", "since": "since", "ended_at": "ended_at"},
        fate=Fate.PROOF,
    ),
    Part(
        "requests", "work", _("Spaces you asked to join"),
        lambda p: AccessRequest.objects.filter(person=p).select_related("space"),
        {"space": "space.name", "reason": "reason", "at": "at", "answered_at": "answered_at"},
    ),
    Part(
        "invitations", "work", _("Invitations to you"),
        lambda p: Invitation.objects.filter(person=p).select_related("space"),
        {"space": "space.name", "role": "role", "at": "at", "answered_at": "answered_at"},
    ),
    Part(
        "duties", "work", _("When you are on duty"), lambda p: Duty.objects.filter(person=p).select_related("space"),
        {"space": "space.name", "from_at": "from_at", "until_at": "until_at"}, url="/settings/notifications/",
    ),
    Part(
        "broken_glass", "work", _("Where you broke the glass"),
        lambda p: BreakGlass.objects.filter(person=p).select_related("space"),
        {
            "space": "space.name", "reason": "reason", "at": "at", "until_at": "until_at", "ended_at": "ended_at",
            "reviewed_at": "reviewed_at",
        },
        fate=Fate.PROOF,
    ),
    Part(
        "cursors", "reading", _("How far you have read each space"),
        lambda p: Cursor.objects.filter(person=p).select_related("space").order_by("space_id"),
        {"space": "space.name", "read_to": "read_to", "at": "at"},
    ),
)  # fmt: skip
