"""What people do with what waits, how they want to be told, and what the worker writes down."""

from fourleaf.inbox.actions.answering import answer_mention, answer_thread
from fourleaf.inbox.actions.pushing import (
    add_subscription,
    drop_all_subscriptions,
    drop_subscription,
    note_arrived,
    note_failed,
    remove_subscription,
    request_test,
)
from fourleaf.inbox.actions.telling import add_telling, close_tellings, note_mailed, note_pushed
from fourleaf.inbox.actions.wishes import (
    change_preference,
    note_bounce,
    note_digest,
    set_space_level,
    stop_mail,
    try_address_again,
)

__all__ = [
    "add_subscription",
    "add_telling",
    "answer_mention",
    "answer_thread",
    "change_preference",
    "close_tellings",
    "drop_all_subscriptions",
    "drop_subscription",
    "note_arrived",
    "note_bounce",
    "note_digest",
    "note_failed",
    "note_mailed",
    "note_pushed",
    "remove_subscription",
    "request_test",
    "set_space_level",
    "stop_mail",
    "try_address_again",
]
