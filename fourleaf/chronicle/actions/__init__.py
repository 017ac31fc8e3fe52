"""What system work does with the chronicle: the outbox of the notifier, and the seals."""

from fourleaf.chronicle.actions.outbox import WAITS, deliver, due_again, set_aside, take_pending, try_again
from fourleaf.chronicle.actions.sealing import AT_ONCE, Sign, seal

__all__ = [
    "AT_ONCE",
    "WAITS",
    "Sign",
    "deliver",
    "due_again",
    "seal",
    "set_aside",
    "take_pending",
    "try_again",
]
