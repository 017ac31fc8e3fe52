"""Take a launch from one state to the next; plan its day; choose its first win; answer its checks."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from fourleaf.adoption import events, policy, wins
from fourleaf.adoption.actions.beginning import set_up
from fourleaf.adoption.course import State
from fourleaf.adoption.models import Afterwards, FirstWin, Launch, LaunchCheck, LaunchStep, Team
from fourleaf.adoption.preparing import prepared
from fourleaf.chronicle.record import record, tell_own_screens
from fourleaf.documents.actions.reminding import day_to_remind
from fourleaf.kit import time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person

#: A start is planned for no later than this.
FARTHEST = timedelta(days=730)
REMIND_AGAIN = timedelta(days=7)


@transaction.atomic
def move_launch(*, actor: Person, team: Team, to: str, why: str = "") -> LaunchStep:
    """From its state to the next. To begin sets up the team's space, its first document and its three checks.

    Nothing that is missing holds a start back; what was missing stays written at the step.
    """
    _demand_keep(actor, team)
    take_turns("launch", team.pk)
    launch = Launch.objects.get(pk=team.pk)
    ensure(to in State.values, _("Choose one of the states."), "to")
    after, before = State(to), State(launch.state)
    ensure(after in launch.next_states, _("It is not there now. Look at the page again."), "to")
    why = why.replace("\0", "").strip()
    ensure(len(why) <= 500, _("Please write at most 500 characters."), "why")
    ensure(after is not State.STOPPED or bool(why), _("Say in a sentence why it stops."), "why")
    starts = after is State.LAUNCHED
    without = tuple(str(lack) for lack in prepared(team).lacks) if starts else ()
    step = LaunchStep.objects.create(
        launch=launch, before=before, after=after, by=actor, why=why, without=list(without)
    )
    launch.state = after
    if starts:
        launch.begins_on = time.now().date()
        set_up(actor, team)
        LaunchCheck.objects.bulk_create(
            LaunchCheck(launch=launch, day=day, due_on=launch.begins_on + timedelta(days=day))
            for day in LaunchCheck.DAYS
        )
    launch.save(update_fields=["state", "begins_on"])
    record(events.LaunchMoved(actor=actor.pk, team=team.pk, before=before, after=after, without=without))
    return step


@transaction.atomic
def plan_launch(*, actor: Person, team: Team, begins_on: date | None) -> None:
    """Say on which day it is to begin, or that there is none; the plan shows it."""
    _demand_keep(actor, team)
    launch = Launch.objects.get(pk=team.pk)
    ensure(launch.is_ahead, _("It has begun already."), "begins_on")
    today = time.now().date()
    ensure(begins_on is None or begins_on >= today, _("This day has passed."), "begins_on")
    ensure(begins_on is None or begins_on <= today + FARTHEST, _("This is too far ahead."), "begins_on")
    if begins_on != launch.begins_on:
        launch.begins_on = begins_on
        launch.save(update_fields=["begins_on"])
        record(events.LaunchPlanned(actor=actor.pk, team=team.pk))


@transaction.atomic
def choose_first_win(*, actor: Person, team: Team, kind: str, subject: str) -> FirstWin:
    """One of the team says which finished piece of work is its first win. It must be real, and of their own space."""
    demand(policy.is_member(actor, team), _("Only the team chooses its first win."))
    take_turns("launch", team.pk)
    ensure(not FirstWin.objects.filter(launch_id=team.pk).exists(), _("Your team has chosen already."))
    named = [win for win in wins.found(actor, team) if (win.kind, str(win.subject)) == (kind, subject)]
    ensure(bool(named), _("Choose one of the pieces of work on the list."))
    [win] = named
    record(events.FirstWinChosen(actor=actor.pk, team=team.pk, kind=win.kind))
    return FirstWin.objects.create(
        launch_id=team.pk, kind=win.kind, subject=win.subject, happened_at=win.at, facts=win.facts, by=actor
    )


@transaction.atomic
def answer_launch_check(
    *, actor: Person, check: LaunchCheck, shows: str, goes_on: str, note: str = ""
) -> None:
    """Say 30, 60 or 90 days on whether the benefit shows, what is in the way, and whether the team goes on."""
    team = check.launch.team
    _demand_keep(actor, team)
    ensure(shows in LaunchCheck.Shows.values, _("Choose one of the answers."), "shows")
    ensure(goes_on in LaunchCheck.GoesOn.values, _("Choose one of the answers."), "goes_on")
    note = note.replace("\0", "").strip()
    ensure(len(note) <= 1000, _("Please write at most 1,000 characters."), "note")
    open_ = LaunchCheck.objects.open().filter(pk=check.pk)
    answered = open_.update(
        shows=shows, goes_on=goes_on, note=note, answered_by=actor, answered_at=time.now()
    )
    ensure(bool(answered), _("This check has been answered already."))
    tell_own_screens(actor.pk)
    record(events.LaunchCheckAnswered(actor=actor.pk, team=team.pk, day=check.day, goes_on=goes_on))


@transaction.atomic
def say_afterwards(*, actor: Person, team: Team, text: str) -> None:
    """Say what else one uses it for by now; said again, the new words stand."""
    demand(policy.is_member(actor, team), _("Only people of the team can say this."))
    ensure(team.launch.state in (State.STEADY, State.REVIEWED), _("The first work is not done yet."))
    text = text.replace("\0", "").strip()
    ensure(bool(text), _("Write a few words."), "text")
    ensure(len(text) <= 500, _("Please write at most 500 characters."), "text")
    mine = Afterwards.objects.filter(launch_id=team.pk, person=actor)
    if not mine.update(text=text, at=time.now()):
        Afterwards.objects.create(launch_id=team.pk, person=actor, text=text)
        record(events.AfterwardsSaid(actor=actor.pk, team=team.pk))


@transaction.atomic
def remind_of_checks() -> int:
    """System: tell leaders of running teams that a check is due, from the morning of its day, and each week again.

    Answers how many were told.
    """
    told = 0
    for check in LaunchCheck.objects.running().select_related("launch__team__leader__site"):
        team = check.launch.team
        last = localtime(check.reminded_at, team.leader.zone).date() if check.reminded_at else None
        if day_to_remind(team.leader, check.due_on, last, REMIND_AGAIN):
            check.reminded_at = time.now()
            check.save(update_fields=["reminded_at"])
            record(
                events.LaunchCheckReminded(
                    actor=None, team=team.pk, person=team.leader_id, check=check.pk, day=check.day
                )
            )
            told += 1
    return told


def _demand_keep(actor: Person, team: Team) -> None:
    demand(
        policy.can_keep(actor, team),
        _("Only the team’s leader, or who looks after adoption, can do this."),
    )
