"""Conversations over the API."""

from ninja import Router

from fourleaf.conversation.api import cursors, files, marks, posts

router = Router()
for part in (posts, marks, files, cursors):
    router.add_router("", part.router)
