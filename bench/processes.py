"""What a process costs, read from /proc; where it may run; and how long its sockets list may be."""

import os
import resource
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
CORES = sorted(os.sched_getaffinity(0))


def _fields(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the third on, `state` first; none if the process has gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def tree(pid: int) -> list[int]:
    """The process and all that descend from it."""
    parents = {int(name): _fields(int(name)) for name in os.listdir("/proc") if name.isdigit()}
    found = [pid]
    for one in found:
        found += [child for child, fields in parents.items() if fields and int(fields[1]) == one]
    return found


def cpu(pids: Iterable[int], *, with_dead_children: bool = False) -> float:
    """Seconds of processor time, user and system, that these processes have used."""
    last = 15 if with_dead_children else 13
    return sum(sum(map(int, _fields(pid)[11:last])) for pid in pids) * TICK


def is_worker(pid: int) -> bool:
    """Whether it is `fourleaf serve --role worker`."""
    try:
        return b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def resident(pids: Iterable[int]) -> int:
    """Bytes of memory that these processes hold (RSS)."""
    total = 0
    for pid in pids:
        try:
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
        except OSError:
            continue
    return total


@contextmanager
def on_core(core: int) -> Iterator[None]:
    """What is started inside runs on this core only (counted from 0), where there are two or more; else anywhere."""
    if len(CORES) > 1:
        os.sched_setaffinity(0, {CORES[core % len(CORES)]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, CORES)


def allow_many_files() -> int:
    """Raise the number of files that this process and its children may open; returns it."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard
