"""Forms of documents. What is allowed is the actions' question."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fourleaf.kit.forms import PlainForm


class TitleForm(PlainForm):
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        help_text=_("Whoever can read the document sees its title in lists."),
    )


class PlaceForm(PlainForm):
    space = forms.UUIDField(widget=forms.HiddenInput)
    seen_readers = forms.CharField(widget=forms.HiddenInput, required=False, max_length=128)
