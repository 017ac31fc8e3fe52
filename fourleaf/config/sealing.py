"""What the doctor says of the key file: whether it is there, the right one, and for nobody else's eyes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from fourleaf.kit.envelope import KeyProblem, key_file

Told = tuple[Literal["ok", "warn", "fail"], str, str]


def look_at(path: Path, data_keys: Sequence[tuple[Any, bytes, str, bool]]) -> Told:
    """State, finding and how to mend it. A data key is its name, itself wrapped, with what, and whether retired."""
    if not data_keys and not path.exists():
        return "ok", "nothing has been sealed yet", ""
    try:
        keys = key_file.keys_in(path)
        for name, wrapped, outer, _is_retired in data_keys:
            key_file.unwrap(keys, name, wrapped, outer)
    except KeyProblem as problem:
        mend = "Until then private contact data can be neither read nor saved; all else works."
        return "fail", problem.reason, mend
    if key_file.is_open_to_others(path):
        return "fail", f"{path} can be read or changed by others than its owner", f"Run `chmod 600 {path}`."
    if any(is_retired for *_key, is_retired in data_keys):
        return "warn", "a rotation was begun and not finished", "Run `fourleaf keys rotate`: it goes on."
    return "ok", f"{path} opens what is sealed", ""
