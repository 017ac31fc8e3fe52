"""What every page's shell shows. Lazy: a fragment that has no rail asks the database for none."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from fourleaf.inbox.places import Nav, nav_of
from fourleaf.inbox.waiting import Waiting
from fourleaf.kit.templatetags.kit import avatar
from fourleaf.people.sessions import IDLE, is_shared

THEMES = ("light", "dark")
#: Pages that the shell leads to, and marks when they are open.
MARKED = ("/", "/search/", "/bookmarks/", "/shared/", "/people/", "/sheet/", "/teams/", "/spaces/")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Organisation, person, places and what waits; for those not signed in, no more than the organisation."""
    theme = request.COOKIES.get("theme")
    found: dict[str, Any] = {
        "organisation": settings.ORGANISATION,
        "is_simulation": settings.IS_SIMULATION,
        "languages": tuple(settings.LANGUAGES),
        "here": request.path if request.path in MARKED else "",
        "address": request.get_full_path,
        "waiting_count": 0,
        "theme": theme if theme in THEMES else "",
    }
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return found | {"me": None}
    outside = getattr(request, "is_outside", False)
    return found | {
        "me": person,
        "me_face": avatar(person, "small"),
        "zone": person.zone.key,
        "is_shared": is_shared(request),
        "idle": request.session.get(IDLE),
        "keeps": 0 if is_shared(request) else settings.OFFLINE_DAYS,
        "is_outside": outside,
        "nav": Nav([]) if outside else SimpleLazyObject(lambda: nav_of(person, request.path)),
        "waiting_count": 0 if outside else SimpleLazyObject(lambda: Waiting(person).count),
    }
