"""Who can read a space by name, and opening it wider with the new readers in view."""

from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fourleaf.kit.forms import accepted
from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest, query_of
from fourleaf.people.models import Person, PersonQuerySet
from fourleaf.people.search import Wanted, find, words_of
from fourleaf.spaces import actions, policy
from fourleaf.spaces.audience import audience_of
from fourleaf.spaces.forms import ACCESS, AccessForm
from fourleaf.spaces.loading import frame, known_space, readable_space
from fourleaf.spaces.models import Membership, Space


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def space_access(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """Everybody who can read; for stewards also another access, whose new readers stand there by name first."""
    if request.method == "POST":
        return _change(request, known_space(request, space_id))
    space = known_space(request, space_id)
    wanted = request.GET.get("access", "")
    if _is_change(space, wanted) and policy.can_steer(request.user, space):
        return _dialogue(request, space, wanted)
    if not policy.can_read(request.user, space):
        return render(request, "spaces/access.html", frame(request, space, "access"))
    return _readers_page(request, readable_space(request, space_id))


@login_required
@require_safe
def audience_line(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """The line alone, for a page that stays open while something about it changes."""
    audience = audience_of(known_space(request, space_id), request.user)
    return render(request, "spaces/_audience_line.html", {"audience": audience})


def _change(request: PersonRequest, space: Space) -> HttpResponse:
    demand(policy.can_steer(request.user, space), _("Only stewards can change who can read this."))
    form = AccessForm(request.POST)
    if accepted(form, lambda: actions.change_access(actor=request.user, space=space, **form.cleaned_data)):
        messages.success(request, _("Access is changed. The line at the top says who can read this now."))
        return redirect("space-access", space.pk)
    wanted = form.data.get("access", "")
    if _is_change(space, wanted):
        return _dialogue(request, space, wanted, form)
    return _readers_page(request, space, form)


def _is_change(space: Space, wanted: str) -> bool:
    return wanted in Space.Access.values and wanted != space.access and not space.is_direct


def _readers_page(request: PersonRequest, space: Space, form: AccessForm | None = None) -> HttpResponse:
    query = query_of(request)
    readers = policy.readers(space)
    page = frame(request, space, "access") | {
        "groups": by_unit(find(readers, Wanted(words=words_of(query)), ())),
        "query": query,
        "roles": _roles(space),
        "form": form or AccessForm(initial={"access": space.access}),
    }
    return render(request, "spaces/access.html", page, status=422 if form else 200)


def _dialogue(
    request: PersonRequest, space: Space, wanted: str, form: AccessForm | None = None
) -> HttpResponse:
    """Before anything changes: who would read from now on, by name."""
    opens = wanted == Space.Access.OPEN
    newcomers = policy.new_readers(space) if opens else Person.objects.none()
    losers = _losing(space) if space.access == Space.Access.OPEN else Person.objects.none()
    groups = by_unit(newcomers)
    page = frame(request, space, "access") | {
        "wanted": wanted,
        "wanted_words": ACCESS[Space.Access(wanted)],
        "groups": groups,
        "new_readers": sum(len(people) for _unit, people in groups),
        "seen_readers": policy.seal(newcomers),
        "losing": losers.count(),
        "form": form,
    }
    return render(request, "spaces/widening.html", page, status=422 if form else 200)


def _losing(space: Space) -> PersonQuerySet:
    belong = Membership.objects.of_active().filter(space=space).values("person")
    return policy.readers(space).exclude(pk__in=belong)


def _roles(space: Space) -> dict[UUID, str]:
    members = Membership.objects.of_active().filter(space=space)
    return {each.person_id: each.get_role_display() for each in members}


def by_unit(people: PersonQuerySet) -> list[tuple[str, list[Person]]]:
    """People by the unit they work in, those without one last."""
    ordered = people.select_related("unit").order_by(
        F("unit__name").asc(nulls_last=True), "family_name", "name"
    )

    def unit_of(person: Person) -> str:
        return person.unit.name if person.unit else ""

    return [(unit, list(group)) for unit, group in groupby(ordered, unit_of)]
