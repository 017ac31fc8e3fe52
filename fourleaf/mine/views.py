"""One page for everybody: what Fourleaf knows about me, who looked, and what I can take back."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourleaf.chronicle import access
from fourleaf.chronicle.models import Access
from fourleaf.conversation import actions as conversation
from fourleaf.conversation.seen import copied
from fourleaf.kit.envelope import KeyProblem
from fourleaf.kit.forms import PlainForm, accepted, invalid
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.web import PersonRequest
from fourleaf.mine import actions, making, policy
from fourleaf.mine.models import Copy, Erasure
from fourleaf.mine.reporting import Fates, by_fate, reported
from fourleaf.mine.shown import shown_things
from fourleaf.mine.work import as_csv, lasting_of, reused_of
from fourleaf.oversight.records import KINDS, names_of, one_named, person_overseen
from fourleaf.people.actions import end_other_sessions
from fourleaf.people.actions.erasure import name_for
from fourleaf.people.models import Person
from fourleaf.people.parts import Part, parts
from fourleaf.people.policy import is_privacy_officer
from fourleaf.people.sessions import own_sessions
from fourleaf.sharing.overview import of_mine

PER_PAGE = 50
THINGS = 20
MOST = 200
GROUPS: dict[str, Promise] = {
    "you": gettext_lazy("About you"),
    "work": gettext_lazy("What you do here"),
    "reading": gettext_lazy("What you read and keep"),
    "told": gettext_lazy("How you are told"),
    "doors": gettext_lazy("Doors that are open"),
    "looked": gettext_lazy("Who looked"),
}
#: What a button on the page takes back at once.
CLEARINGS = {
    "drafts": (conversation.clear_drafts, gettext_lazy("Throw them away")),
    "followings": (conversation.clear_followings, gettext_lazy("Follow none")),
    "bookmarks": (conversation.clear_bookmarks, gettext_lazy("Take them all away")),
    "reminders": (conversation.clear_reminders, gettext_lazy("Let none come back")),
}


@dataclass(frozen=True)
class Line:
    """A part on the page, with how much of it there is."""

    part: Part
    count: int
    url: str
    act: Promise | None


class ErasureForm(PlainForm):
    """Said twice, with the password: it cannot be undone."""

    sure = forms.BooleanField(label=gettext_lazy("I have read what will happen. It cannot be undone."))
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class WhomForm(PlainForm):
    """Whom an erasure is about."""

    whom = forms.CharField(
        label=gettext_lazy("Person"),
        max_length=100,
        help_text=gettext_lazy("The whole name, or the key from the address."),
    )


class ClearingForm(forms.Form):
    """Which part is to be emptied."""

    part = forms.ChoiceField(choices=[(name, name) for name in CLEARINGS])


@login_required
@require_safe
def me(request: PersonRequest) -> HttpResponse:
    """The page itself: counts only; each leads to where it is seen and changed."""
    person = request.user
    lines = [_line(part, person) for part in parts() if not part.is_hidden]
    groups = [
        _group(title, [line for line in lines if line.part.group == name]) for name, title in GROUPS.items()
    ]
    context = {
        "groups": groups,
        "copies_made": sum(copied().values()),
        "shown": of_mine(person).count(),
        "looks": Access.objects.filter(whose_id=person.pk).exclude(person_id=person.pk).count(),
        "sessions": own_sessions(request.session.session_key or ""),
        "copies": Copy.objects.visible_to(person)[:3],
        "is_making": Copy.objects.visible_to(person).unfinished().exists(),
    }
    return render(request, "mine/me.html", context)


def _group(title: Promise, lines: list[Line]) -> dict[str, Any]:
    return {
        "title": title,
        "lines": [line for line in lines if line.count],
        "nothing": [line.part.title for line in lines if not line.count],
    }


def _line(part: Part, person: Person) -> Line:
    count = part.count(person)
    act = CLEARINGS[part.ends][1] if count and part.ends else None
    return Line(part, count, part.url.format(person.pk), act)


@login_required
@require_safe
def looks(request: PersonRequest) -> HttpResponse:
    """Recorded looks at what is mine, and my own that were recorded, newest first."""
    person = request.user
    found = Access.objects.filter(Q(whose_id=person.pk) | Q(person_id=person.pk)).order_by("-at")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    who = Person.objects.in_bulk([look.person_id for look in page if look.person_id])
    rows = [
        (look, KINDS.get(look.kind, look.kind), who.get(look.person_id), look.person_id == person.pk)
        for look in page
    ]
    return render(request, "mine/looks.html", {"page": page, "rows": rows, "query": ""})


@login_required
@require_safe
def shown(request: PersonRequest) -> HttpResponse:
    """Where my things are shown and how often they were copied; at each what takes it back."""
    things = shown_things(request.user)
    page = Paginator(things, THINGS).get_page(request.GET.get("page"))
    copies, people = sum(thing.copies for thing in things), sum(thing.people for thing in things)
    return render(request, "mine/shown.html", {"page": page, "copies": copies, "people": people, "query": ""})


@login_required
@require_safe
def work(request: PersonRequest) -> HttpResponse:
    """What of mine others use and credit, and what became of what I wrote; with `?as=csv` as a table to take along."""
    reused = reused_of(request.user)
    if request.GET.get("as") == "csv":
        name = "attachment; filename=where-my-work-went.csv"
        held = {"Content-Disposition": name, "Cache-Control": "no-store"}
        return HttpResponse(as_csv(reused), content_type="text/csv; charset=utf-8", headers=held)
    page = Paginator(reused, PER_PAGE).get_page(request.GET.get("page"))
    lasting = lasting_of(request.user)
    return render(request, "mine/work.html", {"page": page, "lasting": lasting[:MOST], "query": ""})


@login_required
@require_POST
def end_sessions(request: PersonRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    ended = end_other_sessions(actor=request.user, session_key=request.session.session_key or "")
    messages.success(request, _("Signed out in %(n)s other places.") % {"n": ended})
    return redirect("me")


@login_required
@require_POST
def clear(request: PersonRequest) -> HttpResponse:
    """Empty one part."""
    form = ClearingForm(request.POST)
    if not form.is_valid():
        return invalid(request, _("Say what is to be taken back."))
    act, _label = CLEARINGS[form.cleaned_data["part"]]
    act(actor=request.user)
    messages.success(request, _("Taken back."))
    return redirect("me")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erasure(request: PersonRequest, person_id: UUID | None = None) -> HttpResponse:
    """What would become of each part, first; then, with the password, have it done."""
    person = _erasable(request.user, person_id)
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _accepts(request, form, person):
        form = ErasureForm()  # not by a redirect: who erases themself is signed out before it would arrive
    is_own = person.pk == request.user.pk
    asked = Erasure.objects.filter(person=person).first()
    context = {
        "person": person,
        "is_own": is_own,
        "asked": asked,
        "obstacles": actions.obstacles(person),
        "fates": reported(asked.report) if asked and asked.done_at else _fates(person, is_own),
        "other_name": name_for(person),
        "form": form,
    }
    return render(request, "mine/erasure.html", context, status=422 if form.is_bound else 200)


def _erasable(viewer: Person, person_id: UUID | None) -> Person:
    if person_id in (None, viewer.pk):
        return viewer
    seen = Person.objects.visible_to(viewer).filter(pk=person_id).first()
    # The officer erases whom they could not see otherwise: patients and relatives too.
    person = seen or (person_overseen(person_id) if person_id else None)
    if person is None:
        raise Http404
    demand(policy.can_erase(viewer, person), _("Only the person or the privacy officer can ask for this."))
    return person


def _accepts(request: PersonRequest, form: ErasureForm, person: Person) -> bool:
    """Guessing a password here is as slow as at the door."""
    if not ratelimit.consume(request, action="login_failed", key=str(request.user.pk)):
        form.add_error("password", _("Too many tries. Wait a few minutes."))
        return False
    return accepted(
        form,
        lambda: actions.ask_erasure(
            actor=request.user, person=person, password=form.cleaned_data["password"]
        ),
    )


def _fates(person: Person, is_own: bool) -> Fates:
    """By what becomes of them: the parts of which there is something, with how much where the page can know it."""
    counted = [(part, part.count(person) if is_own and not part.is_hidden else None) for part in parts()]
    return by_fate((part, part.fate, count) for part, count in counted)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erasures(request: PersonRequest) -> HttpResponse:
    """Everybody who was erased or is to be, for the privacy officer; a POST finds the person whom it is about."""
    demand(is_privacy_officer(request.user), _("Only the privacy officer can look at this."))
    form = WhomForm(request.POST if request.method == "POST" else None)
    whom: list[UUID] = []
    if request.method == "POST" and accepted(form, lambda: whom.append(_whom(form.cleaned_data["whom"]))):
        return redirect("erasure", whom[0])
    access.record(kind="erasures", why=Access.Why.AUDIT, who=request.user.pk)
    rows = list(Erasure.objects.select_related("by").order_by("-at")[:MOST])
    names = names_of(row.person_id for row in rows)
    page = {"form": form, "rows": [(row, names.get(row.person_id, "")) for row in rows]}
    return render(request, "mine/erasures.html", page, status=422 if form.is_bound else 200)


def _whom(words: str) -> UUID:
    found = one_named(words.replace("\0", ""))
    ensure(found is not None and found[1], _("This names not exactly one person."), "whom")
    return found[0] if found else UUID(int=0)


@login_required
@require_POST
def ask_copy(request: PersonRequest) -> HttpResponse:
    """Ask for a copy of all that is mine."""
    actions.ask_copy(actor=request.user)
    return redirect("/me/#copies")


@login_required
@require_safe
def fetch(request: PersonRequest, copy_id: UUID) -> HttpResponseBase:
    """The copy, to nobody but whose it is, for seven days, or for an hour once it was fetched."""
    copy: Copy = get_object_or_404(Copy.objects.visible_to(request.user).there(), pk=copy_id)
    try:
        file: Any = making.unsealed(copy)
    except (FileNotFoundError, KeyProblem) as error:
        raise Http404 from error
    actions.note_taken(actor=request.user, copy=copy)
    return FileResponse(
        file,
        as_attachment=True,
        filename="fourleaf-copy.zip",
        content_type="application/zip",
        headers={"Content-Length": str(copy.size)},
    )
