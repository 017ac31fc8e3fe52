"""Posts, threads and what people do with them."""

from fourleaf.conversation.models.announcements import (
    AnnouncedPost,
    Announcement,
    AnnouncementEnding,
    AnnouncementQuerySet,
    Chase,
    Confirmation,
)
from fourleaf.conversation.models.behalf import Delegation, DelegationQuerySet, WrittenFor
from fourleaf.conversation.models.files import Attachment, AttachmentQuerySet
from fourleaf.conversation.models.later import Hold, Reminder, ScheduledPost
from fourleaf.conversation.models.own import (
    Bookmark,
    Draft,
    Following,
    FollowingQuerySet,
    Mention,
    MentionQuerySet,
)
from fourleaf.conversation.models.polls import Ballot, Poll, PollClosing, PollOption, Tally, Vote
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
from fourleaf.conversation.models.reuse import Reuse
from fourleaf.conversation.models.stored import StoredFile

__all__ = [
    "AnnouncedPost",
    "Announcement",
    "AnnouncementEnding",
    "AnnouncementQuerySet",
    "Attachment",
    "AttachmentQuerySet",
    "Ballot",
    "Bookmark",
    "Chase",
    "Confirmation",
    "Delegation",
    "DelegationQuerySet",
    "Draft",
    "Following",
    "FollowingQuerySet",
    "Fragment",
    "Hold",
    "Mark",
    "Mention",
    "MentionQuerySet",
    "Poll",
    "PollClosing",
    "PollOption",
    "Post",
    "PostQuerySet",
    "Reaction",
    "Reminder",
    "Resolution",
    "Reuse",
    "Revision",
    "ScheduledPost",
    "StoredFile",
    "Tally",
    "Vote",
    "Withdrawal",
    "WrittenFor",
]
