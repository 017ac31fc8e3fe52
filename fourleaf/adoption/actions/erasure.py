"""What teams forget of somebody who is erased. What they did for a team stays, under their other name."""

from django.db import transaction

from fourleaf.adoption.models import Afterwards, CheckAnswer, Guest, LeaderAnswers, TeamMember
from fourleaf.kit import time
from fourleaf.people.models import Person


@transaction.atomic
def erase_person(*, actor: None, person: Person, before: str) -> None:
    """System: what they answered goes; they are in no team and no guest any more."""
    for model in (CheckAnswer, LeaderAnswers, Afterwards):
        model.objects.filter(person=person).delete()
    for standing in (TeamMember, Guest):
        standing.objects.filter(person=person, ended_at=None).update(ended_at=time.now())
