"""Start the bare callable with answers that were taken from the real server."""

import re
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bench.installation import PATIENCE, PYTHON, BenchError, Installation, Served


@contextmanager
def bare(site: Installation, answers: Mapping[str, bytes]) -> Iterator[Served]:
    """The floor of pages: `GET /NAME` gets the answer of that name, made beforehand."""
    folder = site.data / "answers"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, whole in answers.items():
        (folder / name).write_bytes(whole)
    with site.started([*PYTHON, "bench.floors.bare", str(folder)], site.environ(site.full), 0) as served:
        until = time.monotonic() + PATIENCE
        while not (found := re.match(r"(\d+)\n", served.said.read_text())):
            if served.process.poll() is not None or time.monotonic() > until:
                raise BenchError(f"The bare server did not start: {served.said.read_text()}")
            time.sleep(0.02)
        served.port = int(found[1])
        yield served


def instead(request: str, name: str) -> str:
    """The same request with the path of the bare answer."""
    return re.sub(r" \S+ HTTP/1.1", f" /{name} HTTP/1.1", request, count=1)
