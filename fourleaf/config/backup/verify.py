"""Read a backup to its end and compare every part of it with what its manifest says; touches nothing else."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from fourleaf.config.backup.envelope import BLOCK, opening
from fourleaf.config.backup.errors import BackupError
from fourleaf.config.backup.key import identity_in
from fourleaf.config.backup.manifest import NAME, Manifest
from fourleaf.config.backup.tables import Table
from fourleaf.imports.progress import progress


class Reading:
    """What has been seen of a backup so far."""

    def __init__(self) -> None:
        self.tables: defaultdict[str, Table] = defaultdict(lambda: Table([]))
        self.files: dict[str, int] = {}
        self.secrets: dict[str, str] = {}
        self.manifest: Manifest | None = None

    def take(self, name: str, stream: IO[bytes]) -> None:
        """One member."""
        kind, _slash, rest = name.partition("/")
        match kind:
            case "tables":
                table = self.tables[rest.rpartition(".")[0]]
                while piece := stream.read(BLOCK):
                    table.saw(piece)
            case "files":
                self._take_file(rest.partition("/")[2], stream)
            case "secrets":
                self.secrets[rest] = hashlib.sha256(stream.read()).hexdigest()
            case "manifest.json":
                self.manifest = Manifest.load(stream.read())

    def _take_file(self, named: str, stream: IO[bytes]) -> None:
        digest, size = hashlib.sha256(), 0
        while piece := stream.read(BLOCK):
            digest.update(piece)
            size += len(piece)
        if digest.hexdigest() != named:
            raise BackupError(f"the file {named} in the backup is not what it was.")
        self.files[named] = size

    def agreed(self) -> Manifest:
        """The manifest, if all of it and nothing else was seen."""
        said = self.manifest
        if said is None:
            raise BackupError(f"the backup has no {NAME}: it was cut short.")
        for name, facts in said.tables.items():
            seen = self.tables[name].facts()
            if any(seen[one] != facts[one] for one in ("rows", "bytes", "sha256")):
                raise BackupError(f"the table {name} in the backup is not what it was.")
        if set(self.tables) != set(said.tables):
            raise BackupError("the backup holds tables that its manifest does not name.")
        if self.files != said.files or self.secrets != said.secrets:
            raise BackupError("the backup does not hold the files that its manifest names.")
        return said


def verify(path: Path, key: Path) -> Manifest:
    """The manifest of a backup that is whole; raises BackupError about any other."""
    reading = Reading()
    with reading_of(path, key, "Checking, MB") as members:
        for name, stream in members:
            reading.take(name, stream)
    return reading.agreed()


@contextmanager
def reading_of(path: Path, key: Path, what: str) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """The members of a backup in turn, with a bar that shows how far we are."""
    identity = identity_in(key)
    total = path.stat().st_size if path.exists() else 0
    with progress(what, total >> 20) as step, opening(path, identity, step) as members:
        yield members
