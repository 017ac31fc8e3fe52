"""What stewards do with integrations: make them, give new secrets, take them away, look whether things arrive."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourleaf.hooks import actions
from fourleaf.hooks.forms import BotForm, IncomingForm, OutgoingForm, TargetForm
from fourleaf.hooks.models import Delivery
from fourleaf.hooks.views.example import example
from fourleaf.hooks.views.loading import integrated_space, steered_incoming, steered_outgoing
from fourleaf.kit.forms import PlainForm, accepted
from fourleaf.kit.web import PersonRequest
from fourleaf.people import actions as people
from fourleaf.people.models import Person
from fourleaf.spaces.loading import frame
from fourleaf.spaces.models import Space

SHOWN = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def incoming_new(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """Let a program write here; its address is shown this one time."""
    space = integrated_space(request, space_id)
    form = IncomingForm(request.POST if request.method == "POST" else None, actor=request.user)
    made: list[str] = []

    def add() -> None:
        bot = _bot(request.user, form)
        made.append(actions.add_incoming(actor=request.user, space=space, bot=bot)[1])

    if request.method == "POST" and _done(form, add):
        return _address(request, space, made[0])
    return _form(request, space, "hooks/incoming_new.html", form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def outgoing_new(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """Tell a host what happens here; the secret that signs is shown this one time."""
    space = integrated_space(request, space_id)
    form = OutgoingForm(request.POST if request.method == "POST" else None, actor=request.user)
    made: list[str] = []

    def add() -> None:
        bot, said = _bot(request.user, form), form.cleaned_data
        made.append(
            actions.add_outgoing(
                actor=request.user, space=space, bot=bot, url=said["url"], kinds=said["kinds"],
                with_text=said["with_text"],
            )[1]
        )  # fmt: skip

    if request.method == "POST" and _done(form, add):
        return _secret(request, space, made[0])
    return _form(request, space, "hooks/outgoing_new.html", form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def outgoing_change(request: PersonRequest, space_id: UUID, outgoing_id: UUID) -> HttpResponse:
    """Tell another address, or other things."""
    outgoing = steered_outgoing(request, space_id, outgoing_id)
    has = {"url": outgoing.target.url, "kinds": outgoing.kinds, "with_text": outgoing.with_text}
    form = TargetForm(request.POST if request.method == "POST" else None, initial=has)
    made: list[str | None] = []

    def change() -> None:
        made.append(actions.change_outgoing(actor=request.user, outgoing=outgoing, **form.cleaned_data))

    if request.method != "POST" or not accepted(form, change):
        return _form(request, outgoing.space, "hooks/outgoing_change.html", form, outgoing=outgoing)
    if made[0] is not None:
        return _secret(request, outgoing.space, made[0], is_moved=True)
    messages.success(request, _("Changed. It holds from now on."))
    return redirect("outgoing-deliveries", space_id, outgoing_id)


@login_required
@require_POST
def incoming_key(request: PersonRequest, space_id: UUID, incoming_id: UUID) -> HttpResponse:
    """A new address; the one until now stops."""
    incoming = steered_incoming(request, space_id, incoming_id)
    return _address(request, incoming.space, actions.renew_key(actor=request.user, incoming=incoming))


@login_required
@require_POST
def outgoing_secret(request: PersonRequest, space_id: UUID, outgoing_id: UUID) -> HttpResponse:
    """A new signing secret."""
    outgoing = steered_outgoing(request, space_id, outgoing_id)
    secret = actions.renew_secret(actor=request.user, outgoing=outgoing)
    return _secret(request, outgoing.space, secret, is_renewed=True)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def incoming_removal(request: PersonRequest, space_id: UUID, incoming_id: UUID) -> HttpResponse:
    """Ask once more, then take it away."""
    incoming = steered_incoming(request, space_id, incoming_id)
    if request.method != "POST":
        page = frame(request, incoming.space, "integrations") | {"incoming": incoming}
        return render(request, "hooks/removal.html", page)
    actions.end_incoming(actor=request.user, incoming=incoming)
    messages.success(
        request, _("%(name)s can no longer write through this address.") % {"name": incoming.bot.name}
    )
    return redirect("integrations", space_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def outgoing_removal(request: PersonRequest, space_id: UUID, outgoing_id: UUID) -> HttpResponse:
    """Ask once more, then take it away."""
    outgoing = steered_outgoing(request, space_id, outgoing_id)
    if request.method != "POST":
        page = frame(request, outgoing.space, "integrations") | {"outgoing": outgoing}
        return render(request, "hooks/removal.html", page)
    actions.end_outgoing(actor=request.user, outgoing=outgoing)
    messages.success(request, _("%(host)s is told nothing more.") % {"host": outgoing.host})
    return redirect("integrations", space_id)


@login_required
@require_safe
def outgoing_deliveries(request: PersonRequest, space_id: UUID, outgoing_id: UUID) -> HttpResponse:
    """What was sent, how often it was tried, and what came back."""
    outgoing = steered_outgoing(request, space_id, outgoing_id)
    page = frame(request, outgoing.space, "integrations") | {
        "outgoing": outgoing,
        "deliveries": outgoing.deliveries.all()[:SHOWN],
        "shown": SHOWN,
    }
    return render(request, "hooks/deliveries.html", page)


@login_required
@require_POST
def outgoing_test(request: PersonRequest, space_id: UUID, outgoing_id: UUID) -> HttpResponse:
    """Have something harmless sent."""
    outgoing = steered_outgoing(request, space_id, outgoing_id)
    actions.ask_test(actor=request.user, outgoing=outgoing)
    messages.success(
        request, _("A test is on its way. Load this page again in a moment to see what came back.")
    )
    return redirect("outgoing-deliveries", space_id, outgoing_id)


@login_required
@require_POST
def outgoing_resumption(request: PersonRequest, space_id: UUID, outgoing_id: UUID) -> HttpResponse:
    """Let it go on after it was stopped."""
    outgoing = steered_outgoing(request, space_id, outgoing_id)
    actions.resume_outgoing(actor=request.user, outgoing=outgoing)
    messages.success(request, _("%(host)s is told again what happens from now on.") % {"host": outgoing.host})
    return redirect("outgoing-deliveries", space_id, outgoing_id)


@login_required
@require_POST
def delivery_repeat(
    request: PersonRequest, space_id: UUID, outgoing_id: UUID, delivery_id: UUID
) -> HttpResponse:
    """Have one delivery tried once more."""
    outgoing = steered_outgoing(request, space_id, outgoing_id)
    deliveries: Any = Delivery.objects.filter(outgoing=outgoing).select_related("outgoing__space")
    actions.ask_again(actor=request.user, delivery=get_object_or_404(deliveries, pk=delivery_id))
    messages.success(
        request, _("It is tried once more. Load this page again in a moment to see what came back.")
    )
    return redirect("outgoing-deliveries", space_id, outgoing_id)


def _bot(actor: Person, form: BotForm) -> Person:
    """The chosen bot, or a new one of this name."""
    chosen: Person | None = form.cleaned_data.get("bot")
    return chosen or people.add_bot(actor=actor, name=form.cleaned_data["name"])


def _done(form: BotForm, act: Callable[[], None]) -> bool:
    """Whether all of it went through; if not, no new bot is left behind."""
    with transaction.atomic():
        is_done = accepted(form, act)
        if not is_done:
            transaction.set_rollback(True)
    return is_done


def _form(request: PersonRequest, space: Space, template: str, form: PlainForm, **more: Any) -> HttpResponse:
    page = frame(request, space, "integrations") | more
    page |= {"form": form, "is_private": settings.WEBHOOK_PRIVATE}
    return render(request, template, page, status=422 if form.is_bound else 200)


def _address(request: PersonRequest, space: Space, key: str) -> HttpResponse:
    """The one page on which the address of an incoming webhook stands."""
    address = f"{settings.PUBLIC_URL}{reverse('incoming', args=[key])}"
    page = frame(request, space, "integrations") | {"address": address, "curl": example(address)}
    return render(request, "hooks/address.html", page)


def _secret(request: PersonRequest, space: Space, secret: str, **why: bool) -> HttpResponse:
    """The one page on which a signing secret stands."""
    page = frame(request, space, "integrations") | {"secret": secret} | why
    return render(request, "hooks/secret.html", page)
