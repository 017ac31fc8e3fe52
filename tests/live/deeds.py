"""Deeds on an installation in a process of its own, which has no gateway and does one after the other as it is told."""

import json
import select
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping
from typing import Any

PATIENCE = 600


class Hand:
    """A process that runs a module with deeds; it is asked in lines of JSON and ends with whoever asks."""

    def __init__(self, module: str, environ: dict[str, str]) -> None:
        self._said = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed with the process
        self._process = subprocess.Popen(
            [sys.executable, "-m", module], env=environ,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said, start_new_session=True,
        )  # fmt: skip

    def do(self, deed: str, values: Mapping[str, object]) -> Any:
        """Let it do a deed; what came of it."""
        given, answers = self._process.stdin, self._process.stdout
        assert given is not None
        assert answers is not None
        given.write(json.dumps([deed, values]).encode() + b"\n")
        given.flush()
        assert select.select([answers], [], [], PATIENCE)[0], f"{deed} takes too long"
        answer = json.loads(answers.readline() or json.dumps({"failed": self._last_words()}))
        assert "failed" not in answer, answer["failed"]
        return answer["done"]

    def _last_words(self) -> str:
        self._said.seek(0)
        return self._said.read()

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._said):
            if stream is not None:
                stream.close()


def serve(deeds: Mapping[str, Callable[..., Any]], rest: Callable[[], None]) -> None:
    """Do what standard input says until it ends; `rest` between two deeds leaves nothing open."""
    for line in sys.stdin:
        deed, values = json.loads(line)
        try:
            answer = {"done": deeds[deed](**values)}
        except Exception:
            answer = {"failed": traceback.format_exc()}
        rest()
        print(json.dumps(answer), flush=True)
