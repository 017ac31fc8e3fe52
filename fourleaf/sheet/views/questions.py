"""What leaders pledge, for everybody on the staff, and questions to them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fourleaf.kit.forms import accepted
from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest
from fourleaf.sheet import actions, policy
from fourleaf.sheet.audience import Everybody, audience_for
from fourleaf.sheet.board import shown, time_to_answer
from fourleaf.sheet.forms import QuestionForm
from fourleaf.sheet.models import Line, Pledge
from fourleaf.sheet.views.loading import demand_staff

ON_A_PAGE = 20
#: The time to answer is told of leaders together, of so many at least.
FEWEST_LEADERS = 2


@login_required
@require_safe
def pledges(request: PersonRequest) -> HttpResponse:
    """All standing pledges, who pledged first at the top, and below them the questions."""
    demand_staff(request)
    person = request.user
    standing = Pledge.objects.visible_to(person).standing().select_related("leader__site")
    questions = Line.objects.visible_to(person).standing().questions()
    page = Paginator(questions.for_display().order_by("-at", "-pk"), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    asked = questions.filter(askings__ended_at=None).values("askings__person").distinct().count()
    context: dict[str, Any] = {
        "tab": "pledges",
        "audience": Everybody(),
        "pledges": standing.order_by("at"),
        "page": page,
        "questions": shown(page.object_list, person),
        "figure": time_to_answer(questions) if asked >= FEWEST_LEADERS else None,
        "followed": set(standing.followed_by(person).values_list("pk", flat=True)),
        "can_pledge": policy.can_pledge(person),
        "can_ask": policy.can_write(person, None),
    }
    return render(request, "sheet/pledges.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question_new(request: PersonRequest) -> HttpResponse:
    """Ask a leader; `?to=` is the key of a pledge."""
    demand_staff(request)
    demand(policy.can_write(request.user, None), _("Only people of the staff write here."))
    others = Pledge.objects.standing().exclude(leader=request.user).select_related("leader")
    form = QuestionForm(
        request.POST if request.method == "POST" else None,
        actor=request.user, pledges=list(others.order_by("at")), initial={"to": request.GET.get("to", "")},
    )  # fmt: skip
    made: list[Line] = []

    def ask() -> None:
        made.append(
            actions.ask_leader(
                actor=request.user, pledge=form.pledge(), text=form.cleaned_data["text"], space=form.space()
            )
        )

    if request.method == "POST" and accepted(form, ask):
        messages.success(request, _("Your question is asked."))
        return redirect(made[0])
    context = {"form": form, "audience": audience_for(None, request.user)}
    return render(request, "sheet/question_new.html", context, status=422 if form.is_bound else 200)
