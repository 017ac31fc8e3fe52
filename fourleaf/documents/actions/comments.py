"""Comment on a text, answer, settle, take back; and write down which suggestions were accepted."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.documents import events, policy
from fourleaf.documents.actions.documents import tell_rooms
from fourleaf.documents.models import Comment, CommentResolution, CommentWithdrawal, Document, Writer
from fourleaf.kit import ids, time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.text import one_line
from fourleaf.people.models import Person

#: What the screens of a document are told: somebody has said or settled something beside the text.
BESIDE_CHANGED = "BesideChanged"
BODY_LIMIT = 5_000
#: Comments of one person on a document, and of all.
EACH, ALL = 300, 5_000
#: Suggestions that are settled in one go.
SETTLED_LIMIT = 2_000
_PLACE = re.compile(r"[\w-]{1,198}\.[\w-]{1,198}|")
_SUGGESTION = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(\d{1,16})-\d{1,16}")


@dataclass(frozen=True)
class Anchor:
    """The words that a thread hangs on; see `models.Comment`. Longer ones are cut."""

    quote: str = ""
    prefix: str = ""
    suffix: str = ""
    place: str = ""


@transaction.atomic
def add_comment(
    *,
    actor: Person,
    document: Document,
    body: str,
    thread: Comment | None = None,
    anchor: Anchor | None = None,
) -> Comment:
    """Say something about the text, or answer in a thread there. Whoever can read the document can read it."""
    _demand_comment(actor, document)
    body = body.replace("\0", "").strip()
    ensure(bool(body), _("Write a comment first."), "body")
    ensure(len(body) <= BODY_LIMIT, _("The comment is too long."), "body")
    _ensure_room(actor, document)
    on = anchor if anchor and thread is None else Anchor()
    ensure(_PLACE.fullmatch(on.place) is not None, _("This place in the text is none."), "place")
    made = Comment.objects.create(
        document=document,
        thread=thread,
        author=actor,
        body=body,
        quote=one_line(on.quote)[:300],
        prefix=one_line(on.prefix)[-40:],
        suffix=one_line(on.suffix)[:40],
        place=on.place,
    )
    record(
        events.CommentAdded(
            actor=actor.pk,
            space=document.space_id,
            document=document.pk,
            comment=made.pk,
            thread=thread.pk if thread else made.pk,
        )
    )
    tell_rooms(document, BESIDE_CHANGED)
    return made


@transaction.atomic
def resolve_comments(*, actor: Person, document: Document, thread: Comment) -> None:
    """Settle a thread of comments."""
    _demand_comment(actor, document)
    _made, is_new = CommentResolution.objects.get_or_create(
        comment=thread, defaults={"document": document, "by": actor}
    )
    if is_new:
        facts = {"space": document.space_id, "document": document.pk, "thread": thread.pk}
        record(events.CommentsResolved(actor=actor.pk, **facts))
        tell_rooms(document, BESIDE_CHANGED)


@transaction.atomic
def reopen_comments(*, actor: Person, document: Document, thread: Comment) -> None:
    """Open a settled thread of comments again."""
    _demand_comment(actor, document)
    gone, _each = CommentResolution.objects.filter(comment=thread).delete()
    if gone:
        facts = {"space": document.space_id, "document": document.pk, "thread": thread.pk}
        record(events.CommentsReopened(actor=actor.pk, **facts))
        tell_rooms(document, BESIDE_CHANGED)


@transaction.atomic
def withdraw_comment(*, actor: Person, document: Document, comment: Comment) -> None:
    """Take the words of a comment away, and those that it quotes. That there was one, whose and when, stays.

    Under a legal hold the privacy officer keeps them.
    """
    demand(
        policy.can_withdraw_comment(actor, document, comment),
        _("Only who wrote a comment, or a steward, can withdraw it."),
    )
    if comment.is_withdrawn:
        return
    with connection.cursor() as cursor:
        cursor.execute("select lock.preserve(%s, 'comment', %s, %s)", [ids.uuid7(), comment.pk, time.now()])
    comment.withdrawal = CommentWithdrawal.objects.create(comment=comment, document=document, by=actor)
    Comment.objects.filter(pk=comment.pk).update(body="", quote="", prefix="", suffix="")
    record(
        events.CommentWithdrawn(
            actor=actor.pk,
            space=document.space_id,
            document=document.pk,
            comment=comment.pk,
            thread=comment.thread_id or comment.pk,
        )
    )
    tell_rooms(document, BESIDE_CHANGED)


@transaction.atomic
def note_settled(*, actor: Person, document: Document, suggestions: Iterable[str], is_accepted: bool) -> int:
    """Write down that the actor has accepted or rejected these suggestions in the text; answers how many.

    Who suggested is believed only of whom the client of Yjs in the id is.
    """
    policy.demand_write(actor, document)
    listed = list(dict.fromkeys(suggestions))
    ensure(len(listed) <= SETTLED_LIMIT, _("These are too many suggestions at once."))
    parts = {each: _SUGGESTION.fullmatch(each) for each in listed if len(each) <= 80}
    clients = {int(found[2]) for found in parts.values() if found}
    owners = dict(
        Writer.objects.filter(document=document, client__in=clients).values_list("client", "person_id")
    )
    for suggestion, found in parts.items():
        owner = owners.get(int(found[2])) if found else None
        record(
            events.SuggestionSettled(
                actor=actor.pk,
                space=document.space_id,
                document=document.pk,
                suggestion=suggestion if found else "",
                person=owner if found and owner == UUID(found[1]) else None,
                is_accepted=is_accepted,
            )
        )
    return len(parts)


def _ensure_room(actor: Person, document: Document) -> None:
    """What was taken back leaves room again."""
    standing = document.comments.filter(withdrawal=None)
    ensure(
        standing.filter(author=actor).count() < EACH,
        _("You have said as much here as one person can: %(most)s comments. Take some back first.")
        % {"most": EACH},
        "body",
    )
    ensure(standing.count() < ALL, _("There are too many comments on this document already."), "body")


def _demand_comment(actor: Person, document: Document) -> None:
    why = _("You can read this document, and not comment on it.")
    demand(policy.can_comment(actor, document), why)
    with connection.cursor() as cursor:
        # Whom it is shown to may not know of the space in which it is, nor that this one is closed by now.
        cursor.execute("select not lock.is_bound() or lock.may_comment_on(%s)", [document.pk])
        demand(cursor.fetchone()[0], why)
