"""All spaces that somebody may know of, and a new one."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fourleaf.kit.forms import accepted
from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest
from fourleaf.people.models import Person
from fourleaf.people.search import words_of
from fourleaf.spaces import actions, policy
from fourleaf.spaces.audience import access_word, belonging_counts, planned_word
from fourleaf.spaces.finding import fits
from fourleaf.spaces.forms import SpaceForm
from fourleaf.spaces.models import AccessRequest, Invitation, Membership, Space


@dataclass(frozen=True)
class Card:
    """A space as the list shows it."""

    space: Space
    people: int
    access: str
    note: str
    is_mine: bool
    act: str


@dataclass(frozen=True)
class Group:
    title: str
    cards: list[Card]
    is_dim: bool = False


@login_required
@require_safe
def spaces(request: PersonRequest) -> HttpResponse:
    """The list, by kind; `q` finds by name and purpose."""
    query = request.GET.get("q", "").strip()[:100]
    known = (
        Space.objects.visible_to(request.user)
        .exclude(kind=Space.Kind.DIRECT)
        .select_related("archival", "planned_start")
    )
    words = words_of(query.replace("\0", ""))
    found = [space for space in known if fits(f"{space.name} {space.purpose}", words)]
    groups = list(_grouped(_cards(request.user, found)))
    page = {"groups": groups, "query": query, "can_add": policy.can_add_space(request.user)}
    return render(request, "spaces/list.html", page)


def _cards(person: Person, known: list[Space]) -> Iterable[Card]:
    """With who belongs and what the person can do next, in a number of queries that does not grow."""
    people = belonging_counts(space.pk for space in known)
    mine = set(Membership.objects.standing().filter(person=person).values_list("space", flat=True))
    invited = set(Invitation.objects.open().filter(person=person).values_list("space", flat=True))
    asked = set(AccessRequest.objects.open().filter(person=person).values_list("space", flat=True))
    for space in known:
        yield Card(
            space=space,
            people=people.get(space.pk, 0),
            access=_way_in(space),
            note=planned_word(space) if space.is_planned else "",
            is_mine=space.pk in mine,
            act=_next_act(space, mine, invited, asked, is_staff=person.is_staff_member),
        )


def _way_in(space: Space) -> str:
    """How one comes to read it, in a word or two."""
    return _("joining by invitation") if space.access == Space.Access.CLOSED else access_word(space.access)


def _next_act(space: Space, mine: set[UUID], invited: set[UUID], asked: set[UUID], *, is_staff: bool) -> str:
    """What stands on the card: open, invited, asked, join, ask, or nothing."""
    if space.pk in mine:
        return "open"
    if space.pk in invited:
        return "invited"
    if space.is_archived or not is_staff:
        return "read" if space.access == Space.Access.OPEN and is_staff else ""
    if space.access == Space.Access.OPEN:
        return "join"
    if space.access == Space.Access.ON_REQUEST:
        return "asked" if space.pk in asked else "ask"
    return ""


def _grouped(cards: Iterable[Card]) -> Iterable[Group]:
    """My teams first, then what else there is; planned and archived ones apart."""
    rows = list(cards)
    plan = [card for card in rows if card.space.is_planned]
    archived = [card for card in rows if card.space.is_archived and not card.space.is_planned]
    live = [card for card in rows if not (card.space.is_planned or card.space.is_archived)]

    def of(kind: str) -> list[Card]:
        return [card for card in live if card.space.kind == kind]

    teams = of(Space.Kind.TEAM)
    groups = (
        Group(_("My teams"), [card for card in teams if card.is_mine]),
        Group(_("Other teams"), [card for card in teams if not card.is_mine]),
        Group(_("Communities"), of(Space.Kind.COMMUNITY)),
        Group(_("Departments"), of(Space.Kind.DEPARTMENT)),
        Group(_("The plan"), plan, is_dim=True),
        Group(_("Archived"), archived, is_dim=True),
    )
    return (group for group in groups if group.cards)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def space_new(request: PersonRequest) -> HttpResponse:
    """Found a space."""
    demand(policy.can_add_space(request.user), _("Only staff can start a space."))
    form = SpaceForm(request.POST if request.method == "POST" else None)
    made: list[Space] = []
    if request.method == "POST" and accepted(
        form, lambda: made.append(actions.add_space(actor=request.user, **form.cleaned_data))
    ):
        return redirect("space-about", made[0].pk)
    return render(request, "spaces/new.html", {"form": form}, status=422 if request.method == "POST" else 200)
