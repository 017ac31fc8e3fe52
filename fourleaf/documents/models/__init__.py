"""Documents, their updates and versions; who wrote what."""

from fourleaf.documents.models.credit import (
    Authorship,
    Contribution,
    Credit,
    Fingerprints,
    Offer,
    Taking,
)
from fourleaf.documents.models.documents import (
    KIND,
    Archival,
    Correction,
    Document,
    DocumentQuerySet,
    DocumentState,
    DocumentUpdate,
    Revision,
    RevisionQuerySet,
    Withdrawal,
    Writer,
)

__all__ = [
    "KIND",
    "Archival",
    "Authorship",
    "Contribution",
    "Correction",
    "Credit",
    "Document",
    "DocumentQuerySet",
    "DocumentState",
    "DocumentUpdate",
    "Fingerprints",
    "Offer",
    "Revision",
    "RevisionQuerySet",
    "Taking",
    "Withdrawal",
    "Writer",
]
