"""Starting a direct conversation with one to eight others."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fourleaf.kit.forms import accepted
from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest, query_of
from fourleaf.people.models import Person
from fourleaf.spaces import actions, policy
from fourleaf.spaces.forms import DirectForm
from fourleaf.spaces.loading import people_found
from fourleaf.spaces.models import Space

FOUND = 12


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def direct_new(request: PersonRequest) -> HttpResponse:
    """Choose people (`with`, repeated, in the address), then start; the same people meet in the same place."""
    demand(policy.can_add_space(request.user), _("Only staff can start a conversation."))
    form = DirectForm(request.POST if request.method == "POST" else None, actor=request.user)
    found: list[Space] = []
    if request.method == "POST" and accepted(
        form,
        lambda: found.append(actions.start_direct(actor=request.user, people=form.cleaned_data["people"])),
    ):
        return redirect("space", found[0].pk)
    query = query_of(request)
    asked = request.POST.getlist("people") if form.is_bound else request.GET.getlist("with")
    chosen = _people_of(request.user, asked)
    others = people_found(request.user, query).exclude(pk__in=[each.pk for each in chosen])
    page = {
        "form": form,
        "chosen": chosen,
        "query": query,
        "found": others[:FOUND],
        "is_full": len(chosen) >= Space.DIRECT_LIMIT - 1,
    }
    return render(request, "spaces/direct.html", page, status=422 if form.is_bound else 200)


def _people_of(actor: Person, keys: Iterable[str]) -> list[Person]:
    """The active people of these keys that the actor may see; what is no key is left out."""
    wanted = [key for key in map(_key, list(keys)[: Space.DIRECT_LIMIT]) if key]
    people = Person.objects.visible_to(actor).active().exclude(pk=actor.pk)
    return list(people.select_related("unit").filter(pk__in=wanted))


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
