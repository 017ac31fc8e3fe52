"""Forms of documents. What is allowed is the actions' question."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fourleaf.documents.blueprints import BLUEPRINTS
from fourleaf.documents.formats.bringing import brought
from fourleaf.kit.forms import PlainForm


class TitleForm(PlainForm):
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        help_text=_("Whoever can read the document sees its title in lists."),
    )


class NewForm(TitleForm):
    copy_of = forms.UUIDField(required=False, widget=forms.HiddenInput)
    begin_with = forms.ChoiceField(
        label=_("Begin with"),
        required=False,
        choices=[("", _("An empty page")), *((each.key, each.name) for each in BLUEPRINTS.values())],
    )
    file = forms.FileField(
        label=_("Or bring a file"),
        required=False,
        help_text=_(
            "Word (.docx), Markdown (.md) or a web page (.html). Pictures stay outside; their words come."
        ),
    )

    def text(self) -> dict[str, Any]:
        """What to begin with, if anything; Invalid, on the field of the file, if that is none."""
        file, key = self.cleaned_data["file"], self.cleaned_data["begin_with"]
        if file:
            return {"tree": brought(file.name, file.read())}
        return {"tree": BLUEPRINTS[key].tree(), "blueprint": key} if key else {}


class PlaceForm(PlainForm):
    space = forms.UUIDField(widget=forms.HiddenInput)
    seen_readers = forms.CharField(widget=forms.HiddenInput, required=False, max_length=128)


class VersionForm(PlainForm):
    name = forms.CharField(
        label=_("Name of the version"),
        max_length=120,
        help_text=_("As “before the audit”. The text as it is now is kept under this name."),
    )


class CorrectionForm(PlainForm):
    is_major = forms.TypedChoiceField(
        label=_("This version is"),
        choices=[("yes", _("major")), ("no", _("minor"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("Everybody who can read the document sees this.")
    )


class TakingForm(PlainForm):
    hint = forms.CharField(max_length=200)


class OfferForm(PlainForm):
    credit = forms.ChoiceField(choices=[("yes", _("Credit")), ("no", _("Do not credit"))])


class ComparisonForm(PlainForm):
    """Which versions, by their numbers; `to` may be the text as it is now."""

    to = forms.RegexField(r"^([1-9][0-9]{0,8}|now)$", required=False)
    view = forms.ChoiceField(choices=[("inline", ""), ("side", "")], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from"] = forms.RegexField(r"^[1-9][0-9]{0,8}$", required=False)
