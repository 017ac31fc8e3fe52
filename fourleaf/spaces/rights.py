"""The one table of rights. `policy.py`, the database's second lock and the matrix in the docs are made from it."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    STEWARD = "steward", _("Steward")
    MEMBER = "member", _("Member")
    READER = "reader", _("Reader")
    GUEST = "guest", _("Guest")


class Right(models.TextChoices):
    READ = "read", _("Read everything here")
    REACT = "react", _("React, bookmark, follow")
    POST = "post", _("Write posts and replies")
    INVITE = "invite", _("Invite people")
    SHARE = "share", _("Show own posts and files to others; as a steward, anybody's")
    STEER = "steer", _("Answer requests, change roles, purpose and access, archive")
    WITHDRAW = "withdraw", _("Withdraw what others wrote")
    ANNOUNCE = "announce", _("Announce: ask everybody here to confirm that they have read")


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.STEWARD: frozenset(Right),
    Role.MEMBER: frozenset({Right.READ, Right.REACT, Right.POST, Right.INVITE, Right.SHARE}),
    Role.GUEST: frozenset({Right.READ, Right.REACT, Right.POST}),
    Role.READER: frozenset({Right.READ, Right.REACT}),
}

#: What any member of staff may do in an open space without belonging to it.
VISITOR: frozenset[Right] = frozenset({Right.READ})

#: What is left of everybody's rights once a space is archived.
ARCHIVED: frozenset[Right] = frozenset({Right.READ, Right.STEER})


def roles_with(right: Right) -> list[Role]:
    """The roles that carry a right, in the order of `Role`."""
    return [role for role in Role if right in RIGHTS[role]]


def rights_of(role: Role | str | None, *, visitor: bool, archived: bool) -> frozenset[Right]:
    """What somebody with this role (None: does not belong) may do; `visitor` says that the space is open to them."""
    rights = RIGHTS[Role(role)] if role else frozenset()
    if visitor:
        rights |= VISITOR
    return rights & ARCHIVED if archived else rights


def sql_roles(right_parameter: str) -> str:
    """SQL: the array of roles that carry the right named by a parameter."""
    cases = " ".join(f"when '{right}' then {_array(roles_with(right))}" for right in Right)
    return f"case {right_parameter} {cases} end"


def sql_rights(rights: Iterable[Right]) -> str:
    """SQL: an array of rights."""
    return _array(right for right in Right if right in set(rights))


def _array(words: Iterable[str]) -> str:
    return "array[" + ", ".join(f"'{word}'" for word in words) + "]::text[]"


def matrix() -> str:
    """The table of rights as Markdown, for docs/reference/rights.md."""
    head = (
        "| right | " + " | ".join(role.value for role in Role) + " | staff in an open space | once archived |"
    )
    rule = "| --- " * (len(Role) + 3) + "|"
    rows = [
        f"| {right.value}: {right.label} | "
        + " | ".join("yes" if right in RIGHTS[role] else "–" for role in Role)
        + f" | {'yes' if right in VISITOR else '–'} | {'stays' if right in ARCHIVED else 'ends'} |"
        for right in Right
    ]
    return "\n".join([head, rule, *rows]) + "\n"
