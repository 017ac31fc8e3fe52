"""A PostgreSQL of its own for tests that stop or kill it: a copy of one that is made and migrated once in a run."""

import os
import subprocess
from pathlib import Path

from fourleaf.config.postgres import holders
from tests.live.installation import CLI, Installation, clean_environ
from tests.postgres import THROWAWAY


def lay_postgres(data: Path) -> None:
    """Put it into a data folder, migrated and stopped; it is `SECRET` with which its roles sign in."""
    if os.environ.get(THROWAWAY) != os.environ["FOURLEAF_DATABASE_URL"]:
        _make(data)
        return
    place = Path(os.environ["FOURLEAF_DATA"]).parent
    made = place / "prepared"
    with holders.alone(place / "prepared.lock"):
        if not made.exists():
            draft = place / "prepared.new"
            _make(draft)
            draft.rename(made)
    data.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", str(made / "postgres"), str(data)], check=True)


def _make(data: Path) -> None:
    Installation(data, clean_environ(data)).run(*CLI, "migrate")
