"""Work teams, their launches, and what is reckoned from both."""

from fourleaf.adoption.models.benefits import BenefitRating, BenefitStatement, CheckAnswer, LeaderAnswers
from fourleaf.adoption.models.launches import Afterwards, FirstWin, Launch, LaunchCheck, LaunchStep, Place
from fourleaf.adoption.models.opening import Guest, Mode
from fourleaf.adoption.models.readings import (
    Reckoning,
    Spot,
    SpotTie,
    TeamReadiness,
    Turn,
    WhatIf,
    WhatIfPiece,
)
from fourleaf.adoption.models.teams import Charter, Deliverable, RequiredSkill, Team, TeamMember
from fourleaf.adoption.models.watches import SeenWatch, Sighting, Watch, WatchQuerySet

__all__ = [
    "Afterwards",
    "BenefitRating",
    "BenefitStatement",
    "Charter",
    "CheckAnswer",
    "Deliverable",
    "FirstWin",
    "Guest",
    "Launch",
    "LaunchCheck",
    "LaunchStep",
    "LeaderAnswers",
    "Mode",
    "Place",
    "Reckoning",
    "RequiredSkill",
    "SeenWatch",
    "Sighting",
    "Spot",
    "SpotTie",
    "Team",
    "TeamMember",
    "TeamReadiness",
    "Turn",
    "Watch",
    "WatchQuerySet",
    "WhatIf",
    "WhatIfPiece",
]
