"""What runs on a cluster, read from /proc: pid files lie after kill -9, and zombies count as running."""

import os
import signal
import time
from pathlib import Path


def at_work(pid: int, cluster: Path) -> bool:
    """Is this process alive (not a zombie), and does it work in the cluster's folder as PostgreSQL does?"""
    try:
        state = (
            Path(f"/proc/{pid}/stat")
            .read_text(encoding="utf-8", errors="replace")
            .rpartition(")")[2]
            .split()[0]
        )
        return state not in ("Z", "X") and os.readlink(f"/proc/{pid}/cwd") == str(cluster)
    except OSError:
        return False


def in_cluster(cluster: Path) -> list[int]:
    """Every live process that works in the cluster's folder: the postmaster and its back ends."""
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and at_work(int(name), cluster)]


def postmaster(cluster: Path) -> int | None:
    """The pid of the running postmaster; None if there is none, whatever the pid file says."""
    try:
        pid = int((cluster / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    reap(pid)
    return pid if at_work(pid, cluster) else None


def reap(pid: int) -> None:
    """Bury a dead child of ours (as process 1 of a container we inherit the postmaster)."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except OSError:
        return


def end_orphans(cluster: Path, patience: float = 5.0) -> None:
    """Wait for back ends that outlived their postmaster; then end them, more firmly at each step."""
    for step in (None, signal.SIGTERM, signal.SIGQUIT, signal.SIGKILL):
        for pid in in_cluster(cluster) if step else ():
            signal_quietly(pid, step)
        deadline = time.monotonic() + patience
        while in_cluster(cluster):
            if time.monotonic() > deadline:
                break
            time.sleep(0.05)
        else:
            return


def signal_quietly(pid: int, number: signal.Signals | None) -> None:
    """Send a signal to a process that may just have gone."""
    try:
        os.kill(pid, number or 0)
    except ProcessLookupError:
        return
