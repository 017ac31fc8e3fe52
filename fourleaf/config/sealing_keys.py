"""`fourleaf keys status` and `fourleaf keys rotate`."""

from collections.abc import Callable

from fourleaf.imports.progress import progress
from fourleaf.kit.envelope import data_keys, key_file, rotation
from fourleaf.kit.turns import alone

Say = Callable[[str], None]
BUSY = 1


def status(say: Say) -> int:
    """The key file and every data key, with how many values are sealed with it."""
    there = rotation.data_keys_there()
    if not there:
        say(f"Nothing has been sealed yet. The key file will be {data_keys.path()}.")
        return 0
    keys = key_file.keys_in(data_keys.path())
    say(f"Key file {data_keys.path()}, key {key_file.fingerprint(keys[0])}.")
    for key in there:
        key_file.unwrap(keys, key.name, key.wrapped, key.outer)
        state = "being replaced" if key.retired_at else "present"
        say(f"{key.name}  made {key.made_at:%Y-%m-%d %H:%M}  {state:<14}  {key.values:,} values")
    if rotation.is_unfinished():
        say("A rotation was begun and not finished: run `fourleaf keys rotate` to go on with it.")
    return 0


def rotate(say: Say) -> int:
    """A new data key, and everything sealed anew; one that was interrupted is gone on with."""
    with alone("fourleaf keys") as is_alone:
        if not is_alone:
            say("Another `fourleaf keys rotate` is at work.")
            return BUSY
        data_keys.present()
        if rotation.is_unfinished():
            say("Going on with the rotation that was begun.")
        else:
            rotation.begin()
        total = rotation.waiting()
        with progress("Sealed anew", total) as step:
            rotation.seal_anew(step)
        gone = rotation.destroy_old()
    say(
        f"{total:,} values are sealed with a new key; {gone} old {'key is' if gone == 1 else 'keys are'} destroyed."
    )
    return 0


def change_key_file(say: Say) -> int:
    """Another key in the key file; the data keys stay, wrapped anew."""
    with alone("fourleaf keys") as is_alone:
        if not is_alone:
            say("Another `fourleaf keys rotate` is at work.")
            return BUSY
        data_keys.present()
        rotation.change_key_file()
    say(f"The data keys are wrapped with key {key_file.fingerprint(key_file.keys_in(data_keys.path())[0])}.")
    say(
        f"Keep a new copy of {data_keys.path()} where you keep your secrets; backups from now on need this one."
    )
    return 0
