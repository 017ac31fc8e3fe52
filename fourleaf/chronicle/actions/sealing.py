"""Seal what was written down since the last seal: outside of the transactions that wrote it."""

from collections.abc import Callable

from django.db import connection, transaction

from fourleaf.chronicle import chain
from fourleaf.chronicle.models import Link, Seal, Unsealed
from fourleaf.kit import time

#: Signs a head; the key is outside of the database.
Sign = Callable[[bytes], bytes]
AT_ONCE = 5000
TURN = "select pg_try_advisory_xact_lock(hashtextextended('fourleaf seals', 0))"
LISTED = f"""
(select row_number() over (order by u.id) + %s as place, u.of, u.row_id, u.is_past,
        {chain.MICROSECONDS.format("u.written_at")} as written
   from chronicle_unsealed u where u.id = any(%s))
"""  # noqa: S608 - our own words


@transaction.atomic
def seal(sign: Sign) -> Seal | None:
    """Seal up to 5000 rows that wait for it, in the order in which they were written; None if there are none.

    A row waits from the transaction that wrote it until the one that seals it, whatever order those commit in, so none
    is missed. While another process seals, nothing happens here.
    """
    with connection.cursor() as cursor:
        cursor.execute(TURN)
        if not cursor.fetchone()[0]:
            return None
    waiting = list(Unsealed.objects.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    if not waiting:
        return None
    last = Seal.objects.order_by("-number").first()
    place = last.last if last else 0
    previous = last.head if last else chain.ORIGIN
    link = bytes(Link.objects.get(pk=place).link) if place else chain.ORIGIN
    links = []
    for row in chain.rows(LISTED, [place, waiting]):
        link = row.link(link, row.facts)
        links.append(
            Link(
                place=row.place,
                of=row.of,
                row_id=row.row_id,
                facts=row.facts,
                link=link,
                is_past=row.is_past,
                written=row.written,
            )
        )
    Link.objects.bulk_create(links)
    Unsealed.objects.filter(pk__in=waiting).delete()
    number, at = (last.number + 1 if last else 1), time.now()
    head = chain.head_of(number, place + 1, place + len(links), at, bytes(previous), link)
    return Seal.objects.create(
        number=number, first=place + 1, last=place + len(links), at=at, head=head, signature=sign(head)
    )
