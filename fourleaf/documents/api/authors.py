"""Who wrote what in a text. No counts and no shares: these are each person's own (`/me/work`)."""

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from ninja import Field, Router, Schema

from fourleaf.documents.authorship.keeping import BLUEPRINT, PATIENCE, as_it_is, backlog
from fourleaf.documents.loading import known_document, note_read
from fourleaf.documents.models import Document
from fourleaf.documents.text.blocks import blocks
from fourleaf.documents.text.lineage import Birth
from fourleaf.documents.tree import yjs
from fourleaf.kit.api.door import ApiRequest
from fourleaf.people.tokens import READ

router = Router(tags=["Documents"], auth=READ)


class StretchOut(Schema):
    """Words in a row of which the same is known. Who wrote them is null where a blueprint did."""

    text: str
    author: UUID | None
    brought_by: Annotated[UUID | None, Field(description="Who brought them here; mostly the author.")]
    source: Annotated[
        UUID | None, Field(description="The document that they are from, if another, and you may read it.")
    ]
    is_from_elsewhere: bool


class WrittenBlock(Schema):
    """A block of the text, in parts."""

    kind: str
    stretches: list[StretchOut]


class AuthorsOut(Schema):
    """The text with whoever wrote each part. `is_ready` is false while too much of it is new: ask again in a minute."""

    document: UUID
    is_ready: bool
    blocks: list[WrittenBlock]


@router.get("/documents/{uuid:document_id}/authors", response=AuthorsOut, operation_id="get_document_authors")
def authors(request: ApiRequest, document_id: UUID) -> dict[str, Any]:
    """Who wrote each part of the text as it is now."""
    document = known_document(request, document_id)
    if document.is_withdrawn:
        raise Http404
    note_read(request, document)
    if backlog(document) > PATIENCE:
        return {"document": document.pk, "is_ready": False, "blocks": []}
    found = as_it_is(document)
    spans = found.lineage.spans()
    shown = blocks(yjs.read(found.follower.doc))
    births = [span.birth for _block, each in spans for span in each]
    sources = {UUID(each.document) for each in births if _is_document(each)}
    readable = Document.objects.visible_to(request.user).filter(pk__in=sources, withdrawal=None)
    known = set(readable.values_list("pk", flat=True))
    return {
        "document": document.pk,
        "is_ready": True,
        "blocks": [
            {
                "kind": block.kind,
                "stretches": [
                    {"text": block.words_from(span.start, span.end)} | _of(span.birth, known) for span in each
                ],
            }
            for block, (_held, each) in zip(shown, spans, strict=True)
        ],
    }


def _is_document(birth: Birth) -> bool:
    return birth.document is not None and BLUEPRINT not in birth.document


def _of(birth: Birth, known: set[UUID]) -> dict[str, Any]:
    source = UUID(birth.document) if birth.document and _is_document(birth) else None
    return {
        "author": None if BLUEPRINT in birth.author else birth.author,
        "brought_by": None if BLUEPRINT in birth.by else birth.by,
        "source": source if source in known else None,
        "is_from_elsewhere": source is not None,
    }
