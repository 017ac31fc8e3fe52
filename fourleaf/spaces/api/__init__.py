"""Spaces and who belongs to them over the API."""

from ninja import Router

from fourleaf.spaces.api import joining, members, spaces

router = Router()
for part in (spaces, members, joining):
    router.add_router("", part.router)
