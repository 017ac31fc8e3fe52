"""Somebody is forgotten: asked for with a password, done by the worker, reported part by part, and never undone."""

from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.kit import time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.mine import policy
from fourleaf.mine.events import ErasureAsked, ErasureRefused
from fourleaf.mine.making import forget
from fourleaf.mine.models import Copy, Erasure
from fourleaf.mine.reporting import tell
from fourleaf.people.models import Person
from fourleaf.people.parts import parts


def obstacles(person: Person) -> list[str]:
    """Why the person cannot be erased now (`settings.ERASURE_HOLDS`), as sentences."""
    return [why for path in settings.ERASURE_HOLDS if (why := import_string(path)(person))]


@transaction.atomic
def ask_erasure(*, actor: Person, person: Person, password: str) -> Erasure:
    """Have somebody erased. The password of who asks is asked for again."""
    demand(policy.can_erase(actor, person), _("Only the person or the privacy officer can ask for this."))
    ensure(actor.check_password(password), _("This is not your password."), "password")
    for why in obstacles(person):
        ensure(False, why)
    waiting = Erasure.objects.filter(person=person).first()
    if waiting and waiting.refused_at is None:
        return waiting
    ensure(waiting is None, _("This was refused before. Ask the privacy officer."))
    erasure = Erasure.objects.create(person=person, by=actor)
    record(ErasureAsked(actor=actor.pk, person=person.pk, erasure=erasure.pk))
    return erasure


@transaction.atomic
def erase(*, erasure: Erasure) -> None:
    """System: all of it in one transaction, or none; a hold that was set since it was asked for beats it."""
    person = erasure.person
    if obstacles(person):
        Erasure.objects.filter(pk=erasure.pk).update(refused_at=time.now())
        record(ErasureRefused(actor=None, person=person.pk, erasure=erasure.pk))
        return
    report = [{"name": part.name, "count": part.count(person), "fate": part.fate.name} for part in parts()]
    before, address, language = person.name, person.email, person.language
    for path in settings.ERASERS:
        import_string(path)(actor=None, person=person, before=before)
    copies = list(Copy.objects.filter(person=person))
    Copy.objects.filter(person=person).delete()
    for copy in copies:
        transaction.on_commit(partial(forget, copy), robust=True)
    if address:
        transaction.on_commit(partial(tell, address, language, report))
    Erasure.objects.filter(pk=erasure.pk).update(done_at=time.now(), report=report)
