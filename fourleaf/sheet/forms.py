"""What people type on the Sheet. What is allowed is the actions' question."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fourleaf.kit.forms import PlainForm
from fourleaf.people.models import Person
from fourleaf.sheet.columns import Column
from fourleaf.sheet.models import Answer, Line, Pledge
from fourleaf.sheet.offering import named
from fourleaf.spaces.models import Space
from fourleaf.spaces.rights import Right

EVERYBODY = "everybody"


class NameField(forms.CharField):
    """Somebody of the staff, by name; what is offered stands in a list to choose from, and can be changed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=150, **kwargs)
        self.actor: Person | None = None

    def clean(self, value: Any) -> Person | None:
        text = super().clean(value)
        found = named(self.actor, text) if text and self.actor else []
        if text and not found:
            raise ValidationError(gettext("Nobody of the staff is called that."))
        if len(found) > 1:
            names = get_text_list([person.name for person in found], gettext("or"))
            raise ValidationError(gettext("Do you mean %(names)s? Type the whole name.") % {"names": names})
        return found[0] if found else None


class AudienceForm(PlainForm):
    """Who can read it: everybody on the staff, or those of a space where the person writes."""

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Space.objects.allowing(actor, Right.POST).live().exclude(kind=Space.Kind.DIRECT)
        self._spaces = {str(space.pk): space for space in mine.order_by("name")}
        choices: list[tuple[str, Any]] = [(EVERYBODY, _("Everybody on the staff"))]
        only = gettext("Only those of %(space)s")
        choices += [(key, only % {"space": space.name}) for key, space in self._spaces.items()]
        self.fields["audience"] = forms.ChoiceField(
            label=_("Who can read this"), choices=choices, initial=EVERYBODY
        )
        self.order_fields(self.field_order)

    def space(self) -> Space | None:
        """The space; None is everybody on the staff."""
        return self._spaces.get(self.cleaned_data["audience"])


class LineForm(AudienceForm):
    """A line: where, what, to whom, and who is asked."""

    area = forms.ChoiceField(label=_("Column"))
    text = forms.CharField(
        label=_("Where could this improve results in your job?"),
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": Line.LIMIT}),
        help_text=_("One idea a line. Nothing about a patient belongs here."),
    )
    asked = NameField(
        label=_("Who is asked to answer"),
        help_text=_("They are told. Another name, if somebody else knows more."),
    )
    field_order = ["text", "area", "audience", "asked"]

    def __init__(
        self, *args: Any, actor: Person, columns: Sequence[Column], offered: Sequence[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["area"].choices = [(each.key, each.name) for each in columns]  # type: ignore[attr-defined]
        asked = self.fields["asked"]
        asked.actor = actor  # type: ignore[attr-defined]
        asked.widget.attrs |= {"list": "offered", "autocomplete": "off"}
        if offered:
            asked.initial = offered[0].name


class ChangeForm(PlainForm):
    """Another text or column."""

    area = forms.ChoiceField(label=_("Column"), required=False)
    text = forms.CharField(
        label=_("Your line"), widget=forms.Textarea(attrs={"rows": 4, "maxlength": Line.LIMIT})
    )
    field_order = ["text", "area"]

    def __init__(self, *args: Any, columns: Sequence[Column], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if columns:
            self.fields["area"].choices = [(each.key, each.name) for each in columns]  # type: ignore[attr-defined]
        else:
            del self.fields["area"]


class AnswerForm(PlainForm):
    text = forms.CharField(
        label=_("Your answer"),
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": Answer.LIMIT}),
        help_text=_("All who can read the line read your answer."),
    )


class AskedForm(PlainForm):
    """Somebody else is asked."""

    asked = NameField(label=_("Who knows more"), help_text=_("They are told. The time to answer runs on."))

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asked"].actor = actor  # type: ignore[attr-defined]
        self.fields["asked"].widget.attrs |= {"list": "offered", "autocomplete": "off"}


class QuestionForm(AudienceForm):
    """A question to a leader who has pledged."""

    to = forms.ChoiceField(label=_("To"))
    text = forms.CharField(
        label=_("Your question"), widget=forms.Textarea(attrs={"rows": 4, "maxlength": Line.LIMIT})
    )
    field_order = ["to", "text", "audience"]

    def __init__(self, *args: Any, actor: Person, pledges: Sequence[Pledge], **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self._pledges = {str(each.pk): each for each in pledges}
        choices = [
            (key, f"{each.leader.name}, {each.leader.job_title}") for key, each in self._pledges.items()
        ]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]

    def pledge(self) -> Pledge:
        return self._pledges[self.cleaned_data["to"]]


class PledgeForm(PlainForm):
    """In one's own words, and how often."""

    text = forms.CharField(
        label=_("How I will use it in my own job"),
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": Pledge.LIMIT}),
        help_text=_("In your own words. Everybody on the staff can read this."),
    )
    rate = forms.IntegerField(
        label=_("How often a week"),
        min_value=1,
        max_value=Pledge.MOST,
        help_text=_("Posts, replies, answers and edits that you write yourself."),
    )
    from_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))


class PersonForm(PlainForm):
    """One person by name, for a consent or a delegation."""

    person = NameField(label=_("Name"))

    def __init__(self, *args: Any, actor: Person, label: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].actor = actor  # type: ignore[attr-defined]
        if label:
            self.fields["person"].label = label


class SureForm(PersonForm):
    """Consent is a box that somebody ticks."""

    sure = forms.BooleanField(
        label=_("I agree that this person sees how my pledge goes, a week after I do. I can take this back.")
    )


class AreaForm(PlainForm):
    """A column; without `key` a new one."""

    key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=60)
    hint = forms.CharField(label=_("What one may think of"), max_length=200, required=False)
    place = forms.IntegerField(label=_("Place from the left"), min_value=1, max_value=99, required=False)
