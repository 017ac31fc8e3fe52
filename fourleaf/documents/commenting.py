"""What was said about a text: its threads of comments, and the suggestions in it, as a page tells of them."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from fourleaf.documents import policy
from fourleaf.documents.life import names_of
from fourleaf.documents.models import Comment, Document, Writer
from fourleaf.documents.tree.schema import Tree
from fourleaf.documents.tree.suggested import Suggestion, suggestions_in
from fourleaf.people.models import Person


@dataclass(frozen=True)
class Remark:
    """A comment, what its author is called, and whether the reader may take it back."""

    comment: Comment
    name: str
    can_withdraw: bool


@dataclass(frozen=True)
class Thread:
    """A comment with its answers; `settled_by` is "" while it is open."""

    first: Remark
    replies: list[Remark]
    settled_by: str

    @property
    def root(self) -> Comment:
        return self.first.comment

    @property
    def is_open(self) -> bool:
        return not self.root.is_resolved

    @property
    def is_empty(self) -> bool:
        """Nothing is left of it: all was withdrawn."""
        return all(each.comment.is_withdrawn for each in (self.first, *self.replies))


@dataclass(frozen=True)
class Suggested:
    """A suggestion in the text with the name of who made it."""

    suggestion: Suggestion
    name: str


def threads_of(person: Person, document: Document) -> list[Thread]:
    """All threads of which anything is left, open ones first, each in the order in which they began."""
    rows = Comment.objects.filter(document=document).select_related("resolution", "withdrawal")
    names = names_in(document)
    somebody = _("somebody")
    can_comment = policy.can_comment(person, document)
    sweeps = policy.can_withdraw_comments(person, document)

    def said(row: Comment) -> Remark:
        may = not row.is_withdrawn and (sweeps or (can_comment and row.author_id == person.pk))
        return Remark(row, names.get(row.author_id, somebody), may)

    replies: dict[UUID, list[Remark]] = {}
    for row in rows:
        if row.thread_id:
            replies.setdefault(row.thread_id, []).append(said(row))
    found = [
        Thread(
            said(row),
            replies.get(row.pk, []),
            names.get(row.resolution.by_id, somebody) if row.is_resolved else "",
        )
        for row in rows
        if row.thread_id is None
    ]
    return sorted((each for each in found if not each.is_empty), key=lambda each: not each.is_open)


def suggestions_of(document: Document, tree: Tree) -> list[Suggested]:
    """The suggestions in a text, in its order."""
    found = suggestions_in(tree)
    names = names_of(each.person for each in found if each.person)
    somebody = _("somebody")
    return [Suggested(each, names.get(each.person, somebody) if each.person else somebody) for each in found]


def names_in(document: Document) -> dict[UUID, str]:
    """What those are called who commented on it, and those of its writers of whom the reader may know."""
    writers = Writer.objects.filter(document=document).order_by().values_list("person_id", flat=True)
    with connection.cursor() as cursor:
        cursor.execute("select person_id, name from lock.commenters(%s)", [document.pk])
        return names_of(writers) | dict(cursor.fetchall())
