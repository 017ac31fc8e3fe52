"""Comments beside a text: read, say, answer, settle, take back. With scripts the section alone is sent again."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourleaf.documents import actions, policy
from fourleaf.documents.commenting import names_in
from fourleaf.documents.content import tree_of
from fourleaf.documents.forms import CommentForm, PassageForm
from fourleaf.documents.loading import known_document, note_read
from fourleaf.documents.models import Comment, Document
from fourleaf.documents.tree.commented import passages
from fourleaf.documents.views.side import commented
from fourleaf.kit.forms import accepted, errors_of, invalid
from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest, wants_fragment


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: PersonRequest, document_id: UUID) -> HttpResponse:
    """The comments on a text; a POST adds one to it. The editor asks for JSON, to hang it on its words."""
    document = known_document(request, document_id)
    if request.method != "POST":
        return _section(request, document)
    form = CommentForm(request.POST)
    made: list[Comment] = []

    def add() -> None:
        anchor = actions.Anchor(**form.anchor())
        made.append(
            actions.add_comment(
                actor=request.user, document=document, body=form.cleaned_data["body"], anchor=anchor
            )
        )

    if not accepted(form, add):
        text = " ".join(errors_of(form))
        return JsonResponse({"error": text}, status=422) if _wants_json(request) else invalid(request, text)
    return JsonResponse({"id": made[0].pk}, status=201) if _wants_json(request) else redirect(made[0])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def comment_new(request: PersonRequest, document_id: UUID) -> HttpResponse:
    """Comment on one passage of the text, or all of it: a page for whoever has no scripts or no editor."""
    document = known_document(request, document_id)
    demand(
        policy.can_comment(request.user, document), _("You can read this document, and not comment on it.")
    )
    note_read(request, document)
    form = PassageForm(request.POST or None, passages=passages(tree_of(document)))
    if request.method == "POST" and accepted(
        form,
        lambda: actions.add_comment(
            actor=request.user,
            document=document,
            body=form.cleaned_data["body"],
            anchor=actions.Anchor(**form.anchor()),
        ),
    ):
        messages.success(request, _("Your comment is there."))
        return redirect(document)
    page = {"document": document, "form": form}
    return render(request, "documents/comment_new.html", page, status=422 if form.is_bound else 200)


@login_required
@require_POST
def replies(request: PersonRequest, document_id: UUID, comment_id: UUID) -> HttpResponse:
    """Answer in a thread."""
    document, thread = _thread(request, document_id, comment_id)
    form = CommentForm(request.POST)
    if not accepted(
        form,
        lambda: actions.add_comment(
            actor=request.user, document=document, thread=thread, body=form.cleaned_data["body"]
        ),
    ):
        return invalid(request, " ".join(errors_of(form)))
    return _section(request, document, thread)


@login_required
@require_POST
def resolution(request: PersonRequest, document_id: UUID, comment_id: UUID) -> HttpResponse:
    """Settle a thread, or open it again (`on` is "no")."""
    document, thread = _thread(request, document_id, comment_id)
    act = actions.reopen_comments if request.POST.get("on") == "no" else actions.resolve_comments
    act(actor=request.user, document=document, thread=thread)
    return _section(request, document, thread)


@login_required
@require_POST
def withdrawal(request: PersonRequest, document_id: UUID, comment_id: UUID) -> HttpResponse:
    """Take the words of a comment away."""
    document = known_document(request, document_id)
    known = Comment.objects.visible_to(request.user).filter(document=document)
    comment = get_object_or_404(known.select_related("withdrawal"), pk=comment_id)
    actions.withdraw_comment(actor=request.user, document=document, comment=comment)
    return _section(request, document, comment)


@login_required
@require_safe
def people(request: PersonRequest, document_id: UUID) -> JsonResponse:
    """The names of those who wrote or commented here, by their keys, as far as the reader may know them."""
    document = known_document(request, document_id)
    return JsonResponse({str(key): name for key, name in names_in(document).items()})


def _thread(request: PersonRequest, document_id: UUID, comment_id: UUID) -> tuple[Document, Comment]:
    document = known_document(request, document_id)
    threads = Comment.objects.visible_to(request.user).roots().filter(document=document)
    return document, get_object_or_404(threads.select_related("resolution"), pk=comment_id)


def _section(request: PersonRequest, document: Document, comment: Comment | None = None) -> HttpResponse:
    if not wants_fragment(request):
        return redirect(
            f"{document.get_absolute_url()}#{f'comment-{comment.pk}' if comment else 'document-comments'}"
        )
    note_read(request, document)
    page = {"document": document, **commented(request, document)}
    return render(request, "documents/_side_comments.html", page)


def _wants_json(request: PersonRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")
