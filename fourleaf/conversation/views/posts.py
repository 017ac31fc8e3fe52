"""Say something, find a post, and see what one can do with it."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fourleaf.conversation import actions, policy
from fourleaf.conversation.display import one
from fourleaf.conversation.forms import PostForm
from fourleaf.conversation.models import Attachment, Bookmark, Mark, Post, Reaction
from fourleaf.conversation.seen import seen_of
from fourleaf.conversation.showing import shown_by
from fourleaf.conversation.views.composer import composer
from fourleaf.conversation.views.found import readable_post, readable_space, show_post
from fourleaf.conversation.views.stream import stream
from fourleaf.conversation.views.threads import following_of, thread
from fourleaf.kit.refusals import Invalid, ensure
from fourleaf.kit.web import PersonRequest, wants_fragment
from fourleaf.people.models import Person
from fourleaf.sharing import policy as sharing
from fourleaf.spaces import policy as spaces
from fourleaf.spaces.models import Space


@login_required
@require_POST
def create_post(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """A root, or with `thread` a reply. The same key twice makes one post."""
    space = readable_space(request.user, space_id)
    form = PostForm(request.POST)
    root: Post | None = None
    try:
        ensure(form.is_valid(), "; ".join(form.texts()))
        given = form.cleaned_data
        root = root_of(space, given["thread"])
        post = actions.add_post(
            actor=request.user,
            space=space,
            body=given["body"],
            root=root,
            mark=given["mark"],
            attachments=attachments_of(request, space, form),
            key=given["key"],
            shown_access=given["shown_access"],
            no_rush=given["no_rush"],
            written_for=given["written_for"],
        )
    except Invalid as invalid:
        if form.is_valid():
            form.add_error(invalid.field if invalid.field in form.fields else None, str(invalid.text))
        return _ask_again(request, space, root, form)
    return show_post(request, post)


def root_of(space: Space, key: UUID | None) -> Post | None:
    """The root of the thread that a form names, if it names one."""
    if key is None:
        return None
    return get_object_or_404(Post.objects.filter(space=space).roots(), pk=key)


def attachments_of(request: PersonRequest, space: Space, form: PostForm) -> list[Attachment]:
    """Files that were brought before, and those that a plain form carries itself, kept in it for a second try."""
    keys = set(form.cleaned_data["attachments"])
    found = list(Attachment.objects.visible_to(request.user).filter(pk__in=keys)) if keys else []
    ensure(len(found) == len(keys), _("This file cannot be sent here."), "attachments")
    for upload in request.FILES.getlist("uploads"):
        found.append(actions.add_attachment(actor=request.user, space=space, upload=upload))
    if found:
        form.keep_files(attachment.pk for attachment in found)
    return found


def _ask_again(request: PersonRequest, space: Space, root: Post | None, form: PostForm) -> HttpResponse:
    """422 with the composer as it was sent, what is wrong above it."""
    form.renew(space)
    if wants_fragment(request):
        context = {"space": space, **composer(request.user, space, root, form)}
        return render(request, "conversation/_composer.html", context, status=422)
    if root:
        return render(request, "conversation/thread.html", thread(request, root, form=form), status=422)
    return render(request, "conversation/stream.html", stream(request, space, {}, form), status=422)


@login_required
@require_safe
def find_post(request: PersonRequest, post_id: UUID) -> HttpResponse:
    """To the place of a post, in the stream or in its thread; or to the page of a grant that shows it."""
    try:
        post = readable_post(request.user, post_id)
    except Http404:
        grant = shown_by(request.user, post_id)
        if grant is None:
            raise
        return redirect(grant)
    if post.root_id:
        return redirect(f"{reverse('thread', args=[post.root_id])}?at={post.sequence}#post-{post.pk}")
    return redirect(f"{reverse('space', args=[post.space_id])}?at={post.sequence}#post-{post.pk}")


@login_required
@require_safe
def show_acts(request: PersonRequest, post_id: UUID) -> HttpResponse:
    """What this person may do with this post: a menu, or a page of its own."""
    post = readable_post(request.user, post_id)
    context = {"post": post, "space": post.space, **_acts(request.user, post)}
    if wants_fragment(request):
        return render(request, "conversation/_acts.html", context)
    context["fragment"] = one(post, request.user)
    return render(request, "conversation/acts.html", context)


def _acts(person: Person, post: Post) -> dict[str, Any]:
    """Everything the menu offers, each by the policy that the action asks again."""
    mine = set(post.reactions.filter(person=person).values_list("emoji", flat=True))
    mark = getattr(post, "mark", None)
    root = post.root or post
    return {
        "can_react": policy.can_react(person, post),
        "can_reply": spaces.can_post(person, post.space),
        "can_edit": policy.can_edit(person, post),
        "can_mark": policy.can_mark(person, post),
        "can_withdraw": policy.can_withdraw(person, post),
        "can_show": not post.is_withdrawn and sharing.can_show(person, post.space, post.author_id),
        "can_list": hasattr(post, "announced") and policy.can_see_confirmations(person, post),
        "can_resolve": policy.can_resolve(person, post),
        "has_history": post.revisions.exists(),
        "is_kept": Bookmark.objects.filter(post=post, person=person).exists(),
        "is_settled": hasattr(post, "resolution"),
        "following": following_of(person, root),
        "root": root,
        "seen": seen_of(post),
        "emojis": [(emoji, emoji in mine) for emoji in Reaction.EMOJI],
        "mark": mark.kind if mark else "",
        "marks": Mark.Kind.choices,
    }
