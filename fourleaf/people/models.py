"""Persons and where they stand in the organisation. Names follow SCIM 2 (RFC 7643) and FHIR where they have one."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, ClassVar, Self
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now, TruncDate
from django.urls import reverse
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import gettext_lazy as _

from fourleaf.kit import ids, time
from fourleaf.kit.envelope import KeyProblem, SealedTextField

if TYPE_CHECKING:
    from datetime import date


class Site(models.Model):
    """A place where people work; `zone` is its IANA time zone."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    name = models.CharField(max_length=120, unique=True)
    city = models.CharField(max_length=120, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    zone = models.CharField(max_length=60, default="UTC")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A department, ward or office, in a tree."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    name = models.CharField(max_length=120, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Profession(models.Model):
    """What somebody is by training: nurse, pharmacist, physiotherapist."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    name = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Skill(models.Model):
    """Something a person can be asked about."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    name = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, person: Person) -> Self:
        """Staff see staff. Everyone sees themselves; the second lock adds those they share a space with."""
        if person.is_staff_member:
            return self.filter(Q(kind__in=Person.COLLEAGUES) | Q(pk=person.pk))
        return self.filter(pk=person.pk)

    def active(self) -> Self:
        return self.filter(deactivated_at=None)

    def get_by_natural_key(self, email: str) -> Person:
        return self.get(email=email.lower())


class Person(AbstractBaseUser):
    """Somebody who can act here. Deactivated when they leave, never deleted: their deeds stay theirs.

    A bot has a sponsor, the colleague who answers for what it does; it stops when they leave.
    """

    class Kind(models.TextChoices):
        STAFF = "staff", _("Staff")
        PATIENT = "patient", _("Patient")
        RELATIVE = "relative", _("Relative")
        BOT = "bot", _("Bot")

    COLLEAGUES = (Kind.STAFF, Kind.BOT)

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.STAFF)
    staff_number = models.CharField(max_length=40, unique=True, null=True, blank=True)
    email = models.EmailField(unique=True, null=True)
    name = models.CharField(max_length=150)
    family_name = models.CharField(max_length=100, blank=True)
    job_title = models.CharField(max_length=150, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="people")
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="people")
    profession = models.ForeignKey(Profession, models.PROTECT, null=True, blank=True, related_name="people")
    manager = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="reports")
    sponsor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="sponsored")
    skills = models.ManyToManyField(Skill, blank=True, related_name="people")
    about = models.TextField(blank=True, max_length=2000)
    language = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField(default=time.now)
    deactivated_at = models.DateTimeField(null=True, blank=True)
    credential_stamp = models.CharField(max_length=32, default="", blank=True)

    last_login = None  # when somebody was here is nobody's figure
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["family_name", "name"]
        indexes = [models.Index(Lower("name"), name="people_person_name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")) | Q(email=None), name="people_person_email_lower"
            ),
            models.CheckConstraint(
                condition=Q(sponsor=None) | Q(kind="bot"), name="people_person_sponsored_is_bot"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.pk])

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.deactivated_at is None

    @property
    def is_staff_member(self) -> bool:
        """Works here, as opposed to being cared for here. (Django's `is_staff` means something else.)"""
        return self.kind in self.COLLEAGUES

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.site.zone if self.site else "UTC")

    @property
    def initials(self) -> str:
        """Two letters for the avatar, from the first and last words of the name that are not titles."""
        words = [
            word
            for word in self.name.split()
            if not word.endswith(".") and word not in ("Dr", "Mr", "Mrs", "Ms")
        ]
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words[:1])).upper()

    @property
    def tone(self) -> int:
        """One of twelve avatar colours, steady for a person."""
        return self.pk.int % 12

    @property
    def password(self) -> str:
        """The password's hash, kept in a table that only its owner can read."""
        pending: str | None = self.__dict__.get("_hash")
        if pending is not None:
            return pending
        credential = Credential.objects.filter(person=self).first()
        return credential.password if credential else "!"

    @password.setter
    def password(self, value: str) -> None:
        self.__dict__["_hash"] = value

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the person, and a newly set password into its own table; that signs out all their sessions."""
        pending = self.__dict__.get("_hash")
        if pending is not None:
            self.credential_stamp = get_random_string(24)
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "credential_stamp"} - {"password"}
        super().save(*args, **kwargs)
        if pending is not None:
            Credential.objects.update_or_create(person=self, defaults={"password": pending})
            del self.__dict__["_hash"]

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        return salted_hmac(
            "fourleaf.people.session", self.credential_stamp, secret=secret, algorithm="sha256"
        ).hexdigest()

    def get_session_auth_hash(self) -> str:
        return self._get_session_auth_hash()


class Credential(models.Model):
    """A password's hash, apart from the person: colleagues' rows are readable, their hashes are not."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="credential")
    password = models.CharField(max_length=200)

    def __str__(self) -> str:
        return "credential"


class PastFunction(models.Model):
    """What somebody did before, here or elsewhere: why they can be asked about it."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="past_functions")
    title = models.CharField(max_length=150)
    place = models.CharField(max_length=150, blank=True)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)

    class Meta:
        ordering = ["-from_on"]

    def __str__(self) -> str:
        return self.title


class ContactPointQuerySet(models.QuerySet["ContactPoint"]):
    def visible_to(self, person: Person) -> Self:
        """One's own, and what colleagues show to colleagues."""
        shown = Q(is_shown=True, person__kind=Person.Kind.STAFF, person__deactivated_at=None)
        return self.filter(Q(person=person) | shown if person.is_staff_member else Q(person=person))


class ContactPoint(models.Model):
    """Where a person can be reached privately. The value lies sealed in the database (`kit.envelope`)."""

    class Kind(models.TextChoices):
        MOBILE = "mobile", _("Mobile phone")
        PHONE = "phone", _("Phone at home")
        EMAIL = "email", _("Private e-mail")
        ADDRESS = "address", _("Home address")

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=10, choices=Kind)
    value = SealedTextField()
    is_shown = models.BooleanField(default=False, help_text="Whether colleagues may see it.")
    changed_at = models.DateTimeField(default=time.now)
    objects = ContactPointQuerySet.as_manager()

    class Meta:
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="people_contactpoint_one_a_kind")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def is_readable(self) -> bool:
        """Whether the server has the key that the value is sealed with."""
        try:
            return isinstance(self.value, str)
        except KeyProblem:
            return False

    @property
    def link(self) -> str:
        """What a click on it does: calls, or begins a letter."""
        if self.kind in (self.Kind.MOBILE, self.Kind.PHONE):
            return "tel:" + "".join(c for c in self.value if c.isdigit() or c == "+")
        return f"mailto:{self.value}" if self.kind == self.Kind.EMAIL else ""


class OrganisationRoleQuerySet(models.QuerySet["OrganisationRole"]):
    def on(self, day: date) -> Self:
        """Roles held on that day."""
        return self.filter(Q(until_on=None) | Q(until_on__gte=day), from_on__lte=day)

    def today(self) -> Self:
        """Roles held on the day, in UTC, on which it is asked: a statement that is made once asks anew each time."""
        today = TruncDate(Now(), tzinfo=UTC)
        return self.filter(Q(until_on=None) | Q(until_on__gte=today), from_on__lte=today)


class OrganisationRole(models.Model):
    """A dated role in the organisation. `until_on` is the last day on which it is held."""

    class Role(models.TextChoices):
        LEADER = "leader", _("Leader")
        PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")
        GURU = "guru", _("Guru")
        ADMINISTRATOR = "administrator", _("Administrator")

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="organisation_roles")
    role = models.CharField(max_length=30, choices=Role)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    objects = OrganisationRoleQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on"]

    def __str__(self) -> str:
        return self.get_role_display()


class Session(models.Model):
    """A signed-in browser, under the SHA-256 of its key, so that the table opens no door to who reads it."""

    digest = models.CharField(max_length=64, primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="sessions")
    data = models.TextField()
    created_at = models.DateTimeField(default=time.now)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="people_session_expiry")]

    def __str__(self) -> str:
        return "session"


class TokenQuerySet(models.QuerySet["Token"]):
    def alive(self) -> Self:
        """Those that open the door now."""
        return self.filter(revoked_at=None, expires_at__gt=time.now(), person__deactivated_at=None)


class Token(models.Model):
    """A key to the API in a person's name, under the SHA-256 of its text, which is shown once and kept nowhere."""

    class Scope(models.TextChoices):
        READ = "read", _("Read what you can read, and listen live")
        POSTS = "posts:write", _("Write posts and replies, mark, react and resolve")
        DOCUMENTS = "documents:write", _("Begin documents, write in them, keep and restore versions")
        FILES = "files:write", _("Upload files")
        SPACES = "spaces:write", _("Start and steer spaces, invite and join")
        ME = "me:write", _("Move your cursors, handle what waits, change your profile")

    PREFIX = "fl_"

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=100)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope))
    created_at = models.DateTimeField(default=time.now)
    expires_at = models.DateTimeField()
    used_on = models.DateField(null=True, help_text="The last day on which it was used.")
    revoked_at = models.DateTimeField(null=True)
    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_alive(self) -> bool:
        return self.revoked_at is None and self.expires_at > time.now()

    @property
    def scope_labels(self) -> list[str]:
        """What it may be used for, in words."""
        return [str(self.Scope(scope).label) for scope in self.scopes]
