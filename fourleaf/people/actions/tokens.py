"""Keys to the API."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourleaf.chronicle.record import record
from fourleaf.kit import time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.people import policy
from fourleaf.people.events import TokenAdded, TokenRevoked
from fourleaf.people.models import Person, Token

USUAL_DAYS = 90
MOST_DAYS = 365
MOST_TOKENS = 20
NOT_YOURS = gettext_lazy("Only the person can change this.")


@transaction.atomic
def add_token(
    *, actor: Person | None, person: Person, name: str, scopes: Iterable[str], days: int = USUAL_DAYS
) -> tuple[Token, str]:
    """A new key, and its text: 43 letters of 256 random bits after `fl_`. Nobody can show the text again."""
    demand(policy.can_hold_tokens(actor, person), NOT_YOURS)
    ensure(person.is_active, _("This person has left."))
    ensure(0 < len(name.strip()) <= 100, _("Say what the token is for, in at most 100 characters."), "name")
    wanted = set(scopes)
    ensure(bool(wanted), _("Choose at least one thing that it may be used for."), "scopes")
    ensure(wanted <= set(Token.Scope.values), _("Choose from the list."), "scopes")
    ensure(1 <= days <= MOST_DAYS, _("A token lasts 1 to 365 days."), "days")
    alive = Token.objects.alive().filter(person=person)
    ensure(alive.count() < MOST_TOKENS, _("You have 20 tokens. Revoke one first."))
    text = Token.PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        person=person,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        name=name.strip(),
        scopes=[scope for scope in Token.Scope.values if scope in wanted],
        expires_at=time.now() + timedelta(days=days),
    )
    deed = TokenAdded(
        actor=actor.pk if actor else None, person=person.pk, token=token.pk, scopes=tuple(token.scopes)
    )
    record(deed)
    return token, text


@transaction.atomic
def revoke_token(*, actor: Person | None, token: Token) -> None:
    """The key opens nothing any more, from this moment; sockets that it opened close."""
    demand(policy.can_hold_tokens(actor, token.person), NOT_YOURS)
    if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=time.now()):
        record(TokenRevoked(actor=actor.pk if actor else None, person=token.person.pk, token=token.pk))
