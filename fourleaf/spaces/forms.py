"""Forms about spaces. What is allowed is the actions' question; these check shapes."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from fourleaf.kit.forms import Explained, PlainForm, explained
from fourleaf.kit.time import now
from fourleaf.people.models import Person
from fourleaf.spaces.actions.entering import GUEST_DAYS, GUEST_DAYS_AT_MOST, TOO_FAR
from fourleaf.spaces.models import Space
from fourleaf.spaces.rights import Role


class GlassForm(PlainForm):
    """Why somebody must read at once where they do not belong, and their password once more."""

    reason = forms.CharField(
        label=_("Why you must read this now"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say why you must read this now.")},
    )
    password = forms.CharField(
        label=_("Your password"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages={"required": _("Give your password once more.")},
    )


class NoteForm(PlainForm):
    """What somebody found who reviewed it."""

    note = forms.CharField(
        label=_("What you found"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Say what you found.")},
    )


KINDS = {
    Space.Kind.TEAM: (_("Team"), _("People who do one piece of work together, often from several units.")),
    Space.Kind.COMMUNITY: (_("Community"), _("People who share a subject, wherever they work.")),
    Space.Kind.DEPARTMENT: (_("Department"), _("A unit of the organisation and its daily business.")),
}
ACCESS = {
    Space.Access.HIDDEN: (
        _("Hidden"),
        _("Only members read it, and nobody else knows that it exists. People come in by invitation."),
    ),
    Space.Access.CLOSED: (
        _("Closed"),
        _("Only members read it. Staff see the name and purpose. People come in by invitation."),
    ),
    Space.Access.ON_REQUEST: (
        _("On request"),
        _("Only members read it. Staff see the name and purpose and may ask to join; a steward answers."),
    ),
    Space.Access.OPEN: (_("Open"), _("All staff read everything in it and may join.")),
}
ROLES = {
    Role.MEMBER: (_("Member"), _("Reads and writes, and may invite others.")),
    Role.READER: (_("Reader"), _("Reads and reacts, and does not write.")),
    Role.GUEST: (_("Guest"), _("Reads and writes until a last day. You are the sponsor.")),
    Role.STEWARD: (_("Steward"), _("Also answers requests, and decides who reads and who belongs.")),
}


class SpaceForm(PlainForm):
    """What a new space is."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("What the work is called, such as “Falls prevention”.")
    )
    purpose = forms.CharField(
        label=_("What it is for"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences. Staff who may know of the space see them."),
    )
    kind = Explained(label=_("Kind"), options=KINDS, initial=Space.Kind.TEAM)
    access = Explained(
        label=_("Who can read it"),
        options=ACCESS,
        initial=Space.Access.CLOSED,
        help_text=_("You can change this later; before anybody new can read, you see their names."),
    )


class PurposeForm(PlainForm):
    """Name and purpose anew."""

    name = forms.CharField(label=_("Name"), max_length=120)
    purpose = forms.CharField(
        label=_("What it is for"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AccessForm(PlainForm):
    """Another access; `seen_readers` is the seal of the new readers whose names the steward was shown."""

    access = Explained(label=_("Access"), options=ACCESS)
    seen_readers = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class InvitationForm(PlainForm):
    """Somebody is asked in."""

    person = forms.ModelChoiceField(
        queryset=Person.objects.none(),
        widget=forms.HiddenInput,
        error_messages={
            "invalid_choice": _("Choose somebody from the list."),
            "required": _("Choose a person."),
        },
    )
    role = Explained(label=_("Role"), options=ROLES, initial=Role.MEMBER)
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("For guests only. Left empty, it is 30 days from now."),
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("They read it with the invitation."),
    )

    def __init__(self, *args: Any, actor: Person, may_steer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone: ZoneInfo = actor.zone
        people = Person.objects.visible_to(actor).active()
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        if not may_steer:
            options = {role: words for role, words in ROLES.items() if role != Role.STEWARD}
            self.fields["role"].choices = explained(options)  # type: ignore[attr-defined]
        self.fields["last_day"].initial = (now() + timedelta(days=GUEST_DAYS)).date()

    def clean_last_day(self) -> date | None:
        """A day that a stay can end on."""
        day: date | None = self.cleaned_data["last_day"]
        if day and day > now().date() + timedelta(days=GUEST_DAYS_AT_MOST):
            raise forms.ValidationError(TOO_FAR)
        return day

    def expires_at(self) -> datetime | None:
        """The end of a guest's last day, where the inviter works."""
        day = self.cleaned_data["last_day"]
        if self.cleaned_data["role"] != Role.GUEST or day is None:
            return None
        return datetime.combine(day + timedelta(days=1), time(), self.zone)


class RoleForm(PlainForm):
    """Another role."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class ReasonForm(PlainForm):
    """Why somebody wants to join."""

    reason = forms.CharField(
        label=_("Why you want to join"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The stewards read it and answer."),
    )


class AnswerForm(PlainForm):
    """A steward's answer to a request."""

    answer = forms.ChoiceField(choices=[("grant", _("Let in")), ("refuse", _("Not now"))])
    note = forms.CharField(label=_("Note to them"), max_length=500, required=False)


class ArchivalForm(PlainForm):
    """Why a space is archived."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        required=False,
        help_text=_("Everybody who can read the space sees it."),
    )


class DirectForm(PlainForm):
    """With whom to talk."""

    people = forms.ModelMultipleChoiceField(
        queryset=Person.objects.none(),
        widget=forms.MultipleHiddenInput,
        error_messages={
            "required": _("Choose at least one person."),
            "invalid_choice": _("Choose people from the list."),
            "invalid_pk_value": _("Choose people from the list."),
        },
    )

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.visible_to(actor).active().exclude(pk=actor.pk)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]
