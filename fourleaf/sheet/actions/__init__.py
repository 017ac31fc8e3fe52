"""What is done on the Sheet."""

from fourleaf.sheet.actions.answers import add_answer, ask_another, edit_answer
from fourleaf.sheet.actions.areas import end_area, set_area
from fourleaf.sheet.actions.lines import add_line, ask_leader, edit_line, take_line, withdraw_line
from fourleaf.sheet.actions.pledges import end_consent, end_pledge, give_consent, make_pledge
from fourleaf.sheet.actions.retention import forget_pledges

__all__ = [
    "add_answer",
    "add_line",
    "ask_another",
    "ask_leader",
    "edit_answer",
    "edit_line",
    "end_area",
    "end_consent",
    "end_pledge",
    "forget_pledges",
    "give_consent",
    "make_pledge",
    "set_area",
    "take_line",
    "withdraw_line",
]
