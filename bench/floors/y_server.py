"""The npm server of `y-websocket`, at its pinned version, which npm brings into the bench's own folder once."""

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.installation import BenchError, Installation, Served, free_port

PACKAGES = Path(__file__).with_name("y_websocket")
NPM = ("npm", "ci", "--omit=optional", "--ignore-scripts", "--silent", "--no-audit", "--no-fund")
PATIENCE = 180


class MissingError(Exception):
    """The server cannot be had here; the text says why."""


def installed(folder: Path) -> Path:
    """The server's program, brought here if it is not. MissingError without Node.js, or where npm cannot reach it."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise MissingError("there is no Node.js with npm here")
    lock = (PACKAGES / "package-lock.json").read_bytes()
    home = folder / f"y-websocket-{hashlib.sha256(lock).hexdigest()[:12]}"
    program = home / "node_modules" / "y-websocket" / "bin" / "server.cjs"
    if not program.exists():
        home.mkdir(exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(PACKAGES / name, home)
        try:
            done = subprocess.run(
                NPM, cwd=home, capture_output=True, text=True, timeout=PATIENCE, check=False
            )
        except subprocess.TimeoutExpired:
            raise MissingError("npm brought nothing within three minutes") from None
        if done.returncode or not program.exists():
            raise MissingError(f"npm could not bring it: {' '.join(done.stderr.split())[:200]}")
    return program


@contextmanager
def serving(site: Installation, program: Path) -> Iterator[Served]:
    """It, keeping nothing on disk, where our server runs otherwise."""
    port = free_port()
    node = shutil.which("node")
    if node is None:
        raise BenchError("Node.js has gone.")
    environ = {
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "NODE_ENV": "production",
        "PATH": str(Path(node).parent),
    }
    with site.started([node, str(program)], environ, port) as served:
        served.wait("/")
        yield served
