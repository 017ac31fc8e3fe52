"""The one thing that helps a team most now."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from fourleaf.adoption.claims import Lack, Prepared
from fourleaf.adoption.course import State
from fourleaf.adoption.models import FirstWin, LaunchCheck, Team
from fourleaf.kit import time


@dataclass(frozen=True)
class NextStep:
    """A sentence, and where it is done."""

    text: str
    act: str
    url: str


def next_step(team: Team, prepared: Prepared) -> NextStep | None:
    """What comes next, by the state and by what is there; None once all is done."""
    if team.launch.is_ahead:
        return _before(team, prepared)
    if team.launch.state == State.LAUNCHED:
        return _during(team)
    if team.launch.state == State.STEADY:
        text = _("The first work is done. Say what else you use it for.")
        return NextStep(text, _("Say it"), reverse("team-afterwards", args=[team.pk]))
    if team.launch.state == State.STOPPED:
        text = _("It has stopped. Look back on it together: what would you do otherwise?")
        return NextStep(text, _("Look back"), reverse("team-launch", args=[team.pk]))
    return None


def _before(team: Team, prepared: Prepared) -> NextStep:
    steps = {
        Lack.ALONE: (_("A team needs more than one person."), _("Add people"), "team-people"),
        Lack.BENEFITS: (_("Write down what you hope for, before you begin."), _("State the benefits"), "team-benefits"),
        Lack.RATINGS: (
            _("Ask two people to rate how clear the benefits are."), _("Rate them"), "team-benefits",
        ),
        Lack.CHECK: (_("Ask the members what the work is for."), _("To the question"), "team-benefits"),
        Lack.BASELINE: (
            _("Note three pieces of work that you finished before, so that there is a “before”."),
            _("Note past work"),
            "team-works",
        ),
    }  # fmt: skip
    for lack in (Lack.ALONE, *Lack):
        if lack in prepared.lacks and lack in steps:
            text, act, name = steps[lack]
            return NextStep(text, act, reverse(name, args=[team.pk]))
    return NextStep(_("All is prepared. You can begin."), _("Begin"), reverse("team-launch", args=[team.pk]))


def _during(team: Team) -> NextStep | None:
    if not FirstWin.objects.filter(launch_id=team.pk).exists():
        text = _("Finish one real piece of work here in the first seven days, and say which it was.")
        return NextStep(text, _("Choose the first win"), reverse("team-first-win", args=[team.pk]))
    today = time.now().date()
    due = LaunchCheck.objects.open().filter(launch_id=team.pk, due_on__lte=today).first()
    if due is not None:
        text = _("%(days)d days have passed. Does it help?") % {"days": due.day}
        return NextStep(text, _("Answer"), reverse("team-check", args=[team.pk, due.day]))
    return None
