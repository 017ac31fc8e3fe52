"""The page of search.

It is a GET with the question in the address, so that it works without scripts, can be reloaded, kept and gone back to;
its answer says `Referrer-Policy: no-referrer`, and the title and our log lines hold no word of it. Another site that
leads here gets the question put into the field and nothing looked for: it could tell from the time what was found.
"""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fourleaf.kit.refusals import Invalid
from fourleaf.kit.web import PersonRequest
from fourleaf.people.models import Person
from fourleaf.search.actions import is_whole
from fourleaf.search.asked import FILTERS, LONGEST, Asked, parse
from fourleaf.search.completing import completions, meaning
from fourleaf.search.finding import MOST_OTHERS, Place, Results, look, people_found, spaces_found
from fourleaf.search.models import Indexed
from fourleaf.search.pace import spend

KINDS = ("all", "posts", "documents", "files", "people", "spaces")
#: Documents and files where everything is shown.
FEW = 4
MANY_OTHERS = 60
LOOKED_THROUGH = {"posts": Indexed.Kind.POST, "documents": Indexed.Kind.DOCUMENT, "files": Indexed.Kind.FILE}
EXAMPLES = (
    "night shift",
    '"bed rail"',
    "physio*",
    "fall OR slip",
    "from:me has:file",
    "is:decision after:2026",
)


@login_required
@require_safe
def search(request: PersonRequest) -> HttpResponse:
    """What one is looking for, by kind; without a question, how to ask."""
    text = " ".join(request.GET.get("q", "").split())
    kind = request.GET.get("show", "") if request.GET.get("show") in KINDS else "all"
    context = {
        "q": text[: 2 * LONGEST],
        "most": LONGEST,
        "show": kind,
        "tabs": _tabs(),
        "newest": request.GET.get("order") == "newest",
        "examples": EXAMPLES,
        "filters": [(f"{name}:", meaning(name)) for name in FILTERS],
        "is_from_elsewhere": request.headers.get("Sec-Fetch-Site") == "cross-site",
    }
    status = 200
    if text and not context["is_from_elsewhere"]:
        status = _answer(request, text, kind, context)
    response = render(request, "search/search.html", context, status=status)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _tabs() -> list[tuple[str, str]]:
    names = (_("Everything"), _("Posts"), _("Documents"), _("Files"), _("People"), _("Spaces"))
    return list(zip(KINDS, names, strict=True))


def _answer(request: PersonRequest, text: str, kind: str, context: dict[str, object]) -> int:
    """Put what is found into the context; the status of the page."""
    if (spent := spend(request.user.pk)).is_spent:
        wait = {"seconds": spent.retry_after}
        context["problem"] = _("You have searched very often. Try again in %(seconds)s seconds.") % wait
        return 429
    try:
        asked = parse(text)
        _find(request, asked, kind, context)
    except Invalid as invalid:
        context["problem"] = invalid.text
        return invalid.status
    return 200


def _find(request: PersonRequest, asked: Asked, kind: str, context: dict[str, object]) -> None:
    person, after, newest = request.user, _place(request), bool(context["newest"])
    found = Results([], None)
    if kind in ("all", *LOOKED_THROUGH):
        looked = [LOOKED_THROUGH.get(kind, Indexed.Kind.POST)]
        found = look(person, asked, looked, newest=newest, after=after)
    hits = {each: [hit for hit in found.hits if hit.kind == each] for each in Indexed.Kind}
    others = Results([], None)
    if kind == "all" and not after:
        both = [Indexed.Kind.DOCUMENT, Indexed.Kind.FILE]
        others = look(person, asked, both, newest=newest, most=3 * FEW)
        hits |= {each: [hit for hit in others.hits if hit.kind == each] for each in both}
    is_plain = not asked.is_filtered and not after
    most = 5 if kind == "all" else MANY_OTHERS
    people = people_found(person, asked.plain, most) if is_plain and kind in ("all", "people") else []
    spaces = spaces_found(person, asked.plain, most) if is_plain and kind in ("all", "spaces") else []
    also = _also(person, asked.plain) if is_plain and kind == "all" else []
    few = FEW if kind == "all" else None
    context |= {
        "posts": hits[Indexed.Kind.POST],
        "documents": hits[Indexed.Kind.DOCUMENT][:few],
        "files": hits[Indexed.Kind.FILE][:few],
        "has_more_documents": len(hits[Indexed.Kind.DOCUMENT]) > FEW or others.next is not None,
        "has_more_files": len(hits[Indexed.Kind.FILE]) > FEW or others.next is not None,
        "people": people,
        "spaces": spaces,
        "also": also,
        "next": found.next,
        "is_later": after is not None,
        "notes": found.notes or _about_filters(asked, kind),
        "is_nothing": not (found.hits or others.hits or people or spaces or also),
        "is_searched": True,
        "is_growing": not is_whole(),
        "can_sort": bool(asked.ways),
    }


def _also(person: Person, text: str) -> list[Any]:
    """Sections of apps above (`settings.ALSO_FOUND`) that have found something."""
    sections = (import_string(path)(person, text, MOST_OTHERS) for path in settings.ALSO_FOUND)
    return [section for section in sections if section.rows]


def _about_filters(asked: Asked, kind: str) -> list[str]:
    if asked.is_filtered and kind in ("people", "spaces"):
        return [
            _("Filters are about posts, documents and files. People and spaces are found by words alone.")
        ]
    return []


def _place(request: PersonRequest) -> Place | None:
    """Where the page begins; the first page for what makes no sense."""
    score, _dash, key = request.GET.get("after", "").rpartition("_")
    try:
        number = int(score)
        return Place(number, UUID(key)) if abs(number) < 2**62 and score.lstrip("-").isascii() else None
    except ValueError:
        return None


@login_required
@require_safe
def complete(request: PersonRequest) -> JsonResponse:
    """How the filter at the end of the field could go on."""
    return JsonResponse({"results": completions(request.user, request.GET.get("q", ""))})
