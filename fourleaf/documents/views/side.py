"""What stands beside a text: review, tasks, suggestions and comments, each a section of `_side.html`."""

from typing import Any

from fourleaf.documents import policy
from fourleaf.documents.commenting import suggestions_of, threads_of
from fourleaf.documents.models import Document
from fourleaf.documents.tree.commented import Quote, with_comments
from fourleaf.documents.tree.schema import Tree
from fourleaf.documents.views.progress import progress
from fourleaf.kit.web import PersonRequest


def beside(request: PersonRequest, found: Document, tree: Tree | None) -> dict[str, Any]:
    """What the sections beside the text show; each of them is one entry here and one template `_side_….html`."""
    return (
        {"suggestions": suggestions_of(found, tree) if tree else []}
        | commented(request, found)
        | progress(request, found)
    )


def commented(request: PersonRequest, found: Document) -> dict[str, Any]:
    """The threads of comments, open ones first, and whether the reader can say something."""
    threads = threads_of(request.user, found)
    return {
        "threads": threads,
        "open_count": sum(each.is_open for each in threads),
        "can_comment": policy.can_comment(request.user, found),
    }


def with_threads(tree: Tree, page: dict[str, Any]) -> Tree:
    """The text with its open threads on the words that they hang on."""
    roots = (each.root for each in page["threads"] if each.is_open)
    return with_comments(tree, [Quote(str(each.pk), each.quote, each.prefix, each.suffix) for each in roots])
