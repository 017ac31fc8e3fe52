"""What a backup says of itself, in its last member: read first by whoever restores, checked against all the rest."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from fourleaf.config.backup.errors import BackupError

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """`tables`: columns, rows, bytes and SHA-256 of each; `files`: the size in bytes of each by its SHA-256;
    `secrets`: SHA-256 by name; `sequences`: last value and whether it was given out; `postgres`: its number."""

    version: str
    at: str
    postgres: int
    migrations: list[str]
    tables: Mapping[str, Mapping[str, Any]]
    sequences: Mapping[str, list[Any]]
    files: Mapping[str, int]
    secrets: Mapping[str, str]
    format: int = FORMAT

    def dump(self) -> bytes:
        return json.dumps(asdict(self), indent=1).encode()

    @classmethod
    def load(cls, data: bytes) -> "Manifest":
        said = json.loads(data)
        if said.get("format") != FORMAT:
            raise BackupError("the backup is of a format that this version of Fourleaf does not know.")
        return cls(**said)

    def __str__(self) -> str:
        rows = sum(table["rows"] for table in self.tables.values())
        return (
            f"of {self.at[:16].replace('T', ' ')} UTC: {rows:,} rows in {len(self.tables)} tables, "
            f"{len(self.files):,} files ({sum(self.files.values()) / 1e6:,.1f} MB)"
        )
