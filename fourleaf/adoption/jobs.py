"""What adoption reckons apart from the pages: readiness, the next best team, the map, what if."""

from importlib import import_module
from typing import Any
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from fourleaf.adoption import actions
from fourleaf.adoption.course import AHEAD
from fourleaf.adoption.models import Reckoning, Team, TeamReadiness, WhatIf
from fourleaf.adoption.reading.inputs import inputs_of, vocabulary
from fourleaf.adoption.reading.rosters import growth, opened, rosters
from fourleaf.adoption.reading.scores import ranked, read
from fourleaf.kit.turns import alone

#: Needs numpy, which the web process, where this module is known too, never loads.
ORDER = "fourleaf.adoption.reading.order"
RETRY = RetryStrategy(max_attempts=3, exponential_wait=5)


def reckon_soon() -> None:
    """Have everything reckoned anew, once for however many deeds come together."""
    waiting = ProcrastinateJob.objects.filter(task_name=reckon_teams.name, status="todo", scheduled_at=None)
    if not waiting.exists():
        reckon_teams.configure(lock="reckon teams").defer()


@app.task(queue="teams", retry=RETRY)
def reckon_teams() -> None:
    """Readiness of the teams whose inputs have changed; then who is next, and the map."""
    _readiness()
    _order()


@app.periodic(cron="7 * * * *")
@app.task(queue="teams", queueing_lock="reckon_hourly")
def reckon_hourly(timestamp: int) -> None:
    """The directory changes, and days go by, without a deed of adoption."""
    reckon_soon()


@app.periodic(cron="13 * * * *")
@app.task(queue="teams", queueing_lock="remind_of_checks")
def remind_of_checks(timestamp: int) -> None:
    """Remind leaders of running teams of the checks that are due."""
    actions.remind_of_checks()


def play_soon(what_if: UUID) -> None:
    """Have a what-if played."""
    play_what_if.configure(lock=f"what if {what_if}").defer(what_if=str(what_if))


@app.task(queue="teams", retry=RETRY)
def play_what_if(what_if: str) -> None:
    """Play what is missing of one what-if, unless somebody is at it; each piece is kept as soon as it is there."""
    with alone("what if", what_if) as is_free:
        found = WhatIf.objects.unfinished().filter(pk=what_if).first()
        if is_free and found is not None:
            _play(found)


def _play(found: WhatIf) -> None:
    order: Any = import_module(ORDER)
    people = rosters()
    asked = order.asked(people, found.ways, found.runs, found.weeks)
    if not asked.teams:
        actions.fail_what_if(what_if=found)
        return
    marks = {way: question.mark for way, question in asked.questions.items()}
    actions.begin_what_if(
        what_if=found, people=asked.people, teams=asked.teams, pieces=asked.pieces, marks=marks
    )
    for way, question in asked.questions.items():
        for piece in order.played(question, _kept(found, way)):
            actions.keep_piece(what_if=found, way=way, piece=piece)
    outcome = {way: order.outcome(question, _kept(found, way)) for way, question in asked.questions.items()}
    shares = growth(people.people)
    outcome["real"] = {
        "shares": shares,
        "bass": order.grown(shares),
        "inside": asked.inside,
        "opened": opened(people.people),
    }
    actions.finish_what_if(what_if=found, outcome=outcome)


def _kept(what_if: WhatIf, way: str) -> list[dict[str, Any]]:
    pieces = what_if.kept.filter(way=way).order_by("number")
    return [{"mark": piece.mark, "number": piece.number, "share": piece.share} for piece in pieces]


def _readiness() -> None:
    teams = list(Team.objects.filter(launch__state__in=AHEAD).select_related("launch").order_by("pk"))
    known, words = dict(TeamReadiness.objects.values_list("team", "stamp")), vocabulary()
    fresh = {}
    for inputs in inputs_of(teams):
        stamp = inputs.stamp(words)
        if known.get(inputs.team) != stamp:
            fresh[inputs.team] = {**read(inputs, words).as_row(), "stamp": stamp}
    actions.keep_readiness(fresh)
    rows = dict(
        TeamReadiness.objects.filter(team__launch__state__in=AHEAD)
        .order_by("pk")
        .values_list("team", "scores")
    )
    places = zip(rows, ranked(list(rows.values())), strict=True)
    actions.keep_ranks({team: rank for team, rank in places if rank is not None})


def _order() -> None:
    order: Any = import_module(ORDER)
    found = rosters()
    turns = order.turns(found)
    actions.keep_turns(turns)
    teams = order.shown_on_map(found, [turn["team_id"] for turn in turns])
    stamp = order.stamp_of(found, teams)
    if not Reckoning.objects.filter(key=actions.MAP, stamp=stamp).exists():
        sheet = order.mapped(found, teams)
        actions.keep_map(sheet.spots, sheet.ties, stamp)


@app.periodic(cron="23 6 * * 1")
@app.task(queue="housekeeping", queueing_lock="watch_teams")
def watch_weekly(timestamp: int) -> None:
    """Look at each launched team's last week, while it can still be mended."""
    actions.watch_teams()
