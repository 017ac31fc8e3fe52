"""What people send. Forms check shape; whether it may be done is the policy's, whether it is sound the action's."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fourleaf.conversation.models import Mark, Poll, Post
from fourleaf.conversation.moments import BadTime, moment_of, suggestions
from fourleaf.kit.time import now
from fourleaf.spaces.models import Space


class KeysField(forms.Field):
    """A list of keys, one input each."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[UUID]:
        try:
            return [UUID(str(key)) for key in value or ()]
        except ValueError as wrong:
            raise ValidationError(_("This file cannot be sent here.")) from wrong


MARKS = [("", _("No mark")), *Mark.Kind.choices]


class PostForm(forms.Form):
    """A post or, with `thread`, a reply. `key` makes a second try harmless; `shown_access` is what its author saw."""

    body = forms.CharField(required=False, strip=False)
    mark = forms.ChoiceField(choices=MARKS, required=False)
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    thread = forms.UUIDField(required=False, widget=forms.HiddenInput)
    attachments = KeysField(required=False)
    shown_access = forms.ChoiceField(choices=Space.Access.choices, required=False, widget=forms.HiddenInput)
    no_rush = forms.BooleanField(required=False)
    written_for = forms.UUIDField(required=False)

    def keep_files(self, keys: Iterable[UUID]) -> None:
        """Show the form again with these files."""
        self._keep("attachments", *map(str, keys))

    def renew(self, space: Space) -> None:
        """Show the form again so that a second try can work: with what is true now, and a key that is free."""
        self._keep("shown_access", space.access)
        if "key" in self.errors:
            self._keep("key", str(uuid4()))

    def _keep(self, name: str, *values: str) -> None:
        data = cast("QueryDict", self.data).copy()
        data.setlist(name, list(values))
        self.data = data

    def texts(self) -> Iterable[str]:
        """All that is wrong, each once."""
        return dict.fromkeys(str(error) for errors in self.errors.values() for error in errors)


class BodyForm(forms.Form):
    """A text, for an edit or a preview."""

    body = forms.CharField(required=False, strip=False)
    thread = forms.UUIDField(required=False)
    space = forms.UUIDField(required=False)


class DraftForm(BodyForm):
    """A draft, and the stamp of the one that its page knows of; 0 for none."""

    seen = forms.IntegerField(required=False)


class ReachForm(forms.Form):
    """A draft, to be told whom it would interrupt."""

    body = forms.CharField(required=False, strip=False, max_length=5 * Post.LIMIT)
    thread = forms.UUIDField(required=False)
    no_rush = forms.BooleanField(required=False)


class SwitchForm(forms.Form):
    """Something on or off; nothing given means the other way round."""

    on = forms.TypedChoiceField(
        choices=[("1", "on"), ("0", "off")],
        coerce=lambda value: value == "1",
        required=False,
        empty_value=None,
    )


class ReactionForm(SwitchForm):
    emoji = forms.CharField(max_length=32)


class MarkForm(forms.Form):
    kind = forms.ChoiceField(choices=MARKS, required=False)


class FollowingForm(forms.Form):
    """Follow, mute, stop following, or only tell how far one has read."""

    choice = forms.ChoiceField(
        choices=[(name, name) for name in ("follow", "mute", "unfollow", "read")], required=False
    )
    read_to = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1)


class CursorForm(forms.Form):
    sequence = forms.IntegerField(min_value=0, max_value=2**63 - 1)


class PlaceForm(forms.Form):
    """Where in a stream to look; what is malformed is as if it were not there."""

    at = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1)
    before = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1)
    after = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1)
    day = forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d"],
        validators=[MinValueValidator(date(1970, 1, 2)), MaxValueValidator(date(2999, 12, 30))],
    )

    def places(self) -> dict[str, Any]:
        """The well-formed ones that were given."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value is not None}


class MentionQuery(forms.Form):
    q = forms.CharField(required=False, max_length=80)
    space = forms.UUIDField()


class Texts(forms.Field):
    """Several short texts, one input each."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> list[str]:
        return [str(text) for text in value or ()]


class AnnouncementForm(forms.Form):
    """An announcement; `shown_people` is how many stood above it as being asked."""

    body = forms.CharField(required=False, strip=False)
    spaces = KeysField(required=False)
    due_on = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    attachments = KeysField(required=False)
    key = forms.UUIDField(required=False)
    shown_people = forms.IntegerField(required=False, min_value=0)


class PollForm(forms.Form):
    """A question with answers to choose from."""

    body = forms.CharField(required=False, strip=False)
    options = Texts(required=False)
    is_multiple = forms.BooleanField(required=False)
    is_anonymous = forms.BooleanField(required=False)
    closes_on = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    key = forms.UUIDField(required=False)
    shown_access = forms.ChoiceField(choices=Space.Access.choices, required=False)

    def typed(self) -> list[str]:
        """The answers as they were typed, sound or not."""
        return [str(text) for text in self["options"].value() or ()]


class BallotForm(forms.Form):
    """The whole choice, or one answer to be chosen or not any more (`toggle`); both counted from 1."""

    places = forms.TypedMultipleChoiceField(
        choices=[(place, place) for place in range(1, Poll.MOST + 1)], coerce=int, required=False
    )
    toggle = forms.IntegerField(required=False, min_value=1, max_value=Poll.MOST)


class VersionForm(forms.Form):
    """Which version of an announcement was read."""

    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)


class WallTime(forms.Field):
    """What a clock on the wall shows, without a zone."""

    def to_python(self, value: Any) -> datetime | None:
        try:
            local = datetime.fromisoformat(value) if value else None
        except ValueError as wrong:
            raise ValidationError(_("This is not a time.")) from wrong
        if local and not (1970 < local.year < 2999 and local.tzinfo is None):
            raise ValidationError(_("This is not a time."))
        return local


class WhenForm(forms.Form):
    """A time that was suggested, by its code, or one of one's own where the clocks are those of the person."""

    when = forms.CharField(max_length=20)
    at = WallTime(required=False)

    def __init__(self, data: QueryDict, zone: ZoneInfo) -> None:
        super().__init__(data)
        self.zone = zone

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given
        offered = {each.code: each.at for each in suggestions(now(), self.zone)}
        local = given.get("at")
        try:
            found = offered.get(given["when"]) or (local and moment_of(local, self.zone))
        except BadTime:
            self.add_error("at", _("The clocks skip this time that night. Choose another."))
            return given
        if not found:
            self.add_error("at", _("Choose a time."))
        return given | {"moment": found}
