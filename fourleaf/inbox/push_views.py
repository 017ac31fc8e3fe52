"""Which of somebody's browsers get notifications: `inbox/_push.html` in the settings."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from fourleaf.inbox import actions, push_key
from fourleaf.inbox.forms import SubscriptionForm
from fourleaf.inbox.models import PushSubscription
from fourleaf.kit.forms import errors_of
from fourleaf.kit.refusals import Invalid
from fourleaf.kit.web import PersonRequest, wants_fragment

BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
DEVICES = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip


@login_required
@require_safe
def key(request: PersonRequest) -> JsonResponse:
    """What a browser subscribes with: `{"key": …}`."""
    return JsonResponse({"key": push_key.public_key()})


@login_required
@require_POST
def subscribe(request: PersonRequest) -> HttpResponse:
    """Send this browser notifications from now on."""
    form = SubscriptionForm(request.POST)
    if not form.is_valid():
        return _devices(request, error=errors_of(form)[0], status=422)
    label = label_of(request.headers.get("User-Agent", ""))
    try:
        actions.add_subscription(actor=request.user, label=label, **form.cleaned_data)
    except Invalid as refusal:
        return _devices(request, error=str(refusal.text), status=422)
    return _devices(request)


@login_required
@require_POST
def remove(request: PersonRequest, subscription_id: UUID) -> HttpResponse:
    """Send one browser nothing more."""
    mine = PushSubscription.objects.filter(person=request.user)
    actions.remove_subscription(actor=request.user, subscription=get_object_or_404(mine, pk=subscription_id))
    return _devices(request)


@login_required
@require_POST
def leave(request: PersonRequest) -> HttpResponse:
    """This browser, which knows its own address only, wants nothing more."""
    endpoint = request.POST.get("endpoint", "")[:1000].replace("\0", "")
    for subscription in PushSubscription.objects.filter(person=request.user, endpoint=endpoint):
        actions.remove_subscription(actor=request.user, subscription=subscription)
    return HttpResponse(status=204)


@login_required
@require_POST
def test(request: PersonRequest) -> HttpResponse:
    """Send a push to all of one's own browsers."""
    actions.request_test(actor=request.user)
    return _devices(request, tested=PushSubscription.objects.filter(person=request.user).count())


def _devices(
    request: PersonRequest, *, status: int = 200, error: str = "", tested: int | None = None
) -> HttpResponse:
    if not wants_fragment(request) and not error:
        return redirect("/settings/notifications/#devices")
    context = {"push_error": error, "push_tested": tested}
    return render(request, "inbox/_push.html", context, status=status)


def label_of(agent: str) -> str:
    """What a browser calls itself, shortly: "Firefox, Android"."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    device = next((name for sign, name in DEVICES if sign in agent), "")
    return ", ".join(part for part in (browser, device) if part) or "?"
