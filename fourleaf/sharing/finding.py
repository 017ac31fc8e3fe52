"""Load and authorise in one step what somebody wants to show to others."""

from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from fourleaf.kit.refusals import demand
from fourleaf.people.models import Person
from fourleaf.sharing import policy, things
from fourleaf.sharing.models import Grant
from fourleaf.sharing.overview import shown_to
from fourleaf.sharing.things import Thing, kinds


def thing_to_show(person: Person, kind: str, key: UUID) -> tuple[Thing, Grant | None]:
    """The thing, and the grant by which it is passed on where the person does not belong to its space.

    404 for whoever may not know of it, 403 for whoever may not show it.
    """
    thing = things.find(person, kind, key)
    if thing is not None:
        allowed = policy.can_show(person, thing.space, thing.owner)
        demand(allowed, _("Only stewards can show what others wrote."))
        return thing, None
    if kind not in kinds():
        raise Http404
    grants = list(shown_to(person).filter(kind=kind, object_id=key))
    if not grants:
        raise Http404
    under = next((grant for grant in grants if grant.may_share_on), None)
    demand(under is not None, _("It is shown to you to read, not to show it to others."))
    return things.passed_on(grants[0] if under is None else under), under
