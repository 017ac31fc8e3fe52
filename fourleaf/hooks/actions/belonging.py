"""A bot belongs to the spaces that it reads and writes in, like anybody else."""

from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from fourleaf.spaces import policy
from fourleaf.spaces.models import Membership, Space
from fourleaf.spaces.rights import Role

ENOUGH = {Role.READER: set(Role), Role.MEMBER: {Role.STEWARD, Role.MEMBER, Role.GUEST}}


def let_in(actor: Person, space: Space, bot: Person, role: Role) -> None:
    """Give the bot at least this role in the space; a role that allows as much stays."""
    has = policy.role_in(bot, space)
    if has is None:
        spaces.add_member(actor=actor, space=space, person=bot, role=role)
    elif has not in ENOUGH[role]:
        membership = (
            Membership.objects.standing().select_related("space", "person").get(space=space, person=bot)
        )
        spaces.change_role(actor=actor, membership=membership, role=role)
