"""Under which operating-system account PostgreSQL runs: never root, and only where that account can go."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

PREFERRED = ("fourleaf", "postgres", "nobody")


class RunAs(TypedDict, total=False):
    """What subprocess needs to run a program under another account."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """An account that may run PostgreSQL; `switch` says whether we must change to it."""

    name: str
    uid: int
    gid: int
    switch: bool

    @classmethod
    def choose(cls, cluster: Path) -> "Account":
        """The account that owns the cluster; for a new one ours or, when root, an unprivileged one."""
        if os.geteuid() != 0:
            return cls(f"uid {os.geteuid()}", os.geteuid(), os.getegid(), switch=False)
        entry = _owner_of(cluster) if cluster.exists() else _first_known()
        return cls(entry.pw_name, entry.pw_uid, entry.pw_gid, switch=True)

    @property
    def run_as(self) -> RunAs:
        """Arguments for subprocess."""
        return RunAs(user=self.uid, group=self.gid, extra_groups=[]) if self.switch else RunAs()

    def reaches(self, folder: Path) -> bool:
        """Can this account enter the folder, or, if it does not exist yet, its nearest existing parent?"""
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        return self._succeeds('cd -- "$1"', folder)

    def reads(self, *files: Path) -> bool:
        """Can this account read all these files?"""
        return all(self._succeeds('test -r "$1"', file) for file in files)

    def give(self, path: Path, mode: int) -> None:
        """Make the path this account's own with the mode."""
        path.chmod(mode)
        if self.switch:
            os.chown(path, self.uid, self.gid)

    def folder(self, path: Path) -> None:
        """Make a folder that only this account (and root) can enter; refuse one laid by somebody else."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = path.lstat()
        if path.is_symlink() or status.st_uid not in (self.uid, os.geteuid()):
            raise PermissionError(
                f"{path} belongs to somebody else; remove it, or choose another FOURLEAF_DATA."
            )
        self.give(path, 0o700)

    def _succeeds(self, script: str, path: Path) -> bool:
        command = ["/bin/sh", "-c", script, "sh", str(path)]
        null = subprocess.DEVNULL
        done = subprocess.run(
            command, cwd="/", check=False, stdin=null, stdout=null, stderr=null, **self.run_as
        )
        return done.returncode == 0


def _owner_of(cluster: Path) -> pwd.struct_passwd:
    uid = cluster.stat().st_uid
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        raise PermissionError(f"{cluster} belongs to user {uid}, who is unknown on this machine.") from None


def _first_known() -> pwd.struct_passwd:
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in PREFERRED:
        if name in known:
            return known[name]
    raise PermissionError(
        "PostgreSQL refuses to run as root and there is no account 'fourleaf' or 'nobody' to run it under; "
        "make one (useradd --system fourleaf) or start Fourleaf as an ordinary user."
    )
