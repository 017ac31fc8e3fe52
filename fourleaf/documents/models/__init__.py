"""Documents, their updates and versions."""

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
    "Correction",
    "Document",
    "DocumentQuerySet",
    "DocumentState",
    "DocumentUpdate",
    "Revision",
    "RevisionQuerySet",
    "Withdrawal",
    "Writer",
]
