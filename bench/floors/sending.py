"""Build and start the `send()` loop; in Python where the machine has no C compiler, and then it says so."""

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import processes
from bench.installation import PYTHON, SERVER_CORE, BenchError, Installation

SOURCE = Path(__file__).with_name("send.c")


class Sender:
    """The running loop."""

    def __init__(self, process: subprocess.Popen[bytes], name: str) -> None:
        self.name = name
        self._process = process
        self.port = int(self._line())

    def send(self) -> None:
        """Send the frame to everybody once."""
        assert self._process.stdin is not None  # noqa: S101 - asked for at its start
        self._process.stdin.write(b".")
        self._process.stdin.flush()

    def cpu(self) -> float:
        """Seconds of processor time."""
        return processes.cpu([self._process.pid])

    def _line(self) -> bytes:
        assert self._process.stdout is not None  # noqa: S101 - asked for at its start
        return self._process.stdout.readline() or b"0"


def built(folder: Path) -> Path | None:
    """The program, made once for each version of its source; None where there is no compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return None
    program = folder / f"send-{hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:12]}"
    if not program.exists():
        done = subprocess.run(
            [compiler, "-O2", "-o", str(program), str(SOURCE)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise BenchError(f"The C compiler does not compile {SOURCE.name}: {done.stderr}")
    return program


@contextmanager
def sending(site: Installation, frame: bytes) -> Iterator[Sender]:
    """The loop, on the server's core, with the frame that it is to send."""
    kept = site.data / "frame"
    kept.write_bytes(frame)
    program = built(site.data)
    command = [str(program)] if program else [*PYTHON, "bench.floors.send"]
    with (
        processes.on_core(SERVER_CORE),
        subprocess.Popen([*command, str(kept)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process,
    ):
        yield Sender(process, "send() in C" if program else "os.write in Python (there is no C compiler)")
        process.communicate()
