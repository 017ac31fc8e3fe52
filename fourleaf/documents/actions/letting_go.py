"""Let the single steps of typing go when a compaction, a version and who wrote what hold all that they did."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q

from fourleaf.documents.actions.documents import keep_state
from fourleaf.documents.content import opened
from fourleaf.documents.models import Document, DocumentQuerySet, DocumentUpdate

#: Documents of which one run makes a compaction first, and updates that it lets go: the others follow the next night.
AT_ONCE, MOST = 1_000, 500_000


def let_go_steps(until: datetime) -> list[str]:
    """System: delete updates from before an instant that nothing is made from any more; "document:number" of each.

    What was typed after the newest version stays, and so does what no compaction holds or nobody has been named for
    yet; and all of whoever, or wherever, a legal hold is on.
    """
    for document in _uncompacted(until)[:AT_ONCE]:
        with transaction.atomic():
            upto, copy = opened(document.pk)
            keep_state(document=document.pk, upto=upto, data=copy.get_update())
    with connection.cursor() as cursor:
        cursor.execute("select lock.dispose_updates(%s, %s)", [until, MOST])
        return [key for (key,) in cursor.fetchall()]


def _uncompacted(until: datetime) -> DocumentQuerySet:
    """Documents that nobody has written in since, and whose newest compaction does not hold all."""
    old = DocumentUpdate.objects.filter(document=OuterRef("pk"), at__lt=until)
    behind = Q(state=None) | Q(state__upto__lt=F("sequence"))
    found = Document.objects.filter(behind, Exists(old), withdrawal=None, changed_at__lt=until)
    return found.order_by("changed_at")
