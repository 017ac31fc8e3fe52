"""A thread: its root, its replies, and what a person wants to hear of it."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from fourleaf.chronicle.models import Entry
from fourleaf.conversation import actions, paging, policy
from fourleaf.conversation.display import shown
from fourleaf.conversation.forms import FollowingForm, PlaceForm, PostForm, SwitchForm
from fourleaf.conversation.models import Following, Post
from fourleaf.conversation.seen import seen_of
from fourleaf.conversation.views.aside import aside
from fourleaf.conversation.views.composer import composer
from fourleaf.conversation.views.found import (
    answers_invalid,
    readable_post,
    readable_space,
    refused,
    show_post,
)
from fourleaf.kit.web import PersonRequest, wants_fragment
from fourleaf.people.models import Person
from fourleaf.sharing.may import beyond
from fourleaf.spaces.reading import note_reading

SIZE = 200


def following_of(person: Person, root: Post) -> Following | None:
    """How the person follows a thread, or None."""
    return Following.objects.filter(root=root, person=person).first()


@login_required
@require_safe
def show_thread(request: PersonRequest, post_id: UUID) -> HttpResponse:
    """A thread as a page, or as a pane beside the stream. A reply leads to its thread."""
    post = readable_post(request.user, post_id)
    if post.root_id:
        return redirect(f"{reverse('thread', args=[post.root_id])}?at={post.sequence}#post-{post.pk}")
    places = PlaceForm(request.GET).places()
    template = "conversation/_thread.html" if wants_fragment(request) else "conversation/thread.html"
    return render(request, template, thread(request, post, places))


def thread(
    request: PersonRequest, root: Post, places: dict[str, Any] | None = None, form: PostForm | None = None
) -> dict[str, Any]:
    """All that a thread shows."""
    person = request.user
    after = Entry.objects.filter(space_id=root.space_id).aggregate(last=Max("sequence"))["last"]
    replies, places = paging.replies_to(root), places or {}
    following = following_of(person, root)
    if "at" in places:
        page = paging.around(replies, places["at"], SIZE, SIZE // 2)
    elif "before" in places:
        page = paging.before(replies, places["before"], SIZE)
    elif "after" in places:
        page = paging.after(replies, places["after"], SIZE)
    else:
        page = paging.latest(replies, SIZE)
    fresh = _first_fresh(page.posts, person, following)
    fragment, *fragments = shown([*paging.placed([root.pk]), *page.posts], person, dated=True)
    space = readable_space(person, root.space_id)
    note_reading(person, space, kind="thread", object_id=root.pk, whose=root.author_id)
    around = composer(person, space, root, form)
    others = beyond(space.pk, (("thread", root.pk), ("post", root.pk)))
    return {
        "post": root,
        "space": space,
        "fragment": fragment,
        "page": page,
        "lines": [(post.sequence == fresh, html) for post, html in zip(page.posts, fragments, strict=True)],
        "beyond": others,
        "last": page.posts[-1].sequence if page.posts else root.sequence,
        "after": after or 0,
        "following": following,
        "can_resolve": policy.can_resolve(person, root),
        "is_settled": hasattr(root, "resolution"),
        "seen": seen_of(root, around["audience"].count, others),
        **around,
        **({} if wants_fragment(request) else aside(space)),
    }


def _first_fresh(posts: Any, person: Person, following: Following | None) -> int | None:
    if following is None:
        return None
    fresh = (
        post.sequence for post in posts if post.sequence > following.read_to and post.author_id != person.pk
    )
    return next(fresh, None)


@login_required
@require_POST
@answers_invalid
def follow(request: PersonRequest, post_id: UUID) -> HttpResponse:
    """Follow, mute, stop following; or say up to where the thread is read."""
    post = readable_post(request.user, post_id)
    form = FollowingForm(request.POST)
    if not form.is_valid():
        return refused(request, *form.errors.values())
    choice, read_to = form.cleaned_data["choice"], form.cleaned_data["read_to"] or 0
    if choice == "unfollow":
        actions.unfollow_thread(actor=request.user, post=post)
    elif choice in ("follow", "mute"):
        actions.follow_thread(actor=request.user, post=post, read_to=read_to, mute=choice == "mute")
    else:
        actions.read_thread(actor=request.user, post=post, read_to=read_to)
        return HttpResponse(status=204)
    if wants_fragment(request):
        context = {"post": post, "following": following_of(request.user, post), "last": read_to}
        return render(request, "conversation/_following.html", context)
    return redirect("thread", post.pk)


@login_required
@require_POST
@answers_invalid
def resolve(request: PersonRequest, post_id: UUID) -> HttpResponse:
    """Settle a thread, or open it again."""
    post = readable_post(request.user, post_id)
    form = SwitchForm(request.POST)
    if not form.is_valid():
        return refused(request, *form.errors.values())
    on = form.cleaned_data["on"]
    wanted = not hasattr(post, "resolution") if on is None else on
    act = actions.resolve_thread if wanted else actions.reopen_thread
    act(actor=request.user, post=post)
    return show_post(request, post)
