"""Announce, confirm, see who has, remind, stop asking."""

import csv
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourleaf.conversation import actions, policy
from fourleaf.conversation.asks import confirmed_numbers
from fourleaf.conversation.display import one
from fourleaf.conversation.forms import AnnouncementForm, VersionForm
from fourleaf.conversation.models import Announcement, Attachment, Confirmation, Post
from fourleaf.conversation.views.found import (
    answers_invalid,
    readable_post,
    readable_space,
    refused,
    show_post,
)
from fourleaf.kit.forms import errors_of
from fourleaf.kit.refusals import Invalid, demand, ensure
from fourleaf.kit.time import now
from fourleaf.kit.web import PersonRequest, wants_fragment
from fourleaf.people.models import Person
from fourleaf.spaces.audience import audience_of
from fourleaf.spaces.models import Membership, Space
from fourleaf.spaces.rights import Right


@dataclass(frozen=True)
class Listed:
    """Somebody who is asked, and when they confirmed."""

    person: Person
    at: datetime | None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_announcement(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """The form, with what was already written in the composer; or only how many a choice of spaces asks."""
    space = _announceable(request, space_id)
    form = AnnouncementForm(request.POST if request.method == "POST" else None)
    form.is_valid()
    context = _form_context(request.user, space, form)
    template = "_asked.html" if wants_fragment(request) else "announcement_new.html"
    return render(request, f"conversation/{template}", context)


@login_required
@require_POST
def create_announcement(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """Announce it, and go to the post."""
    space = _announceable(request, space_id)
    form = AnnouncementForm(request.POST)
    try:
        ensure(form.is_valid(), " ".join(errors_of(form)))
        given = form.cleaned_data
        chosen = _chosen(request.user, given["spaces"] or [space.pk])
        announcement = actions.add_announcement(
            actor=request.user,
            spaces=chosen,
            body=given["body"],
            due_on=given["due_on"],
            attachments=list(Attachment.objects.visible_to(request.user).filter(pk__in=given["attachments"])),
            key=given["key"],
            shown_people=given["shown_people"],
        )
    except Invalid as invalid:
        context = _form_context(request.user, space, form) | {"error": invalid.text}
        return render(request, "conversation/announcement_new.html", context, status=422)
    copies = {copy.post.space_id: copy.post for copy in announcement.copies.select_related("post")}
    return redirect(copies.get(space.pk) or next(iter(copies.values())))


def _announceable(request: PersonRequest, space_id: UUID) -> Space:
    space = readable_space(request.user, space_id)
    demand(policy.can_announce(request.user, space), _("Only stewards can announce."))
    return space


def _chosen(person: Person, keys: list[UUID]) -> list[Space]:
    found = list(Space.objects.allowing(person, Right.ANNOUNCE).filter(pk__in=keys))
    ensure(len(found) == len(set(keys)), _("You cannot announce in one of these spaces."), "spaces")
    return found


def _form_context(person: Person, space: Space, form: AnnouncementForm) -> dict[str, Any]:
    given = getattr(form, "cleaned_data", {})
    offered = Space.objects.allowing(person, Right.ANNOUNCE).live().exclude(kind=Space.Kind.DIRECT)
    spaces = list(offered.order_by("name"))
    wanted = set(given.get("spaces") or [space.pk]) & {each.pk for each in spaces}
    belong = Membership.objects.of_active().filter(space__in=spaces, person__kind__in=Announcement.CAN_CLICK)
    rows = belong.exclude(person=person).values("space").annotate(people=Count("pk"))
    numbers = dict(rows.values_list("space", "people"))
    return {
        "space": space,
        "audience": audience_of(space, person),
        "offered": [(each, each.pk in wanted, numbers.get(each.pk, 0)) for each in spaces],
        "asked": actions.people_asked(person, [each for each in spaces if each.pk in wanted]),
        "body": given.get("body", ""),
        "due_on": given.get("due_on"),
        "attachments": Attachment.objects.visible_to(person).filter(pk__in=given.get("attachments") or []),
        "key": given.get("key") or uuid4(),
        "today": localtime(now()).date(),
    }


def _announced(request: PersonRequest, post_id: UUID) -> tuple[Post, Announcement]:
    post = readable_post(request.user, post_id)
    if not hasattr(post, "announced"):
        raise Http404
    return post, post.announced.announcement


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answers_invalid
def confirmation(request: PersonRequest, post_id: UUID) -> HttpResponse:
    """The announcement with its button; a POST says "I have read this"."""
    post, announcement = _announced(request, post_id)
    if request.method == "POST":
        form = VersionForm(request.POST)
        if not form.is_valid():
            return refused(request, *form.errors.values())
        actions.confirm_reading(
            actor=request.user, announcement=announcement, version=form.cleaned_data["version"]
        )
        return show_post(request, post)
    waits = Announcement.objects.asking(request.user).filter(pk=announcement.pk).exists()
    context = {"post": post, "space": post.space, "announcement": announcement, "waits": waits}
    return render(request, "conversation/confirmation.html", context | {"fragment": one(post, request.user)})


@login_required
@require_safe
def confirmations(request: PersonRequest, post_id: UUID) -> HttpResponse:
    """Who has confirmed and who has not: for who announced it, and for stewards those of their space."""
    post, announcement = _announced(request, post_id)
    demand(
        policy.can_see_confirmations(request.user, post),
        _("Only the person who announced it and stewards see who has confirmed. Others see the number."),
    )
    rows = _list_of(request.user, post, announcement)
    if request.GET.get("as") == "csv":
        return _as_csv(rows)
    last = announcement.chases.order_by("at").last()
    context = {
        "post": post,
        "space": post.space,
        "announcement": announcement,
        "missing": [row.person for row in rows if row.at is None],
        "done": [row for row in rows if row.at],
        "numbers": confirmed_numbers([announcement.pk]).get(announcement.pk, (0, 0)),
        "chases": announcement.chases.select_related("by"),
        "can_chase": policy.can_chase(request.user, post) and not announcement.is_ended,
        "can_end": policy.can_end(request.user, announcement),
        "rests": last if last and last.at + actions.CHASE_REST > now() else None,
        "error": "",
    }
    return render(request, "conversation/confirmations.html", context)


def _list_of(person: Person, post: Post, announcement: Announcement) -> list[Listed]:
    """Everybody whom the viewer may see in this: who has not confirmed first, by name."""
    asked = announcement.asked()
    if announcement.author_id != person.pk:
        here = Membership.objects.standing().filter(space=post.space_id)
        asked = asked.filter(pk__in=here.values("person"))
    said = Confirmation.objects.current().filter(announcement=announcement)
    times = dict(said.values_list("person", "at"))
    rows = [
        Listed(each, times.get(each.pk))
        for each in asked.only("name", "job_title", "unit__name").select_related("unit")
    ]
    return sorted(rows, key=lambda row: (row.at is not None, row.person.name))


def _as_csv(rows: list[Listed]) -> HttpResponse:
    """Name, job, unit, and when they confirmed, in the viewer's own time; nothing that a spreadsheet would run."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="confirmations.csv"'
    answer.write("\ufeff")
    writer = csv.writer(answer)
    writer.writerow([_("Name"), _("Job"), _("Unit"), _("Confirmed")])
    for row in rows:
        at = f"{localtime(row.at):%Y-%m-%d %H:%M}" if row.at else ""
        cells = (row.person.name, row.person.job_title, str(row.person.unit or ""), at)
        writer.writerow([f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell for cell in cells])
    return answer


@login_required
@require_POST
@answers_invalid
def chase(request: PersonRequest, post_id: UUID) -> HttpResponse:
    """Remind those who have not confirmed."""
    post, _announcement = _announced(request, post_id)
    actions.chase_announcement(actor=request.user, post=post)
    return redirect("post-confirmations", post.pk)


@login_required
@require_POST
@answers_invalid
def ending(request: PersonRequest, post_id: UUID) -> HttpResponse:
    """Stop asking."""
    post, announcement = _announced(request, post_id)
    actions.end_announcement(actor=request.user, announcement=announcement)
    return redirect("post-confirmations", post.pk)
