"""Begin, name, move, put away and withdraw documents; write into them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.documents import events, policy
from fourleaf.documents.actions.pictures import NONE, Step, drop_pictures, unseen, with_pictures
from fourleaf.documents.models import (
    Answer,
    Archival,
    Authorship,
    Comment,
    CommentResolution,
    CommentWithdrawal,
    Correction,
    Dependence,
    Document,
    DocumentState,
    DocumentUpdate,
    Fingerprints,
    Meant,
    MustSee,
    Nudge,
    Picture,
    Reach,
    Reviewer,
    Revision,
    Round,
    RoundEnding,
    SeenClick,
    Taking,
    Task,
    TaskReading,
    Withdrawal,
    Writer,
)
from fourleaf.documents.tree.schema import Tree
from fourleaf.documents.tree.yjs import write
from fourleaf.kit import time, yjs
from fourleaf.kit.bus import Notice, send
from fourleaf.kit.databases import SYSTEM
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.text import one_line
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from fourleaf.spaces import policy as spaces_policy
from fourleaf.spaces.models import Space

#: What the screens of a document are told: there is more to read, or somebody may read it no more.
CHANGED, ACCESS_CHANGED = "DocumentChanged", "AccessChanged"
#: Bytes of one update.
UPDATE_LIMIT = 5 * 1024 * 1024


@transaction.atomic
def add_document(
    *,
    actor: Person,
    title: str,
    space: Space | None = None,
    tree: Tree | None = None,
    pictures: Mapping[str, bytes] = NONE,
    step: Step = unseen,
    blueprint: str = "",
    copy_of: Document | None = None,
) -> Document:
    """Begin a document: in a space where the actor writes, or else visible to them alone; with this text, if any.

    `pictures` come with the text, by the keys that it names them by; `step` is told how many are in. If the text is
    that of a blueprint, or of another document that the actor may read, it stays theirs who wrote it.
    """
    demand(space is not None or policy.can_begin(actor), _("Only staff can begin a document."))
    if space is None:
        space = spaces.start_direct(actor=actor, people=())
    demand(policy.can_begin(actor, space), _("You cannot begin a document in this space."))
    document = Document.objects.create(space=space, title=ensured_title(title), made_by=actor)
    record(events.DocumentAdded(actor=actor.pk, space=space.pk, document=document.pk))
    if tree is not None:
        text = with_pictures(actor, document, tree, pictures, step)
        add_update(actor=actor, document=document, data=write(text))
    if blueprint or copy_of:
        Taking.objects.create(
            document=document, person=actor, source=copy_of, blueprint=blueprint, how=Taking.How.COPIED
        )
    return document


@transaction.atomic
def rename_document(*, actor: Person, document: Document, title: str) -> None:
    """Give it another title."""
    policy.demand_write(actor, document)
    title = ensured_title(title)
    if title == document.title:
        return
    document.title = title
    document.save(update_fields=["title"])
    record(events.DocumentRenamed(actor=actor.pk, space=document.space_id, document=document.pk))
    tell_rooms(document, CHANGED)


@transaction.atomic
def move_document(*, actor: Person, document: Document, to: Space, seen_readers: str | None = None) -> None:
    """Put it into another space, whose readers can read it from now on, with all that was ever in it.

    Whom it is shown to keeps seeing it. `seen_readers` is the seal (`spaces.policy.seal`) of the new readers whom a
    dialogue has named; if they are others by now, nothing changes.
    """
    take_turns("document", document.pk)
    document.refresh_from_db(fields=["space"])
    before = document.space
    ensure(before != to, _("It is there already."), "space")
    demand(policy.can_move(actor, document, to), _("Only who began it, or a steward, can move it."))
    new = policy.new_readers(document, to)
    ensure(
        seen_readers in (None, spaces_policy.seal(new)),
        _("The list of new readers has changed. Please look at it again."),
        "space",
    )
    readers = new.count()
    record(events.DocumentLeft(actor=actor.pk, space=before.pk, document=document.pk))
    with connection.cursor() as cursor:
        cursor.execute("select lock.move_document(%s, %s)", [document.pk, to.pk])
    document.space = to
    record(events.DocumentMoved(actor=actor.pk, space=to.pk, document=document.pk, readers=readers))
    tell_rooms(document, ACCESS_CHANGED)


@transaction.atomic
def archive_document(*, actor: Person, document: Document) -> None:
    """Close it for writing; everybody who could read it still can."""
    demand(policy.can_keep(actor, document), _("Only who began it, or a steward, can do this."))
    ensure(not document.is_withdrawn, _("This document was withdrawn."))
    if not document.is_archived:
        document.archival = Archival.objects.create(document=document, by=actor)
        record(events.DocumentArchived(actor=actor.pk, space=document.space_id, document=document.pk))
        tell_rooms(document, ACCESS_CHANGED)


@transaction.atomic
def restore_document(*, actor: Person, document: Document) -> None:
    """Open an archived document for writing again."""
    demand(policy.can_keep(actor, document), _("Only who began it, or a steward, can do this."))
    if document.is_archived:
        Archival.objects.filter(document=document).delete()
        document = Document.objects.get(pk=document.pk)
        record(events.DocumentRestored(actor=actor.pk, space=document.space_id, document=document.pk))
        tell_rooms(document, ACCESS_CHANGED)


@transaction.atomic
def withdraw_document(*, actor: Person, document: Document) -> None:
    """Take the text away with all that was ever in it. That there was a document, whose and until when, stays."""
    demand(policy.can_withdraw(actor, document), _("Only who began it, or a steward, can withdraw it."))
    if document.is_withdrawn:
        return
    ensure(not _is_held(document), _("Something of this has to be kept for now. Ask the privacy officer."))
    document.withdrawal = Withdrawal.objects.create(document=document, by=actor)
    for model in (
        Answer,
        Reviewer,
        RoundEnding,
        Round,
        Task,
        TaskReading,
        SeenClick,
        MustSee,
        Nudge,
        Reach,
        Meant,
        Dependence,
        CommentResolution,
        CommentWithdrawal,
        Comment,
        Correction,
        Revision,
        DocumentUpdate,
        DocumentState,
        Authorship,
        Fingerprints,
    ):
        model.objects.filter(document=document).delete()
    drop_pictures(document)
    record(events.DocumentWithdrawn(actor=actor.pk, space=document.space_id, document=document.pk))
    tell_rooms(document, ACCESS_CHANGED)


@transaction.atomic
def add_update(*, actor: Person, document: Document, data: bytes) -> int:
    """Write into a document from outside its room: an import, a template, a restored revision. Answers its number.

    `data` is a Yjs update (v1) from a client id that nobody else has used in this document.
    """
    policy.demand_write(actor, document)
    ensure(len(data) <= UPDATE_LIMIT, _("This is too long for one document."))
    clients = list(yjs.clients_of(data))
    with connection.cursor() as cursor:
        values: list[Any] = [document.pk, actor.pk, clients, data, time.now()]
        cursor.execute("select lock.add_update(%s, %s, %s, %s, %s)", values)
        number = cursor.fetchone()[0]
    ensure(number is not None, _("This document cannot be changed now."))
    document.sequence = number
    tell_rooms(document, CHANGED, number)
    return int(number)


def keep_state(*, document: UUID, upto: int, data: bytes) -> None:
    """System: all updates up to a number as one, unless a newer one is there. For the room that has it open."""
    kept = DocumentState.objects.using(SYSTEM)
    if not kept.filter(document=document, upto__lt=upto).update(upto=upto, data=data, at=time.now()):
        made = DocumentState(document_id=document, upto=upto, data=data)
        kept.bulk_create([made], ignore_conflicts=True)


def _is_held(document: Document) -> bool:
    """Whether a legal hold is on its space, on whoever began it or on one who wrote in it or about it."""
    wrote = Writer.objects.filter(document=document).order_by().values_list("person_id", flat=True)
    said = Comment.objects.filter(document=document).order_by().values_list("author_id", flat=True)
    answered = Answer.objects.filter(document=document).order_by().values_list("person_id", flat=True)
    brought = Picture.objects.filter(document=document).order_by().values_list("uploader_id", flat=True)
    people = {document.made_by_id, *wrote, *said, *answered, *brought}
    with connection.cursor() as cursor:
        cursor.execute("select lock.is_held(%s, %s)", [list(people), document.space_id])
        return bool(cursor.fetchone()[0])


def ensured_title(title: str) -> str:
    """As one line; Invalid if there is none or too much of it."""
    title = one_line(title)
    ensure(bool(title), _("Give the document a title."), "title")
    ensure(len(title) <= 200, _("The title is too long."), "title")
    return title


def tell_rooms(document: Document, name: str, number: int | None = None) -> None:
    """Tell who has the document open, once this is committed."""
    notice = Notice(f"document:{document.pk}", number, name)
    transaction.on_commit(lambda: send(notice), robust=True)
