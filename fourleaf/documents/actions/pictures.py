"""Pictures come into a document: as a file, within a file that somebody brings, or out of another document."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from fourleaf.conversation.actions import drop_files, ensure_size, hold_bytes, keep_file
from fourleaf.conversation.media import types
from fourleaf.documents import policy
from fourleaf.documents.models import Document, Picture
from fourleaf.documents.tree.naming import files_in, key_of, with_files
from fourleaf.documents.tree.schema import Tree
from fourleaf.kit.refusals import Invalid, ensure
from fourleaf.people.models import Person

#: Pictures that one document holds at most.
MOST = 500
FACTS = ("name", "media_type", "size", "digest", "thumbnail", "width", "height")
#: No picture that came with a file.
NONE: Mapping[str, bytes] = {}


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
    if picture.document_id == document.pk:
        return picture
    hold_bytes((picture.digest, picture.thumbnail))
    return _held(actor, document, {name: getattr(picture, name) for name in FACTS})


def with_pictures(actor: Person, document: Document, tree: Tree, brought: Mapping[str, bytes] = NONE) -> Tree:
    """A text that is to be written into this document, naming pictures that this document holds and no others.

    What came with it (`brought`, by the keys in the tree) and what the actor can read elsewhere comes along; of the
    rest the words stay. For actions that have asked whether the actor may write.
    """
    wanted = set(files_in(tree))
    if not wanted:
        return tree
    files: dict[str, str] = {}
    for key in sorted(wanted & brought.keys()):
        with suppress(Invalid):  # what is no picture to us leaves its words
            upload = SimpleUploadedFile("picture", brought[key])
            files[key] = str(add_picture(actor=actor, document=document, upload=upload).pk)
    others = filter(None, map(key_of, wanted - files.keys()))
    for picture in Picture.objects.visible_to(actor).filter(pk__in=others):
        held = copy_picture(actor=actor, document=document, picture=picture)
        files[str(picture.pk)] = str(held.pk)
    return with_files(tree, files)


def drop_pictures(document: Document) -> None:
    """The rows go, their bytes after the commit. For the action that withdraws the text."""
    drop_files(Picture.objects.filter(document=document))


def _held(actor: Person, document: Document, facts: dict[str, object]) -> Picture:
    known = Picture.objects.filter(document=document, digest=facts["digest"]).first()
    if known is not None:
        return known
    ensure(
        Picture.objects.filter(document=document).count() < MOST,
        _("A document can hold at most %(most)s pictures.") % {"most": MOST},
        "file",
    )
    return Picture.objects.create(document=document, uploader=actor, **facts)
