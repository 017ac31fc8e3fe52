"""Put bytes into the store for a row that holds them, and let them go when none does any more."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connections, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fourleaf.conversation.media import boxes, types
from fourleaf.conversation.media.broken import BrokenPicture
from fourleaf.conversation.media.names import clean_name
from fourleaf.conversation.media.pictures import Look, look
from fourleaf.conversation.media.strip import strip
from fourleaf.conversation.models import StoredFile
from fourleaf.kit import time
from fourleaf.kit.databases import SYSTEM
from fourleaf.kit.files import Stored, store
from fourleaf.kit.refusals import Invalid, ensure
from fourleaf.kit.turns import take_turns

SWEEP_AFTER = timedelta(days=2)


class TooLarge(Invalid):
    """The file is larger than `settings.UPLOAD_LIMIT`."""

    status = 413


@dataclass(frozen=True)
class Kept:
    """A file as it is kept: without metadata, with what can be shown of it."""

    name: str
    stored: Stored
    media_type: str
    look: Look | None = None
    thumbnail: Stored | None = None

    @property
    def is_picture(self) -> bool:
        """A whole picture of a kind that browsers show, and not too large to be opened."""
        return self.thumbnail is not None

    @property
    def facts(self) -> dict[str, Any]:
        """What the row that is to hold it says of it: the fields of `StoredFile`."""
        return {
            "name": self.name,
            "media_type": self.media_type,
            "size": self.stored.size,
            "digest": self.stored.digest,
            "thumbnail": self.thumbnail.digest if self.thumbnail else "",
            "width": self.look.width if self.look else None,
            "height": self.look.height if self.look else None,
        }


def ensure_size(upload: UploadedFile[bytes]) -> None:
    """Invalid if there is nothing in it, TooLarge if there is too much."""
    name = clean_name(upload.name or "")
    ensure(bool(upload.size), _("“%(name)s” is empty.") % {"name": name}, "uploads")
    if (upload.size or 0) > settings.UPLOAD_LIMIT:
        limit = settings.UPLOAD_LIMIT // 1024**2
        raise TooLarge(
            _("“%(name)s” is too large. A file can have at most %(limit)s MB.")
            % {"name": name, "limit": limit},
            "uploads",
        )


def keep_file(upload: UploadedFile[bytes]) -> Kept:
    """Put a file into the store. Its bytes are held until this transaction ends; then a row has to hold them."""
    name = clean_name(upload.name or "")
    upload.seek(0)
    media_type = types.type_of(upload.read(types.HEAD))
    upload.seek(0)
    if media_type in types.PICTURES:
        return _keep_picture(name, upload.read(), media_type)
    if media_type in boxes.PICTURES | boxes.FILMS:
        return Kept(name, _put(BytesIO(boxes.blank(media_type, upload.read()))), media_type)
    return Kept(name, _put(upload), media_type)


def hold_bytes(digests: Iterable[str]) -> None:
    """Hold bytes that are in the store until this transaction ends, for one more row that is to hold them."""
    for digest in sorted(filter(None, digests)):
        take_turns("file", digest)


def drop_files(files: QuerySet[Any]) -> None:
    """Delete rows that hold files; their bytes go after the commit. For actions that have asked whether it may be."""
    digests = {digest for pair in files.values_list("digest", "thumbnail") for digest in pair if digest}
    files.delete()
    if digests:
        # Not a reaction in config/reactions.py: the chronicle, which nobody can clear, must not hold these digests.
        transaction.on_commit(lambda: forget_unused(digests), robust=True)


def forget_unused(digests: Iterable[str]) -> None:
    """Remove the bytes that no row holds, whoever may see it, nor a legal hold keeps.

    Needs the `system` database, after a commit.
    """
    for digest in sorted(digests):
        with transaction.atomic(using=SYSTEM):
            take_turns("file", digest, using=SYSTEM)
            held = Q(digest=digest) | Q(thumbnail=digest)
            is_held = any(holder.objects.using(SYSTEM).filter(held).exists() for holder in _holders())
            if not is_held and not _is_preserved(digest):
                store().remove(digest)


def _is_preserved(digest: str) -> bool:
    with connections[SYSTEM].cursor() as cursor:
        cursor.execute("select lock.preserves(%s)", [digest])
        return bool(cursor.fetchone()[0])


def sweep_files() -> int:
    """Remove bytes that a crash or an undone upload left without a holder; answers how many it looked at."""
    old = list(store().digests(time.now() - SWEEP_AFTER))
    forget_unused(old)
    return len(old)


def _holders() -> list[Any]:
    """Every model whose rows hold files, of whichever app."""
    return [model for model in apps.get_models() if issubclass(model, StoredFile)]


def _keep_picture(name: str, data: bytes, media_type: str) -> Kept:
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
            return Kept(name, _put(BytesIO(data)), media_type, seen, thumbnail)
    return Kept(name, _put(BytesIO(data)), types.UNKNOWN)


def _put(stream: IO[bytes] | UploadedFile[bytes]) -> Stored:
    """Store the bytes and hold them until this transaction ends, against somebody who forgets the same ones now."""
    while True:
        stream.seek(0)
        stored = store().put(stream)
        take_turns("file", stored.digest)
        if store().has(stored.digest):
            return stored
