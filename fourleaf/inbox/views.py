"""The home page, where what waits is handled in place, and the palette."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.forms import Form
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fourleaf.conversation import actions as conversation
from fourleaf.conversation.models import (
    Announcement,
    Following,
    Mention,
    Post,
    Reminder,
    ScheduledPost,
)
from fourleaf.conversation.moments import suggestions as suggestions_of_times
from fourleaf.inbox import actions
from fourleaf.inbox.forms import AudienceForm, InvitationForm, LaterForm, ReadForm, ReplyForm, RequestForm
from fourleaf.inbox.items import Item
from fourleaf.inbox.palette import places_for, suggestions
from fourleaf.inbox.waiting import Waiting
from fourleaf.kit.forms import accepted, errors_of
from fourleaf.kit.time import now
from fourleaf.kit.web import PersonRequest, wants_fragment
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import AccessRequest, Invitation, Space
from fourleaf.spaces.rights import Right


@login_required
@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """Waiting for you. `reply` opens the reply form of an item, `handled` says what just became of one."""
    waiting = Waiting(request.user)
    kind, key = _named(request.GET.get("reply", ""))
    if key and kind in ("mention", "thread"):
        return _reply_form(request, waiting, kind, key)
    page = _list_of(waiting) | _said(request.user, *_named(request.GET.get("handled", "")))
    return render(request, "inbox/home.html", page)


def _reply_form(request: PersonRequest, waiting: Waiting, kind: str, key: UUID) -> HttpResponse:
    """The item with its reply form open; what has gone meanwhile is left out."""
    item = waiting.item(kind, key)
    if item and item.can_reply:
        waiting.open_reply(item)
    if wants_fragment(request):
        if item is None:
            return render(request, "inbox/_gone.html", {"error": _("This does not wait any more.")})
        return render(request, "inbox/_item.html", {"item": item})
    _replace(waiting, item)
    return render(request, "inbox/home.html", _list_of(waiting))


def _replace(waiting: Waiting, item: Item | None) -> None:
    """The list with this item as it is now known."""
    if item:
        waiting.items[:] = [
            item if (old.kind, old.id) == (item.kind, item.id) else old for old in waiting.items
        ]


def _named(name: str) -> tuple[str, UUID | None]:
    """Kind and key of an item."""
    kind, _dash, key = name.partition("-")
    try:
        return kind, UUID(key)
    except ValueError:
        return kind, None


def _said(person: Person, kind: str, key: UUID | None) -> dict[str, object]:
    """What is said above the list after something was handled: the way in, or the way back."""
    if kind == "mention" and key:
        mine = Mention.objects.exclude(handled_at=None).filter(pk=key, person=person)
        return {"put_back": mine.first()}
    if kind == "invitation" and key:
        accepted_ones = Invitation.objects.filter(pk=key, person=person, accepted=True)
        spaces_in = Space.objects.readable_by(person).named_for(person)
        return {"entered": spaces_in.filter(pk__in=accepted_ones.values("space")).first()}
    return {}


def _list_of(waiting: Waiting) -> dict[str, object]:
    """The list; when it is empty, where to go next."""
    count = waiting.count  # the rail shows the same number: it need not be asked for again
    return {
        "waiting": waiting,
        "waiting_count": count,
        "next_step": None if waiting.count else places_for(waiting.person),
    }


def _handle(
    request: PersonRequest, kind: str, key: UUID, form: Form, act: Callable[[], object]
) -> HttpResponse:
    """Do it; then the item leaves the list, or says what is wrong with what was typed."""
    waiting = Waiting(request.user)
    before = waiting.item(kind, key)
    if accepted(form, act):
        said = {} if "body" in form.fields else _said(request.user, kind, key)  # what is sent is sent
        here = reverse("home") + (f"?handled={kind}-{key}" if any(said.values()) else "")
        if not wants_fragment(request):
            return redirect(here)
        if said.get("entered"):  # the places beside the page have changed
            return HttpResponse(headers={"HX-Redirect": here})
        left = _list_of(Waiting(request.user)) | said | {"handled": f"{kind}-{key}"}
        return render(request, "inbox/_handled.html", left)
    error = errors_of(form)[0]
    if before is None:
        return render(request, "inbox/_gone.html", {"error": error}, status=422)
    before.error, before.typed = error, form.data.get("body") or form.data.get("note") or ""
    before.no_rush = bool(form.data.get("no_rush"))
    if before.can_reply and "body" in form.fields:
        waiting.open_reply(before)
    if wants_fragment(request):
        return render(request, "inbox/_item.html", {"item": before}, status=422)
    _replace(waiting, before)
    return render(request, "inbox/home.html", _list_of(waiting), status=422)


def _mention(request: PersonRequest, mention_id: UUID) -> Mention:
    mine = Mention.objects.filter(person=request.user, post__in=Post.objects.readable_by(request.user))
    return get_object_or_404(mine.select_related("post__space", "post__root__space"), pk=mention_id)


def _followed(request: PersonRequest, root_id: UUID) -> Post:
    followed = Following.objects.filter(person=request.user).values("root")
    roots = Post.objects.readable_by(request.user).filter(pk__in=followed).select_related("space")
    return get_object_or_404(roots, pk=root_id)


@login_required
@require_POST
def mention_handling(request: PersonRequest, mention_id: UUID) -> HttpResponse:
    """Done with a mention."""
    mention = _mention(request, mention_id)
    return _handle(
        request, "mention", mention_id, Form({}),
        lambda: conversation.handle_mention(actor=request.user, mention=mention),
    )  # fmt: skip


@login_required
@require_POST
def mention_return(request: PersonRequest, mention_id: UUID) -> HttpResponse:
    """Not done with a mention after all: it waits again."""
    conversation.put_back_mention(actor=request.user, mention=_mention(request, mention_id))
    if not wants_fragment(request):
        return redirect("home")
    return render(request, "inbox/_put_back.html", _list_of(Waiting(request.user)))


@login_required
@require_POST
def mention_reply(request: PersonRequest, mention_id: UUID) -> HttpResponse:
    """Reply to a mention in its thread."""
    mention, form = _mention(request, mention_id), ReplyForm(request.POST)
    return _handle(
        request, "mention", mention_id, form,
        lambda: actions.answer_mention(actor=request.user, mention=mention, **form.cleaned_data),
    )  # fmt: skip


@login_required
@require_POST
def thread_reading(request: PersonRequest, root_id: UUID) -> HttpResponse:
    """Done with the news of a thread, as far as it was shown."""
    root, form = _followed(request, root_id), ReadForm(request.POST)
    return _handle(
        request, "thread", root_id, form,
        lambda: conversation.read_thread(actor=request.user, post=root, read_to=form.cleaned_data["last"]),
    )  # fmt: skip


@login_required
@require_POST
def thread_reply(request: PersonRequest, root_id: UUID) -> HttpResponse:
    """Reply in a followed thread."""
    root, form = _followed(request, root_id), ReplyForm(request.POST)
    return _handle(
        request, "thread", root_id, form,
        lambda: actions.answer_thread(actor=request.user, root=root, **form.cleaned_data),
    )  # fmt: skip


@login_required
@require_POST
def thread_leaving(request: PersonRequest, root_id: UUID) -> HttpResponse:
    """Stop following a thread."""
    root = _followed(request, root_id)
    return _handle(
        request, "thread", root_id, Form({}),
        lambda: conversation.unfollow_thread(actor=request.user, post=root),
    )  # fmt: skip


@login_required
@require_POST
def request_answer(request: PersonRequest, request_id: UUID) -> HttpResponse:
    """Let somebody in, or not now."""
    steered = Space.objects.allowing(request.user, Right.STEER)
    known = AccessRequest.objects.filter(Q(space__in=steered) | Q(person=request.user))
    asked = get_object_or_404(known.select_related("space", "person"), pk=request_id)
    form = RequestForm(request.POST)
    return _handle(
        request, "request", request_id, form,
        lambda: spaces.answer_request(
            actor=request.user, request=asked, grant=form.cleaned_data["answer"] == "grant",
            note=form.cleaned_data["note"],
        ),
    )  # fmt: skip


@login_required
@require_POST
def answer_handling(request: PersonRequest, request_id: UUID) -> HttpResponse:
    """Done with the answer to one's own request."""
    mine = AccessRequest.objects.filter(person=request.user)
    asked = get_object_or_404(mine, pk=request_id)
    return _handle(
        request, "answer", request_id, Form({}), lambda: spaces.see_answer(actor=request.user, request=asked)
    )


@login_required
@require_POST
def invitation_answer(request: PersonRequest, invitation_id: UUID) -> HttpResponse:
    """Accept or decline an invitation."""
    mine = Invitation.objects.filter(person=request.user).select_related("space", "by")
    invitation, form = get_object_or_404(mine, pk=invitation_id), InvitationForm(request.POST)
    return _handle(
        request, "invitation", invitation_id, form,
        lambda: spaces.answer_invitation(
            actor=request.user, invitation=invitation, accept=form.cleaned_data["answer"] == "accept"
        ),
    )  # fmt: skip


@login_required
@require_POST
def announcement_confirmation(request: PersonRequest, announcement_id: UUID) -> HttpResponse:
    """I have read this."""
    shown = Announcement.objects.filter(copies__post__in=Post.objects.readable_by(request.user))
    announcement = get_object_or_404(shown.distinct(), pk=announcement_id)
    form = ReadForm(request.POST)
    return _handle(
        request, "announcement", announcement_id, form,
        lambda: conversation.confirm_reading(
            actor=request.user, announcement=announcement, version=form.cleaned_data["last"]
        ),
    )  # fmt: skip


def _reminder(request: PersonRequest, reminder_id: UUID) -> Reminder:
    mine = Reminder.objects.filter(person=request.user, post__in=Post.objects.readable_by(request.user))
    return get_object_or_404(mine.select_related("post__space"), pk=reminder_id)


@login_required
@require_POST
def reminder_handling(request: PersonRequest, reminder_id: UUID) -> HttpResponse:
    """Done with a post that came back."""
    reminder = _reminder(request, reminder_id)
    return _handle(
        request, "reminder", reminder_id, Form({}),
        lambda: conversation.drop_reminder(actor=request.user, post=reminder.post),
    )  # fmt: skip


@login_required
@require_POST
def reminder_return(request: PersonRequest, reminder_id: UUID) -> HttpResponse:
    """Not now: show it again in an hour, or tomorrow morning."""
    reminder, form = _reminder(request, reminder_id), LaterForm(request.POST)
    offered = {each.code: each.at for each in suggestions_of_times(now(), request.user.zone)}
    return _handle(
        request, "reminder", reminder_id, form,
        lambda: conversation.set_reminder(
            actor=request.user, post=reminder.post, due_at=offered[form.cleaned_data["when"]]
        ),
    )  # fmt: skip


def _held_post(request: PersonRequest, scheduled_id: UUID) -> ScheduledPost:
    return get_object_or_404(ScheduledPost.objects.filter(author=request.user), pk=scheduled_id)


@login_required
@require_POST
def held_sending(request: PersonRequest, scheduled_id: UUID) -> HttpResponse:
    """Send after all what was held back, to the audience that stands there now."""
    held = _held_post(request, scheduled_id)
    spaces_in = Space.objects.readable_by(request.user).select_related("archival", "planned_start")
    held.space = get_object_or_404(spaces_in, pk=held.space_id)
    form = AudienceForm(request.POST)
    return _handle(
        request, "held", scheduled_id, form,
        lambda: conversation.send_now(actor=request.user, scheduled=held, **form.cleaned_data),
    )  # fmt: skip


@login_required
@require_POST
def held_cancelling(request: PersonRequest, scheduled_id: UUID) -> HttpResponse:
    """Do not send it."""
    held = _held_post(request, scheduled_id)
    return _handle(
        request, "held", scheduled_id, Form({}),
        lambda: conversation.cancel_scheduled(actor=request.user, scheduled=held),
    )  # fmt: skip


@login_required
@require_safe
def palette(request: PersonRequest) -> JsonResponse:
    """Where one can go: places, people, deeds."""
    return JsonResponse({"results": suggestions(request.user, request.GET.get("q", ""))})
