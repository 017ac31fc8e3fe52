"""Spaces: where people work together, who belongs, who asked to, and who broke the glass."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fourleaf.kit import ids, time
from fourleaf.people.models import OrganisationRole
from fourleaf.spaces.rights import VISITOR, Right, Role, roles_with

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from fourleaf.people.models import Person


class SpaceQuerySet(models.QuerySet["Space"]):
    def visible_to(self, person: Person) -> Self:
        """Spaces the person may know of: their own, those they are invited to, for staff all that are not hidden.

        And those behind glass that they have broken.
        """
        mine = Q(Exists(Membership.objects.standing().filter(space=OuterRef("pk"), person=person)))
        mine |= Q(Exists(BreakGlass.objects.open().filter(space=OuterRef("pk"), person=person)))
        invited = Q(Exists(Invitation.objects.open().filter(space=OuterRef("pk"), person=person)))
        if person.is_staff_member:
            return self.filter(mine | invited | Q(access__in=Space.LISTED))
        return self.filter(mine | invited)

    def readable_by(self, person: Person) -> Self:
        """Spaces whose content the person may read."""
        return self.allowing(person, Right.READ)

    def allowing(self, person: Person, right: Right) -> Self:
        """Spaces in which the person has the right. (Whether the space is archived is `policy`'s question.)"""
        mine = Membership.objects.standing().filter(
            space=OuterRef("pk"), person=person, role__in=roles_with(right)
        )
        allowed = Q(Exists(mine))
        if right == Right.READ:
            allowed |= Q(Exists(BreakGlass.objects.open().filter(space=OuterRef("pk"), person=person)))
        if right in VISITOR and person.is_staff_member:
            allowed |= Q(access=Space.Access.OPEN)
        return self.filter(allowed)

    def named_for(self, person: Person) -> Self:
        """With `companions`: for direct conversations, the names of the others, which make their title."""
        others = Membership.objects.standing().filter(space=OuterRef("pk")).exclude(person=person)
        names = others.order_by("person__name").values("person__name")
        return self.annotate(
            companions=Case(
                When(kind=Space.Kind.DIRECT, then=ArraySubquery(names)),
                default=Value([], output_field=ArrayField(models.CharField())),
            )
        )

    def live(self) -> Self:
        """Neither archived nor still to begin."""
        return self.filter(archival=None, planned_start=None)


@lru_cache(8192)
def _address(space: UUID) -> str:
    return reverse("space", args=[space])


class Space(models.Model):
    """A team, community, department or direct conversation; the kinds differ in their data only."""

    class Kind(models.TextChoices):
        TEAM = "team", _("Team")
        COMMUNITY = "community", _("Community")
        DEPARTMENT = "department", _("Department")
        DIRECT = "direct", _("Direct conversation")

    class Access(models.TextChoices):
        OPEN = "open", _("Open: all staff can read it and join")
        ON_REQUEST = "on_request", _("On request: listed; staff ask to join")
        CLOSED = "closed", _("Closed: listed; joining by invitation")
        HIDDEN = "hidden", _("Hidden: not listed; joining by invitation")

    LISTED = (Access.OPEN, Access.ON_REQUEST, Access.CLOSED)
    #: From the narrowest to the widest, to tell whether a change widens.
    WIDTH = (Access.HIDDEN, Access.CLOSED, Access.ON_REQUEST, Access.OPEN)
    DIRECT_LIMIT = 9

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    access = models.CharField(max_length=20, choices=Access, default=Access.CLOSED)
    name = models.CharField(max_length=120)
    purpose = models.TextField(max_length=2000, blank=True)
    #: Whether everything that anybody reads here is written down (`spaces.reading`).
    is_audited = models.BooleanField(default=False)
    founder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=time.now)
    objects = SpaceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["access"], name="spaces_space_access")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="direct") | Q(access="hidden"), name="spaces_space_direct_is_hidden"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return _address(self.pk)

    @property
    def title(self) -> str:
        """What to call it: its name, or who else is in a direct conversation (load it with `named_for`)."""
        if not self.is_direct:
            return self.name
        return ", ".join(getattr(self, "companions", ())) or gettext("Only you")

    @property
    def is_direct(self) -> bool:
        return self.kind == self.Kind.DIRECT

    @property
    def is_archived(self) -> bool:
        return hasattr(self, "archival")

    @property
    def is_planned(self) -> bool:
        return hasattr(self, "planned_start")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def standing(self) -> Self:
        """Memberships that hold now: not ended, not expired."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=time.now()), ended_at=None)

    def of_active(self) -> Self:
        """Standing memberships of people who have not left the organisation: those who can read."""
        return self.standing().filter(person__deactivated_at=None)


class Membership(models.Model):
    """Somebody's role in a space. A change of role ends one row and begins another, so the past stays readable."""

    Role = Role

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    since = models.DateTimeField(default=time.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sponsor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["space", "person"], condition=Q(ended_at=None), name="spaces_membership_one_standing"
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.GUEST) | Q(sponsor__isnull=False, expires_at__isnull=False),
                name="spaces_membership_guest_has_sponsor_and_expiry",
            ),
        ]
        indexes = [models.Index(fields=["person", "space"], name="spaces_membership_person")]

    def __str__(self) -> str:
        return f"{self.get_role_display()}"

    @property
    def last_at(self) -> datetime | None:
        """Within the last day of a guest."""
        return time.last_before(self.expires_at) if self.expires_at else None


class Archival(models.Model):
    """The space is closed for writing. Deleting the row opens it again."""

    space = models.OneToOneField(Space, models.CASCADE, primary_key=True, related_name="archival")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)
    reason = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"archived {self.at:%Y-%m-%d}"


class PlannedStart(models.Model):
    """The space has not begun: `on` is its day, or None while it is only proposed."""

    space = models.OneToOneField(Space, models.CASCADE, primary_key=True, related_name="planned_start")
    on = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return f"planned for {self.on or 'a day to be set'}"


class AskedQuerySet(models.QuerySet["AccessRequest"]):
    def open(self) -> Self:
        return self.filter(answered_at=None)


class AccessRequest(models.Model):
    """Somebody asks to belong, with a reason; a steward answers."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="access_requests")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="access_requests")
    reason = models.CharField(max_length=500)
    at = models.DateTimeField(default=time.now)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    granted = models.BooleanField(null=True)
    note = models.CharField(max_length=500, blank=True)
    objects = AskedQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["space", "person"],
                condition=Q(answered_at=None),
                name="spaces_accessrequest_one_open",
            )
        ]

    def __str__(self) -> str:
        return "access request"


class SeenAnswer(models.Model):
    """Who asked has seen the answer, and need not be told any more."""

    request = models.OneToOneField(AccessRequest, models.CASCADE, primary_key=True, related_name="seen")
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return "answer seen"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        return self.filter(answered_at=None, withdrawn_at=None)


class Invitation(models.Model):
    """A member asks somebody in; that person accepts or declines."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="invitations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=20, choices=Role, default=Role.MEMBER)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)
    expires_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["space", "person"],
                condition=Q(answered_at=None, withdrawn_at=None),
                name="spaces_invitation_one_open",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(withdrawn_at=None),
                name="spaces_invitation_answered_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.GUEST) | Q(expires_at__isnull=False),
                name="spaces_invitation_guest_has_expiry",
            ),
        ]

    def __str__(self) -> str:
        return "invitation"


class BreakGlassQuerySet(models.QuerySet["BreakGlass"]):
    def open(self) -> Self:
        """Those behind which somebody can read now."""
        return self.filter(ended_at=None, until_at__gt=time.now())

    def to_review(self) -> Self:
        return self.filter(reviewed_at=None)

    def told_to(self, person: Person) -> Self:
        """Those of which the person is told: in spaces that they steward, as privacy officer of all; not their own."""
        steered = Membership.objects.standing().filter(
            space=OuterRef("space"), person=person, role__in=roles_with(Right.STEER)
        )
        officer = OrganisationRole.objects.today().filter(
            person=person, role=OrganisationRole.Role.PRIVACY_OFFICER
        )
        return self.filter(Exists(steered) | Exists(officer)).exclude(person=person)

    def known_to(self, person: Person) -> Self:
        """What the person opened, and what they are told of."""
        return self.filter(Q(person=person) | Q(pk__in=BreakGlass.objects.told_to(person).values("pk")))

    def waiting_for(self, person: Person) -> Self:
        """Those of which the person was told, has not seen, and nobody has reviewed."""
        seen = SeenBreakGlass.objects.filter(glass=OuterRef("pk"), person=person)
        return self.told_to(person).to_review().filter(~Exists(seen))


class BreakGlass(models.Model):
    """In an emergency somebody reads a space in which they do not belong: with a reason, for a while, and on record."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="broken_glass")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="broken_glass")
    reason = models.CharField(max_length=500)
    at = models.DateTimeField(default=time.now)
    until_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    objects = BreakGlassQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        indexes = [
            models.Index(
                fields=["person", "space"], condition=Q(ended_at=None), name="spaces_breakglass_person"
            ),
            models.Index(fields=["space"], condition=Q(reviewed_at=None), name="spaces_breakglass_review"),
        ]

    def __str__(self) -> str:
        return "break-glass"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None and self.until_at > time.now()


class SeenBreakGlass(models.Model):
    """Somebody who was told of it has seen it; it stays listed until the privacy officer has reviewed it."""

    pk = models.CompositePrimaryKey("glass_id", "person_id")
    glass = models.ForeignKey(BreakGlass, models.CASCADE, related_name="seen")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return "seen"
