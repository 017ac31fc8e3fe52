"""What people do with documents, and what the server keeps of it."""

from fourleaf.documents.actions.authorship import answer_offer, keep_authorship, note_taking
from fourleaf.documents.actions.documents import (
    ACCESS_CHANGED,
    CHANGED,
    UPDATE_LIMIT,
    add_document,
    add_update,
    archive_document,
    keep_state,
    move_document,
    rename_document,
    restore_document,
    withdraw_document,
)
from fourleaf.documents.actions.revisions import (
    correct_revision,
    keep_pauses,
    name_revision,
    restore_revision,
)

__all__ = [
    "ACCESS_CHANGED",
    "CHANGED",
    "UPDATE_LIMIT",
    "add_document",
    "add_update",
    "answer_offer",
    "archive_document",
    "correct_revision",
    "keep_authorship",
    "keep_pauses",
    "keep_state",
    "move_document",
    "name_revision",
    "note_taking",
    "rename_document",
    "restore_document",
    "restore_revision",
    "withdraw_document",
]
