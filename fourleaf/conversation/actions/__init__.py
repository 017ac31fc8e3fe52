"""What people do in conversations."""

from fourleaf.conversation.actions.files import (
    TooLarge,
    add_attachment,
    forget_unused,
    remove_attachment,
    sweep_files,
)
from fourleaf.conversation.actions.fragments import keep_fragments
from fourleaf.conversation.actions.own import (
    discard_draft,
    follow_thread,
    handle_mention,
    handle_mentions,
    put_back_mention,
    read_space,
    read_thread,
    save_draft,
    set_bookmark,
    unfollow_thread,
)
from fourleaf.conversation.actions.posts import (
    add_post,
    edit_post,
    mark_post,
    reopen_thread,
    resolve_thread,
    set_reaction,
    withdraw_post,
)

__all__ = [
    "TooLarge",
    "add_attachment",
    "add_post",
    "discard_draft",
    "edit_post",
    "follow_thread",
    "forget_unused",
    "handle_mention",
    "handle_mentions",
    "keep_fragments",
    "mark_post",
    "put_back_mention",
    "read_space",
    "read_thread",
    "remove_attachment",
    "reopen_thread",
    "resolve_thread",
    "save_draft",
    "set_bookmark",
    "set_reaction",
    "sweep_files",
    "unfollow_thread",
    "withdraw_post",
]
