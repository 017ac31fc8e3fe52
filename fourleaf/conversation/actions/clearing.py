"""What a person takes back at once: their drafts, followed threads, bookmarks, reminders. No deed for the chronicle."""

from django.db import transaction

from fourleaf.chronicle.record import tell_own_screens
from fourleaf.conversation.actions.own import empty_draft
from fourleaf.conversation.models import Bookmark, Draft, Following, Reminder
from fourleaf.people.models import Person


@transaction.atomic
def clear_drafts(*, actor: Person) -> None:
    """Throw away what one has begun to write, everywhere; no screen brings it back."""
    for draft in Draft.objects.filter(person=actor).exclude(body="").select_related("space", "root"):
        empty_draft(actor=actor, space=draft.space, root=draft.root)
    tell_own_screens(actor.pk)


@transaction.atomic
def clear_followings(*, actor: Person) -> None:
    """Follow no thread and mute none."""
    Following.objects.filter(person=actor).delete()
    tell_own_screens(actor.pk)


@transaction.atomic
def clear_bookmarks(*, actor: Person) -> None:
    """Take all one's bookmarks away."""
    Bookmark.objects.filter(person=actor).delete()
    tell_own_screens(actor.pk)


@transaction.atomic
def clear_reminders(*, actor: Person) -> None:
    """Let no post come back."""
    Reminder.objects.filter(person=actor).delete()
    tell_own_screens(actor.pk)
