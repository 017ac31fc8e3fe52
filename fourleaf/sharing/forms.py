"""Forms of showing and asking. What is allowed is the actions' question; these check shapes."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fourleaf.kit.forms import Explained, PlainForm
from fourleaf.kit.time import midnight, now
from fourleaf.people.models import Person, Unit
from fourleaf.sharing.models import Grant
from fourleaf.sharing.things import Doing
from fourleaf.spaces.models import Space

#: Where a link names something that can be shown: the word in the address, and the kind.
LINKS = {"posts": "post", "documents": "document", "files": "file", "shared": "grant"}
KEY = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
IN_A_STREAM = re.compile(rf"/spaces/{KEY}/.*#post-({KEY})")
LINK = re.compile(rf"/({'|'.join(LINKS)})/({KEY})(?:/|$)")


def end_of(day: date) -> datetime:
    """The last instant of a day in the reader's zone."""
    return midnight(day + timedelta(days=1))


def thing_of(link: str) -> tuple[str, UUID] | None:
    """Kind and key of what a link leads to."""
    if inside := IN_A_STREAM.search(link):
        return "post", UUID(inside[1])
    found = LINK.search(link)
    return (LINKS[found[1]], UUID(found[2])) if found else None


def person_unit_or_space(actor: Person, named: str) -> Person | Unit | Space | None:
    """Whom `person:KEY`, `unit:KEY` or `space:KEY` means; only those of whom the actor can see who they are."""
    kind, _colon, key = named.partition(":")
    try:
        wanted = UUID(key)
    except ValueError:
        return None
    if kind == "person":
        return Person.objects.visible_to(actor).active().exclude(pk=actor.pk).filter(pk=wanted).first()
    if kind == "unit":
        return Unit.objects.filter(pk=wanted).first()
    if kind == "space":
        return Space.objects.readable_by(actor).exclude(kind=Space.Kind.DIRECT).filter(pk=wanted).first()
    return None


class TermsForm(PlainForm):
    """As what, until when, and whether they may show it on. `roles` are those to choose from, the least first."""

    role: forms.ChoiceField = Explained(label=_("What they may do"), options={})
    expires_on = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("At most a year from now."),
    )
    may_share_on = forms.BooleanField(
        label=_("They may show it to others, for no longer than this"), required=False
    )

    def __init__(self, *args: Any, roles: Mapping[str, Doing], **kwargs: Any) -> None:
        usual = timezone.localdate(now() + Grant.USUAL)
        least, *more = roles
        kwargs["initial"] = {"expires_on": usual, "role": least, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        if more:
            ways = {role: (does.choice, does.means) for role, does in roles.items()}
            self.fields["role"] = Explained(label=_("What they may do"), options=ways, initial=least)
        else:
            self.fields["role"] = forms.ChoiceField(choices=[(least, least)], widget=forms.HiddenInput)

    def terms(self) -> dict[str, Any]:
        """What the actions want to know."""
        said = self.cleaned_data
        return {
            "role": said["role"],
            "until": end_of(said["expires_on"]),
            "may_share_on": said.get("may_share_on", False),
        }


class GrantForm(TermsForm):
    """All that a grant is; `seen_readers` is the seal of those whose names were shown."""

    purpose = forms.CharField(
        label=_("What it is for"), max_length=300, help_text=_("They read this, and so does everybody here.")
    )
    to = forms.CharField(widget=forms.HiddenInput, max_length=60)
    seen_readers = forms.CharField(widget=forms.HiddenInput, max_length=64)
    field_order = ["purpose", "role", "expires_on", "may_share_on"]


class PatientForm(PlainForm):
    """Which patient or relative, by what they have told: nobody looks them up in a list."""

    name = forms.CharField(
        label=_("Their whole name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    address = forms.EmailField(
        label=_("The e-mail address with which they sign in"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class PatientGrantForm(TermsForm):
    """All that a grant to a patient or relative is: to read or comment on, not to be shown on."""

    purpose = forms.CharField(
        label=_("What it is for"), max_length=300, help_text=_("They read this, and so does everybody here.")
    )
    is_meant = forms.BooleanField(
        label=_("I have looked at all of it, and a patient or relative may read it")
    )
    field_order = ["purpose", "role", "expires_on", "is_meant"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["may_share_on"]


class ExtensionForm(PlainForm):
    """Another last day."""

    expires_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))


class RequestForm(PlainForm):
    """Ask to be shown what a link leads to."""

    link = forms.CharField(
        label=_("Link"),
        max_length=500,
        help_text=_("The address of a post, a file or a document, as it was sent to you."),
    )
    reason = forms.CharField(
        label=_("Why you want to see it"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_link(self) -> tuple[str, UUID]:
        """Kind and key; only the shape is looked at."""
        found = thing_of(self.cleaned_data["link"])
        if found is None:
            raise forms.ValidationError(_("This is not a link to a post or a file."))
        return found


class RefusalForm(PlainForm):
    """Why not."""

    note = forms.CharField(label=_("Why not"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
