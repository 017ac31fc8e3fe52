"""On what it was measured."""

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.processes import CORES
from bench.scale import Bench

PARTS = ("Django", "uvicorn", "uvloop", "picows", "psycopg")


def described(bench: Bench) -> dict[str, Any]:
    """The machine, its database and what is in it."""
    with bench.site.owner(bench.site.full) as owner:
        row = owner.execute("show server_version").fetchone()
    return {**itself(), "postgresql": row[0] if row else "", "data": str(bench.site.full.size)}


def itself() -> dict[str, Any]:
    """Processor, memory, kernel, the versions of what serves, the commit, and how busy it is already."""
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal: +(\d+)", Path("/proc/meminfo").read_text())
    return {
        "processor": cpu[1] if cpu else platform.machine(),
        "cores": len(CORES),
        "memory_gb": round(int(memory[1]) / 1e6, 1) if memory else None,
        "kernel": platform.release(),
        "virtual": _virtual(),
        "python": platform.python_version(),
        **{name.lower(): version(name) for name in PARTS},
        "commit": _commit(),
        "load_before": round(os.getloadavg()[0], 2),
    }


def _virtual() -> bool:
    return "hypervisor" in Path("/proc/cpuinfo").read_text()


def _commit() -> str:
    try:
        done = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return done.stdout.strip()
