"""`fourleaf push-key --new`: another key for web push, as after somebody else may have read the old one."""

from collections.abc import Callable

from fourleaf.inbox import actions, push_key


def run(*, new: bool, say: Callable[[str], None]) -> int:
    """Show the public key; with `new`, make another and let go of all that subscribed with the old one."""
    if new:
        push_key.make_anew()
        count = actions.drop_all_subscriptions(actor=None)
        say(f"{count} devices subscribe anew when their person next chooses so.")
    say(push_key.public_key())
    return 0
