"""What teams keep about a person."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourleaf.adoption.models import (
    Afterwards,
    BenefitRating,
    BenefitStatement,
    Charter,
    CheckAnswer,
    FirstWin,
    Guest,
    LaunchCheck,
    LaunchStep,
    LeaderAnswers,
    Mode,
    Team,
    TeamMember,
    WhatIf,
)
from fourleaf.people.parts import Fate, Part

PARTS = (
    Part(
        "work_teams", "work", _("Work teams that you are or were in"),
        lambda p: TeamMember.objects.filter(person=p).select_related("team").order_by("since"),
        {"team": "team.name", "since": "since", "ended_at": "ended_at"}, url="/teams/", fate=Fate.PROOF,
    ),
    Part(
        "led_teams", "work", _("Work teams that you lead or put forward"),
        lambda p: Team.objects.filter(Q(leader=p) | Q(put_forward_by=p)).order_by("made_at"),
        {"team": "name", "made_at": "made_at"}, url="/teams/", fate=Fate.RENAMED,
    ),
    Part(
        "coached_teams", "work", _("Work teams that you coach"),
        lambda p: Charter.objects.filter(coach=p).select_related("team").order_by("team_id"),
        {"team": "team.name"}, url="/teams/", fate=Fate.RENAMED,
    ),
    Part(
        "launch_steps", "work", _("Steps of launches that you took"),
        lambda p: LaunchStep.objects.filter(by=p).order_by("at"),
        {"team": "launch_id", "state": "after", "why": "why", "at": "at"}, fate=Fate.PROOF,
    ),
    Part(
        "benefit_statements", "work", _("Benefits of teams that you stated"),
        lambda p: BenefitStatement.objects.filter(Q(by=p) | Q(owner=p)).order_by("at"),
        {
            "team": "team_id", "outcome": "outcome", "baseline": "baseline", "target": "target",
            "target_on": "target_on", "gain": "gain", "at": "at",
        },
        fate=Fate.RENAMED,
    ),
    Part(
        "benefit_ratings", "work", _("Benefits of teams that you rated"),
        lambda p: BenefitRating.objects.filter(rater=p).order_by("at"),
        {"statement": "statement_id", "marks": "marks", "at": "at"}, fate=Fate.PROOF,
    ),
    Part(
        "benefit_checks", "work", _("What you answered about your teams’ benefits"),
        lambda p: CheckAnswer.objects.filter(person=p).order_by("at"),
        {"statement": "statement_id", "knew": "is_right", "keenness_of_leader": "keenness", "at": "at"},
    ),
    Part(
        "leader_answers", "work", _("What you answered as the leader of a team"),
        lambda p: LeaderAnswers.objects.filter(person=p).order_by("at"),
        {"team": "team_id", "answers": "answers", "counts": "counts", "at": "at"},
    ),
    Part(
        "first_wins", "work", _("First finished work of teams that you chose"),
        lambda p: FirstWin.objects.filter(by=p).order_by("at"),
        {"team": "launch_id", "kind": "kind", "at": "at"}, fate=Fate.PROOF,
    ),
    Part(
        "launch_checks", "work", _("Checks of launches that you answered"),
        lambda p: LaunchCheck.objects.filter(answered_by=p).order_by("answered_at"),
        {"team": "launch_id", "day": "day", "note": "note", "answered_at": "answered_at"}, fate=Fate.RENAMED,
    ),
    Part(
        "other_uses", "work", _("What else you use it for, as you told a team"),
        lambda p: Afterwards.objects.filter(person=p).order_by("at"),
        {"team": "launch_id", "text": "text", "at": "at"},
    ),
    Part(
        "mode_decisions", "work", _("Whether all may come in, as you decided"),
        lambda p: Mode.objects.filter(by=p).order_by("at"),
        {"kind": "kind", "why": "why", "at": "at"}, fate=Fate.PROOF,
    ),
    Part(
        "guest_stays", "work", _("When you were let in as a guest, or let somebody in"),
        lambda p: Guest.objects.filter(Q(person=p) | Q(by=p)).order_by("at"),
        {"why": "why", "at": "at", "ended_at": "ended_at"}, fate=Fate.PROOF,
    ),
    Part(
        "what_ifs", "work", _("Simulations of ways to begin that you asked for"),
        lambda p: WhatIf.objects.filter(by=p).order_by("at"),
        {"at": "at", "done_at": "done_at"}, fate=Fate.PROOF,
    ),
)  # fmt: skip
