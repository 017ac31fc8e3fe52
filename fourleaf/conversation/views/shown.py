"""Reply and react in a thread that is shown to somebody; change and take back what one replied."""

from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fourleaf.conversation import actions
from fourleaf.conversation.models import Post
from fourleaf.conversation.showing import THREAD
from fourleaf.conversation.views.found import answers_invalid
from fourleaf.kit.forms import errors_of
from fourleaf.kit.refusals import Invalid, demand
from fourleaf.kit.web import PersonRequest
from fourleaf.sharing.models import Grant
from fourleaf.sharing.overview import shown_to


class ReplyForm(forms.Form):
    """A reply as it comes; the action says what is wrong with it."""

    body = forms.CharField(required=False, strip=False)
    key = forms.UUIDField(required=False)


class ReactionForm(forms.Form):
    """An emoji on one of the posts."""

    post = forms.UUIDField()
    emoji = forms.CharField(max_length=32)


@login_required
@require_POST
def reply(request: PersonRequest, grant_id: UUID) -> HttpResponse:
    """A reply; what is wrong with it stands above what was typed."""
    grant = _shown(request, grant_id)
    form = ReplyForm(request.POST)
    given = form.cleaned_data if form.is_valid() else {}
    body = given.get("body", "")
    try:
        actions.add_comment(actor=request.user, grant=grant, body=body, key=given.get("key"))
    except Invalid as invalid:
        page = THREAD.show(request, grant, 422, error=str(invalid.text), typed=body)
        if page is None:
            raise Http404 from invalid
        return page
    return redirect("shown", grant.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PersonRequest, grant_id: UUID, reply_id: UUID) -> HttpResponse:
    """One's own reply in a form; a POST changes it."""
    grant, post = _own(request, grant_id, reply_id)
    body, error = post.body, ""
    if request.method == "POST":
        form = ReplyForm(request.POST)
        body = form.cleaned_data["body"] if form.is_valid() else ""
        try:
            actions.edit_comment(actor=request.user, grant=grant, post=post, body=body)
        except Invalid as invalid:
            error = str(invalid.text)
        else:
            return redirect("shown", grant.pk)
    page = {"grant": grant, "post": post, "body": body, "error": error}
    return render(request, "conversation/shown_reply.html", page, status=422 if error else 200)


@login_required
@require_POST
def withdraw(request: PersonRequest, grant_id: UUID, reply_id: UUID) -> HttpResponse:
    """Take one's own reply back."""
    grant, post = _own(request, grant_id, reply_id)
    actions.withdraw_comment(actor=request.user, grant=grant, post=post)
    return redirect("shown", grant.pk)


@login_required
@require_POST
@answers_invalid
def react(request: PersonRequest, grant_id: UUID) -> HttpResponse:
    """A reaction put on or taken off."""
    grant = _shown(request, grant_id)
    form = ReactionForm(request.POST)
    if not form.is_valid():
        raise Invalid(" ".join(errors_of(form)))
    post = get_object_or_404(Post.objects.visible_to(request.user), pk=form.cleaned_data["post"])
    actions.react_as_shown(actor=request.user, grant=grant, post=post, emoji=form.cleaned_data["emoji"])
    return redirect("shown", grant.pk)


def _own(request: PersonRequest, grant_id: UUID, reply_id: UUID) -> tuple[Grant, Post]:
    """The grant and one's own reply in the thread that it shows; what others replied is not theirs to change (403)."""
    grant = _shown(request, grant_id)
    replies = Post.objects.visible_to(request.user).filter(root=grant.object_id, withdrawal=None)
    post = get_object_or_404(replies, pk=reply_id)
    is_own = grant.allows_comments and post.author_id == request.user.pk
    demand(is_own, _("Only the person who wrote this can change it."))
    return grant, post


def _shown(request: PersonRequest, grant_id: UUID) -> Grant:
    return get_object_or_404(shown_to(request.user), pk=grant_id)
