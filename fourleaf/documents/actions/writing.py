"""Write into a document as a program does: all of it anew, or more at its end."""

from django.db import transaction
from django.utils.translation import gettext as _

from fourleaf.documents import policy
from fourleaf.documents.actions.documents import add_update
from fourleaf.documents.actions.pictures import with_pictures
from fourleaf.documents.actions.revisions import keep_pause
from fourleaf.documents.content import opened, turned_into, with_more
from fourleaf.documents.models import Document
from fourleaf.documents.tree import yjs
from fourleaf.documents.tree.schema import Tree
from fourleaf.kit.refusals import ensure
from fourleaf.people.models import Person


@transaction.atomic
def write_document(*, actor: Person, document: Document, tree: Tree, at: int | None = None) -> int:
    """Give it this text; what was there is kept as a version. Blocks that stay are not touched. Answers its number.

    Invalid if `at` is given and is not its number any more. What somebody types at that very moment is merged.
    """
    policy.demand_write(actor, document)
    number, copy = opened(document.pk)
    ensure(at in (None, number), _("The document has changed since. Read it again."), "at")
    tree = with_pictures(actor, document, tree)
    if yjs.read(copy) == tree:
        return number
    if number:
        keep_pause(document, before=actor)
    return add_update(actor=actor, document=document, data=turned_into(copy, tree))


@transaction.atomic
def append_to_document(*, actor: Person, document: Document, tree: Tree) -> int:
    """Add this text at its end. Answers the document's number."""
    policy.demand_write(actor, document)
    ensure(bool(tree.get("content")), _("There is nothing to add."), "markdown")
    tree = with_pictures(actor, document, tree)
    return add_update(actor=actor, document=document, data=with_more(opened(document.pk)[1], tree))
