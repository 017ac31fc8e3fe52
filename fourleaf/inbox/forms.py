"""Forms of the home page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fourleaf.spaces.models import Space


class ReplyForm(forms.Form):
    """A reply typed on the home page; `key` makes a second press harmless."""

    body = forms.CharField(error_messages={"required": _("Write something first.")})
    key = forms.UUIDField(required=False)


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
