"""What conversations keep about a person."""

from django.utils.translation import gettext_lazy as _

from fourleaf.conversation.models import (
    Attachment,
    Ballot,
    Bookmark,
    Confirmation,
    Delegation,
    Draft,
    Following,
    Mention,
    Post,
    Reaction,
    Reminder,
    ScheduledPost,
    Vote,
)
from fourleaf.people.parts import Fate, Part

PARTS = (
    Part(
        "posts", "work", _("What you wrote"),
        lambda p: Post.objects.filter(author=p).select_related("space").order_by("at", "id"),
        {"id": "pk", "space": "space.name", "thread": "root_id", "at": "at", "body": "body"},
        url="/search/?q=from:me&show=posts", fate=Fate.RENAMED,
    ),
    Part(
        "files", "work", _("Files you shared"),
        lambda p: Attachment.objects.filter(uploader=p).select_related("space"),
        {
            "id": "pk", "name": "name", "space": "space.name", "post": "post_id", "media_type": "media_type",
            "size": "size", "sha256": "digest", "at": "at",
        },
        url="/search/?q=from:me&show=files",
    ),
    Part(
        "scheduled_posts", "work", _("What you will send later"),
        lambda p: ScheduledPost.objects.filter(author=p).select_related("space"),
        {"space": "space.name", "body": "body", "send_at": "send_at"}, url="/scheduled/",
    ),
    Part(
        "drafts", "work", _("What you have begun to write"),
        lambda p: Draft.objects.filter(person=p).exclude(body="").select_related("space").order_by("at"),
        {"space": "space.name", "thread": "root_id", "body": "body", "at": "at"}, ends="drafts",
    ),
    Part(
        "reactions", "work", _("Your reactions"), lambda p: Reaction.objects.filter(person=p).order_by("at"),
        {"post": "post_id", "emoji": "emoji", "at": "at"},
    ),
    Part(
        "confirmations", "work", _("What you confirmed that you have read"),
        lambda p: Confirmation.objects.filter(person=p).order_by("at"),
        {"announcement": "announcement_id", "version": "version", "at": "at"}, fate=Fate.PROOF,
    ),
    Part(
        "votes", "work", _("Your votes in open polls"),
        lambda p: Vote.objects.filter(person=p).select_related("option").order_by("pk"),
        {"poll": "option.poll_id", "option": "option.text"}, fate=Fate.PROOF,
    ),
    Part(
        "ballots", "work", _("Anonymous polls in which you voted"),
        lambda p: Ballot.objects.filter(person=p).order_by("poll_id"), {"poll": "poll_id"}, fate=Fate.PROOF,
    ),
    Part(
        "delegations", "work", _("Who may write for whom, of you and others"),
        lambda p: Delegation.objects.visible_to(p).select_related("leader", "delegate"),
        {"leader": "leader.name", "delegate": "delegate.name", "at": "at", "ended_at": "ended_at"},
        url="/sheet/pledges/mine/",
    ),
    Part(
        "mentions", "reading", _("Posts that name you"), lambda p: Mention.objects.filter(person=p).order_by("pk"),
        {"post": "post_id", "via": "via", "handled_at": "handled_at"}, url="/",
    ),
    Part(
        "followings", "reading", _("Threads you follow or have muted"),
        lambda p: Following.objects.filter(person=p).order_by("root_id"),
        {"thread": "root_id", "muted": "is_muted", "read_to": "read_to", "since": "since"}, ends="followings",
    ),
    Part(
        "bookmarks", "reading", _("Your bookmarks"), lambda p: Bookmark.objects.filter(person=p),
        {"post": "post_id", "at": "at"}, url="/bookmarks/", ends="bookmarks",
    ),
    Part(
        "reminders", "reading", _("Posts that come back to you"), lambda p: Reminder.objects.filter(person=p),
        {"post": "post_id", "due_at": "due_at"}, ends="reminders",
    ),
)  # fmt: skip
