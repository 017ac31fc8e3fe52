"""Answer in public, change one's answer, ask somebody else."""

from django.db import transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record, tell_own_screens
from fourleaf.kit import time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.text import sound
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person
from fourleaf.sheet import events, policy
from fourleaf.sheet.actions.asking import ask
from fourleaf.sheet.models import Answer, Line


@transaction.atomic
def add_answer(*, actor: Person, line: Line, text: str) -> Answer:
    """Answer what one is asked, to all who can read it."""
    take_turns("line", line.pk)
    demand(policy.can_answer(actor, line), _("Only the person who is asked can answer this."))
    ensure(not Answer.objects.filter(line=line).exists(), _("This is answered. You can change your answer."))
    answer = Answer.objects.create(line=line, by=actor, text=sound(text, Answer.LIMIT))
    record(events.LineAnswered(actor=actor.pk, line=line.pk, person=line.author_id))
    tell_own_screens(actor.pk)
    return answer


@transaction.atomic
def edit_answer(*, actor: Person, answer: Answer, text: str) -> None:
    """Change one's own answer; that and when stands there."""
    may = answer.by_id == actor.pk and policy.can_read(actor, answer.line)
    demand(may, _("Only the person who answered can change this."))
    text = sound(text, Answer.LIMIT)
    if text != answer.text:
        answer.text, answer.edited_at = text, time.now()
        answer.save(update_fields=["text", "edited_at"])
        record(events.AnswerChanged(actor=actor.pk, line=answer.line_id, person=answer.line.author_id))


@transaction.atomic
def ask_another(*, actor: Person, line: Line, person: Person) -> None:
    """Ask somebody else to answer. The time to answer runs on."""
    take_turns("line", line.pk)
    may = policy.can_ask_another(actor, line)
    demand(may, _("Only the person who wrote this, or is asked, can ask somebody else."))
    ensure(person.pk != line.author_id, _("Ask somebody else than the person who wrote it."), "asked")
    if not line.askings.standing().filter(person=person).exists():
        ask(actor, line, person)
        tell_own_screens(actor.pk)
