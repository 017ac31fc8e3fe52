"""Key files beside the data: made once, readable by the server's account alone; all processes agree on one."""

import os
import secrets
from pathlib import Path


def keep(path: Path, made: bytes, *, replace: bool = False) -> None:
    """Write the file unless it is there; a half-written one is never seen."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.stem}.{os.getpid()}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    try:
        draft.write_bytes(made)
        if replace:
            draft.replace(path)
        else:
            os.link(draft, path)
    except FileExistsError:
        pass  # somebody else was quicker: theirs holds
    finally:
        draft.unlink(missing_ok=True)
