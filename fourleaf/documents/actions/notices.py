"""Keep for each person what concerns them in a document and they have not seen: for the inbox, which tells them."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from fourleaf.chronicle.record import record
from fourleaf.documents import events, policy
from fourleaf.documents.models import (
    Comment,
    Contribution,
    Document,
    DocumentUpdate,
    Notice,
    TaskReading,
    Writer,
)
from fourleaf.documents.tree.naming import mentioned_in
from fourleaf.documents.tree.schema import Tree
from fourleaf.documents.tree.suggested import suggestions_in
from fourleaf.kit.bus import Notice as Sent
from fourleaf.kit.bus import send

Kind = Notice.Kind
#: Whoever wrote so many of the words that stand in a text now is one of its authors.
AUTHORS_FROM = 20
#: Suggestions of a text that are remembered.
MOST = 2_000
_SUGGESTION = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(\d{1,16})-\d{1,16}")


@transaction.atomic
def notice_comment(*, comment: Comment) -> list[Notice]:
    """System: for everybody whom a comment concerns: who is in its thread, whose document it is, who wrote in it."""
    root = comment.thread_id or comment.pk
    said = Comment.objects.filter(document=comment.document_id)
    thread = said.filter(pk=root) | said.filter(thread=root)
    concerned = authors_of(comment.document) | set(thread.order_by().values_list("author_id", flat=True))
    notices = _notice(
        comment.document, Kind.COMMENT, concerned - {comment.author_id}, root, comment.author_id, comment.at
    )
    Notice.objects.filter(person=comment.author_id, kind=Kind.COMMENT, about=root).delete()
    return notices


def notice_text(*, document: Document, tree: Tree, before: TaskReading) -> None:
    """System: the text has come to rest. Who is mentioned there and was not when it was read last, and can read it,
    is noticed of that; its authors of new suggestions. `before` is what was found then, and is brought up to date.
    """
    written = DocumentUpdate.objects.filter(document=document, number__gt=before.upto)
    writers = set(written.order_by().values_list("person_id", flat=True).distinct())
    _mentions(document, tree, before, writers)
    _suggestions(document, tree, before)


@transaction.atomic
def forget_comments(*, thread: UUID, only: Comment | None = None) -> None:
    """System: a thread is settled, or its one new comment was withdrawn: nobody need look at it."""
    waiting = Notice.objects.filter(kind=Kind.COMMENT, about=thread)
    gone = waiting if only is None else waiting.filter(by=only.author_id, count=1)
    people = list(gone.values_list("person_id", flat=True))
    gone.delete()
    for person in people:
        _tell_screens(person)


def authors_of(document: Document) -> set[UUID]:
    """Whose document it is, and who wrote a good deal of what stands there."""
    wrote = Contribution.objects.filter(document=document, present__gte=AUTHORS_FROM)
    return {document.made_by_id, *wrote.order_by().values_list("person_id", flat=True)}


def _mentions(document: Document, tree: Tree, before: TaskReading, writers: set[UUID]) -> None:
    found = Counter(mentioned_in(tree))
    readers = set(policy.readers(document).values_list("pk", flat=True)) if found else set()
    # Who cannot read it is told nothing, and of nothing later than what is there once they can.
    counts = {str(key): count for key, count in found.items() if key in readers}
    fresh = {UUID(key) for key, count in counts.items() if count > before.mentions.get(key, 0)} - writers
    before.mentions = counts
    by = next(iter(writers)) if len(writers) == 1 else None
    for notice in _notice(document, Kind.MENTION, fresh, document.pk, by, document.changed_at):
        facts = {"document": document.pk, "person": notice.person_id, "notice": notice.pk}
        record(events.PersonMentioned(actor=by, space=document.space_id, **facts))


def _suggestions(document: Document, tree: Tree, before: TaskReading) -> None:
    found = [each.id for each in suggestions_in(tree)][:MOST]
    fresh = set(found) - set(before.suggestions)
    before.suggestions = found
    authors = authors_of(document) if fresh else set()
    for suggester, count in sorted(_proven(document, fresh).items()):
        told = _notice(
            document,
            Kind.SUGGESTION,
            authors - {suggester},
            document.pk,
            suggester,
            document.changed_at,
            count,
        )
        if told:
            place = {"space": document.space_id, "document": document.pk}
            record(events.SuggestionsMade(actor=suggester, count=count, **place))


def _proven(document: Document, suggestions: Iterable[str]) -> Counter[UUID]:
    """Who made how many of these; only of whom the client of Yjs in the id is."""
    said = [found for each in suggestions if (found := _SUGGESTION.fullmatch(each))]
    clients = {int(found[2]) for found in said}
    bound = Writer.objects.filter(document=document, client__in=clients).values_list("client", "person_id")
    owners = dict(bound)
    return Counter(UUID(found[1]) for found in said if owners.get(int(found[2])) == UUID(found[1]))


def _notice(
    document: Document,
    kind: Notice.Kind,
    people: set[UUID],
    about: UUID,
    by: UUID | None,
    at: datetime,
    count: int = 1,
) -> list[Notice]:
    """One for each of them who can read it; of what waits already there is more."""
    readers = policy.readers(document).filter(pk__in=people) if people else ()
    made = []
    for person in readers:
        notice, is_new = Notice.objects.get_or_create(
            person=person,
            kind=kind,
            about=about,
            defaults={"document": document, "by_id": by, "count": count, "at": at},
        )
        if not is_new:
            Notice.objects.filter(pk=notice.pk).update(count=F("count") + count, by=by, at=at)
        made.append(notice)
        _tell_screens(person.pk)
    return made


def _tell_screens(person: UUID) -> None:
    transaction.on_commit(lambda: send(Sent(f"person:{person}", None, "WaitingChanged")), robust=True)
