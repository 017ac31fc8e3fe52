"""Who may see and do what with teams and launches."""

from fourleaf.adoption.models import Team
from fourleaf.adoption.models.teams import STEWARDS
from fourleaf.people.models import OrganisationRole, Person
from fourleaf.people.policy import holds_any

#: Who says whether the organisation goes team by team.
DECIDING = (OrganisationRole.Role.ADMINISTRATOR, OrganisationRole.Role.LEADER)


def can_see_plan(person: Person) -> bool:
    """Everybody on the staff sees which teams there are, who leads them, and where they are."""
    return person.is_staff_member


def can_put_forward(person: Person) -> bool:
    """Everybody on the staff who is a person."""
    return person.kind == Person.Kind.STAFF and person.is_active


def leads_team(person: Person) -> bool:
    """Whether somebody leads a team, whatever has become of it (`settings.LEADING`)."""
    return Team.objects.filter(leader=person).exists()


def is_steward(person: Person) -> bool:
    """Whether somebody looks after adoption: gurus, administrators and leaders of the organisation."""
    return can_put_forward(person) and holds_any(person, STEWARDS)


def can_see(person: Person, team: Team) -> bool:
    """Members, leader and stewards; and who put it forward, until it is taken up."""
    return Team.objects.visible_to(person).filter(pk=team.pk).exists()


def can_keep(person: Person, team: Team) -> bool:
    """Leader and stewards; and who put it forward, until it is taken up."""
    return can_put_forward(person) and Team.objects.kept_by(person).filter(pk=team.pk).exists()


def is_member(person: Person, team: Team) -> bool:
    return team.members.standing().filter(person=person).exists()


def can_rate(person: Person, team: Team) -> bool:
    """Whoever may see the team, except who wrote what is rated (`actions.rate_benefits` asks)."""
    return can_put_forward(person) and can_see(person, team)


def can_answer_check(person: Person, team: Team) -> bool:
    """Members, the leader not: who wrote it knows it."""
    return team.leader_id != person.pk and is_member(person, team)


def can_set_mode(person: Person) -> bool:
    """Administrators and leaders of the organisation."""
    return can_put_forward(person) and holds_any(person, DECIDING)
