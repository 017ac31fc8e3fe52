"""How far a long import is: a bar on a terminal, a plain line now and then anywhere else."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.progress import Task as Bar
from rich.text import Text

SECONDS_BETWEEN_LINES = 5.0
Step = Callable[[int], None]


class RateColumn(TextColumn):
    """Things done a second."""

    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: Bar) -> Text:
        """As text: `1,234 a second`."""
        return Text(f"{task.speed:,.0f} a second" if task.speed else "")


@contextmanager
def progress(what: str, total: int, stream: TextIO | None = None) -> Iterator[Step]:
    """Show how many of `total` things are done, on standard error; call what it yields with the number just done."""
    stream = stream or sys.stderr
    if stream.isatty():
        with _bar(what, total, stream) as step:
            yield step
    else:
        yield _Lines(what, total, stream)


@contextmanager
def _bar(what: str, total: int, stream: TextIO) -> Iterator[Step]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), RateColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(file=stream)) as shown:
        bar = shown.add_task(what, total=total)
        yield lambda count: shown.advance(bar, count)


class _Lines:
    """For logs: at most a line every few seconds."""

    def __init__(self, what: str, total: int, stream: TextIO) -> None:
        self.what, self.total, self.stream = what, total, stream
        self.done, self.began = 0, time.monotonic()
        self.told = self.began

    def __call__(self, count: int) -> None:
        self.done += count
        now = time.monotonic()
        if now - self.told < SECONDS_BETWEEN_LINES and self.done < self.total:
            return
        self.told = now
        rate = self.done / max(now - self.began, 0.001)
        left = (self.total - self.done) / max(rate, 0.001)
        print(
            f"{self.what}: {self.done:,} of {self.total:,}, {rate:,.0f} a second, {left:,.0f} s left",
            file=self.stream,
            flush=True,
        )
