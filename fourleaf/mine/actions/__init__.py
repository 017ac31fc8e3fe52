"""What is done with all that is a person's."""

from fourleaf.mine.actions.copies import ask_copy, drop_old, fail, finish, give_key, note_step, note_taken
from fourleaf.mine.actions.erasures import ask_erasure, erase, obstacles

__all__ = [
    "ask_copy",
    "ask_erasure",
    "drop_old",
    "erase",
    "fail",
    "finish",
    "give_key",
    "note_step",
    "note_taken",
    "obstacles",
]
