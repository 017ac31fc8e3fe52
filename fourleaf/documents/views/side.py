"""What stands beside a text: review, tasks, suggestions and comments, each a section of `_side.html`."""

from typing import Any

from fourleaf.documents.models import Document
from fourleaf.documents.views.progress import progress
from fourleaf.kit.web import PersonRequest


def beside(request: PersonRequest, found: Document) -> dict[str, Any]:
    """What the sections beside the text show; each of them is one entry here and one template `_side_….html`."""
    return {"suggestions": []} | progress(request, found)
