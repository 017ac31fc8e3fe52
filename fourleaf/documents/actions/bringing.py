"""A large file becomes a document: it is kept, the worker reads it while its person may be elsewhere, then it goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.conversation.actions import drop_files, keep_file
from fourleaf.documents import events, policy
from fourleaf.documents.actions.documents import add_document, ensured_title
from fourleaf.documents.formats.bringing import brought, ensure_known
from fourleaf.documents.formats.limits import MOST_PACKED, TOO_MUCH
from fourleaf.documents.formats.word_in import Brought
from fourleaf.documents.models import Bringing, BroughtFile
from fourleaf.kit import time
from fourleaf.kit.databases import SYSTEM
from fourleaf.kit.files import store
from fourleaf.kit.refusals import Invalid, Refused, demand, ensure
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person

#: Files of one person that wait or are read at once, and how often one is begun before it is given up.
MOST_AT_WORK, MOST_TRIES = 5, 3
#: How long one can still see what came of it.
KEPT = timedelta(days=7)
Stage = Bringing.Stage


@transaction.atomic
def bring_file(*, actor: Person, title: str, upload: UploadedFile[bytes]) -> Bringing:
    """Take in a file, of which the worker makes a document that the actor alone can read."""
    demand(policy.can_begin(actor), _("Only staff can begin a document."))
    ensure((upload.size or 0) <= MOST_PACKED, TOO_MUCH, "file")
    ensure_known(upload.name or "")
    take_turns("bringing", actor.pk)
    at_work = Bringing.objects.visible_to(actor).unfinished().count()
    ensure(
        at_work < MOST_AT_WORK,
        _("%(count)s of your files are still being read. Wait until one is done.") % {"count": at_work},
        "file",
    )
    made = Bringing.objects.create(person=actor, title=ensured_title(title))
    BroughtFile.objects.create(bringing=made, **keep_file(upload).facts)
    record(events.FileBrought(actor=actor.pk, bringing=made.pk))
    return made


def read_brought(*, bringing: Bringing) -> None:
    """System: make the document, whole or not at all; what is wrong with the file, if anything, is said to its person.

    A try that dies, as when the worker is killed, counts; what cannot be done is given up in the end.
    """
    person = bringing.person
    with timezone.override(person.zone), translation.override(person.language or settings.LANGUAGE_CODE):
        try:
            ensure(
                bringing.tries < MOST_TRIES,
                _("This file could not be read. Save it as .docx once more and try again."),
            )
            _note(bringing, tries=F("tries") + 1, stage=Stage.READING, steps=0, steps_of=0)
            _make(bringing, _read(bringing))
        except (Invalid, Refused) as refused:
            with transaction.atomic():
                _end(bringing, failed_at=time.now(), why=str(refused))


def drop_bringings() -> None:
    """System: what has been over for a week is forgotten."""
    until = time.now() - KEPT
    Bringing.objects.filter(Q(done_at__lt=until) | Q(failed_at__lt=until)).delete()


def _read(bringing: Bringing) -> Brought:
    try:
        with store().open(bringing.file.digest) as file:
            return brought(bringing.file.name, file.read())
    except FileNotFoundError as error:
        raise Invalid(_("The file has gone. Bring it again.")) from error


@transaction.atomic
def _make(bringing: Bringing, found: Brought) -> None:
    document = add_document(
        actor=bringing.person,
        title=bringing.title,
        tree=found.tree,
        pictures=found.pictures,
        step=lambda done, of: _note(bringing, stage=Stage.PICTURES, steps=done, steps_of=of),
    )
    _end(bringing, document=document, done_at=time.now())


def _note(bringing: Bringing, **facts: Any) -> None:
    """At once, though the document is not committed yet: somebody waits to see."""
    Bringing.objects.using(SYSTEM).filter(pk=bringing.pk).update(**facts)


def _end(bringing: Bringing, **facts: Any) -> None:
    Bringing.objects.filter(pk=bringing.pk).update(**facts)
    drop_files(BroughtFile.objects.filter(bringing=bringing))
