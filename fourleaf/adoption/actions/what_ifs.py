"""What if: asked for by whoever looks after adoption, played by the worker piece by piece."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fourleaf.adoption import events, policy
from fourleaf.adoption.models import WhatIf, WhatIfPiece
from fourleaf.chronicle.record import record
from fourleaf.kit import time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person

#: Ways to begin: the next best team each time, teams in any order, all at once.
WAYS = ("next", "random", "open")
MOST_A_DAY = 10
RUNS, WEEKS = 50, 156


@transaction.atomic
def ask_what_if(*, actor: Person) -> WhatIf:
    """Have the ways to begin played out for today's teams; one that is at work is answered with itself."""
    demand(policy.is_steward(actor), _("Only those who look after adoption can ask this."))
    take_turns("what if")
    if at_work := WhatIf.objects.unfinished().first():
        return at_work
    lately = WhatIf.objects.filter(at__gt=time.now() - timedelta(days=1)).count()
    ensure(lately < MOST_A_DAY, _("This has been played ten times today. Ask again tomorrow."))
    asked = WhatIf.objects.create(by=actor, runs=RUNS, weeks=WEEKS, ways=list(WAYS))
    record(events.WhatIfAsked(actor=actor.pk, what_if=asked.pk))
    return asked


@transaction.atomic
def begin_what_if(*, what_if: WhatIf, people: int, teams: int, pieces: int, marks: dict[str, str]) -> None:
    """System: so much there is to play. Kept pieces that answer another question go: the teams have changed since."""
    what_if.kept.exclude(mark__in=marks.values()).delete()
    what_if.people, what_if.teams, what_if.pieces_of = people, teams, pieces
    what_if.pieces = what_if.kept.count()
    what_if.save(update_fields=["people", "teams", "pieces_of", "pieces"])


@transaction.atomic
def keep_piece(*, what_if: WhatIf, way: str, piece: dict[str, Any]) -> None:
    """System: one more is played, for good."""
    made = WhatIfPiece(
        what_if=what_if, way=way, number=piece["number"], mark=piece["mark"], share=piece["share"]
    )
    WhatIfPiece.objects.bulk_create([made], ignore_conflicts=True)
    WhatIf.objects.filter(pk=what_if.pk).update(pieces=what_if.kept.count())


@transaction.atomic
def finish_what_if(*, what_if: WhatIf, outcome: dict[str, Any]) -> None:
    """System: all is played; the pieces are no longer needed."""
    WhatIf.objects.filter(pk=what_if.pk, done_at=None).update(outcome=outcome, done_at=time.now())
    what_if.kept.all().delete()


def fail_what_if(*, what_if: WhatIf) -> None:
    """System: it cannot be played."""
    WhatIf.objects.filter(pk=what_if.pk, done_at=None).update(failed_at=time.now())
