"""What conversations forget of somebody who is erased. What they wrote stays, under their other name."""

import re

from django.db import transaction

from fourleaf.conversation.actions.storing import drop_files
from fourleaf.conversation.models import (
    Attachment,
    Bookmark,
    Delegation,
    Draft,
    Following,
    Mention,
    Post,
    Reaction,
    Reminder,
    Revision,
    ScheduledPost,
)
from fourleaf.people.models import Person


@transaction.atomic
def erase_person(*, actor: None, person: Person, before: str) -> None:
    """System: drafts, files, reactions and all they kept for themselves go; mentions say their other name.

    `person` has the other name already; `before` is the one that mentions say.
    """
    for kept in Post.objects.filter(mentions__person=person, mentions__via=Mention.Via.PERSON):
        _rename(kept, person, before)
        for revision in Revision.objects.filter(post=kept):
            _rename(revision, person, before)
    for model in (Bookmark, Draft, Following, Mention, Reaction, Reminder):
        model.objects.filter(person=person).delete()
    ScheduledPost.objects.filter(author=person).delete()
    Delegation.objects.visible_to(person).delete()
    drop_files(Attachment.objects.filter(uploader=person))


def _rename(text: Post | Revision, person: Person, before: str) -> None:
    """In the Markdown every @name; in the HTML those that were links to this person."""
    text.body = re.sub(
        rf"@{re.escape(before)}(?!\w)", lambda _: f"@{person.name}", text.body, flags=re.IGNORECASE
    )
    link = rf'(<a\b[^>]*\bdata-person="{person.pk}"[^>]*>)@[^<]*(</a>)'
    text.html = re.sub(link, lambda found: f"{found[1]}@{person.name}{found[2]}", text.html)
    text.save(update_fields=["body", "html"])
