"""In which order the tests run, and which worker takes which files: a pytest plugin.

What starts processes comes first and short tests last, so that no worker is left alone with a long file at the end.
A file is not divided, and a worker stays in its folder: servers and worlds are made once there, not by each worker.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController

try:
    from xdist.scheduler import LoadFileScheduling
except ImportError:  # without it there is one process, and no choice
    LoadFileScheduling = object

#: Folders whose tests share servers, by what their files take together, the longest first.
SHARED = ("browser", "load", "live")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with long tests first, otherwise in their own order."""
    long = {
        item.path for item in items if item.get_closest_marker("slow") or item.get_closest_marker("browser")
    }
    items.sort(key=lambda item: item.path not in long)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Files:
    """Whatever `--dist` says."""
    return Files(config, log)


class Files(LoadFileScheduling):
    """Files in the order in which they were collected, but those of a worker's own folder first."""

    def _assign_work_unit(self, node: WorkerController) -> None:
        chosen = self._choose(node)
        self.workqueue.move_to_end(chosen, last=False)
        super()._assign_work_unit(node)

    def _choose(self, node: WorkerController) -> str:
        mine, theirs = self._folder_of(node), {self._folder_of(each) for each in self.nodes if each != node}
        waiting: list[str] = list(self.workqueue)

        def rank(file: str) -> int:
            folder = Path(file).parent.name
            if folder in SHARED and folder != mine:
                return 1 + SHARED.index(folder) if folder not in theirs else 2 + len(SHARED)
            return 0 if folder == mine else 1 + len(SHARED)

        return min(waiting, key=rank)

    def _folder_of(self, node: WorkerController) -> str:
        """Where it is at work, if tests share servers there."""
        last = next(reversed(self.assigned_work[node]), "")
        folder = Path(last).parent.name
        return folder if folder in SHARED else ""
