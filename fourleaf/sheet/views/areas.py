"""The columns, for administrators."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fourleaf.kit.forms import accepted
from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest
from fourleaf.sheet import actions, policy
from fourleaf.sheet.columns import columns
from fourleaf.sheet.forms import AreaForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def areas(request: PersonRequest) -> HttpResponse:
    """Each with its form; a POST changes the one it names, or adds one."""
    demand(policy.can_keep_areas(request.user), _("Only administrators keep the columns of the Sheet."))
    form = AreaForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and accepted(
        form, lambda: actions.set_area(actor=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("The column is as you said."))
        return redirect("sheet-areas")
    listed = [
        (
            each,
            form if form.is_bound and form.data.get("key") == each.key else AreaForm(
                auto_id=f"{each.key}_%s",
                initial={"key": each.key, "name": each.name, "hint": each.hint, "place": each.place},
            ),
        )
        for each in columns()
    ]  # fmt: skip
    new = form if form.is_bound and not form.data.get("key") else AreaForm()
    context = {"listed": listed, "new": new, "tab": "areas", "can_keep": True}
    return render(request, "sheet/areas.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def ending(request: PersonRequest) -> HttpResponse:
    """Take a column away."""
    actions.end_area(actor=request.user, key=request.POST.get("key", ""))
    messages.success(request, _("The column is gone. Its lines stand under “Elsewhere”."))
    return redirect("sheet-areas")
