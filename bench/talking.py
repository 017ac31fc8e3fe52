"""Processes of ours with which the bench talks line by line."""

import json
import selectors
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from bench import processes
from bench.client.sockets import Listening
from bench.installation import CLIENT_CORE, PYTHON, BenchError, Database, Installation

PATIENCE = 90.0


class Talk:
    """A process that answers lines with lines."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._ready = selectors.DefaultSelector()
        self._ready.register(self.out, selectors.EVENT_READ)

    @property
    def out(self) -> Any:
        """What it writes."""
        return self._process.stdout

    def say(self, line: str) -> None:
        """One line to it."""
        print(line, file=self._process.stdin, flush=True)

    def hear(self) -> str:
        """Its next line; BenchError if it has ended or stays silent."""
        if not self._ready.select(PATIENCE):
            raise BenchError(f"{self._process.args!r} says nothing.")
        line: str = self.out.readline()
        if not line:
            raise BenchError(f"{self._process.args!r} has ended (see above).")
        return line


@contextmanager
def talking(command: Sequence[str], environ: dict[str, str]) -> Iterator[Talk]:
    """Start it on the client's core; its end is the end of its input."""
    with processes.on_core(CLIENT_CORE):
        process = subprocess.Popen(
            list(command), env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
    with process:
        try:
            yield Talk(process)
        finally:
            process.stdin.close() if process.stdin else None
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def writing(site: Installation, database: Database) -> Iterator[Talk]:
    """Who writes posts: say `PERSON SPACE`, hear the number of the post."""
    with talking([*PYTHON, "bench.writer"], site.environ(database)) as talk:
        yield talk


@contextmanager
def listening(site: Installation, database: Database, what: Listening) -> Iterator[Talk]:
    """Many sockets, all of which know what they watch."""
    with talking([*PYTHON, "bench.client.sockets"], site.environ(database)) as talk:
        talk.say(json.dumps(asdict(what)))
        talk.hear()
        yield talk
