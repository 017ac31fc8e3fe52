"""What the Sheet lets go after a time."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fourleaf.sheet.models import Pledge


@transaction.atomic
def forget_pledges(*, actor: None, until: datetime) -> Iterable[UUID]:
    """System: pledges that ended before this instant, with who could follow them. Answers their keys."""
    old = list(Pledge.objects.filter(ended_at__lt=until).values_list("pk", flat=True))
    Pledge.objects.filter(pk__in=old).delete()
    return old
