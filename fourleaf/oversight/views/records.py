"""Pages of the privacy officer. Each look at them is itself recorded."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourleaf.chronicle import access
from fourleaf.chronicle.models import Access
from fourleaf.kit.forms import accepted
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.web import PersonRequest
from fourleaf.oversight import actions, export, policy, records
from fourleaf.oversight.forms import DeedsForm, ReadingForm, ReviewForm
from fourleaf.oversight.models import Alert

MOST_EXPORTED = 20_000


def _demand_officer(request: PersonRequest) -> None:
    demand(policy.can_oversee(request.user), _("Only the privacy officer can look at this."))


@login_required
@require_safe
def reading(request: PersonRequest) -> HttpResponse:
    """Who read what, where reading is recorded."""
    return _page(request, records.READING)


@login_required
@require_safe
def deeds(request: PersonRequest) -> HttpResponse:
    """Who did what, from the chronicle."""
    return _page(request, records.DEEDS)


def _page(request: PersonRequest, of: str) -> HttpResponse:
    _demand_officer(request)
    form = (ReadingForm if of == records.READING else DeedsForm)(request.GET)
    wanted = form.wanted()
    _note(request, of, wanted, Access.Why.AUDIT)
    rows = list(records.found(of, wanted)[: records.SIZE + 1])
    shown = rows[: records.SIZE]
    query = request.GET.copy()
    query.pop("before", None)
    context = {
        "tab": of,
        "form": form,
        "filters": form.visible_fields(),
        "lines": records.lines(of, shown),
        "is_narrowed": bool(wanted.keys() - {"before"}),
        "query": query.urlencode(),
        "earlier": shown[-1].pk if len(rows) > records.SIZE else None,
        "open_alerts": Alert.objects.open().count(),
        "formats": export.FORMATS,
    }
    return render(request, "oversight/records.html", context)


def _note(request: PersonRequest, of: str, wanted: dict[str, Any], why: Access.Why) -> None:
    """Looking is recorded, with the person and space that it was about, where it was about one."""

    def key(name: str) -> UUID | None:
        value = wanted.get(name)
        return value if isinstance(value, UUID) else None

    about = key("whose") or key("who")
    access.record(kind=of, whose=about, space=key("space"), why=why, who=request.user.pk)


@login_required
@require_POST
def take_out(request: PersonRequest) -> HttpResponse:
    """The readings that fit the filters, as a file."""
    _demand_officer(request)
    form = request.POST.get("format", "")
    ensure(form in export.FORMATS, _("Choose one of the formats."))
    wanted = ReadingForm(request.POST).wanted()
    rows = records.found(records.READING, wanted)
    ensure(
        not rows[MOST_EXPORTED : MOST_EXPORTED + 1].exists(),
        _("These are too many for one file from here. Narrow them, or use `fourleaf audit export`."),
    )
    _note(request, records.READING, wanted, Access.Why.EXPORT)
    text = "".join(export.written(rows, form))
    name = "readings.jsonl" if form == "jsonl" else f"AuditEvent.{'json' if form == 'fhir' else 'ndjson'}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    kind = "application/fhir+json" if form == "fhir" else "application/x-ndjson"
    return HttpResponse(text, content_type=f"{kind}; charset=utf-8", headers=headers)


@login_required
@require_safe
def agreement(request: PersonRequest) -> HttpResponse:
    """How data about people are handled, in plain words, for everybody."""
    return render(request, "oversight/agreement.html", {"agreement": settings.AGREEMENT})


@login_required
@require_safe
def alerts(request: PersonRequest) -> HttpResponse:
    """What the rules found: open ones first, then what was reviewed, by whom."""
    _demand_officer(request)
    return render(request, "oversight/alerts.html", _alerts(request))


def _alerts(request: PersonRequest, refused: UUID | None = None, form: ReviewForm | None = None) -> Any:
    access.record(kind="alerts", why=Access.Why.AUDIT, who=request.user.pk)
    found = list(Alert.objects.select_related("reviewed_by").order_by("-at")[:200])
    names = records.names_of({alert.person_id for alert in found})
    rows = [(alert, names.get(alert.person_id, "")) for alert in found]
    return {
        "tab": "alerts",
        "open": [row for row in rows if row[0].reviewed_at is None],
        "reviewed": [row for row in rows if row[0].reviewed_at],
        "open_alerts": sum(1 for alert in found if alert.reviewed_at is None),
        "form": form or ReviewForm(),
        "refused": refused,
    }


@login_required
@require_http_methods(["POST"])
def review(request: PersonRequest, alert_id: UUID) -> HttpResponse:
    """Say what was found."""
    found = Alert.objects.visible_to(request.user, is_officer=policy.can_oversee(request.user))
    alert = get_object_or_404(found, pk=alert_id)
    form = ReviewForm(request.POST)
    if not accepted(
        form, lambda: actions.review_alert(actor=request.user, alert=alert, note=form.cleaned_data["note"])
    ):
        return render(request, "oversight/alerts.html", _alerts(request, alert.pk, form), status=422)
    messages.success(request, _("Reviewed. It stays in the list below."))
    return redirect("oversight-alerts")
