"""Run an import as the command line does."""

import argparse
from collections.abc import Callable
from pathlib import Path

import pytest

from fourleaf.imports import people as command

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], db: None) -> Run:
    """Import a text or a file with these options; answers exit code, output and complaints."""

    def bring_in(file: str | bytes | Path, *options: str) -> tuple[int, str, str]:
        if not isinstance(file, Path):
            path = tmp_path / "directory.csv"
            path.write_bytes(file if isinstance(file, bytes) else file.encode())
            file = path
        parser = argparse.ArgumentParser()
        command.add_arguments(parser)
        code = command.run(parser.parse_args([str(file), *options]))
        out, err = capsys.readouterr()
        return code, out, err

    return bring_in
