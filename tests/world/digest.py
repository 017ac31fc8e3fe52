"""The content of a world as plain values: without keys, which differ from one filling to the next."""

from datetime import datetime
from typing import Any

from fourleaf.conversation.models import (
    AnnouncedPost,
    Bookmark,
    Confirmation,
    Draft,
    Following,
    Mention,
    Post,
    Reaction,
    Reminder,
    ScheduledPost,
    Vote,
)
from fourleaf.documents.models import Revision as DocumentRevision
from fourleaf.hooks.models import Incoming
from fourleaf.inbox.models import Preference, SpaceLevel
from fourleaf.people.models import Person
from fourleaf.sheet.models import Line, Pledge
from fourleaf.spaces.models import AccessRequest, Cursor, Duty, Invitation, Membership, Space

SPACE = ("space__name", "space__founder__name", "space__created_at")


def content() -> dict[str, list[tuple[Any, ...]]]:
    """Everything that people can see, sorted."""
    rows: dict[str, Any] = {
        "people": Person.objects.values_list(
            "name", "job_title", "unit__name", "site__name", "manager__name"
        ),
        "spaces": Space.objects.values_list("name", "kind", "access", "purpose", "created_at"),
        "members": Membership.objects.values_list(*SPACE, "person__name", "role", "since", "expires_at"),
        "posts": Post.objects.values_list(
            *SPACE, "sequence", "at", "author__name", "body", "root__sequence", "mark__kind", "withdrawal__at"
        ),
        "documents": DocumentRevision.objects.values_list(
            "document__title", "document__space__name", "number", "name", "at", "tree", "is_major", "share"
        ),
        "reactions": Reaction.objects.values_list("post__body", "person__name", "emoji", "at"),
        "mentions": Mention.objects.values_list("post__body", "person__name", "handled_at"),
        "followings": Following.objects.values_list("root__body", "person__name", "read_to", "root__at"),
        "cursors": Cursor.objects.values_list(*SPACE, "person__name", "read_to"),
        "requests": AccessRequest.objects.values_list(*SPACE, "person__name", "reason", "at"),
        "invitations": Invitation.objects.values_list(*SPACE, "person__name", "at", "answered_at", "note"),
        "drafts": Draft.objects.values_list(*SPACE, "person__name", "body"),
        "announcements": AnnouncedPost.objects.values_list("post__body", "announcement__due_on"),
        "confirmations": Confirmation.objects.values_list("person__name", "at"),
        "votes": Vote.objects.values_list("option__text", "person__name"),
        "scheduled": ScheduledPost.objects.values_list("author__name", "body", "send_at"),
        "reminders": Reminder.objects.values_list("person__name", "post__body", "due_at"),
        "wishes": Preference.objects.values_list("person__name", "level", "has_quiet_hours", "digest"),
        "levels": SpaceLevel.objects.values_list("person__name", "space__name", "level"),
        "duties": Duty.objects.values_list("person__name", "space__name", "from_at"),
        "programs": Incoming.objects.values_list("space__name", "bot__name", "bot__sponsor__name", "at"),
        "lines": Line.objects.values_list(
            "text", "author__name", "at", "answer__text", "answer__at", "kind", "area"
        ),
        "pledges": Pledge.objects.values_list("leader__name", "text", "rate", "at"),
        "bookmarks": Bookmark.objects.values_list("post__body", "person__name"),
    }
    return {
        name: sorted((tuple(map(_plain, row)) for row in found), key=repr) for name, found in rows.items()
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
