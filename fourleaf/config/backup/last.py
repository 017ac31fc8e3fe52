"""When the last backup was made, kept beside the data for `fourleaf doctor`."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fourleaf.kit.durable import keep

NAME = "last-backup.json"


@dataclass(frozen=True)
class Last:
    """The instant whose state it holds, and where it was written."""

    at: datetime
    file: str


def remember(data: Path, at: datetime, file: Path) -> None:
    """A backup was made."""
    said = json.dumps({"at": at.isoformat(), "file": str(file.resolve())})
    keep(data / NAME, said.encode(), replace=True)


def last_backup(data: Path) -> Last | None:
    """The last backup that was made here, if any."""
    try:
        said = json.loads((data / NAME).read_text(encoding="utf-8"))
        return Last(datetime.fromisoformat(said["at"]), said["file"])
    except (OSError, ValueError, KeyError):
        return None
