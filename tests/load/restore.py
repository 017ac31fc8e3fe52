"""The drill: the demo world and some files are backed up, and put back elsewhere, under another secret.

`bin/validate restore` compares every row and file, signs somebody in there, and says how long each step took. Exit
status 1 if anything differs.
"""

import argparse
import json
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from os import urandom
from pathlib import Path
from time import monotonic

from bench.machine import itself
from fourleaf.config.postgres import EmbeddedPostgres
from fourleaf.world.doors import DEMO_PASSWORD, DOORS
from tests.live.installation import CLI, Installation, clean_environ
from tests.live.visitor import Visitor
from tests.load.backups import OTHER_SECRET, counters_of, files_of, tables_of
from tests.load.figures import Rows, show, write
from tests.load.uploading import upload_said

SPACE, MEMBER = "Discharge letters", next(door for door in DOORS if door.key == "hanna")
SIZE = 2_000_000
MOST = 40  #: nobody may have more that are not sent


@dataclass
class Drill:
    """What came back, of what size (MB), and how long it took (seconds)."""

    rows: int = 0
    tables: int = 0
    files: int = 0
    files_mb: float = 0.0
    backup_mb: float = 0.0
    take: float = 0.0
    verify: float = 0.0
    restore: float = 0.0
    is_the_same: bool = False

    def lines(self) -> Rows:
        """What, and how it was."""
        yield (
            "what came back",
            f"{self.rows:,} rows in {self.tables} tables, {self.files} files of {self.files_mb:.0f} MB",
        )
        yield "the backup", f"{self.backup_mb:.1f} MB"
        yield (
            "taken and read back, checked again, restored",
            (
                f"{self.take:.1f} s, {self.verify:.1f} s, {self.restore:.1f} s (which checks it once more first)"
            ),
        )
        yield (
            "every row, number and file the same; one can sign in and go on",
            "yes" if self.is_the_same else "**no**",
        )


def drill(folder: Path, files: int) -> Drill:
    """From an empty folder to two installations that hold the same."""
    found, key, backup = Drill(), folder / "key", folder / "backup.age"
    with (
        installed(folder / "there", FOURLEAF_DEMO="1") as there,
        installed(folder / "elsewhere", FOURLEAF_DEMO="1", FOURLEAF_SECRET_KEY=OTHER_SECRET) as elsewhere,
    ):
        tell("Filling the demo world …")
        there.run(*CLI, "migrate")
        there.run(*CLI, "demo")
        space = there.by_hand("directory")["spaces"][SPACE]
        furnish(there, space, files)
        tell("Backing up …")
        there.run(*CLI, "backup", "--new-key", str(key))
        found.take = timed(there, "backup", str(backup), "--key", str(key))
        found.backup_mb = backup.stat().st_size / 1e6
        found.verify = timed(elsewhere, "backup", "--verify", str(backup), "--key", str(key))
        tell("Restoring …")
        found.restore = timed(elsewhere, "restore", str(backup), "--key", str(key))
        tell("Comparing …")
        tables, kept = tables_of(elsewhere), files_of(elsewhere)
        found.rows, found.tables = sum(map(len, tables.values())), len(tables)
        found.files, found.files_mb = len(kept), sum(map(len, kept.values())) / 1e6
        same = tables == tables_of(there) and kept == files_of(there)
        found.is_the_same = (
            same and counters_of(elsewhere) == counters_of(there) and goes_on(elsewhere, space)
        )
    return found


@contextmanager
def installed(folder: Path, **more: str) -> Iterator[Installation]:
    """An installation with a database server of its own."""
    folder.mkdir()
    with EmbeddedPostgres(folder) as postgres:
        made = Installation(folder, clean_environ(folder, FOURLEAF_DATABASE_URL=postgres.owner_url(), **more))
        try:
            yield made
        finally:
            made.close()


def furnish(installation: Installation, space: str, files: int) -> None:
    """Bring files as people do, then leave it at rest."""
    server = installation.start().ready()
    visitor = Visitor(MEMBER.email, password=DEMO_PASSWORD).sign_in(server)
    for number in range(files):
        status, said = upload_said(visitor, server, space, f"scan-{number}.bin", urandom(SIZE))
        assert status == 201, said
    server.stop()


def goes_on(installation: Installation, space: str) -> bool:
    """Whether somebody can sign in and say something."""
    server = installation.start().ready()
    visitor = Visitor(MEMBER.email, password=DEMO_PASSWORD).sign_in(server)
    return visitor.say(server, space, "On we go.") is not None


def timed(installation: Installation, *command: str) -> float:
    """Seconds that the command took."""
    begun = monotonic()
    installation.run(*CLI, *command)
    return monotonic() - begun


def tell(text: str) -> None:
    """The person at the terminal."""
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/validate restore", description=__doc__)
    parser.add_argument(
        "--files", type=int, default=MOST, choices=range(MOST + 1), metavar="N",
        help=f"of 2 MB each, at most {MOST}",
    )  # fmt: skip
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--docs", action="store_true", help="write them into docs/reference/bad-days.md")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that no server outlives us
    machine, folder = itself(), Path(tempfile.mkdtemp(prefix="fourleaf-drill-"))
    folder.chmod(0o755)
    try:
        found = drill(folder, arguments.files)
    finally:
        shutil.rmtree(folder)
    show(found.lines())
    if arguments.json:
        arguments.json.write_text(
            json.dumps(asdict(found) | {"machine": machine}, indent=1), encoding="utf-8"
        )
    if arguments.docs:
        write("restore", found.lines(), machine)
    return 0 if found.is_the_same else 1


if __name__ == "__main__":
    sys.exit(main())
