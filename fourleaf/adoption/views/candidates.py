"""From a line of the Sheet to a candidate launch."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fourleaf.adoption import actions, policy
from fourleaf.adoption.forms.teams import TeamForm
from fourleaf.adoption.models import Team
from fourleaf.kit.forms import accepted
from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest
from fourleaf.sheet import policy as sheet
from fourleaf.sheet.models import Line


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def candidate_of_line(request: PersonRequest, line_id: UUID) -> HttpResponse:
    """The form of a new team, with the line as what will be different."""
    person = request.user
    line = get_object_or_404(Line.objects.visible_to(person).for_display(), pk=line_id)
    may = sheet.can_take(person, line) and policy.can_put_forward(person)
    demand(may, _("Only people on the staff put a team forward."))
    if hasattr(line, "candidacy"):
        return redirect(line)
    data = request.POST if request.method == "POST" else None
    form = TeamForm(data, viewer=person, initial={"leader": person.name, "outcome": line.text})
    made: list[Team] = []
    if data is not None and accepted(
        form, lambda: made.append(actions.make_candidate(actor=person, line=line, **form.wanted()))
    ):
        messages.success(request, _("It is a candidate now. Nothing begins by itself."))
        return redirect(made[0])
    page = {"form": form, "line": line}
    return render(request, "adoption/team_new.html", page, status=422 if form.is_bound else 200)
