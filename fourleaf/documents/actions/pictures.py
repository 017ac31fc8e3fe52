"""Pictures come into a document: as a file, within a file that somebody brings, or out of another document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import connection, transaction
from django.db.models import BinaryField, Exists, F, Func, IntegerField, OuterRef, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from fourleaf.conversation.actions import drop_files, ensure_size, hold_bytes, keep_file
from fourleaf.conversation.media import types
from fourleaf.documents import policy
from fourleaf.documents.models import Document, DocumentState, DocumentUpdate, Picture, Revision
from fourleaf.documents.tree.naming import files_in, key_of, with_files
from fourleaf.documents.tree.schema import Tree
from fourleaf.kit import time
from fourleaf.kit.refusals import Invalid, NoRoom, ensure
from fourleaf.people.models import Person

#: Pictures that one document holds at most.
MOST = 500
#: How long a picture waits for a text to show it, and how far back those are looked for that none does.
UNSHOWN_FOR, LOOKED_BACK = timedelta(days=1), timedelta(days=30)
FACTS = ("name", "media_type", "size", "digest", "thumbnail", "width", "height")
#: No picture that came with a file.
NONE: Mapping[str, bytes] = {}
#: Is told how many of how many pictures have come in.
Step = Callable[[int, int], None]


def unseen(done: int, of: int) -> None:
    """Nobody waits to see how far it is."""


@transaction.atomic
def add_picture(*, actor: Person, document: Document, upload: UploadedFile[bytes]) -> Picture:
    """Take in a picture for this document. Whoever can read the document can see it from now on.

    The same picture is held once. Its metadata (place, camera, name) stays outside.
    """
    policy.demand_write(actor, document)
    ensure_size(upload)
    upload.seek(0)
    none = _("This is no picture that can be shown. Bring a PNG, JPEG, GIF or WebP.")
    ensure(types.type_of(upload.read(types.HEAD)) in types.PICTURES, none, "file")
    kept = keep_file(upload)
    ensure(kept.is_picture, none, "file")
    return _held(actor, document, {**kept.facts, "name": f"picture.{kept.media_type.partition('/')[2]}"})


@transaction.atomic
def copy_picture(*, actor: Person, document: Document, picture: Picture) -> Picture:
    """The picture of another document that the actor can read becomes one of this document, too."""
    policy.demand_write(actor, document)
    hold_bytes((picture.digest, picture.thumbnail))
    return _held(actor, document, {name: getattr(picture, name) for name in FACTS})


def with_pictures(
    actor: Person, document: Document, tree: Tree, brought: Mapping[str, bytes] = NONE, step: Step = unseen
) -> Tree:
    """A text that is to be written into this document, naming pictures that this document holds and no others.

    What came with it (`brought`, by the keys in the tree) and what the actor can read elsewhere comes along; of the
    rest the words stay. For actions that have asked whether the actor may write.
    """
    wanted = set(files_in(tree))
    if not wanted:
        return tree
    files: dict[str, str] = {}
    coming = sorted(wanted & brought.keys())
    for number, key in enumerate(coming):
        step(number, len(coming))
        try:
            upload = SimpleUploadedFile("picture", brought[key])
            files[key] = str(add_picture(actor=actor, document=document, upload=upload).pk)
        except NoRoom:
            raise
        except Invalid:  # what is no picture to us leaves its words
            continue
    others = filter(None, map(key_of, wanted - files.keys()))
    for picture in Picture.objects.visible_to(actor).filter(pk__in=others):
        is_own = picture.document_id == document.pk
        held = picture if is_own else copy_picture(actor=actor, document=document, picture=picture)
        files[str(picture.pk)] = str(held.pk)
    return with_files(tree, files)


def drop_pictures(document: Document) -> None:
    """The rows go, their bytes after the commit. For the action that withdraws the text."""
    drop_files(Picture.objects.filter(document=document))


@transaction.atomic
def sweep_pictures() -> int:
    """System: pictures that were brought a day ago, and that no text has shown since, go; answers how many.

    A text shows a picture if its key stands in a compaction, an update or a version. What was shown once stays.
    """
    until = time.now() - UNSHOWN_FOR
    waiting = Picture.objects.filter(at__lt=until, at__gt=until - LOOKED_BACK)
    said = Exists(
        Revision.objects.filter(document=OuterRef("document"))
        .alias(said=Cast("tree", TextField()))
        .filter(said__contains=Cast(OuterRef("pk"), TextField()))
    )
    unshown = waiting.exclude(said).exclude(_named_in(DocumentState)).exclude(_named_in(DocumentUpdate))
    gone = [each.pk for each in unshown.select_related("document") if not _is_held_up(each)]
    drop_files(Picture.objects.filter(pk__in=gone, at__lt=until))
    return len(gone)


def _named_in(model: type[DocumentState | DocumentUpdate]) -> Exists:
    """Whether the picture's key stands in the bytes of a Yjs update of its document, as it does for an attribute."""
    key = Func(
        Cast(OuterRef("pk"), TextField()), Value("UTF8"), function="convert_to", output_field=BinaryField()
    )
    place = Func(key, F("data"), function="position", arg_joiner=" in ", output_field=IntegerField())
    rows: Any = model.objects
    return Exists(rows.filter(document=OuterRef("document")).alias(place=place).filter(place__gt=0))


def _is_held_up(picture: Picture) -> bool:
    """Whether a legal hold is on who brought it, or where it is."""
    with connection.cursor() as cursor:
        cursor.execute("select lock.is_held(%s, %s)", [[picture.uploader_id], picture.document.space_id])
        return bool(cursor.fetchone()[0])


def _held(actor: Person, document: Document, facts: dict[str, object]) -> Picture:
    known = Picture.objects.filter(document=document, digest=facts["digest"])
    if known.update(at=time.now()):  # whoever brings it again has as long to show it
        return known.get()
    ensure(
        Picture.objects.filter(document=document).count() < MOST,
        _("A document can hold at most %(most)s pictures.") % {"most": MOST},
        "file",
    )
    return Picture.objects.create(document=document, uploader=actor, **facts)
