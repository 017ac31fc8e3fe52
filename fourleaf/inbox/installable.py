"""What makes the pages an app on a device: its manifest, and what its worker asks when it meets the server again."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fourleaf.kit.assets import asset_url
from fourleaf.kit.web import PersonRequest
from fourleaf.spaces.models import Space

PAPER, CLOVER = "#fcfbf7", "#176b3a"
PICTURES = (("icon", "any"), ("icon-maskable", "maskable"))
MOST_ASKED = 100


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """The organisation's app, in the reader's language (W3C Web Application Manifest)."""
    pictures = [
        {
            "src": asset_url(f"{name}-{side}.png"),
            "sizes": f"{side}x{side}",
            "type": "image/png",
            "purpose": use,
        }
        for name, use in PICTURES
        for side in (192, 512)
    ]
    places = ((_("Waiting for you"), "home"), (_("All spaces"), "spaces"), (_("People"), "people"))
    described = {
        "id": "/",
        "name": settings.ORGANISATION,
        "description": _("Work in the open, one team at a time."),
        "lang": get_language() or "en",
        "dir": "rtl" if get_language_bidi() else "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "categories": ["productivity", "medical"],
        "icons": pictures,
        "shortcuts": [{"name": name, "url": reverse(place)} for name, place in places],
    }
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language, Cookie"}
    return JsonResponse(described, content_type="application/manifest+json", headers=headers)


@login_required
@require_safe
def contact(request: PersonRequest) -> JsonResponse:
    """For the worker: whose session this is, a token to send with, and which of the named spaces are still readable.

    Asked as `?space=<id>&space=<id>`; answers `{"person", "token", "spaces": ["space:<id>", …]}`.
    """
    asked = [key for each in request.GET.getlist("space")[:MOST_ASKED] if (key := _uuid(each))]
    readable = Space.objects.readable_by(request.user).filter(pk__in=asked).values_list("pk", flat=True)
    return JsonResponse(
        {
            "person": str(request.user.pk),
            "token": get_token(request),
            "spaces": [f"space:{key}" for key in readable] if asked else [],
        }
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
