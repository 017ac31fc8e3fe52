"""Documents over the API."""

from ninja import Router

from fourleaf.documents.api import documents, revisions, texts

router = Router()
for part in (documents, texts, revisions):
    router.add_router("", part.router)
