"""Forms of the home page, and of how somebody wants to be told."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from fourleaf.inbox.models import Level, Preference
from fourleaf.kit.forms import PlainForm
from fourleaf.people.models import Person
from fourleaf.spaces.models import Space


class TimeInput(forms.TimeInput):
    """The browser's own choice of a time of day, without seconds."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class MomentInput(forms.DateTimeInput):
    """The browser's own choice of a day and time."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class ReplyForm(forms.Form):
    """A reply typed on the home page; `key` makes a second press harmless."""

    body = forms.CharField(error_messages={"required": _("Write something first.")})
    key = forms.UUIDField(required=False)
    no_rush = forms.BooleanField(required=False)


class ReadForm(forms.Form):
    """How far a thread was shown."""

    last = forms.IntegerField(min_value=0, max_value=2**63 - 1)


class RequestForm(forms.Form):
    """Let in or not now, with a note."""

    answer = forms.ChoiceField(
        choices=[("grant", ""), ("refuse", "")],
        error_messages={
            "required": _("Choose let in or not now."),
            "invalid_choice": _("Choose let in or not now."),
        },
    )
    note = forms.CharField(max_length=500, required=False)


class InvitationForm(forms.Form):
    """Accept or decline."""

    answer = forms.ChoiceField(
        choices=[("accept", ""), ("decline", "")],
        error_messages={
            "required": _("Choose accept or decline."),
            "invalid_choice": _("Choose accept or decline."),
        },
    )


class SubscriptionForm(forms.Form):
    """What a browser says of itself when it subscribes (W3C Push API)."""

    endpoint = forms.CharField(max_length=1000)
    p256dh = forms.CharField(max_length=100)
    auth = forms.CharField(max_length=50)


class LaterForm(forms.Form):
    """When a post shall come back once more."""

    when = forms.ChoiceField(
        choices=[("hour", ""), ("tomorrow", "")],
        error_messages={"required": _("Choose a time."), "invalid_choice": _("Choose a time.")},
    )


class AudienceForm(forms.Form):
    """The access of the space that stood beside the button."""

    shown_access = forms.ChoiceField(choices=Space.Access.choices)


class LevelForm(forms.Form):
    """What of a space calls somebody; empty is their default."""

    level = forms.ChoiceField(
        choices=[("", _("As everywhere")), *Level.choices],
        required=False,
        error_messages={"invalid_choice": _("Choose what reaches you.")},
    )


class PreferenceForm(PlainForm):
    """How somebody wants to be told."""

    level = forms.ChoiceField(
        label=_("What calls me"),
        choices=Level.choices,
        widget=forms.RadioSelect,
        help_text=_("Requests, invitations and direct messages always count as naming you."),
    )
    mail_at_once = forms.BooleanField(label=_("An e-mail when something calls me"), required=False)
    push = forms.BooleanField(label=_("A sign on the devices where I switched that on"), required=False)
    digest = forms.ChoiceField(
        label=_("Digest by e-mail"), choices=Preference.Digest.choices, widget=forms.RadioSelect
    )
    digest_at = forms.TimeField(label=_("at"), widget=TimeInput)
    digest_on = forms.TypedChoiceField(
        label=_("on, if once a week"), choices=Preference.Weekday.choices, coerce=int
    )
    has_quiet_hours = forms.BooleanField(label=_("I have quiet hours"), required=False)
    days = forms.TypedMultipleChoiceField(
        label=_("I can be reached on"),
        choices=Preference.Weekday.choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    opens = forms.TimeField(label=_("from"), widget=TimeInput)
    closes = forms.TimeField(label=_("to"), widget=TimeInput)
    zone = forms.ChoiceField(label=_("Time zone"), required=False)

    def __init__(self, *args: Any, site_zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = _("That of my site (%(zone)s)") % {"zone": site_zone}
        zones = [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone]
        self.fields["zone"].choices = [("", own), *zones]  # type: ignore[attr-defined]


class DutyForm(PlainForm):
    """Who is on duty, from when until when; times as on the clock of who fills it in."""

    person = forms.TypedChoiceField(
        label=_("Who"), error_messages={"invalid_choice": _("Choose somebody who can write here.")}
    )
    from_at = forms.DateTimeField(label=_("From"), widget=MomentInput)
    until_at = forms.DateTimeField(label=_("Until"), widget=MomentInput)

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(person.pk): person for person in people}
        field = self.fields["person"]
        field.choices = [(key, person.name) for key, person in self.known.items()]  # type: ignore[attr-defined]
        field.coerce = self.known.__getitem__  # type: ignore[attr-defined]
