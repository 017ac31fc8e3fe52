"""Who is in a team, what it is for, and what it delivered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fourleaf.adoption.actions import Work
from fourleaf.adoption.actions.teams import LONGEST_NAME, LONGEST_OUTCOME, LONGEST_RULE, LONGEST_TITLE
from fourleaf.adoption.bringing import skills_of
from fourleaf.adoption.naming import find_named
from fourleaf.kit.forms import PlainForm
from fourleaf.kit.refusals import Invalid
from fourleaf.people.models import Person, Unit

#: Characters of a list of people or skills.
LONGEST_LIST = 20_000


class Day(forms.DateField):
    """A day that may be left out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.DateInput(attrs={"type": "date"}), **kwargs)


class Lines(forms.CharField):
    """Several things, each on a line of its own."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(
            required=False, max_length=LONGEST_LIST, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
        )

    def clean(self, value: Any) -> list[str]:
        """The lines that say something."""
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class OfPeople(PlainForm):
    """A form in which `viewer` names people as they know them."""

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer

    def named(self, texts: list[str]) -> list[Person]:
        """Whom the texts mean; ValidationError with each that means nobody."""
        found = find_named(self.viewer, texts)
        if found.faults:
            raise forms.ValidationError(list(found.faults.values()))
        return list(found.people.values())

    def one(self, field: str) -> Person | None:
        """Whom one field means, if anything stands there."""
        text = self.cleaned_data[field].strip()
        return self.named([text])[0] if text else None


class SkillsForm(PlainForm):
    """The skills that the work needs."""

    skills = Lines(
        label=_("Skills that the work needs"),
        help_text=_(
            "One on each line, as people name their own. “Falls: 2” counts twice as much as “Night care”."
        ),
    )

    def clean_skills(self) -> dict[str, float]:
        try:
            return skills_of(self.cleaned_data["skills"])
        except Invalid as invalid:
            raise forms.ValidationError(str(invalid.text)) from None


class CharterFields(PlainForm):
    """What a team is called and what for."""

    name = forms.CharField(
        label=_("Name of the team"),
        max_length=LONGEST_NAME,
        help_text=_("All staff see it on the plan, so name the work and no patient."),
    )
    outcome = forms.CharField(
        label=_("What will be different when the work is done"),
        required=False,
        max_length=LONGEST_OUTCOME,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TeamForm(OfPeople, SkillsForm, CharterFields):
    """A team is put forward."""

    leader = forms.CharField(
        label=_("Who leads it"), max_length=200, help_text=_("Whole name, e-mail address or staff number.")
    )
    people = Lines(
        label=_("Who is in it"),
        help_text=_(
            "One on each line: whole name, e-mail address or staff number. The leader is in it anyway."
        ),
    )
    unit = forms.ModelChoiceField(
        label=_("And everybody of a unit"),
        required=False,
        queryset=Unit.objects.all(),
        empty_label=_("No unit"),
    )
    begins_on = Day(
        label=_("When you would like to begin"), help_text=_("All staff see this day on the plan.")
    )
    field_order = ["name", "outcome", "leader", "people", "unit", "skills", "begins_on"]

    def clean_leader(self) -> Person:
        return self.named([self.cleaned_data["leader"].strip()])[0]

    def clean_people(self) -> list[Person]:
        return self.named(self.cleaned_data["people"])

    def wanted(self) -> dict[str, Any]:
        """What the action wants to know."""
        said = self.cleaned_data
        return {
            "name": said["name"], "leader": said["leader"], "outcome": said["outcome"], "skills": said["skills"],
            "people": [*said["people"], *of_unit(self.viewer, said["unit"])], "begins_on": said["begins_on"],
        }  # fmt: skip


class ChangeForm(OfPeople, CharterFields):
    """Name, leader and charter anew."""

    leader = forms.CharField(label=_("Who leads it"), max_length=200)
    coach = forms.CharField(
        label=_("Who coaches it in its first weeks"),
        required=False,
        max_length=200,
        help_text=_("Somebody who has done this before."),
    )
    starts_on = Day(label=_("The work begins on"))
    due_on = Day(label=_("It is to be done by"))
    stop_rule = forms.CharField(
        label=_("We stop if"),
        required=False,
        max_length=LONGEST_RULE,
        help_text=_("Said before the start, it is easier to keep: “fewer than half of us write in a month”."),
    )
    field_order = ["name", "outcome", "leader", "coach", "starts_on", "due_on", "stop_rule"]

    def clean_leader(self) -> Person:
        return self.named([self.cleaned_data["leader"].strip()])[0]

    def clean_coach(self) -> Person | None:
        return self.one("coach")


class PeopleForm(OfPeople):
    """More people for a team."""

    people = Lines(
        label=_("More people"), help_text=_("One on each line: whole name, e-mail address or staff number.")
    )
    unit = forms.ModelChoiceField(
        label=_("Or everybody of a unit"),
        required=False,
        queryset=Unit.objects.all(),
        empty_label=_("No unit"),
    )

    def clean_people(self) -> list[Person]:
        return self.named(self.cleaned_data["people"])

    def wanted(self) -> list[Person]:
        """Everybody named, and everybody of the unit."""
        said = self.cleaned_data
        return [*said["people"], *of_unit(self.viewer, said["unit"])]


class WorkForm(PlainForm):
    """A piece of work that the team finished, or will deliver."""

    name = forms.CharField(label=_("What"), max_length=LONGEST_TITLE)
    started_on = Day(label=_("Begun on"))
    finished_on = Day(label=_("Finished on"), help_text=_("Leave it empty if it is still to be done."))
    due_on = Day(label=_("To be done by"))
    major_revisions = forms.IntegerField(
        label=_("Major revisions"),
        required=False,
        min_value=0,
        help_text=_("How often it was largely done anew."),
    )
    hours = forms.FloatField(
        label=_("Hours of all together"), required=False, min_value=0, help_text=_("A careful guess is fine.")
    )

    def wanted(self) -> Work:
        return Work(**self.cleaned_data)


class FileForm(PlainForm):
    """A CSV file."""

    file = forms.FileField(label=_("CSV file"), error_messages={"required": _("Choose a file.")})


def of_unit(viewer: Person, unit: Unit | None) -> list[Person]:
    """Everybody who works in it now."""
    if unit is None:
        return []
    staff = Person.objects.visible_to(viewer).active().filter(kind=Person.Kind.STAFF, unit=unit)
    return list(staff)
