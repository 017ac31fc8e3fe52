"""Take in a file, give it back up, and let its bytes go when nothing holds them any more."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import IO
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fourleaf.conversation import policy
from fourleaf.conversation.media import boxes, types
from fourleaf.conversation.media.broken import BrokenPicture
from fourleaf.conversation.media.names import clean_name
from fourleaf.conversation.media.pictures import Look, look
from fourleaf.conversation.media.strip import strip
from fourleaf.conversation.models import Attachment, ScheduledPost
from fourleaf.kit import time
from fourleaf.kit.databases import SYSTEM
from fourleaf.kit.files import Stored, store
from fourleaf.kit.refusals import Invalid, demand, ensure
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person
from fourleaf.spaces.models import Space

UNSENT_FOR = timedelta(days=1)
UNSENT_LIMIT = 40
SWEEP_AFTER = timedelta(days=2)


class TooLarge(Invalid):
    """The file is larger than `settings.UPLOAD_LIMIT`."""

    status = 413


@dataclass(frozen=True)
class _Kept:
    """A file as it is kept: without metadata, with what can be shown of it."""

    stored: Stored
    media_type: str
    look: Look | None = None
    thumbnail: Stored | None = None


@transaction.atomic
def add_attachment(*, actor: Person, space: Space, upload: UploadedFile[bytes]) -> Attachment:
    """Take in a file to be sent with a post in this space. Until then only its uploader sees it, for a day."""
    demand(policy.can_post(actor, space), _("You can read this space, but not write in it."))
    name = clean_name(upload.name or "")
    _check_size(upload, name)
    unsent = Attachment.objects.filter(uploader=actor, post=None).exclude(pk__in=files_kept_for(actor))
    _drop(unsent.filter(at__lt=time.now() - UNSENT_FOR))
    ensure(
        unsent.count() < UNSENT_LIMIT,
        _("You have %(count)s files that are not sent. Send or remove some first.") % {"count": UNSENT_LIMIT},
        "uploads",
    )
    kept = _keep(upload)
    return Attachment.objects.create(
        space=space,
        uploader=actor,
        name=name,
        media_type=kept.media_type,
        size=kept.stored.size,
        digest=kept.stored.digest,
        thumbnail=kept.thumbnail.digest if kept.thumbnail else "",
        width=kept.look.width if kept.look else None,
        height=kept.look.height if kept.look else None,
    )


@transaction.atomic
def remove_attachment(*, actor: Person, attachment: Attachment) -> None:
    """Take back a file that one has not sent yet."""
    is_own = attachment.uploader_id == actor.pk and attachment.post_id is None
    demand(is_own, _("Only a file that you have not sent yet can be removed. Withdraw the post instead."))
    _drop(Attachment.objects.filter(pk=attachment.pk))


def drop_attachments(attachments: QuerySet[Attachment]) -> None:
    """Delete the rows; their bytes go after the commit. For actions that have asked whether it may be done."""
    _drop(attachments)


def forget_unused(digests: Iterable[str]) -> None:
    """Remove the bytes that no attachment holds, whoever may see it; needs the `system` database, after a commit."""
    for digest in sorted(digests):
        with transaction.atomic(using=SYSTEM):
            take_turns("file", digest, using=SYSTEM)
            held = Attachment.objects.using(SYSTEM).filter(Q(digest=digest) | Q(thumbnail=digest))
            if not held.exists():
                store().remove(digest)


def sweep_files() -> int:
    """Remove bytes that a crash or an undone upload left without an attachment; answers how many it looked at."""
    old = list(store().digests(time.now() - SWEEP_AFTER))
    forget_unused(old)
    return len(old)


def _drop(attachments: QuerySet[Attachment]) -> None:
    digests = {digest for pair in attachments.values_list("digest", "thumbnail") for digest in pair if digest}
    attachments.delete()
    if digests:
        # Not a reaction in config/reactions.py: the chronicle, which nobody can clear, must not hold these digests.
        transaction.on_commit(lambda: forget_unused(digests), robust=True)


def files_kept_for(person: Person) -> list[UUID]:
    """The files of posts that wait to be sent."""
    waiting = ScheduledPost.objects.filter(author=person).values_list("attachments", flat=True)
    return [key for keys in waiting for key in keys]


def _check_size(upload: UploadedFile[bytes], name: str) -> None:
    ensure(bool(upload.size), _("“%(name)s” is empty.") % {"name": name}, "uploads")
    if (upload.size or 0) > settings.UPLOAD_LIMIT:
        limit = settings.UPLOAD_LIMIT // 1024**2
        raise TooLarge(
            _("“%(name)s” is too large. A file can have at most %(limit)s MB.")
            % {"name": name, "limit": limit},
            "uploads",
        )


def _keep(upload: UploadedFile[bytes]) -> _Kept:
    upload.seek(0)
    media_type = types.type_of(upload.read(types.HEAD))
    upload.seek(0)
    if media_type in types.PICTURES:
        return _keep_picture(upload.read(), media_type)
    if media_type in boxes.PICTURES | boxes.FILMS:
        return _Kept(_put(BytesIO(boxes.blank(media_type, upload.read()))), media_type)
    return _Kept(_put(upload), media_type)


def _keep_picture(data: bytes, media_type: str) -> _Kept:
    """Without its metadata, and with a thumbnail if it is whole; a broken one is kept as mere bytes."""
    is_whole = True
    try:
        data = strip(media_type, data)
    except BrokenPicture:
        is_whole = False
    if is_whole:
        with suppress(BrokenPicture):
            seen = look(data, media_type)
            thumbnail = _put(BytesIO(seen.thumbnail)) if seen.thumbnail else None
            return _Kept(_put(BytesIO(data)), media_type, seen, thumbnail)
    return _Kept(_put(BytesIO(data)), types.UNKNOWN)


def _put(stream: IO[bytes] | UploadedFile[bytes]) -> Stored:
    """Store the bytes and hold them until this transaction ends, against somebody who forgets the same ones now."""
    while True:
        stream.seek(0)
        stored = store().put(stream)
        take_turns("file", stored.digest)
        if store().has(stored.digest):
            return stored
