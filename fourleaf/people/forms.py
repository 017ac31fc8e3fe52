"""What people type about themselves, about whom they look for, and at the door."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from allauth.account.forms import (
    ChangePasswordForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
    UserTokenForm,
)
from django import forms
from django.conf import settings
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from fourleaf.kit.identity import become
from fourleaf.people.actions import Past, Point
from fourleaf.people.actions.contact import LONGEST as LONGEST_CONTACT
from fourleaf.people.actions.own import LONGEST_ABOUT, MOST_PAST_FUNCTIONS
from fourleaf.people.actions.tokens import USUAL_DAYS
from fourleaf.people.backends import person_with
from fourleaf.people.models import ContactPoint, Person, Profession, Site, Skill, Token, Unit
from fourleaf.people.search import LONGEST, Wanted, lines_of, options, words_of


class Plain(forms.Form):
    """Labels without colons, no placeholders that repeat them, our own words for passwords."""

    use_required_attribute = True
    labels = {
        "email": _("E-mail"),
        "password": _("Password"),
        "oldpassword": _("Password until now"),
        "password1": _("New password"),
        "password2": _("The new password once more"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            if name in ("password", "oldpassword"):
                field.help_text = ""


class DirectoryForm(Plain):
    """Which people to show. Each part that cannot be understood is left aside, and said so."""

    q = forms.CharField(required=False, max_length=LONGEST, label=_("Name, unit, site, profession or skill"))
    unit = forms.UUIDField(required=False, label=_("Unit"))
    site = forms.UUIDField(required=False, label=_("Site"))
    profession = forms.UUIDField(required=False, label=_("Profession"))
    skill = forms.UUIDField(required=False, label=_("Skill"))

    def __init__(self, data: Any, units: Iterable[Unit]) -> None:
        super().__init__(data)
        self._choose("unit", options(units))
        for name, every, rows in (
            ("site", _("All sites"), Site.objects.values_list("pk", "name")),
            ("profession", _("All professions"), Profession.objects.values_list("pk", "name")),
            ("skill", _("All skills"), Skill.objects.values_list("pk", "name")),
        ):
            self._choose(name, [("", every), *((str(key), label) for key, label in rows)])

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].widget = forms.Select(choices=choices)

    def wanted(self) -> Wanted:
        """What could be understood."""
        self.is_valid()
        clean: dict[str, Any] = self.cleaned_data
        keys: dict[str, UUID | None] = {
            name: clean.get(name) for name in ("unit", "site", "profession", "skill")
        }
        return Wanted(words=words_of(clean.get("q") or ""), **keys)


class AboutForm(Plain):
    """What a person says about themselves."""

    about = forms.CharField(
        required=False,
        max_length=LONGEST_ABOUT,
        label=_("About you"),
        help_text=_("What others should know when they work with you. All staff can read it."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PastFunctionForm(Plain):
    """One thing that a person did before."""

    title = forms.CharField(required=False, max_length=150, label=_("What you did"))
    place = forms.CharField(required=False, max_length=150, label=_("Where"))
    from_on = forms.DateField(
        required=False, label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until_on = forms.DateField(
        required=False, label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or {}
        if any(clean.get(name) for name in ("place", "from_on", "until_on")) and not clean.get("title"):
            self.add_error("title", _("Say what the function was."))
        if clean.get("from_on") and clean.get("until_on") and clean["from_on"] > clean["until_on"]:
            self.add_error("until_on", _("This lies before its beginning."))
        return clean


PastFunctions = formset_factory(
    PastFunctionForm,
    extra=1,
    max_num=MOST_PAST_FUNCTIONS,
    absolute_max=MOST_PAST_FUNCTIONS,
    validate_max=True,
)


def past_functions_form(person: Person, data: Any = None) -> BaseFormSet[PastFunctionForm]:
    """The person's past functions, and one empty line."""
    initial = [
        {"title": row.title, "place": row.place, "from_on": row.from_on, "until_on": row.until_on}
        for row in person.past_functions.all()
    ]
    return PastFunctions(data, initial=initial, prefix="past")


def past_of(formset: BaseFormSet[PastFunctionForm]) -> list[Past]:
    """What was typed; an emptied line is gone."""
    lines = (form.cleaned_data for form in formset)
    return [
        Past(line["title"], line.get("place", ""), line.get("from_on"), line.get("until_on"))
        for line in lines
        if line.get("title")
    ]


class SkillsForm(Plain):
    """What a person can be asked about."""

    skills = forms.CharField(
        required=False,
        max_length=2500,
        label=_("Ask me about"),
        help_text=_("One on each line, such as “wound care”. Colleagues find you by these."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean_skills(self) -> list[str]:
        return lines_of(self.cleaned_data["skills"])


class ContactForm(Plain):
    """Where one can be reached privately: a line each, and whether colleagues see it."""

    shown = forms.MultipleChoiceField(
        required=False,
        choices=ContactPoint.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        label=_("What colleagues may see"),
        help_text=_("What you do not tick, only you can read here."),
    )

    def __init__(self, data: Any = None, points: Iterable[ContactPoint] = ()) -> None:
        there = {point.kind: point for point in points}
        initial: dict[str, Any] = {kind: point.value for kind, point in there.items()}
        initial["shown"] = [kind for kind, point in there.items() if point.is_shown]
        super().__init__(data, initial=initial, prefix="contact")
        for kind, label in ContactPoint.Kind.choices:
            self.fields[kind] = forms.CharField(
                required=False, max_length=LONGEST_CONTACT, label=label, widget=_widget(kind)
            )
        self.order_fields([*ContactPoint.Kind.values, "shown"])

    def points(self) -> list[Point]:
        """All four; those that were left empty are taken back."""
        clean = self.cleaned_data
        return [Point(kind, clean[kind], kind in clean["shown"]) for kind in ContactPoint.Kind.values]


def _widget(kind: str) -> forms.Widget:
    if kind == ContactPoint.Kind.ADDRESS:
        return forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"})
    if kind == ContactPoint.Kind.EMAIL:
        return forms.EmailInput(attrs={"autocomplete": "email"})
    return forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})


class LanguageForm(forms.Form):
    """The language of the interface."""

    language = forms.ChoiceField(
        required=False,
        label=_("Language"),
        choices=[("", _("As the browser says")), *settings.LANGUAGES],
    )


class PasswordForm(Plain, ChangePasswordForm):
    """A new password in place of the one until now."""


class FirstPasswordForm(Plain, SetPasswordForm):
    """A password for who has none."""


class ConfirmForm(Plain, ReauthenticateForm):
    """The password once more."""


class NewPasswordForm(Plain, ResetPasswordKeyForm):
    """A new password by the key of a mail."""


class ResetForm(Plain, ResetPasswordForm):
    """Asks for a way back in. Whether the address is known is not told."""

    def clean_email(self) -> str:
        """Find the person under the second lock, and read on as them."""
        address: str = self.cleaned_data["email"].strip().lower()
        found = person_with(address)
        self.users: list[Person] = []
        if found:
            become(found)
            self.users = list(Person.objects.filter(pk=found))
        return address


class ResetKeyForm(UserTokenForm):
    """Checks the key of a mail. The claimed person's row is read to check it, and let go of if it is wrong."""

    def _get_user(self, uidb36: str | None) -> Person | None:
        try:
            claimed = UUID(uidb36 or "")
        except ValueError:
            return None
        become(claimed)
        return Person.objects.filter(pk=claimed, deactivated_at=None).first()

    def clean(self) -> dict[str, Any]:
        try:
            clean: dict[str, Any] = super().clean()
        except forms.ValidationError:
            become(None)
            raise
        return clean


class TokenForm(Plain):
    """A key to the API."""

    name = forms.CharField(
        max_length=100, label=_("What it is for"), help_text=_("For example “Rota export”.")
    )
    scopes = forms.MultipleChoiceField(
        choices=Token.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[Token.Scope.READ],
        label=_("What it may be used for"),
        help_text=_("Never more than you may do yourself."),
    )
    days = forms.TypedChoiceField(
        choices=[(7, _("a week")), (30, _("a month")), (90, _("three months")), (365, _("a year"))],
        coerce=int,
        initial=USUAL_DAYS,
        label=_("How long it lasts"),
    )


class HandoverForm(Plain):
    """Who is to answer for a bot."""

    colleague = forms.EmailField(
        label=_("E-mail of the colleague"),
        help_text=_("Ask them first: they answer for what the bot does, from then on."),
    )

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor = actor

    def clean_colleague(self) -> Person:
        colleagues = Person.objects.visible_to(self._actor).active()
        found = colleagues.filter(email=self.cleaned_data["colleague"].lower()).first()
        if found is None:
            raise forms.ValidationError(_("Nobody here has this address."))
        return found
