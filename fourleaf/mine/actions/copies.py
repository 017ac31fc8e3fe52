"""A copy of all that is a person's: asked for, made step by step, fetched, dropped."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle import access
from fourleaf.chronicle.models import Access
from fourleaf.chronicle.record import record
from fourleaf.kit import time
from fourleaf.kit.refusals import ensure
from fourleaf.mine.events import CopyAsked
from fourleaf.mine.making import forget
from fourleaf.mine.models import Copy
from fourleaf.people.models import Person

MOST_A_DAY = 3


@transaction.atomic
def ask_copy(*, actor: Person) -> Copy:
    """Ask for a copy; the worker makes it. One that is being made is answered with itself."""
    own = Copy.objects.visible_to(actor)
    if at_work := own.unfinished().first():
        return at_work
    today = own.filter(asked_at__gt=time.now() - timedelta(days=1)).count()
    ensure(today < MOST_A_DAY, _("You have had three copies today. Ask again tomorrow."))
    copy = Copy.objects.create(person=actor)
    record(CopyAsked(actor=actor.pk, copy=copy.pk))
    return copy


def note_taken(*, actor: Person, copy: Copy) -> None:
    """The person fetches it: written down like every copy that leaves the house. An hour later it goes."""
    access.record(kind="copy", object_id=copy.pk, whose=actor.pk, why=Access.Why.EXPORT)
    if copy.taken_at is None:
        Copy.objects.filter(pk=copy.pk, taken_at=None).update(taken_at=time.now())


def give_key(*, copy: Copy) -> None:
    """System: what it is sealed with; a copy that is begun again keeps its own."""
    if copy.key is None:
        copy.key = secrets.token_hex(32)
        copy.save(update_fields=["key"])


def note_step(*, copy: Copy, steps: int, steps_of: int) -> None:
    """System: so much is done, for who waits to see."""
    Copy.objects.filter(pk=copy.pk).update(steps=steps, steps_of=steps_of)


def finish(*, copy: Copy, size: int) -> None:
    """System: it can be fetched."""
    Copy.objects.filter(pk=copy.pk, done_at=None).update(done_at=time.now(), size=size)


def fail(*, copy: Copy) -> None:
    """System: it could not be made; the person may ask again."""
    Copy.objects.filter(pk=copy.pk, done_at=None).update(failed_at=time.now())


def drop_old() -> int:
    """System: after their days copies go with their keys, and so does what was made of those that failed."""
    old = [copy for copy in Copy.objects.all() if not copy.is_there and not copy.is_at_work]
    for copy in old:
        forget(copy)
    Copy.objects.filter(pk__in=[copy.pk for copy in old]).update(key=None)
    return len(old)
