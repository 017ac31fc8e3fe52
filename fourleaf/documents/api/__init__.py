"""Documents over the API."""

from ninja import Router

from fourleaf.documents.api import authors, changes, comments, documents, reviews, revisions, tasks, texts

router = Router()
for part in (documents, texts, revisions, comments, reviews, tasks, changes, authors):
    router.add_router("", part.router)
