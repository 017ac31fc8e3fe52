"""What can be done with grants and requests."""

from fourleaf.sharing.actions.asking import ask_for, grant_request, refuse_request
from fourleaf.sharing.actions.granting import (
    confirm_all,
    confirm_grant,
    end_due,
    extend_grant,
    lapse_unconfirmed,
    open_grants,
    show,
    take_back,
)

__all__ = [
    "ask_for",
    "confirm_all",
    "confirm_grant",
    "end_due",
    "extend_grant",
    "grant_request",
    "lapse_unconfirmed",
    "open_grants",
    "refuse_request",
    "show",
    "take_back",
]
