"""What a person keeps for themselves: drafts, how far they have read, bookmarks."""

from itertools import groupby
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from fourleaf.conversation import actions
from fourleaf.conversation.display import shown
from fourleaf.conversation.forms import CursorForm, DraftForm, SwitchForm
from fourleaf.conversation.models import Bookmark, Post
from fourleaf.conversation.paging import Placed, placed
from fourleaf.conversation.reading import note_posts
from fourleaf.conversation.views.found import answers_invalid, readable_post, readable_space, refused
from fourleaf.kit.web import PersonRequest, wants_fragment
from fourleaf.people.models import Person
from fourleaf.spaces.models import Space

MOST = 200


@login_required
@require_POST
@answers_invalid
def keep_draft(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """Keep what has been written so far; 409 where what the page goes on with has gone another way since."""
    space = readable_space(request.user, space_id)
    form = DraftForm(request.POST)
    if not form.is_valid():
        return refused(request, *form.errors.values())
    given = form.cleaned_data
    key, body = given["thread"], given["body"]
    root = get_object_or_404(Post.objects.filter(space=space).roots(), pk=key) if key else None
    kept = actions.save_draft(actor=request.user, space=space, body=body, root=root, seen=given["seen"])
    has_gone = kept is not None and not kept.body
    return HttpResponse(status=409 if has_gone else 204, headers={"X-Drafted": kept.stamp if kept else 0})


@login_required
@require_POST
@answers_invalid
def move_cursor(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """The reader has seen the stream up to a number."""
    space = readable_space(request.user, space_id)
    form = CursorForm(request.POST)
    if not form.is_valid():
        return refused(request, *form.errors.values())
    actions.read_space(actor=request.user, space=space, read_to=form.cleaned_data["sequence"])
    return HttpResponse(status=204)


@login_required
@require_POST
@answers_invalid
def bookmark(request: PersonRequest, post_id: UUID) -> HttpResponse:
    """Keep a post at hand, or not any more."""
    post = readable_post(request.user, post_id)
    form = SwitchForm(request.POST)
    if not form.is_valid():
        return refused(request, *form.errors.values())
    on = form.cleaned_data["on"]
    if on is None:
        on = not Bookmark.objects.filter(post=post, person=request.user).exists()
    actions.set_bookmark(actor=request.user, post=post, on=on)
    if wants_fragment(request):
        return render(request, "conversation/_bookmark.html", {"post": post, "is_kept": on})
    return redirect("bookmarks")


@login_required
@require_safe
def bookmarks(request: PersonRequest) -> HttpResponse:
    """The person's bookmarked posts that they can still read, by space."""
    keys = _kept(request.user)
    by_key = {post.pk: post for post in placed(keys)}
    posts = [by_key[key] for key in keys]
    names = {space.pk: space for space in _spaces_of(posts, request.user)}
    note_posts(request.user, ((post.pk, names[post.space_id], post.author_id) for post in posts))
    lines = list(zip(posts, shown(posts, request.user, dated=True), strict=True))
    groups = [
        (names[space], [html for _post, html in rows])
        for space, rows in groupby(lines, key=lambda line: line[0].space_id)
    ]
    return render(request, "conversation/bookmarks.html", {"groups": groups})


def _kept(person: Person) -> list[UUID]:
    kept = Post.objects.readable_by(person).filter(bookmarks__person=person)
    return list(
        kept.order_by("space__name", "space_id", "-bookmarks__at").values_list("pk", flat=True)[:MOST]
    )


def _spaces_of(posts: list[Placed], person: Person) -> list[Space]:
    return list(Space.objects.filter(pk__in={post.space_id for post in posts}).named_for(person))
