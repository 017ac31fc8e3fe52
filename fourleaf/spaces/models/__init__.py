"""Spaces: where people work together, who belongs, who asked to, and who read in an emergency."""

from fourleaf.spaces.models.moments import Cursor, Duty, DutyQuerySet, ReaderCount
from fourleaf.spaces.models.spaces import (
    AccessRequest,
    Archival,
    AskedQuerySet,
    BreakGlass,
    BreakGlassQuerySet,
    Invitation,
    InvitationQuerySet,
    Membership,
    MembershipQuerySet,
    PlannedStart,
    SeenAnswer,
    SeenBreakGlass,
    Space,
    SpaceQuerySet,
)

__all__ = [
    "AccessRequest",
    "Archival",
    "AskedQuerySet",
    "BreakGlass",
    "BreakGlassQuerySet",
    "Cursor",
    "Duty",
    "DutyQuerySet",
    "Invitation",
    "InvitationQuerySet",
    "Membership",
    "MembershipQuerySet",
    "PlannedStart",
    "ReaderCount",
    "SeenAnswer",
    "SeenBreakGlass",
    "Space",
    "SpaceQuerySet",
]
