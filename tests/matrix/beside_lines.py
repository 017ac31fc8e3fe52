"""The lines of the matrix that are about what stands beside a document's text: comments, reviews, tasks, arrival."""

from datetime import timedelta
from typing import Any

from fourleaf.kit import time
from fourleaf.spaces.rights import Right
from tests.matrix.cells import Line, by, fields, only
from tests.matrix.document_lines import DOCUMENT, NOTHING, READS, WRITES
from tests.matrix.stage import COMMENT_ON_IT, GRANTEES, Stage, Who

AUTHOR, STEWARD, GLASS = Who.AUTHOR, Who.STEWARD, Who.GLASS
SECOND = ("document", "2")
MAY_COMMENT = by(Right.REACT, also=COMMENT_ON_IT, told=[Who.SHOWN_TO_READ])
OTHERS_WORDS = by(Right.WITHDRAW, also=[AUTHOR], told=GRANTEES)
KNOW_OF_IT = (Who.READER, Who.GUEST, Who.MEMBER, AUTHOR, STEWARD, GLASS, *GRANTEES)


def _submission(stage: Stage) -> dict[str, Any]:
    day = (time.now() + timedelta(days=3)).date().isoformat()
    return {"name": "For the audit", "reviewers": [str(stage.keys["other steward"])], "due_on": day}


BESIDE_LINES = [
    Line(
        "document comment",
        "read it",
        "document",
        DOCUMENT,
        READS,
        row=("documents_comment", "comment"),
        trace="comment",
    ),
    Line("document comment", "comment", "document-comments", DOCUMENT, MAY_COMMENT, fields(body="Which?")),
    Line(
        "document comment",
        "answer in a thread",
        "document-comment-replies",
        ("document", "comment"),
        MAY_COMMENT,
        fields(body="The left one."),
    ),
    Line(
        "document comment",
        "settle a thread, open it again",
        "document-comment-resolution",
        ("document", "comment"),
        MAY_COMMENT,
        NOTHING,
    ),
    Line(
        "document comment",
        "withdraw one's own",
        "document-comment-withdrawal",
        ("document", "own comment"),
        MAY_COMMENT,
        NOTHING,
    ),
    Line(
        "document comment",
        "withdraw the author's",
        "document-comment-withdrawal",
        ("document", "comment"),
        OTHERS_WORDS,
        NOTHING,
    ),
    Line("suggestion in a text", "see it", "document", DOCUMENT, READS, trace="suggested"),
    Line(
        "suggestion in a text",
        "make, accept or reject one",
        "document-suggestions",
        DOCUMENT,
        WRITES,
        fields(ids="{suggestion}", taken="yes"),
    ),
    Line(
        "review",
        "submit a version",
        "document-review",
        DOCUMENT,
        by(Right.POST, told=GRANTEES),
        _submission,
    ),
    Line(
        "review",
        "see it, and what was answered",
        "document-round",
        ("document", "round"),
        READS,
        row=("documents_round", "round"),
    ),
    Line(
        "review",
        "answer (the two who are asked)",
        "document-round",
        ("document", "round"),
        only(Who.READER, Who.SHOWN_TO_COMMENT, told=KNOW_OF_IT),
        fields(approves="no", note="Say which rail."),
    ),
    Line("review", "take it back", "document-round-withdrawal", ("document", "round"), WRITES, NOTHING),
    Line(
        "task in a text",
        "see it",
        "document-tasks",
        DOCUMENT,
        READS,
        row=("documents_task", "task"),
        trace="asked for",
    ),
    Line(
        "task in a text", "see those of a space", "space-tasks", ("space",), by(Right.READ), trace="asked for"
    ),
    Line("task in a text", "tick it", "task-turning", ("task",), WRITES, fields(state="done")),
    Line(
        "task in a text",
        "say by when",
        "task",
        ("task",),
        WRITES,
        fields(owner="", due_on="2030-01-01"),
    ),
    Line("change to a text", "see what is new, and that it must be seen", "document-change", SECOND, READS),
    Line("change to a text", "see how many it has reached", "document-changes", DOCUMENT, READS),
    Line(
        "change to a text",
        "ask that it be seen (who wrote it)",
        "document-change-marking",
        ("document", "1"),
        only(AUTHOR, told=KNOW_OF_IT),
        fields(what="The rail."),
    ),
    Line(
        "change to a text",
        "say that one has read it (whom it is for)",
        "document-change-confirmation",
        SECOND,
        by(Right.READ, also=GRANTEES, told=[GLASS]),
        NOTHING,
    ),
    Line(
        "change to a text",
        "see who has said so (who asked, stewards)",
        "document-change",
        SECOND,
        only(AUTHOR, STEWARD),
        trace="has read",
    ),
    Line("change to a text", "remind the rest", "document-change-nudge", SECOND, WRITES, NOTHING),
    Line(
        "change to a text",
        "say that it depends on another document",
        "document-changes",
        DOCUMENT,
        WRITES,
        fields(link="/documents/{other document}/"),
    ),
    Line("words of a text", "see who wrote which", "document-authors", DOCUMENT, READS),
]
