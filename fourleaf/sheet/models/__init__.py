"""The Sheet, and what leaders pledge."""

from fourleaf.sheet.models.lines import (
    Answer,
    Area,
    Asking,
    AskingQuerySet,
    Candidacy,
    Line,
    LineQuerySet,
    Withdrawal,
)
from fourleaf.sheet.models.pledges import Consent, Pledge, PledgeQuerySet

__all__ = [
    "Answer",
    "Area",
    "Asking",
    "AskingQuerySet",
    "Candidacy",
    "Consent",
    "Line",
    "LineQuerySet",
    "Pledge",
    "PledgeQuerySet",
    "Withdrawal",
]
