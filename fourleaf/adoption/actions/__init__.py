"""What people do with teams and launches. Every action checks the policy, writes, and records the deed."""

from fourleaf.adoption.actions.benefits import (
    answer_as_leader,
    answer_check,
    choices,
    rate_benefits,
    state_benefits,
)
from fourleaf.adoption.actions.candidates import make_candidate
from fourleaf.adoption.actions.launches import (
    answer_launch_check,
    choose_first_win,
    move_launch,
    plan_launch,
    remind_of_checks,
    say_afterwards,
)
from fourleaf.adoption.actions.opening import end_guest_stay, let_guest_in, set_mode
from fourleaf.adoption.actions.readings import MAP, keep_map, keep_ranks, keep_readiness, keep_turns
from fourleaf.adoption.actions.teams import (
    Work,
    add_deliverables,
    add_members,
    change_team,
    end_team_membership,
    make_team,
    remove_deliverable,
    set_required_skills,
)
from fourleaf.adoption.actions.watches import see_watch, watch_teams
from fourleaf.adoption.actions.what_ifs import (
    ask_what_if,
    begin_what_if,
    fail_what_if,
    finish_what_if,
    keep_piece,
)

__all__ = [
    "MAP",
    "Work",
    "add_deliverables",
    "add_members",
    "answer_as_leader",
    "answer_check",
    "answer_launch_check",
    "ask_what_if",
    "begin_what_if",
    "change_team",
    "choices",
    "choose_first_win",
    "end_guest_stay",
    "end_team_membership",
    "fail_what_if",
    "finish_what_if",
    "keep_map",
    "keep_piece",
    "keep_ranks",
    "keep_readiness",
    "keep_turns",
    "let_guest_in",
    "make_candidate",
    "make_team",
    "move_launch",
    "plan_launch",
    "rate_benefits",
    "remind_of_checks",
    "remove_deliverable",
    "say_afterwards",
    "see_watch",
    "set_mode",
    "set_required_skills",
    "state_benefits",
    "watch_teams",
]
