"""Write a line or ask a leader, change it, take it back, make a candidate of it."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.kit import time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.text import sound
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person
from fourleaf.sheet import columns, events, policy
from fourleaf.sheet.actions.asking import ask, ask_no_more
from fourleaf.sheet.models import Answer, Candidacy, Line, Pledge, Withdrawal
from fourleaf.spaces.models import Space


@transaction.atomic
def add_line(*, actor: Person, area: str, text: str, asked: Person, space: Space | None = None) -> Line:
    """Say where this could improve results in one's own job; `space` reads it, None is everybody on the staff."""
    ensure(columns.is_column(area), _("Choose a column of the Sheet."), "area")
    return _said(actor, Line(kind=Line.Kind.IDEA, area=area, text=text, space=space, author=actor), asked)


@transaction.atomic
def ask_leader(*, actor: Person, pledge: Pledge, text: str, space: Space | None = None) -> Line:
    """Ask a leader who has pledged; the audience reads question and answer."""
    ensure(pledge.ended_at is None, _("This pledge has ended."), "to")
    ensure(pledge.leader_id != actor.pk, _("You cannot ask yourself."), "to")
    return _said(actor, Line(kind=Line.Kind.QUESTION, text=text, space=space, author=actor), pledge.leader)


def _said(actor: Person, line: Line, asked: Person) -> Line:
    demand(policy.can_write(actor, line.space), _("Only people of the staff write here."))
    line.text = sound(line.text, Line.LIMIT)
    ensure(asked.pk != actor.pk, _("Ask somebody else than yourself."), "asked")
    line.save()
    record(
        events.LineAdded(
            actor=actor.pk, line=line.pk, kind=str(line.kind), area=line.area, space=line.space_id
        )
    )
    ask(actor, line, asked)
    return line


@transaction.atomic
def edit_line(*, actor: Person, line: Line, text: str, area: str = "") -> None:
    """Change what one wrote; that and when stands there."""
    take_turns("line", line.pk)
    demand(policy.can_change(actor, line), _("Only the person who wrote this can change it."))
    text, area = sound(text, Line.LIMIT), area or line.area
    ensure(area == line.area or columns.is_column(area), _("Choose a column of the Sheet."), "area")
    if (text, area) == (line.text, line.area):
        return
    if text != line.text:
        line.edited_at = time.now()
    line.text, line.area = text, area
    line.save(update_fields=["text", "area", "edited_at"])
    record(events.LineChanged(actor=actor.pk, line=line.pk))


@transaction.atomic
def withdraw_line(*, actor: Person, line: Line) -> None:
    """Take a line back: its text and its answer go; who and when stays."""
    take_turns("line", line.pk)
    if Withdrawal.objects.filter(line=line).exists():
        return
    demand(policy.can_withdraw(actor, line), _("Only the person who wrote this can take it back."))
    asked = ask_no_more(line)
    line.withdrawal = Withdrawal.objects.create(line=line, by=actor)
    Answer.objects.filter(line=line).delete()
    line.text = ""
    line.save(update_fields=["text"])
    record(events.LineWithdrawn(actor=actor.pk, line=line.pk, person=asked))


@transaction.atomic
def take_line(*, actor: Person, line: Line, team: UUID) -> Candidacy:
    """Note that a candidate launch was made of the line. The first one counts."""
    take_turns("line", line.pk)
    demand(policy.can_take(actor, line), _("Nothing can be made of this line."))
    taken = Candidacy.objects.filter(line=line).first()
    if taken is None:
        taken = Candidacy.objects.create(line=line, team_id=team, by=actor)
        record(events.LineTaken(actor=actor.pk, line=line.pk, person=line.author_id, team=team))
    return taken
