"""Ask to be shown something; answer that."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fourleaf.kit.forms import accepted
from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest
from fourleaf.sharing import actions, policy, things
from fourleaf.sharing.forms import RefusalForm, RequestForm, TermsForm
from fourleaf.sharing.models import AccessRequest, Grant
from fourleaf.sharing.things import Thing, kinds


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: PersonRequest) -> HttpResponse:
    """The answer is the same whether there is such a thing or not."""
    if request.method == "POST":
        form = RequestForm(request.POST)
        if accepted(form, lambda: _ask(request, form)):
            messages.success(request, _("If there is such a thing, its stewards have been asked."))
            return redirect("shown-to-me")
    else:
        form = RequestForm(initial={"link": request.GET.get("link", "")[:500]})
    return render(request, "sharing/ask.html", {"form": form}, status=422 if form.is_bound else 200)


def _ask(request: PersonRequest, form: RequestForm) -> None:
    kind, key = form.cleaned_data["link"]
    actions.ask_for(actor=request.user, kind=kind, key=key, reason=form.cleaned_data["reason"])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: PersonRequest, thing_request_id: UUID) -> HttpResponse:
    """For stewards: who asks for what and why; show it with terms, or say why not."""
    wanted = get_object_or_404(
        AccessRequest.objects.exclude(asked=None).select_related("person__unit", "asked__space", "grant"),
        pk=thing_request_id,
    )
    demand(policy.can_answer(request.user, wanted), _("Only stewards can answer this."))
    thing = _thing_of(request, wanted)
    scope = request.POST.get("scope") or request.GET.get("scope", "")
    chosen = _chosen(request, thing, scope)
    refusing = request.POST.get("answer") == "refuse"
    bound = request.POST if request.method == "POST" else None
    terms = TermsForm(
        None if refusing else bound,
        roles=kinds()[chosen.kind].roles if chosen else {Grant.Role.READER: things.READ},
    )
    refusal = RefusalForm(bound if refusing else None)
    if bound and refusing and accepted(refusal, lambda: _refuse(request, wanted, refusal)):
        messages.success(request, _("They are told that it is not shown to them, and why."))
        return redirect("home")
    if bound and chosen and not refusing and accepted(terms, lambda: _grant(request, wanted, chosen, terms)):
        messages.success(request, _("It is shown to them now."))
        return redirect("showing", chosen.kind, chosen.key)
    page = {
        "wanted": wanted,
        "thing": chosen,
        "choices": [(name, kinds()[name]) for name, _key in thing.choices] if thing else [],
        "quote": kinds()[chosen.kind].quote(request.user, chosen.key) if chosen else "",
        "kind": kinds()[chosen.kind] if chosen else None,
        "terms": terms,
        "refusal": refusal,
    }
    return render(request, "sharing/asked.html", page, status=422 if bound else 200)


def _grant(request: PersonRequest, wanted: AccessRequest, thing: Thing, form: TermsForm) -> None:
    actions.grant_request(actor=request.user, request=wanted, thing=thing, **form.terms())


def _refuse(request: PersonRequest, wanted: AccessRequest, form: RefusalForm) -> None:
    actions.refuse_request(actor=request.user, request=wanted, note=form.cleaned_data["note"])


def _thing_of(request: PersonRequest, wanted: AccessRequest) -> Thing | None:
    """What was asked for; a link to somebody else's grant means what that shows."""
    kind, key = wanted.kind, wanted.object_id
    if kind == "grant":
        grant = Grant.objects.visible_to(request.user).filter(pk=key).first()
        kind, key = (grant.kind, grant.object_id) if grant else (kind, key)
    return things.find(request.user, kind, key)


def _chosen(request: PersonRequest, thing: Thing | None, scope: str) -> Thing | None:
    """The thing, or in its stead the whole around it that the steward chose."""
    for name, key in thing.choices if thing else ():
        if name == scope:
            return things.find(request.user, name, key)
    return thing
