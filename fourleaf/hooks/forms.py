"""Forms about integrations. What is allowed is the actions' question; these check shapes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fourleaf.hooks.addresses import LONGEST
from fourleaf.hooks.models import Outgoing
from fourleaf.kit.forms import PlainForm
from fourleaf.people.actions.bots import LONGEST_NAME
from fourleaf.people.models import Person


class BotForm(PlainForm):
    """As whom the program acts: a bot of one's own, or a new one."""

    bot = forms.ModelChoiceField(
        label=_("Bot"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("A new bot"),
        help_text=_("A bot has its own name. You are its sponsor: you answer for what it does."),
        error_messages={"invalid_choice": _("Choose a bot that you sponsor, or a new one.")},
    )
    name = forms.CharField(
        label=_("Name of the new bot"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("What the program is called, such as “Lab results” or “Rota check”."),
    )

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = actor.sponsored.active()
        self.fields["bot"].queryset = own  # type: ignore[attr-defined]
        if not self.is_bound and not own.exists():
            del self.fields["bot"]


class IncomingForm(BotForm):
    """A program that writes here."""


class TargetForm(PlainForm):
    """Where to, and what it is told."""

    url = forms.CharField(
        label=_("Where to"),
        max_length=LONGEST,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=_(
            "The address of the program that is told. Readers of this space see its host, stewards all of it."
        ),
    )
    kinds = forms.MultipleChoiceField(
        label=_("What it is told"),
        choices=Outgoing.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[Outgoing.Kind.POSTS, Outgoing.Kind.EDITS, Outgoing.Kind.WITHDRAWALS],
        error_messages={"required": _("Choose what it is told.")},
    )
    with_text = forms.BooleanField(label=_("Send what people write, too"), required=False)


class OutgoingForm(TargetForm, BotForm):
    """A host that is told what happens here."""
