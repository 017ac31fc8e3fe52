"""What waits by its own clock: announcements to confirm, posts that were not sent, posts that come back."""

from django.db.models import QuerySet

from fourleaf.conversation.models import AnnouncedPost, Announcement, Reminder, ScheduledPost
from fourleaf.people.models import Person
from fourleaf.spaces.models import Membership


def announcements_to(person: Person) -> QuerySet[Announcement]:
    """Announcements that ask the person and that they have not confirmed."""
    return Announcement.objects.asking(person)


def copies_for(person: Person, announcements: list[Announcement]) -> dict[object, AnnouncedPost]:
    """For each of these announcements the copy in a space of the person's own, the oldest if there are several."""
    here = Membership.objects.of_active().filter(person=person).values("space")
    copies = AnnouncedPost.objects.asking().filter(announcement__in=announcements, post__space__in=here)
    found = copies.select_related("post__author").order_by("-post__at", "-post")
    return {copy.announcement_id: copy for copy in found}


def held_posts_of(person: Person) -> QuerySet[ScheduledPost]:
    """Posts that were to be sent later and were not: their author decides."""
    return ScheduledPost.objects.held().filter(author=person)


def reminders_of(person: Person) -> QuerySet[Reminder]:
    """Posts that the person wanted to see again by now."""
    return Reminder.objects.due(person)
