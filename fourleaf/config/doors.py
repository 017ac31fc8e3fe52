"""The demo's doors, handed down to the sign-in page, which may not look up to the world."""

import importlib
from typing import Any

from django.conf import settings
from django.http import HttpRequest

WORLD, STORY = "fourleaf.world.doors", "fourleaf.world.story2.doors"  # DOORS, DEMO_PASSWORD


def doors(request: HttpRequest) -> dict[str, Any]:
    """Context of the sign-in page: in the demo the people to look around as, and whether mail can bring one back in."""
    match = request.resolver_match
    if match is None or not (match.url_name or "").startswith("account_"):
        return {}
    context: dict[str, Any] = {"has_mail": settings.IS_MAIL_DELIVERED}
    if settings.DEMO and match.url_name == "account_login":
        world = importlib.import_module(STORY if settings.IS_SIMULATION else WORLD)
        context |= {"doors": world.DOORS, "demo_password": world.DEMO_PASSWORD}
    return context
