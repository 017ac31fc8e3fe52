"""What the Sheet keeps about a person."""

from django.utils.translation import gettext_lazy as _

from fourleaf.people.parts import Fate, Part
from fourleaf.sheet.models import Answer, Asking, Consent, Line, Pledge

SHEET, MINE = "/sheet/", "/sheet/pledges/mine/"
PARTS = (
    Part(
        "sheet_lines", "work", _("What you wrote on the Sheet"),
        lambda p: Line.objects.filter(author=p).select_related("space").order_by("at"),
        {
            "id": "pk", "kind": "kind", "area": "area", "text": "text", "space": "space.name", "at": "at",
            "edited_at": "edited_at",
        },
        url=SHEET, fate=Fate.RENAMED,
    ),
    Part(
        "sheet_answers", "work", _("What you answered on the Sheet"),
        lambda p: Answer.objects.filter(by=p).order_by("at"),
        {"line": "line_id", "text": "text", "at": "at", "edited_at": "edited_at"}, url=SHEET, fate=Fate.RENAMED,
    ),
    Part(
        "sheet_askings", "work", _("What you were asked on the Sheet"),
        lambda p: Asking.objects.filter(person=p).order_by("at"),
        {"line": "line_id", "at": "at", "ended_at": "ended_at"}, fate=Fate.PROOF,
    ),
    Part(
        "pledges", "work", _("What you pledged as a leader"), lambda p: Pledge.objects.filter(leader=p),
        {"text": "text", "rate": "rate", "from_on": "from_on", "at": "at", "ended_at": "ended_at"}, url=MINE,
    ),
    Part(
        "pledge_consents", "work", _("Who may see how your pledge goes"),
        lambda p: Consent.objects.filter(pledge__leader=p).select_related("to"),
        {"to": "to.name", "at": "at", "ended_at": "ended_at"}, url=MINE,
    ),
    Part(
        "pledges_followed", "work", _("Leaders who let you see how their pledge goes"),
        lambda p: Consent.objects.filter(to=p).select_related("pledge__leader"),
        {"leader": "pledge.leader.name", "at": "at", "ended_at": "ended_at"},
    ),
)  # fmt: skip
