"""While somebody writes: a preview, and names to mention."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from fourleaf.conversation.forms import BodyForm, MentionQuery, ReachForm
from fourleaf.conversation.mentions import ONCALL, ROLES, mentioned_in
from fourleaf.conversation.models import Post
from fourleaf.conversation.views.composer import reach
from fourleaf.conversation.views.found import readable_space, refused
from fourleaf.kit.html import render_markdown
from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest
from fourleaf.people.models import Person, Unit
from fourleaf.spaces import policy
from fourleaf.spaces.models import Duty, Membership, Space

OFFERED = 8


@login_required
@require_POST
def preview(request: PersonRequest) -> HttpResponse:
    """How a text will look."""
    form = BodyForm(request.POST)
    if not form.is_valid():
        return refused(request, *form.errors.values())
    body, space_id = form.cleaned_data["body"], form.cleaned_data["space"]
    if len(body) > Post.LIMIT:
        return refused(request, _("This is too long for one post."))
    links = mentioned_in(body, readable_space(request.user, space_id)).links if space_id else {}
    return HttpResponse(render_markdown(body, links))


@login_required
@require_POST
def draft_reach(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """Whom a draft would interrupt: one sentence as plain text."""
    space, form = readable_space(request.user, space_id), ReachForm(request.POST)
    demand(policy.can_post(request.user, space), _("You can read this space, but not write in it."))
    if not form.is_valid():
        return refused(request, *form.errors.values())
    given, root = form.cleaned_data, None
    if given["thread"]:
        root = get_object_or_404(Post.objects.filter(space=space).roots(), pk=given["thread"])
    said = reach(request.user, space, root, given["body"], given["no_rush"])
    return HttpResponse(said, content_type="text/plain; charset=utf-8")


@login_required
@require_safe
def mentions(request: PersonRequest) -> HttpResponse:
    """People, units and roles of a space whose names begin like this, at most 8."""
    query = MentionQuery(request.GET)
    if not query.is_valid():
        return JsonResponse({"results": []}, status=422)
    space = readable_space(request.user, query.cleaned_data["space"])
    wanted = query.cleaned_data["q"].strip()
    found = [*_people(space, wanted), *_roles(space, wanted), *_units(space, wanted)]
    return JsonResponse({"results": found[:OFFERED]})


def _begins(wanted: str, field: str) -> Q:
    """Any word of the name begins like this."""
    return Q(**{f"{field}__istartswith": wanted}) | Q(**{f"{field}__icontains": f" {wanted}"})


def _readers(space: Space, wanted: str) -> QuerySet[Person]:
    return policy.readers(space).filter(_begins(wanted, "name")).select_related("unit", "site")


def _people(space: Space, wanted: str) -> list[dict[str, Any]]:
    return [
        {
            "label": person.name,
            "detail": ", ".join(str(part) for part in (person.job_title, person.unit) if part),
            "kind": "person",
            "insert": f"@{person.name}",
            "tone": person.tone,
            "initials": person.initials,
        }
        for person in _readers(space, wanted).order_by("name")[:OFFERED]
    ]


def _roles(space: Space, wanted: str) -> list[dict[str, Any]]:
    held = Membership.objects.of_active().filter(space=space)
    found: list[dict[str, Any]] = []
    for word, roles in ROLES.items():
        if word.startswith(wanted.lower()) and not space.is_direct:
            found.append(_group(word, "role", held.filter(role__in=roles).count()))
    if ONCALL.startswith(wanted.lower()) and not space.is_direct:
        found.append(_group(ONCALL, "role", Duty.objects.held().filter(space=space).count()))
    return found


def _units(space: Space, wanted: str) -> list[dict[str, Any]]:
    readers = policy.readers(space).filter(unit__isnull=False).values("unit").annotate(number=Count("pk"))
    numbers: dict[UUID, int] = dict(readers.values_list("unit", "number"))
    units = Unit.objects.filter(_begins(wanted, "name"), pk__in=numbers)[:OFFERED]
    return [_group(unit.name, "unit", numbers[unit.pk]) for unit in units]


def _group(name: str, kind: str, number: int) -> dict[str, Any]:
    detail = ngettext("%(n)s person here", "%(n)s people here", number) % {"n": number}
    return {"label": name, "detail": detail, "kind": kind, "insert": f"@{name}"}
