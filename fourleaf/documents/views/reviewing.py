"""Submit a version for review, answer, take it back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fourleaf.documents import actions, policy
from fourleaf.documents.content import shown_as_html
from fourleaf.documents.forms import AnswerForm, SubmissionForm
from fourleaf.documents.loading import known_document
from fourleaf.documents.models import Document, Round, RoundEnding
from fourleaf.documents.rounds import cards, rounds_of
from fourleaf.documents.views.reading import head
from fourleaf.kit.forms import accepted
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.web import PersonRequest
from fourleaf.people.models import Person
from fourleaf.sharing import policy as sharing_policy

#: So many people stand there to be ticked; others are named.
LISTED = 60


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: PersonRequest, document_id: UUID) -> HttpResponse:
    """All rounds of a document; a form that begins another one."""
    document = known_document(request, document_id)
    can_submit = policy.can_submit(request.user, document)
    form = _submission(request, document) if can_submit else None
    if request.method == "POST":
        demand(form is not None, _("Only who writes where the document is can submit it."))
        if form and accepted(form, lambda: _submit(request.user, document, form)):
            messages.success(request, _("It is submitted. You are told when everybody has answered."))
            return redirect(document)
    page: dict[str, Any] = head(request, document) | {
        "form": form,
        "rounds": rounds_of(document, request.user),
        "can_submit": can_submit and document.sequence,
    }
    return render(request, "documents/review.html", page, status=422 if form and form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def round_page(request: PersonRequest, document_id: UUID, round_id: UUID) -> HttpResponse:
    """A version in review, what was said of it, and for reviewers a form to say something."""
    document = known_document(request, document_id)
    found = _round(document, round_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        demand(policy.can_answer(request.user, found), _("You are not asked to review this."))
        if accepted(form, lambda: actions.answer_round(actor=request.user, round=found, **form.cleaned_data)):
            messages.success(request, _("Your answer is kept."))
            return redirect("document-round", document.pk, found.pk)
    (card,) = cards(document.rounds.filter(pk=found.pk), request.user)
    page = head(request, document) | {
        "card": card,
        "form": form,
        "html": shown_as_html(found.revision.tree, document),
        "can_answer": card.is_reviewer and found.is_open,
    }
    if found.is_open or card.round.ending.how in RoundEnding.DECIDED:
        actions.open_document(actor=request.user, document=document)
    return render(request, "documents/round.html", page, status=422 if form.is_bound else 200)


@login_required
@require_POST
def withdrawal(request: PersonRequest, document_id: UUID, round_id: UUID) -> HttpResponse:
    """Nobody is asked any more."""
    document = known_document(request, document_id)
    actions.withdraw_round(actor=request.user, round=_round(document, round_id))
    messages.success(request, _("It is taken back. Nobody is asked any more; what was said stays."))
    return redirect("document-review", document.pk)


def _submission(request: PersonRequest, document: Document) -> SubmissionForm:
    person = request.user
    people = policy.meant(document).exclude(pk=person.pk).order_by("family_name", "name")[:LISTED]
    known = Person.objects.visible_to(person).active().exclude(pk=person.pk).exclude(kind=Person.Kind.BOT)
    data = request.POST if request.method == "POST" else None
    return SubmissionForm(data, people=list(people), known=known)


def _submit(actor: Person, document: Document, form: SubmissionForm) -> None:
    given = form.wanted()
    if not all(policy.can_read(each, document) for each in given["reviewers"]):
        may_show = sharing_policy.can_show(actor, document.space, document.made_by_id)
        ask = _("Not all of them can read it. Ask who began it, or a steward, to show it to them.")
        ensure(may_show, ask, "others")
        form.offer_to_show()
    actions.submit_document(actor=actor, document=document, **given)


def _round(document: Document, key: UUID) -> Round:
    return get_object_or_404(document.rounds.select_related("ending", "revision"), pk=key)
