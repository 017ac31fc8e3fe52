"""What `fourleaf restore` refuses, and that it then has touched nothing."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest
from pyrage.x25519 import Identity

from fourleaf.config.backup.envelope import opening, sealing
from fourleaf.config.backup.errors import BackupError
from fourleaf.config.backup.key import identity_in, recipient_in
from fourleaf.config.backup.manifest import NAME
from fourleaf.config.env import DatabaseUrl
from tests.live.installation import CLI, Installation
from tests.load.backups import SOME_BYTES, House, elsewhere, is_empty, restoring, tables_of, until_left
from tests.load.writers import until

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("spoil", ["cut", "changed", "other key", "no backup", "longer"])
def test_a_bad_file_is_refused_and_nothing_is_touched(
    house: House, backup: Path, tmp_path: Path, spoil: str
) -> None:
    bad, key, data = tmp_path / "bad.age", house.key, bytearray(backup.read_bytes())
    if spoil == "cut":
        del data[-70_000:]
    elif spoil == "changed":
        data[len(data) // 2] ^= 1
    elif spoil == "longer":
        data += b"more"
    elif spoil == "no backup":
        data = bytearray(b"hello")
    else:
        key = tmp_path / "other"
        house.installation.run(*CLI, "backup", "--new-key", str(key))
    bad.write_bytes(data)
    with elsewhere(tmp_path / "there") as target:
        done = restoring(target, bad, key)
        assert done.returncode == 2
        assert "cut short or changed" in done.stderr, done.stderr
        assert "Traceback" not in done.stderr
        assert not (tmp_path / "there").exists()
        assert is_empty(target)


def test_what_is_cut_off_after_the_last_member_is_missed_too(tmp_path: Path) -> None:
    """The last 64 KiB that are encrypted together may hold no more than the end of the compression."""
    identity = Identity.generate()
    whole = _sealed_so_that_little_is_left(tmp_path, identity)
    assert [name for name, _ in _members(whole, identity)] == ["bytes"]
    whole.write_bytes(whole.read_bytes()[: -(LITTLE + TAG)])
    with pytest.raises(BackupError, match="cut short or changed"):
        _members(whole, identity)


CHUNK, TAG, LITTLE = 65_536, 16, 4


def _sealed_so_that_little_is_left(folder: Path, identity: Identity) -> Path:
    """A sealed file whose last encrypted piece holds LITTLE bytes."""
    size = CHUNK - 1_000
    for number in range(20):
        path = folder / f"{number}.age"
        with sealing(path, identity.to_public(), 0) as sink:
            sink.add_bytes("bytes", Random(1).randbytes(size))
        ciphered = len(path.read_bytes().split(b"\n--- ", 1)[1].split(b"\n", 1)[1]) - 16
        over = ciphered - (CHUNK + TAG) - (LITTLE + TAG)
        if over == 0:
            return path
        size -= over + TAG if ciphered <= CHUNK + TAG else over
    raise AssertionError("no size fits")


def _members(path: Path, identity: Identity) -> list[tuple[str, bytes]]:
    with opening(path, identity, lambda _megabytes: None) as members:
        return [(name, stream.read()) for name, stream in members]


LOADING = """
select 1 from pg_stat_activity where datname = %s and query ilike 'copy%%' and xact_start is not null
"""
REFUSALS: dict[str, tuple[str, Callable[[Any], object]]] = {
    "newer": ("newer Fourleaf", lambda said: said["migrations"].append("conversation.9999_telepathy")),
    "other format": ("a format that", lambda said: said.update(format=2)),
    "other rows": (
        "people_person in the backup",
        lambda said: said["tables"]["people_person"].update(rows=1),
    ),
    "other table": ("is not the one", lambda said: said["tables"]["people_person"]["columns"].append("mood")),
    "other file": ("does not hold the files", lambda said: said["files"].clear()),
}


@pytest.mark.parametrize("spoil", REFUSALS)
def test_a_backup_that_does_not_fit_is_refused(
    house: House, backup: Path, tmp_path: Path, spoil: str
) -> None:
    expected, change = REFUSALS[spoil]
    other = tmp_path / "other.age"
    repack(backup, house.key, other, change)
    with elsewhere(tmp_path / "there", migrated=spoil != "other rows") as target:
        done = restoring(target, other, house.key)
        assert done.returncode == 2
        assert expected in done.stderr, done.stderr
        assert "Traceback" not in done.stderr
        assert is_empty(target)


def repack(backup: Path, key: Path, to: Path, change: Callable[[Any], object]) -> None:
    """The same backup, as well sealed, whose manifest says something else."""
    with (
        opening(backup, identity_in(key), lambda _megabytes: None) as members,
        sealing(to, recipient_in(key), 0) as sink,
    ):
        for name, stream in members:
            data = stream.read()
            if name == NAME:
                said = json.loads(data)
                change(said)
                data = json.dumps(said).encode()
            sink.add_bytes(name, data)


def test_without_room_it_stays_empty_and_can_be_repeated(house: House, backup: Path, tmp_path: Path) -> None:
    with elsewhere(tmp_path / "there", migrated=True) as target:
        done = restoring(target, backup, house.key, largest=len(SOME_BYTES) // 2)
        assert done.returncode == 2
        assert "no room" in done.stderr, done.stderr
        assert "Traceback" not in done.stderr
        assert is_empty(target)
        assert not list((tmp_path / "there" / "files" / "arriving").iterdir())
        done = restoring(target, backup, house.key)
        assert done.returncode == 0, done.stderr


def test_an_interrupted_restore_leaves_it_empty_and_can_be_repeated(
    house: House, backup: Path, tmp_path: Path
) -> None:
    slow = tmp_path / "slow.age"
    os.mkfifo(slow)
    data = backup.read_bytes()
    with elsewhere(tmp_path / "there", migrated=True) as target:
        process = subprocess.Popen(
            [*CLI, "restore", str(slow), "--key", str(house.key)],
            env=target.environ, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            slow.write_bytes(data)  # to be checked
            until(lambda: not reads(process.pid, slow))
            with slow.open("wb") as pipe:  # to be restored: only half arrives
                pipe.write(data[: len(data) // 2])
                pipe.flush()
                until_loading(target)
                process.kill()
                process.wait()
        finally:
            process.kill()
            process.wait()
        until_left(target)
        assert not tables_of(target)["people_person"]
        done = restoring(target, backup, house.key)
        assert done.returncode == 0, done.stderr
        assert len(tables_of(target)["people_person"]) == len(tables_of(house.installation)["people_person"])


def reads(process: int, pipe: Path) -> bool:
    """Whether it has the pipe open; while it waits for somebody who writes it has not. To try would be to write."""
    held = Path(f"/proc/{process}/fd")
    return any(path.exists() and path.samefile(pipe) for path in held.iterdir())


def until_loading(target: Installation) -> None:
    """Wait for the transaction that brings the rows in."""
    name = DatabaseUrl.parse(target.environ["FOURLEAF_DATABASE_URL"]).dbname
    with psycopg.connect(os.environ["FOURLEAF_DATABASE_URL"], autocommit=True) as connection:
        until(lambda: connection.execute(LOADING, [name]).fetchone())
