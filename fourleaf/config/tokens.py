"""Tokens made at the machine itself: `fourleaf token`."""

from collections.abc import Sequence

from fourleaf.kit.refusals import Invalid
from fourleaf.people import actions
from fourleaf.people.models import Person


def made_by_hand(email: str, name: str, scopes: Sequence[str], days: int) -> str:
    """The text of a new token of the active person with this address; LookupError says what stands in the way."""
    person = Person.objects.active().filter(email=email.strip().lower()).first()
    if person is None:
        raise LookupError(f"nobody here has the address {email}.")
    try:
        return actions.add_token(actor=None, person=person, name=name, scopes=scopes, days=days)[1]
    except Invalid as invalid:
        raise LookupError(str(invalid.text)) from None
