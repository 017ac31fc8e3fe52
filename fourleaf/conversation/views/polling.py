"""Ask, vote, look at the answers, close."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourleaf.conversation import actions, policy
from fourleaf.conversation.asks import poll_card
from fourleaf.conversation.forms import BallotForm, PollForm
from fourleaf.conversation.models import Poll, Post
from fourleaf.conversation.reading import note_posts
from fourleaf.conversation.views.found import (
    answers_invalid,
    readable_post,
    readable_space,
    refused,
    show_post,
)
from fourleaf.kit.forms import accepted, errors_of
from fourleaf.kit.refusals import demand
from fourleaf.kit.time import now
from fourleaf.kit.web import PersonRequest, wants_fragment
from fourleaf.spaces.audience import audience_of
from fourleaf.spaces.models import Space

#: So many empty lines the form begins with; browsers with scripts and the form itself add more.
LINES = 4


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_poll(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """The form, with what was already written in the composer as its question."""
    space = _writable(request, space_id)
    form = PollForm(request.POST) if request.method == "POST" else PollForm(initial={})
    form.is_valid()
    return render(request, "conversation/poll_new.html", _form_context(request, space, form, check=False))


@login_required
@require_POST
def create_poll(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """Ask it, and go to the post."""
    space = _writable(request, space_id)
    form, made = PollForm(request.POST), list[Post]()
    if accepted(
        form,
        lambda: made.append(actions.add_poll(actor=request.user, space=space, **form.cleaned_data)),
    ):
        return redirect(made[0])
    return render(request, "conversation/poll_new.html", _form_context(request, space, form), status=422)


def _writable(request: PersonRequest, space_id: UUID) -> Space:
    space = readable_space(request.user, space_id)
    demand(policy.can_post(request.user, space), _("You can read this space, but not write in it."))
    return space


def _form_context(
    request: PersonRequest, space: Space, form: PollForm, *, check: bool = True
) -> dict[str, Any]:
    given = getattr(form, "cleaned_data", {})
    options = [text for text in form.typed() if text.strip()][: Poll.MOST]
    lines = min(max(LINES, len(options) + 1), Poll.MOST)
    errors = errors_of(form) if check else []
    return {
        "space": space,
        "audience": audience_of(space, request.user),
        "given": given,
        "options": [*options, *[""] * (lines - len(options))],
        "more": range(Poll.MOST - lines),
        "errors": errors,
        "key": given.get("key") or uuid4(),
        "today": localtime(now()).date(),
        "fewest": Poll.HIDDEN_BELOW,
    }


def _poll(request: PersonRequest, post_id: UUID) -> Poll:
    post = readable_post(request.user, post_id)
    if not hasattr(post, "poll"):
        raise Http404
    return post.poll


@login_required
@require_POST
@answers_invalid
def ballot(request: PersonRequest, post_id: UUID) -> HttpResponse:
    """Vote. In an open poll a press on an answer chooses it, or takes it back."""
    poll = _poll(request, post_id)
    form = BallotForm(request.POST)
    if not form.is_valid():
        return refused(request, *form.errors.values())
    places, toggle = set(form.cleaned_data["places"]), form.cleaned_data["toggle"]
    if toggle and not poll.is_anonymous:
        mine = poll.options.filter(votes__person=request.user).values_list("place", flat=True)
        places = (set(mine) if poll.is_multiple or toggle in mine else set()) ^ {toggle}
    actions.vote(actor=request.user, poll=poll, places=places)
    return show_post(request, poll.post)


@login_required
@require_safe
def show_poll(request: PersonRequest, post_id: UUID) -> HttpResponse:
    """The answers as a table, in an open poll with names; and the form for browsers without scripts."""
    poll = _poll(request, post_id)
    card = poll_card(poll.pk, request.user)
    context = {
        "post": poll.post,
        "space": poll.post.space,
        "poll": poll,
        "card": card,
        "can_vote": policy.can_vote(request.user, poll) and not poll.is_closed,
        "can_close": policy.can_close(request.user, poll) and not poll.is_closed,
    }
    note_posts(request.user, [(poll.post.pk, poll.post.space, poll.post.author_id)])
    template = "_poll_details.html" if wants_fragment(request) else "poll.html"
    return render(request, f"conversation/{template}", context)


@login_required
@require_POST
@answers_invalid
def closing(request: PersonRequest, post_id: UUID) -> HttpResponse:
    """Close a poll."""
    poll = _poll(request, post_id)
    actions.close_poll(actor=request.user, poll=poll)
    return show_post(request, poll.post)
