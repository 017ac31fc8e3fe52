"""Take in a file for a post, and give it back up."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from fourleaf.conversation import policy
from fourleaf.conversation.actions.storing import drop_files, ensure_size, keep_file
from fourleaf.conversation.models import Attachment, ScheduledPost
from fourleaf.kit import time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.people.models import Person
from fourleaf.spaces.models import Space

UNSENT_FOR = timedelta(days=1)
UNSENT_LIMIT = 40


@transaction.atomic
def add_attachment(*, actor: Person, space: Space, upload: UploadedFile[bytes]) -> Attachment:
    """Take in a file to be sent with a post in this space. Until then only its uploader sees it, for a day."""
    demand(policy.can_post(actor, space), _("You can read this space, but not write in it."))
    ensure_size(upload)
    unsent = Attachment.objects.filter(uploader=actor, post=None).exclude(pk__in=files_kept_for(actor))
    drop_files(unsent.filter(at__lt=time.now() - UNSENT_FOR))
    ensure(
        unsent.count() < UNSENT_LIMIT,
        _("You have %(count)s files that are not sent. Send or remove some first.") % {"count": UNSENT_LIMIT},
        "uploads",
    )
    return Attachment.objects.create(space=space, uploader=actor, **keep_file(upload).facts)


@transaction.atomic
def remove_attachment(*, actor: Person, attachment: Attachment) -> None:
    """Take back a file that one has not sent yet."""
    is_own = attachment.uploader_id == actor.pk and attachment.post_id is None
    demand(is_own, _("Only a file that you have not sent yet can be removed. Withdraw the post instead."))
    drop_files(Attachment.objects.filter(pk=attachment.pk))


def files_kept_for(person: Person) -> list[UUID]:
    """The files of posts that wait to be sent."""
    waiting = ScheduledPost.objects.filter(author=person).values_list("attachments", flat=True)
    return [key for keys in waiting for key in keys]
