"""Send later, and show a post again later."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourleaf.conversation import actions, policy
from fourleaf.conversation.display import one
from fourleaf.conversation.forms import PostForm, WhenForm
from fourleaf.conversation.models import Attachment, Post, Reminder, ScheduledPost
from fourleaf.conversation.moments import suggestions
from fourleaf.conversation.views.found import answers_invalid, readable_post, readable_space
from fourleaf.conversation.views.posts import attachments_of, root_of
from fourleaf.kit.forms import errors_of
from fourleaf.kit.refusals import Invalid, demand, ensure
from fourleaf.kit.time import now
from fourleaf.kit.web import PersonRequest, wants_fragment
from fourleaf.people.models import Person
from fourleaf.spaces.audience import audience_of
from fourleaf.spaces.models import Space


def _times(person: Person) -> dict[str, Any]:
    """What `_when.html` offers, in the person's own time."""
    return {
        "offered": list(suggestions(now(), person.zone)),
        "soonest": f"{localtime(now(), person.zone):%Y-%m-%dT%H:%M}",
        "zone_name": person.zone.key,
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_scheduled(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """What stands in the composer, and when it shall go."""
    space = readable_space(request.user, space_id)
    demand(policy.can_post(request.user, space), _("You can read this space, but not write in it."))
    form = PostForm(request.POST if request.method == "POST" else QueryDict())
    error, kept = "", list[Attachment]()
    try:
        ensure(form.is_valid(), " ".join(errors_of(form)))
        root_of(space, form.cleaned_data["thread"])
        kept = attachments_of(request, space, form)
    except Invalid as invalid:
        error = str(invalid.text)
    return _ask(request, space, form, kept, error, status=422 if error else 200)


@login_required
@require_POST
def create_scheduled(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """Plan it, and go back to the conversation."""
    space = readable_space(request.user, space_id)
    form, when = PostForm(request.POST), WhenForm(request.POST, request.user.zone)
    kept, root = list[Attachment](), None
    try:
        ensure(form.is_valid(), " ".join(errors_of(form)))
        root = root_of(space, form.cleaned_data["thread"])
        kept = attachments_of(request, space, form)
        ensure(when.is_valid(), " ".join(errors_of(when)))
        scheduled = actions.schedule_post(
            actor=request.user,
            space=space,
            body=form.cleaned_data["body"],
            send_at=when.cleaned_data["moment"],
            root=root,
            mark=form.cleaned_data["mark"],
            attachments=kept,
            key=form.cleaned_data["key"],
        )
    except Invalid as invalid:
        return _ask(request, space, form, kept, str(invalid.text), status=422)
    at = date_format(localtime(scheduled.send_at), "DATETIME_FORMAT")
    messages.success(request, _("It will be sent on %(at)s. Until then only you see it.") % {"at": at})
    return redirect("thread", root.pk) if root else redirect(space)


def _ask(
    request: PersonRequest, space: Space, form: PostForm, kept: list[Attachment], error: str, *, status: int
) -> HttpResponse:
    context = {
        "space": space,
        "audience": audience_of(space, request.user),
        "form": form,
        "kept": kept,
        "error": error,
        **_times(request.user),
    }
    return render(request, "conversation/scheduled_new.html", context, status=status)


def _own(request: PersonRequest, scheduled_id: UUID) -> ScheduledPost:
    own = ScheduledPost.objects.filter(author=request.user).select_related("hold")
    return get_object_or_404(own, pk=scheduled_id)


def _spaces_of(person: Person, posts: list[ScheduledPost]) -> dict[UUID, Space]:
    """The spaces in which they would be said, as far as the person can still read them."""
    readable = Space.objects.readable_by(person).named_for(person).select_related("archival", "planned_start")
    return readable.in_bulk({post.space_id for post in posts})


@login_required
@require_safe
def list_scheduled(request: PersonRequest) -> HttpResponse:
    """What waits to be sent, held-back posts first."""
    own = list(ScheduledPost.objects.filter(author=request.user).select_related("hold"))
    spaces = _spaces_of(request.user, own)
    rows = [(post, spaces.get(post.space_id)) for post in own]
    rows.sort(key=lambda row: (not row[0].is_held, row[0].send_at))
    return render(request, "conversation/scheduled.html", {"rows": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_scheduled(request: PersonRequest, scheduled_id: UUID) -> HttpResponse:
    """Another text, another time."""
    scheduled = _own(request, scheduled_id)
    space = _spaces_of(request.user, [scheduled]).get(scheduled.space_id)
    body, error = scheduled.body, ""
    if request.method == "POST":
        body = str(request.POST.get("body", ""))
        try:
            _change(request, scheduled, body)
            return redirect("scheduled")
        except Invalid as invalid:
            error = str(invalid.text)
    context = {
        "scheduled": scheduled,
        "space": space,
        "audience": audience_of(space, request.user) if space else None,
        "body": body,
        "error": error,
        **_times(request.user),
    }
    return render(request, "conversation/scheduled_edit.html", context, status=422 if error else 200)


def _change(request: PersonRequest, scheduled: ScheduledPost, body: str) -> None:
    """The text, and the time unless it shall stay."""
    send_at = scheduled.send_at
    if request.POST.get("when") != "same" or scheduled.is_held:
        when = WhenForm(request.POST, request.user.zone)
        ensure(when.is_valid(), " ".join(errors_of(when)))
        send_at = when.cleaned_data["moment"]
    shown = str(request.POST.get("shown_access") or scheduled.shown_access)
    ensure(shown in Space.Access.values, _("Choose a time."))
    actions.change_scheduled(
        actor=request.user, scheduled=scheduled, body=body, send_at=send_at, shown_access=shown
    )


@login_required
@require_POST
@answers_invalid
def send_scheduled(request: PersonRequest, scheduled_id: UUID) -> HttpResponse:
    """Send it now."""
    scheduled = _own(request, scheduled_id)
    scheduled.space = readable_space(request.user, scheduled.space_id)
    shown = str(request.POST.get("shown_access") or scheduled.shown_access)
    return redirect(actions.send_now(actor=request.user, scheduled=scheduled, shown_access=shown))


@login_required
@require_POST
@answers_invalid
def cancel_scheduled(request: PersonRequest, scheduled_id: UUID) -> HttpResponse:
    """Do not send it."""
    actions.cancel_scheduled(actor=request.user, scheduled=_own(request, scheduled_id))
    return redirect("scheduled")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reminder(request: PersonRequest, post_id: UUID) -> HttpResponse:
    """When a post shall come back; `when=never` takes it back."""
    post = readable_post(request.user, post_id)
    error = ""
    if request.method == "POST":
        try:
            _remind(request, post)
        except Invalid as invalid:
            error = str(invalid.text)
        if not error and not wants_fragment(request):
            return redirect(post)
    own = Reminder.objects.filter(post=post, person=request.user).first()
    context = {"post": post, "space": post.space, "own": own, "error": error, **_times(request.user)}
    if wants_fragment(request):
        return render(request, "conversation/_reminder.html", context, status=422 if error else 200)
    context["fragment"] = one(post, request.user)
    return render(request, "conversation/reminder.html", context, status=422 if error else 200)


def _remind(request: PersonRequest, post: Post) -> None:
    if request.POST.get("when") == "never":
        actions.drop_reminder(actor=request.user, post=post)
        return
    form = WhenForm(request.POST, request.user.zone)
    ensure(form.is_valid(), " ".join(errors_of(form)))
    actions.set_reminder(actor=request.user, post=post, due_at=form.cleaned_data["moment"])
