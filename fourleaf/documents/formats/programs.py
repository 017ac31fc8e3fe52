"""Other programs at work on a document: one at a time in each process of the server, and not for long."""

import subprocess
import threading
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from fourleaf.kit.refusals import Invalid, ensure

#: Seconds that a program may take, and that one waits while it is at work for somebody else.
LONGEST, WAIT = 20, 5

_TURN = threading.BoundedSemaphore(1)
_TOO_BUSY = _("Somebody else's document is being made just now. Try again in a moment.")
_TOO_LONG = _("This took too long and was stopped. Nothing was changed. Try it with a part of it.")


def run(
    command: list[str], folder: str, given: bytes = b"", environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a program in a folder. Invalid if another is at work, if it takes too long, or ends by its own limits."""
    ensure(_TURN.acquire(timeout=WAIT), _TOO_BUSY)
    try:
        done = subprocess.run(
            command,
            input=given,
            capture_output=True,
            timeout=LONGEST,
            cwd=folder,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Invalid(_TOO_LONG) from error
    finally:
        _TURN.release()
    ensure(done.returncode >= 0, _TOO_LONG)
    return done
