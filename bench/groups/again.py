"""`make run` on a machine where it has run before: from the command to the first answer."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from bench.installation import CLI, PATIENCE, BenchError, Served, free_port
from bench.rounds import spread
from bench.rows import Goal, Row
from bench.scale import Bench

ROOT = Path(__file__).parents[2]
FILLING = 600.0


def measure(bench: Bench) -> Iterator[Row]:
    """The demo in a data folder of its own, filled at the first start; the second and the third are measured."""
    folder = bench.site.data / "demo"
    folder.mkdir(exist_ok=True)
    # In a folder that `bin/setup` has set up, all of `make run`; elsewhere its last step.
    whole = (ROOT / ".setup").is_dir()
    command = [str(ROOT / "bin" / "run")] if whole else [*CLI, "demo", "--serve"]
    _start(command, folder)
    figures = spread([_start(command, folder) for _number in range(max(1, bench.rounds // 2))])
    yield Row(
        name="`make run` again, until it answers",
        value=figures.middle,
        unit="s",
        low=figures.low,
        high=figures.high,
        goal=Goal("value", "≤", 10),
        note="with `bin/setup`, which finds nothing to do" if whole else "without `bin/setup`",
    )


def _start(command: list[str], folder: Path) -> float:
    """Seconds until it answers; then it is stopped."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FOURLEAF_")}
    environ = {**kept, "FOURLEAF_DATA": str(folder), "PORT": str(port)}
    begun = time.monotonic()
    said = folder / "said"
    with said.open("wb") as log:
        process = subprocess.Popen(
            command, env=environ, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
        )
    served = Served(process, port, said)
    try:
        while not served.answers("/healthz"):
            if process.poll() is not None or time.monotonic() > begun + FILLING:
                raise BenchError(f"The demo did not start: {said.read_text()[-2000:]}")
            time.sleep(0.02)
        return time.monotonic() - begun
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
