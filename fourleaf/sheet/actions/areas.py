"""The columns of the Sheet, kept by administrators."""

from django.db import transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.kit import ids, time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.people.models import Person
from fourleaf.sheet import columns, policy
from fourleaf.sheet.events import AreaChanged
from fourleaf.sheet.models import Area

MOST = 20


@transaction.atomic
def set_area(*, actor: Person, name: str, hint: str = "", place: int | None = None, key: str = "") -> Area:
    """Name a column anew or, without `key`, add one; `place` is from the left, 1 and more."""
    demand(policy.can_keep_areas(actor), _("Only administrators keep the columns of the Sheet."))
    ensure(bool(name.strip()), _("Give it a name."), "name")
    known = columns.columns()
    others = [each for each in known if each.key != key]
    ensure(len(others) < MOST, _("There are 20 columns. More than that nobody reads."), "name")
    same = any(str(each.name).casefold() == name.strip().casefold() for each in others)
    ensure(not same, _("There is a column of this name."), "name")
    ensure(not key or len(others) < len(known), _("There is no such column."), "key")
    said = {
        "name": name.strip(), "hint": hint.strip(), "place": place or len(others) + 1, "by": actor,
        "at": time.now(), "ended_at": None,
    }  # fmt: skip
    area, _is_new = Area.objects.update_or_create(key=key or ids.uuid7().hex, defaults=said)
    record(AreaChanged(actor=actor.pk, area=area.key))
    return area


@transaction.atomic
def end_area(*, actor: Person, key: str) -> None:
    """Take a column away. Its lines stay where they can be found, under "Elsewhere"."""
    demand(policy.can_keep_areas(actor), _("Only administrators keep the columns of the Sheet."))
    known = {each.key: each for each in columns.columns()}
    ensure(key in known, _("There is no such column."), "key")
    ensure(len(known) > 1, _("One column stays."), "key")
    column, now = known[key], time.now()
    said = {
        "name": str(column.name), "hint": str(column.hint), "place": column.place, "by": actor, "at": now,
        "ended_at": now,
    }  # fmt: skip
    Area.objects.update_or_create(key=key, defaults=said)
    record(AreaChanged(actor=actor.pk, area=key))
