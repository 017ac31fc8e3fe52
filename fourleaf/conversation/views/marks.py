"""What others add to a post: what it is, and how they take it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from fourleaf.conversation import actions
from fourleaf.conversation.forms import MarkForm, ReactionForm
from fourleaf.conversation.views.found import answers_invalid, readable_post, refused, show_post
from fourleaf.kit.web import PersonRequest


@login_required
@require_POST
@answers_invalid
def mark(request: PersonRequest, post_id: UUID) -> HttpResponse:
    """Call a post a question, an answer, a decision, or nothing."""
    post = readable_post(request.user, post_id)
    form = MarkForm(request.POST)
    if not form.is_valid():
        return refused(request, *form.errors.values())
    actions.mark_post(actor=request.user, post=post, kind=form.cleaned_data["kind"])
    return show_post(request, post)


@login_required
@require_POST
@answers_invalid
def react(request: PersonRequest, post_id: UUID) -> HttpResponse:
    """Put one's reaction on a post or take it off."""
    post = readable_post(request.user, post_id)
    form = ReactionForm(request.POST)
    if not form.is_valid():
        return refused(request, *form.errors.values())
    emoji, on = form.cleaned_data["emoji"], form.cleaned_data["on"]
    if on is None:
        on = not post.reactions.filter(person=request.user, emoji=emoji).exists()
    actions.set_reaction(actor=request.user, post=post, emoji=emoji, on=on)
    return show_post(request, post)
