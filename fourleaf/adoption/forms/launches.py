"""Steps of a launch, its benefits, its checks; and whether all may come in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fourleaf.adoption.characteristics.benefits import FIELDS, TOP
from fourleaf.adoption.characteristics.leader import HIGHEST, LOWEST
from fourleaf.adoption.course import State
from fourleaf.adoption.forms.teams import Day, OfPeople
from fourleaf.adoption.models import BenefitStatement, LaunchCheck, Mode
from fourleaf.adoption.survey import ITEMS
from fourleaf.kit.forms import Explained, PlainForm
from fourleaf.people.models import Person
from fourleaf.spaces.models import Space


class MoveForm(PlainForm):
    """To which state, and why."""

    to = forms.ChoiceField(choices=State, widget=forms.HiddenInput)
    why = forms.CharField(
        label=_("Why"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class DayForm(PlainForm):
    begins_on = Day(label=_("Begins on"), help_text=_("All staff see this day on the plan."))


class StatementForm(PlainForm):
    """The benefit in five fields, and two that are not meant."""

    outcome = forms.CharField(
        label=_("1. What will be better"), max_length=300, help_text=_("“Half as many falls at night.”")
    )
    baseline = forms.CharField(
        label=_("2. How it is today, as a figure"),
        required=False,
        max_length=300,
        help_text=_("“14 in the last quarter.”"),
    )
    target = forms.CharField(
        label=_("3. The figure you want"), required=False, max_length=300, help_text=_("“7 in a quarter.”")
    )
    target_on = Day(label=_("By when"))
    owner = forms.ChoiceField(label=_("4. Who looks after it"), required=False)
    gain = forms.CharField(
        label=_("5. What each of you gains"),
        required=False,
        max_length=300,
        help_text=_("“Quieter nights, and no form that is filled in twice.”"),
    )
    other = forms.CharField(
        label=_("Something that it is not about"),
        required=False,
        max_length=300,
        help_text=_("Members will choose between it and your benefit, so that you see whether all know it."),
    )
    another = forms.CharField(label=_("Something else that it is not about"), required=False, max_length=300)

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(person.pk): person for person in people}
        names = [(key, person.name) for key, person in self._people.items()]
        self.fields["owner"].choices = [("", _("Nobody yet")), *names]  # type: ignore[attr-defined]

    @staticmethod
    def said(statement: BenefitStatement | None) -> dict[str, Any]:
        """A form's beginning: what was stated before."""
        if statement is None:
            return {}
        others = [*statement.not_these, "", ""]
        return {
            "outcome": statement.outcome, "baseline": statement.baseline, "target": statement.target,
            "target_on": statement.target_on, "owner": str(statement.owner_id or ""), "gain": statement.gain,
            "other": others[0], "another": others[1],
        }  # fmt: skip

    def wanted(self) -> dict[str, Any]:
        """What the action wants to know."""
        said = dict(self.cleaned_data)
        said["owner"] = self._people.get(said["owner"])
        said["not_these"] = [said.pop("other"), said.pop("another")]
        return said


class RatingForm(PlainForm):
    """A mark from 0 to 4 for each of the five fields of one statement."""

    statement = forms.UUIDField(widget=forms.HiddenInput)

    LABELS = {
        "outcome": _("Is it clear what will be better?"),
        "baseline": _("Is there a figure of today?"),
        "target": _("Is there a figure to reach, and a day?"),
        "owner": _("Is it clear who looks after it?"),
        "gain": _("Does each member know what they gain?"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FIELDS:
            self.fields[name] = _scale(self.LABELS[name], 0, TOP)

    @property
    def marks(self) -> list[int]:
        return [int(self.cleaned_data[name]) for name in FIELDS]


class CheckForm(PlainForm):
    """Which of three is the team's benefit; and how keen the leader seems."""

    statement = forms.UUIDField(widget=forms.HiddenInput)
    keenness = forms.TypedChoiceField(
        label=_("Our leader wants to work this way"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("I would rather not say")), *((n, str(n)) for n in range(LOWEST, HIGHEST + 1))],
        help_text=_("1: not at all. 7: fully."),
    )

    def __init__(self, *args: Any, options: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["picked"] = forms.ChoiceField(
            label=_("What is this team’s work here for?"),
            choices=[(option, option) for option in options],
            widget=forms.RadioSelect,
        )
        self.order_fields(["picked", "keenness"])


class LeaderForm(PlainForm):
    """The nine items, 1 to 7 each."""

    counts = forms.BooleanField(
        required=False,
        label=_(
            "Let my mean, and how often I wrote here in 14 days, count towards the team’s readiness. "
            "Others then see the figure they go into."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, item in enumerate(ITEMS):
            self.fields[f"item_{number}"] = _scale(item, LOWEST, HIGHEST)
        self.order_fields([*(f"item_{number}" for number in range(len(ITEMS))), "counts"])

    @property
    def answers(self) -> list[int]:
        return [int(self.cleaned_data[f"item_{number}"]) for number in range(len(ITEMS))]


class WinForm(PlainForm):
    """Which finished piece of work: its kind and key."""

    win = forms.RegexField(
        r"^[a-z]{1,10}:[0-9a-f-]{36}$", error_messages={"invalid": _("Choose one of them.")}
    )

    @property
    def wanted(self) -> dict[str, str]:
        kind, _colon, subject = self.cleaned_data["win"].partition(":")
        return {"kind": kind, "subject": subject}


class LaunchCheckForm(PlainForm):
    """Thirty, sixty or ninety days on."""

    shows = forms.ChoiceField(
        label=_("Does the benefit show?"), choices=LaunchCheck.Shows, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("What is in the way?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    goes_on = forms.ChoiceField(
        label=_("Do you go on?"), choices=LaunchCheck.GoesOn, widget=forms.RadioSelect
    )


class AfterwardsForm(PlainForm):
    text = forms.CharField(
        label=_("What else do you use it for?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Your team and those who look after adoption read it with your name."),
    )


MODES = {
    Mode.Kind.TEAMS: (
        _("Team by team"),
        _(
            "People of launched teams and named guests are in. All others see the plan and put their team forward."
        ),
    ),
    Mode.Kind.OPEN: (_("Open to all"), _("Everybody with an account uses everything that they may see.")),
}


class ModeForm(PlainForm):
    """How the organisation begins."""

    kind = Explained(label=_("From now on"), options=MODES)
    areas = forms.MultipleChoiceField(
        label=_("Open besides teams, while you go team by team"),
        required=False,
        choices=[(Space.Kind.COMMUNITY, _("Communities")), (Space.Kind.DEPARTMENT, _("Departments"))],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What is not open is not in the navigation, and its address leads to the plan."),
    )
    why = forms.CharField(label=_("Why"), required=False, max_length=300)
    sure = forms.BooleanField(
        label=_("I have read what will change."),
        error_messages={"required": _("Say that you have read what will change.")},
    )


class GuestForm(OfPeople):
    """Who may come in though no team of theirs has begun, and why."""

    person = forms.CharField(
        label=_("Who"), max_length=200, help_text=_("Whole name, e-mail address or staff number.")
    )
    why = forms.CharField(label=_("Why"), max_length=300)

    def clean_person(self) -> Person:
        return self.named([self.cleaned_data["person"].strip()])[0]


def _scale(label: Any, lowest: int, highest: int) -> forms.ChoiceField:
    """Numbers side by side."""
    field = forms.ChoiceField(
        label=label,
        choices=[(str(n), str(n)) for n in range(lowest, highest + 1)],
        widget=forms.RadioSelect(attrs={"class": "scale"}),
        error_messages={"required": _("Choose a number.")},
    )
    field.is_scale = True  # type: ignore[attr-defined]
    return field
