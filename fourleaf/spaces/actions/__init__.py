"""What people do with spaces. Every action checks the policy, writes, and records the deed."""

from fourleaf.spaces.actions.duties import end_duty, plan_duty
from fourleaf.spaces.actions.entering import (
    add_member,
    answer_invitation,
    answer_request,
    invite,
    join,
    request_access,
    see_answer,
    withdraw_invitation,
)
from fourleaf.spaces.actions.founding import (
    add_space,
    archive_space,
    begin_space,
    change_access,
    change_space,
    restore_space,
    set_auditing,
    start_direct,
)
from fourleaf.spaces.actions.glass import break_glass, end_glass, review_glass, see_glass
from fourleaf.spaces.actions.standing import change_role, end_membership, hand_over_for, move_cursor

__all__ = [
    "add_member",
    "add_space",
    "answer_invitation",
    "answer_request",
    "archive_space",
    "begin_space",
    "break_glass",
    "change_access",
    "change_role",
    "change_space",
    "end_duty",
    "end_glass",
    "end_membership",
    "hand_over_for",
    "invite",
    "join",
    "move_cursor",
    "plan_duty",
    "request_access",
    "restore_space",
    "review_glass",
    "see_answer",
    "see_glass",
    "set_auditing",
    "start_direct",
    "withdraw_invitation",
]
