"""Documents, their updates, versions and comments; reviews and tasks, whom a change has reached, who wrote what."""

from fourleaf.documents.models.arrivals import (
    Dependence,
    DocumentCursor,
    MustSee,
    MustSeeQuerySet,
    Nudge,
    SeenClick,
    assigned_to,
    nudged,
)
from fourleaf.documents.models.comments import (
    Comment,
    CommentQuerySet,
    CommentResolution,
    CommentWithdrawal,
)
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
from fourleaf.documents.models.pictures import Picture, PictureQuerySet
from fourleaf.documents.models.reviews import Answer, Reviewer, Round, RoundEnding, RoundQuerySet
from fourleaf.documents.models.tasks import Task, TaskQuerySet, TaskReading

__all__ = [
    "KIND",
    "Answer",
    "Archival",
    "Authorship",
    "Comment",
    "CommentQuerySet",
    "CommentResolution",
    "CommentWithdrawal",
    "Contribution",
    "Correction",
    "Credit",
    "Dependence",
    "Document",
    "DocumentCursor",
    "DocumentQuerySet",
    "DocumentState",
    "DocumentUpdate",
    "Fingerprints",
    "MustSee",
    "MustSeeQuerySet",
    "Nudge",
    "Offer",
    "Picture",
    "PictureQuerySet",
    "Reviewer",
    "Revision",
    "RevisionQuerySet",
    "Round",
    "RoundEnding",
    "RoundQuerySet",
    "SeenClick",
    "Taking",
    "Task",
    "TaskQuerySet",
    "TaskReading",
    "Withdrawal",
    "Writer",
    "assigned_to",
    "nudged",
]
