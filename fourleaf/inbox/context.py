"""What every page's shell shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Organisation, person, places and what waits."""
    return {"organisation": settings.ORGANISATION, "me": request.user}
