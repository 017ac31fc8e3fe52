"""Change what one wrote, see what it said before, take it back."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fourleaf.conversation import actions, policy
from fourleaf.conversation.asks import confirmed_numbers
from fourleaf.conversation.differences import history_of
from fourleaf.conversation.display import one
from fourleaf.conversation.forms import BodyForm
from fourleaf.conversation.models import Post
from fourleaf.conversation.views.found import readable_post, show_post
from fourleaf.conversation.views.threads import thread
from fourleaf.kit.refusals import Invalid, demand
from fourleaf.kit.web import PersonRequest, wants_fragment
from fourleaf.spaces.reading import note_reading


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revisions(request: PersonRequest, post_id: UUID) -> HttpResponse:
    """Every version of a post with what changed; a POST adds one."""
    post = readable_post(request.user, post_id)
    if request.method == "POST":
        return _change(request, post)
    note_reading(request.user, post.space, kind="history", object_id=post.pk, whose=post.author_id)
    template = "conversation/_history.html" if wants_fragment(request) else "conversation/history.html"
    return render(request, template, {"post": post, "space": post.space, "versions": history_of(post)})


def _change(request: PersonRequest, post: Post) -> HttpResponse:
    form = BodyForm(request.POST)
    body = str(form.data.get("body", ""))
    try:
        actions.edit_post(actor=request.user, post=post, body=body)
    except Invalid as invalid:
        return _ask(request, post, body, error=str(invalid.text))
    return _done(request, post)


def _done(request: PersonRequest, post: Post) -> HttpResponse:
    """The form stands beside the stream: a reply gives way to its thread again, a root appears in its place."""
    is_in_pane = post.root is not None and "/thread/" not in request.headers.get("HX-Current-URL", "")
    if wants_fragment(request) and is_in_pane and post.root:
        response = render(request, "conversation/_thread.html", thread(request, post.root))
        target, swap = "#aside", "innerHTML"
    else:
        response = show_post(request, post)
        target, swap = f"#post-{post.pk}", "outerHTML"
        response.headers["HX-Trigger"] = "fourleaf:done"
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = target, swap
    return response


@login_required
@require_safe
def edit(request: PersonRequest, post_id: UUID) -> HttpResponse:
    """The form in which an author changes their post."""
    post = readable_post(request.user, post_id)
    demand(policy.can_edit(request.user, post), _("Only the person who wrote this can change it."))
    return _ask(request, post, post.body)


def _ask(request: PersonRequest, post: Post, body: str, error: str = "") -> HttpResponse:
    template = "conversation/_edit.html" if wants_fragment(request) else "conversation/edit.html"
    context = {"post": post, "space": post.space, "body": body, "error": error, "again": _asked_again(post)}
    return render(request, template, context, status=422 if error else 200)


def _asked_again(post: Post) -> int:
    """How many people have confirmed an announcement and would be asked once more."""
    announced = getattr(post, "announced", None)
    if announced is None or announced.announcement.is_ended:
        return 0
    return confirmed_numbers([announced.announcement_id]).get(announced.announcement_id, (0, 0))[1]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: PersonRequest, post_id: UUID) -> HttpResponse:
    """Ask whether a post shall be taken back; a POST does it."""
    post = readable_post(request.user, post_id)
    if request.method == "POST":
        actions.withdraw_post(actor=request.user, post=post)
        return _done(request, post)
    demand(
        post.is_withdrawn or policy.can_withdraw(request.user, post),
        _("Only the person who wrote this, or a steward, can withdraw it."),
    )
    template = "conversation/_withdrawal.html" if wants_fragment(request) else "conversation/withdrawal.html"
    context = {"post": post, "space": post.space, "fragment": one(post, request.user)}
    return render(request, template, context)
