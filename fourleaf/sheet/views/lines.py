"""A line: write it, read it, answer it, ask somebody else, change it, take it back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fourleaf.kit.forms import accepted
from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest
from fourleaf.sheet import actions, policy
from fourleaf.sheet.audience import audience_for
from fourleaf.sheet.board import shown
from fourleaf.sheet.columns import columns
from fourleaf.sheet.forms import AnswerForm, AskedForm, ChangeForm, LineForm
from fourleaf.sheet.models import Line
from fourleaf.sheet.offering import offered
from fourleaf.sheet.views.loading import demand_staff, known_line


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def line_new(request: PersonRequest) -> HttpResponse:
    """The form; `?area=` chooses the column."""
    demand_staff(request)
    demand(policy.can_write(request.user, None), _("Only people of the staff write here."))
    known, people = columns(), offered(request.user)
    form = LineForm(
        request.POST if request.method == "POST" else None,
        actor=request.user, columns=known, offered=people, initial={"area": request.GET.get("area", "")},
    )  # fmt: skip
    made: list[Line] = []

    def write() -> None:
        given = form.cleaned_data
        made.append(
            actions.add_line(
                actor=request.user, area=given["area"], text=given["text"], asked=given["asked"],
                space=form.space(),
            )
        )  # fmt: skip

    if request.method == "POST" and accepted(form, write):
        messages.success(request, _("It stands on the Sheet."))
        return redirect(made[0])
    context = {"form": form, "people": people, "audience": audience_for(None, request.user)}
    return render(request, "sheet/line_new.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def line(request: PersonRequest, line_id: UUID) -> HttpResponse:
    """One line with all that can be done about it."""
    return _page(request, known_line(request, line_id), {})


def _page(request: PersonRequest, found: Line, forms: dict[str, Any], status: int = 200) -> HttpResponse:
    person = request.user
    context = {
        "shown": shown([found], person)[0],
        "line": found,
        "column": next((each for each in columns() if each.key == found.area), None),
        "audience": audience_for(found.space, person),
        "can_answer": policy.can_answer(person, found) and not found.is_answered,
        "can_change_answer": found.is_answered and found.answer.by_id == person.pk,
        "can_change": policy.can_change(person, found),
        "can_ask_another": policy.can_ask_another(person, found),
        "can_withdraw": policy.can_withdraw(person, found),
        "can_take": policy.can_take(person, found),
        **forms,
    }
    if context["can_answer"] or context["can_change_answer"]:
        initial = {"text": found.answer.text} if found.is_answered else None
        context.setdefault("answer_form", AnswerForm(initial=initial))
    return render(request, "sheet/line.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: PersonRequest, line_id: UUID) -> HttpResponse:
    """Answer it, or change one's answer."""
    found = known_line(request, line_id)
    if request.method != "POST":
        return redirect(found)
    form = AnswerForm(request.POST)

    def say() -> None:
        text = form.cleaned_data["text"]
        if found.is_answered and found.answer.by_id == request.user.pk:
            actions.edit_answer(actor=request.user, answer=found.answer, text=text)
        else:
            actions.add_answer(actor=request.user, line=found, text=text)

    if accepted(form, say):
        messages.success(request, _("Your answer stands below the line."))
        return redirect(found)
    return _page(request, found, {"answer_form": form}, 422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PersonRequest, line_id: UUID) -> HttpResponse:
    """Change one's own line."""
    found = known_line(request, line_id)
    demand(policy.can_change(request.user, found), _("Only the person who wrote this can change it."))
    form = ChangeForm(
        request.POST if request.method == "POST" else None,
        columns=columns() if found.kind == Line.Kind.IDEA else (),
        initial={"text": found.text, "area": found.area},
    )
    if request.method == "POST" and accepted(
        form, lambda: actions.edit_line(actor=request.user, line=found, **form.cleaned_data)
    ):
        return redirect(found)
    context = {"form": form, "line": found, "audience": audience_for(found.space, request.user)}
    return render(request, "sheet/line_change.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def asking(request: PersonRequest, line_id: UUID) -> HttpResponse:
    """Ask somebody else to answer."""
    found = known_line(request, line_id)
    may = policy.can_ask_another(request.user, found)
    demand(may, _("Only the person who wrote this, or is asked, can ask somebody else."))
    form = AskedForm(request.POST if request.method == "POST" else None, actor=request.user)

    def ask() -> None:
        actions.ask_another(actor=request.user, line=found, person=form.cleaned_data["asked"])

    if request.method == "POST" and accepted(form, ask):
        messages.success(request, _("They are asked now."))
        return redirect(found)
    context = {
        "form": form, "line": found, "audience": audience_for(found.space, request.user),
        "people": offered(request.user, found.space),
    }  # fmt: skip
    return render(request, "sheet/line_asking.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: PersonRequest, line_id: UUID) -> HttpResponse:
    """Take it back: a page that says what goes."""
    found = known_line(request, line_id)
    if request.method == "POST":
        actions.withdraw_line(actor=request.user, line=found)
        messages.success(request, _("The line is taken back."))
        return redirect("sheet" if found.kind == Line.Kind.IDEA else "pledges")
    demand(policy.can_withdraw(request.user, found), _("Only the person who wrote this can take it back."))
    context = {"line": found, "audience": audience_for(found.space, request.user)}
    return render(request, "sheet/line_withdrawal.html", context)
