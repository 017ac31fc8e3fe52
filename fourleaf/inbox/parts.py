"""What the inbox keeps about a person."""

from django.utils.translation import gettext_lazy as _

from fourleaf.inbox.models import Preference, PushSubscription, SpaceLevel, Telling
from fourleaf.people.parts import Part

WISHES = "/settings/notifications/"
PARTS = (
    Part(
        "push_devices", "doors", _("Devices that show you notifications"),
        lambda p: PushSubscription.objects.filter(person=p),
        {"device": "label", "created_at": "created_at", "succeeded_at": "succeeded_at"}, url=WISHES,
    ),
    Part(
        "notifications", "told", _("How you want to be told"), lambda p: Preference.objects.filter(person=p),
        {
            "level": "level", "zone": "zone", "quiet_hours": "has_quiet_hours", "days": "days", "opens": "opens",
            "closes": "closes", "mail_at_once": "mail_at_once", "push": "push", "digest": "digest",
            "digest_at": "digest_at", "digest_on": "digest_on", "digested_at": "digested_at",
        },
        url=WISHES,
    ),
    Part(
        "space_levels", "told", _("How you want to be told, space by space"),
        lambda p: SpaceLevel.objects.filter(person=p).select_related("space").order_by("space_id"),
        {"space": "space.name", "level": "level"}, url=WISHES,
    ),
    Part(
        "tellings", "told", _("What you were or are to be told"),
        lambda p: Telling.objects.filter(person=p).order_by("since"),
        {"kind": "kind", "about": "about", "since": "since", "pushed_at": "pushed_at", "mailed_at": "mailed_at"},
        is_hidden=True,
    ),
)  # fmt: skip
