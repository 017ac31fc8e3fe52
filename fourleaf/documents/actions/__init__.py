"""What people do with documents, and what the server keeps of it."""

from fourleaf.documents.actions.arrivals import (
    add_dependence,
    confirm_change,
    mark_revision,
    nudge_rest,
    open_document,
    remove_dependence,
    unmark_revision,
)
from fourleaf.documents.actions.authorship import answer_offer, keep_authorship, note_taking
from fourleaf.documents.actions.bringing import bring_file, drop_bringings, read_brought
from fourleaf.documents.actions.comments import (
    BESIDE_CHANGED,
    BODY_LIMIT,
    Anchor,
    add_comment,
    note_settled,
    reopen_comments,
    resolve_comments,
    withdraw_comment,
)
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
from fourleaf.documents.actions.letting_go import let_go_steps
from fourleaf.documents.actions.notices import forget_comments, notice_comment
from fourleaf.documents.actions.pictures import add_picture, copy_picture, sweep_pictures
from fourleaf.documents.actions.reviews import answer_round, remind_reviewers, submit_document, withdraw_round
from fourleaf.documents.actions.revisions import (
    correct_revision,
    keep_pauses,
    name_revision,
    restore_revision,
)
from fourleaf.documents.actions.tasks import give_task, read_tasks, read_tasks_of, remind_owners, turn_task
from fourleaf.documents.actions.writing import append_to_document, write_document

__all__ = [
    "ACCESS_CHANGED",
    "BESIDE_CHANGED",
    "BODY_LIMIT",
    "CHANGED",
    "UPDATE_LIMIT",
    "Anchor",
    "add_comment",
    "add_dependence",
    "add_document",
    "add_picture",
    "add_update",
    "answer_offer",
    "answer_round",
    "append_to_document",
    "archive_document",
    "bring_file",
    "confirm_change",
    "copy_picture",
    "correct_revision",
    "drop_bringings",
    "forget_comments",
    "give_task",
    "keep_authorship",
    "keep_pauses",
    "keep_state",
    "let_go_steps",
    "mark_revision",
    "move_document",
    "name_revision",
    "note_settled",
    "note_taking",
    "notice_comment",
    "nudge_rest",
    "open_document",
    "read_brought",
    "read_tasks",
    "read_tasks_of",
    "remind_owners",
    "remind_reviewers",
    "remove_dependence",
    "rename_document",
    "reopen_comments",
    "resolve_comments",
    "restore_document",
    "restore_revision",
    "submit_document",
    "sweep_pictures",
    "turn_task",
    "unmark_revision",
    "withdraw_comment",
    "withdraw_document",
    "withdraw_round",
    "write_document",
]
