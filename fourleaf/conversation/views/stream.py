"""The stream of a space."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fourleaf.conversation import paging
from fourleaf.conversation.display import shown
from fourleaf.conversation.forms import PlaceForm, PostForm
from fourleaf.conversation.paging import Placed, Row, StreamPage
from fourleaf.conversation.unread import Unread, unread_in
from fourleaf.conversation.views.aside import aside
from fourleaf.conversation.views.composer import composer
from fourleaf.conversation.views.memory import let_keep
from fourleaf.kit.html import time_of
from fourleaf.kit.once import Once
from fourleaf.kit.shapes import Shaped, respond
from fourleaf.kit.templatetags.kit import moment
from fourleaf.kit.web import PersonRequest, wants_fragment
from fourleaf.people.models import Person
from fourleaf.spaces import policy
from fourleaf.spaces.models import Space, SpaceQuerySet
from fourleaf.spaces.reading import note_reading
from fourleaf.spaces.rights import Right

#: The page, with all that decides how it turns out.
PAGE = Shaped(
    "conversation/stream.html",
    decides=(
        "me", "me.is_staff_member", "is_outside", "is_simulation", "is_shared", "keeps", "idle", "zone",
        "waiting_count", "space.is_direct", "space.is_archived", "space.is_planned", "audience.is_open",
        "audience.glass", "unread.first", "page.has_earlier", "page.has_later", "top", "quiet", "stays",
        "can_post", "can_announce", "can_join", "root", "body", "drafted", "no_rush", "purpose", "decisions",
    ),
    fixed=(
        "organisation", "languages", "here", "theme", "audience.icon", "planned", "marks", "mark", "errors", "attached",
    ),
    keys=("me.pk", "space.pk", "audience.space"),
)  # fmt: skip


@dataclass(frozen=True)
class Top:
    """The number of the first post on a page, and its day."""

    sequence: int
    day: SafeString


def _known(person: Person, space: Space) -> SpaceQuerySet:
    known = Space.objects.visible_to(person) | Space.objects.readable_by(person)
    return known.filter(pk=space.pk).named_for(person).select_related("archival", "planned_start")


KNOWN = Once(_known, lambda person, space: person.is_staff_member)


@login_required
@require_safe
def show_stream(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """The conversation, at the place that was asked for. Who may only know of the space is led to its page."""
    person = request.user
    space = KNOWN.first(person, Space(pk=space_id))
    if space is None:
        raise Http404
    rights = policy.rights_in(person, space)
    if Right.READ not in rights:
        return redirect("space-about", space.pk)
    places = PlaceForm(request.GET).places() if request.GET else {}
    if wants_fragment(request) and "before" in places:
        return earlier(request, space, places["before"])
    shows = stream(request, space, places, rights=rights)
    # Who reads in an emergency reads seldom, and is told until when: Django renders that.
    is_seldom = shows["audience"].glass is not None
    page = render(request, PAGE.template, shows) if is_seldom else respond(request, PAGE, shows)
    if not shows["is_recorded"]:
        let_keep(request, space)
    return page


def earlier(request: PersonRequest, space: Space, sequence: int) -> HttpResponse:
    """The posts before a number, to be put in place of the button that asked for them."""
    note_reading(request.user, space, kind="stream", object_id=space.pk)
    roots = paging.roots_of(space)
    page = paging.before(roots, sequence)
    following = paging.first_from(roots, sequence)
    next_day = _day_of(following) if following else None
    last_day = _day_of(page.posts[-1]) if page.posts else None
    context = {
        "space": space,
        "page": page,
        "top": _top(page),
        "lines": _lines(page, request.user, None),
        "next_day": following.at if following and next_day != last_day else None,
    }
    return render(request, "conversation/_earlier.html", context)


def stream(
    request: PersonRequest,
    space: Space,
    places: dict[str, Any],
    form: PostForm | None = None,
    rights: frozenset[Right] | None = None,
) -> dict[str, Any]:
    """All that the page of a stream shows; a refused `form` stands in its composer."""
    person = request.user
    is_recorded = note_reading(person, space, kind="stream", object_id=space.pk, rights=rights)
    # Read before the posts: what is written meanwhile comes twice by the live line, and is shown once.
    unread = unread_in(person, space)
    roots = paging.roots_of(space)
    target = _target(roots, places)
    page = _page(roots, places, target, unread)
    return {
        "space": space,
        "page": page,
        "top": _top(page),
        "lines": _lines(page, person, unread),
        "last": page.posts[-1].sequence if page.posts else None,
        "unread": unread,
        "after": unread.after,
        "target": target,
        "quiet": _quiet(page, places),
        "is_recorded": is_recorded,
        "stays": bool({"at", "day", "before", "after"} & places.keys()),
        "today": timezone.localdate().isoformat(),
        **composer(person, space, form=form, rights=rights),
        **aside(space),
    }


def _target(roots: Row, places: dict[str, Any]) -> int | None:
    if "at" in places:
        return int(places["at"])
    return paging.from_day(roots, places["day"]) if "day" in places else None


def _page(roots: Row, places: dict[str, Any], target: int | None, unread: Unread) -> StreamPage:
    if target is not None:
        return paging.around(roots, target, above=0) if "day" in places else paging.around(roots, target)
    if "before" in places:
        return paging.before(roots, places["before"])
    if "after" in places:
        return paging.after(roots, places["after"])
    if unread.first is not None:
        return paging.around(roots, unread.first, above=paging.BEFORE)
    return paging.latest(roots)


def _quiet(page: StreamPage, places: dict[str, Any]) -> str:
    """What to say when nothing was written on the day that was asked for."""
    wanted = places.get("day")
    if wanted is None or "at" in places or not page.posts or _day_of(page.posts[0]) == wanted:
        return ""
    if _day_of(page.posts[0]) < wanted:
        said = _("Nothing was written on %(day)s. This is the last post before it.")
    else:
        said = _("Nothing was written on %(day)s. This is the next post after it.")
    return said % {"day": date_format(wanted)}


def _top(page: StreamPage) -> Top | None:
    return Top(page.posts[0].sequence, moment(page.posts[0].at, "day")) if page.posts else None


def _lines(page: StreamPage, person: Person, unread: Unread | None) -> SafeString:
    """The posts, with a line above each that begins a day or is the first unread."""
    # The first day stands with the button for earlier posts, which may turn out to be of the same day.
    zone, last = timezone.get_current_timezone(), _day_of(page.posts[0]) if page.posts else None
    lines = []
    for post, html in zip(page.posts, shown(page.posts, person), strict=True):
        day = post.at.astimezone(zone).date()
        if day != last:
            lines.append(f'<h2 class="day">{time_of(post.at, "day", zone)}</h2>')
        if unread is not None and post.sequence == unread.first:
            lines.append(get_template("conversation/_new.html").render({"since": unread.since}))
        lines.append(html)
        last = day
    return SafeString("\n".join(lines))


def _day_of(post: Placed) -> date:
    return timezone.localtime(post.at).date()
