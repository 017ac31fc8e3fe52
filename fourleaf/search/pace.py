"""How often somebody may search: pages and programs alike, and apart from everything else that they ask.

A search costs the database more than a page, and whoever could ask without end could also measure without end how long
an answer takes.
"""

import hashlib
from uuid import UUID

from django.conf import settings

from fourleaf.kit.api.rates import Allowance, Quota, rates

SHARE = 5


def quota() -> Quota:
    """A fifth of what a token of the API may ask for: 120 a minute, unless set otherwise."""
    return Quota("search", max(1, settings.API_RATE // SHARE))


def spend(person: UUID) -> Allowance:
    """Count one search of this person."""
    return rates(settings.DATA).spend(hashlib.sha256(b"search" + person.bytes).digest(), quota())
