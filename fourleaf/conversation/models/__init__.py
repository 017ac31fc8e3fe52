"""Posts, threads and what people do with them."""

from fourleaf.conversation.models.files import Attachment, AttachmentQuerySet
from fourleaf.conversation.models.own import Bookmark, Draft, Following, Mention, MentionQuerySet
from fourleaf.conversation.models.posts import (
    Fragment,
    Mark,
    Post,
    PostQuerySet,
    Reaction,
    Resolution,
    Revision,
    Withdrawal,
)

__all__ = [
    "Attachment",
    "AttachmentQuerySet",
    "Bookmark",
    "Draft",
    "Following",
    "Fragment",
    "Mark",
    "Mention",
    "MentionQuerySet",
    "Post",
    "PostQuerySet",
    "Reaction",
    "Resolution",
    "Revision",
    "Withdrawal",
]
