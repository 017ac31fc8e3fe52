"""What most views begin with: the space or post of the address, authorised as it is loaded; and how they refuse."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from fourleaf.conversation.display import one
from fourleaf.conversation.models import Post
from fourleaf.kit.once import Once
from fourleaf.kit.refusals import Invalid
from fourleaf.kit.web import PersonRequest, wants_fragment
from fourleaf.people.models import Person
from fourleaf.spaces.models import Space, SpaceQuerySet

View = Callable[..., HttpResponse]


def _readable(person: Person, space: Space) -> SpaceQuerySet:
    readable = Space.objects.readable_by(person).filter(pk=space.pk)
    return readable.named_for(person).select_related("archival", "planned_start")


READABLE = Once(_readable, lambda person, space: person.is_staff_member)


def readable_space(person: Person, space_id: UUID) -> Space:
    """The space, or 404 for whoever cannot read it."""
    space = READABLE.first(person, Space(pk=space_id))
    if space is None:
        raise Http404
    return space


def readable_post(person: Person, post_id: UUID) -> Post:
    """The post with its space and state, or 404 for whoever cannot read it."""
    posts = Post.objects.readable_by(person).select_related(
        "space__archival", "space__planned_start", "author", "withdrawal", "mark", "resolution", "root"
    )
    return get_object_or_404(posts, pk=post_id)


def answers_invalid(view: View) -> View:
    """A refused input becomes a 422 with the action's own words."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Invalid as invalid:
            return refused(request, invalid.text)

    return answer


def refused(request: HttpRequest, *texts: object) -> HttpResponse:
    """422: what is not right, as a page or a piece of one."""
    template = "conversation/_refused.html" if wants_fragment(request) else "conversation/refused.html"
    return render(request, template, {"texts": texts}, status=422)


def show_post(request: PersonRequest, post: Post) -> HttpResponse:
    """After an act on a post: the post as it is now for scripts, its place for a plain form."""
    if wants_fragment(request):
        return HttpResponse(one(post, request.user))
    return redirect(post)
