"""Forms of documents. What is allowed is the actions' question."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from fourleaf.conversation.media.names import clean_name
from fourleaf.documents.blueprints import BLUEPRINTS
from fourleaf.documents.formats.bringing import brought, takes_long
from fourleaf.documents.formats.limits import MOST_PACKED, TOO_MUCH
from fourleaf.documents.models import Task
from fourleaf.kit.forms import PlainForm
from fourleaf.kit.refusals import ensure
from fourleaf.people.models import Person, PersonQuerySet
from fourleaf.people.search import Wanted, find, words_of

LINK = re.compile(r"/documents/([0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})(?:/|$)")


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
            "Word (.docx) with its pictures, Markdown (.md) or a web page (.html, without pictures). At most 25 MB."
        ),
    )

    def takes_long(self) -> bool:
        """Whether a file comes that nobody should wait for."""
        file = self.cleaned_data.get("file")
        return file is not None and takes_long(file.name, file.size, file)

    def text(self) -> dict[str, Any]:
        """What to begin with, if anything; Invalid, on the field of the file, if that is none."""
        file, key = self.cleaned_data["file"], self.cleaned_data.get("begin_with")
        if file:
            ensure(file.size <= MOST_PACKED, TOO_MUCH, "file")
            found = brought(file.name, file.read())
            return {"tree": found.tree, "pictures": found.pictures}
        return {"tree": BLUEPRINTS[key].tree(), "blueprint": key} if key else {}


class BringForm(NewForm):
    """A file, and what the document is called if not as the file."""

    field_order = ["file", "title"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["begin_with"]
        self.fields["file"].required = True
        self.fields["file"].label = _("File")
        self.fields["title"].required = False
        self.fields["title"].help_text = _("Left empty, it is called as the file is.")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("file") and not given.get("title"):
            given["title"] = clean_name(given["file"].name).rpartition(".")[0][:200] or _("Document")
        return given


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


class CommentForm(PlainForm):
    """A comment on a text; what it hangs on comes with it from the editor, or as one of the text's `passages`."""

    body = forms.CharField(
        label=_("Comment"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who can read the document sees this."),
    )
    quote = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    before = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    after = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    place = forms.CharField(widget=forms.HiddenInput, required=False)

    def anchor(self) -> dict[str, str]:
        """What the comment hangs on, as `actions.Anchor` takes it."""
        given = self.cleaned_data
        around = {"prefix": given["before"], "suffix": given["after"]}
        return {"quote": given["quote"], "place": given["place"], **around}


class PassageForm(PlainForm):
    """A comment on one passage of a text, or all of it, chosen from a list."""

    def __init__(self, *args: Any, passages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = [("", _("The whole document"))]
        choices += [
            (str(n), words if len(words) <= 80 else f"{words[:79]}…") for n, words in enumerate(passages)
        ]
        self.passages = passages
        self.fields["passage"] = forms.ChoiceField(label=_("About"), required=False, choices=choices)
        self.fields["body"] = CommentForm.base_fields["body"]

    def anchor(self) -> dict[str, str]:
        """What the comment hangs on, as `actions.Anchor` takes it."""
        chosen = self.cleaned_data["passage"]
        return {"quote": self.passages[int(chosen)][:300]} if chosen else {}


class SettledForm(PlainForm):
    """Which suggestions were accepted (`taken`) or rejected, their ids with spaces between."""

    ids = forms.CharField(max_length=200_000)
    taken = forms.ChoiceField(choices=[("yes", ""), ("no", "")])


class ComparisonForm(PlainForm):
    """Which versions, by their numbers; `to` may be the text as it is now."""

    to = forms.RegexField(r"^([1-9][0-9]{0,8}|now)$", required=False)
    view = forms.ChoiceField(choices=[("inline", ""), ("side", "")], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from"] = forms.RegexField(r"^[1-9][0-9]{0,8}$", required=False)


class SubmissionForm(VersionForm):
    """A version for review: by whom, until when. `show_them` lets those read it who cannot yet."""

    reviewers = forms.MultipleChoiceField(
        label=_("Who reviews it"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label=_("Somebody else"),
        required=False,
        max_length=300,
        help_text=_(
            "Full names, with commas between. Who cannot read it yet is named before anything happens."
        ),
    )
    due_on = forms.DateField(label=_("Answer by"), widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(
        label=_("What they should look at"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    show_them = forms.BooleanField(
        required=False,
        widget=forms.HiddenInput,
        label=_("Show it to them, to comment on, until two weeks after that day"),
    )
    field_order = ["name", "reviewers", "others", "due_on", "note"]

    def __init__(self, *args: Any, people: Sequence[Person], known: PersonQuerySet, **kwargs: Any) -> None:
        kwargs["initial"] = {"due_on": localdate() + timedelta(days=7), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self._people = {str(person.pk): person for person in people}
        self._known = known
        self.fields["reviewers"].choices = [(key, person.name) for key, person in self._people.items()]  # type: ignore[attr-defined]

    def offer_to_show(self) -> None:
        """Ask whether those may be shown it who cannot read it; until then nothing happens."""
        self.fields["show_them"].widget = forms.CheckboxInput()

    def clean_others(self) -> list[Person]:
        """Each name as the one person who has it."""
        found = []
        for name in filter(None, (part.strip() for part in self.cleaned_data["others"].split(","))):
            matches = list(find(self._known, Wanted(words=words_of(name)), ())[:3])
            exact = [person for person in matches if person.name.casefold() == name.casefold()]
            if len(exact or matches) != 1:
                none = _("There is nobody called “%(name)s”.")
                many = _("Several people fit “%(name)s”. Write the whole name.")
                raise forms.ValidationError(many if matches else none, params={"name": name})
            found += exact or matches
        return found

    def wanted(self) -> dict[str, Any]:
        """What the action wants to know."""
        said = self.cleaned_data
        chosen = [self._people[key] for key in said["reviewers"]]
        return {
            "name": said["name"], "due_on": said["due_on"], "note": said["note"], "show_them": said["show_them"],
            "reviewers": [*chosen, *(person for person in said["others"] if person not in chosen)],
        }  # fmt: skip


class AnswerForm(PlainForm):
    """What a reviewer says."""

    approves = forms.TypedChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("I approve it")), ("no", _("Changes are needed"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("What you want to say"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Say what should change. Everybody who can read the document sees this."),
    )


class TaskForm(PlainForm):
    """Who does it, by when."""

    owner = forms.ChoiceField(label=_("Who does it"), required=False)
    due_on = forms.DateField(
        label=_("By when"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(person.pk): person for person in people}
        names = [(key, person.name) for key, person in self._people.items()]
        self.fields["owner"].choices = [("", _("Nobody yet")), *names]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """What the action wants to know."""
        said = self.cleaned_data
        return {"owner": self._people.get(said["owner"]), "due_on": said["due_on"]}


class StateForm(PlainForm):
    """What becomes of a task or decision."""

    state = forms.ChoiceField(choices=Task.State)


class MarkForm(PlainForm):
    what = forms.CharField(
        label=_("What is new"),
        max_length=200,
        help_text=_("They read this first. Whoever presses “I have read this” is named to you."),
    )


class DependenceForm(PlainForm):
    link = forms.CharField(
        label=_("Link to the other document"),
        max_length=500,
        help_text=_("Its address, as your browser shows it."),
    )

    def clean_link(self) -> UUID:
        """The key of what it leads to; only the shape is looked at."""
        found = LINK.search(self.cleaned_data["link"])
        if found is None:
            raise forms.ValidationError(_("This is not a link to a document."))
        return UUID(found[1])
