"""What stewards do with integrations, and what programs do through them."""

from fourleaf.hooks.actions.incoming import add_incoming, end_incoming, renew_key, say
from fourleaf.hooks.actions.outgoing import (
    add_outgoing,
    ask_again,
    ask_test,
    change_outgoing,
    end_outgoing,
    renew_secret,
    resume_outgoing,
)

__all__ = [
    "add_incoming",
    "add_outgoing",
    "ask_again",
    "ask_test",
    "change_outgoing",
    "end_incoming",
    "end_outgoing",
    "renew_key",
    "renew_secret",
    "resume_outgoing",
    "say",
]
