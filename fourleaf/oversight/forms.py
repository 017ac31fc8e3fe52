"""What of the records somebody wants to see."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fourleaf.chronicle.models import Access
from fourleaf.kit.forms import PlainForm
from fourleaf.kit.time import midnight
from fourleaf.oversight.records import KINDS


def _words(label: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=100)


class DeedsForm(PlainForm):
    """Filters of deeds. People and spaces by key, or by part of their name."""

    who = _words(_("Who"))
    whose = _words(_("Whose"))
    space = _words(_("Space"))
    what: forms.CharField | forms.ChoiceField = _words(_("What"))
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput({"type": "date"}))
    before = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def wanted(self) -> dict[str, Any]:
        """What was understood of the filters, empty ones left out; days as instants in the viewer's zone."""
        self.is_valid()
        found = {name: value for name, value in self.cleaned_data.items() if value}
        for name in ("who", "whose", "space"):
            if name in found:
                found[name] = _key_or_words(found[name])
        if "since" in found:
            found["since"] = midnight(found["since"])
        if "until" in found:
            found["until"] = midnight(found["until"] + timedelta(days=1))
        return found


class ReadingForm(DeedsForm):
    """Filters of readings: what was read is chosen, and why."""

    what = forms.ChoiceField(
        label=_("What"), required=False, choices=lambda: [("", _("anything")), *KINDS.items()]
    )
    why = forms.ChoiceField(
        label=_("Why"), required=False, choices=lambda: [("", _("any reason")), *Access.Why.choices]
    )
    field_order = ["who", "whose", "space", "what", "why", "since", "until"]


class HoldForm(PlainForm):
    """On whom or what a legal hold is, by name or key, and why."""

    what = forms.CharField(
        label=_("Person or space"),
        max_length=100,
        help_text=_("The whole name, or the key from the address."),
        error_messages={"required": _("Say on whom or on what.")},
    )
    reason = forms.CharField(label=_("Why"), max_length=500, error_messages={"required": _("Say why.")})


class ReviewForm(PlainForm):
    """What somebody found who looked at an alert."""

    note = forms.CharField(
        label=_("What you found"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Say what you found.")},
    )


def _key_or_words(text: str) -> UUID | str:
    try:
        return UUID(text)
    except ValueError:
        return text.replace("\0", "")
