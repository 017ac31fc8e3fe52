"""The columns of the Sheet as they are shipped. What an administrator changes of them is a row (`models.Area`)."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Shipped:
    """A column: its key for ever, its name, and what one may think of."""

    key: str
    name: Any
    hint: Any


SHIPPED = (
    Shipped("clinical", _("Clinical"), _("Direct care: what a patient would notice at the bedside or at home.")),
    Shipped(
        "patients",
        _("Patients and families"),
        _("What they ask, what they wait for, and how they help each other."),
    ),
    Shipped("staff", _("Among ourselves"), _("How teams, shifts and sites tell each other what matters.")),
    Shipped("operations", _("Operations"), _("Beds, lists, transport, supplies: the work around the work.")),
    Shipped("learning", _("Learning and quality"), _("What one of us knows and the others need.")),
    Shipped("outside", _("The public and partners"), _("General practice, schools, the press, our neighbours.")),
)  # fmt: skip
