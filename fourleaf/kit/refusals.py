"""What an action says when it will not: who may not (403), and what is not right (422)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _


class Refused(PermissionDenied):
    """The person may see this but not do that. The text tells them why, in plain words."""


class Invalid(Exception):
    """The input cannot be accepted. `field` names the form field that should show the text, if one does."""

    status = 422

    def __init__(self, text: Any, field: str | None = None) -> None:
        super().__init__(text)
        self.text, self.field = text, field


class NoRoom(Invalid):
    """The disk is full. Nothing was kept of what came."""

    status = 507

    def __init__(self) -> None:
        super().__init__(_("There is no room for this on the server now. Tell the people who run it."))


def demand(allowed: bool, why: Any) -> None:
    """Raise `Refused(why)` unless allowed."""
    if not allowed:
        raise Refused(why)


def ensure(right: bool, text: Any, field: str | None = None) -> None:
    """Raise `Invalid(text, field)` unless the input is right."""
    if not right:
        raise Invalid(text, field)
