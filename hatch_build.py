"""Put the built front end into the wheel: build it if Node is here, refuse to make a wheel without it."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontEnd(BuildHookInterface):
    """Runs before each build."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build into fourleaf/static_built, unless it is there or the wheel is an editable one."""
        root = Path(self.root)
        built = root / "fourleaf" / "static_built" / "manifest.json"
        if version == "editable" or self.target_name == "sdist" or built.exists():
            return
        npm = shutil.which("npm")
        if npm is None:
            raise RuntimeError("The front end is not built and there is no npm; run `make setup` first.")
        subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=root, check=True)
        subprocess.run([npm, "run", "build"], cwd=root, check=True)
