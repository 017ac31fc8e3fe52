"""Log lines that say what failed and where, never what people wrote: an error's text may quote it."""

import logging
import re
import traceback
from pathlib import Path


class Discreet(logging.Filter):
    """Puts an error's kind and its place in the code in the stead of its text and traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True; the record is changed."""
        if isinstance(record.exc_info, tuple) and record.exc_info[1] is not None:
            record.msg, record.args = f"{record.getMessage()}: {where(record.exc_info[1])}", ()
            record.exc_info = None
        return True


class Masked(logging.Filter):
    """Puts an ellipsis in the stead of what a pattern finds in a line: addresses that are secrets in themselves."""

    def __init__(self, pattern: str) -> None:
        super().__init__()
        self._pattern = re.compile(pattern)

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True; the record is changed."""
        said = record.getMessage()
        masked = self._pattern.sub("…", said)
        if masked != said:
            record.msg, record.args = masked, ()
        return True


def where(error: BaseException) -> str:
    """The error's kind, and the innermost file and line it came from."""
    frames = traceback.extract_tb(error.__traceback__)
    at = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{at}"
