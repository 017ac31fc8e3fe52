"""Write down that something was read: who, what, whose, why, when and from where, and never what it said."""

from uuid import UUID

from django.db import connections

from fourleaf.chronicle.models import Access
from fourleaf.kit import ids, time
from fourleaf.kit.databases import OWN
from fourleaf.kit.whence import whence

RECORD = "select lock.record_access(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


def record(
    *,
    kind: str,
    object_id: UUID | None = None,
    whose: UUID | None = None,
    why: Access.Why,
    space: UUID | None = None,
    who: UUID | None = None,
    using: str = OWN,
) -> None:
    """The person of this transaction has read the object. `whose`: the person it is from or about, if it is one's.

    Part of the reading transaction: what cannot be written down is not shown. Requests cannot say who they are nor
    when it was; system roles say `who`, and without one it was done at the machine itself. The same file again within
    a minute, as when a page shows it and then its parts are fetched, is one reading.
    """
    place = whence()
    values = [ids.uuid7(), who, kind, object_id, space, whose, why, time.now(), place.address, place.session]
    with connections[using].cursor() as cursor:
        cursor.execute(RECORD, values)
