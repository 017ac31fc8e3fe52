"""The command line: what can go wrong is one plain line and an exit code, never a traceback."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from fourleaf.config.cli import main

pytestmark = pytest.mark.slow


def fourleaf(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, with only the given settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FOURLEAF_")}
    command = [sys.executable, "-m", "fourleaf.config.cli", *arguments]
    return subprocess.run(
        command, env={**kept, **environ}, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("arguments", [[], ["fly"], ["serve", "--role", "king"], ["import", "nothing", "x"]])
def test_a_wrong_command_is_explained(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: fourleaf" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"PORT": "eighty"}, "PORT: 'eighty' is not a port number"),
        ({"FOURLEAF_DATABASE": "x"}, "did you mean FOURLEAF_DATABASE_"),
    ],
)
def test_a_wrong_setting_is_one_line(environ: dict[str, str], says: str) -> None:
    done = fourleaf("migrate", **environ)
    assert done.returncode == 2
    assert done.stderr.startswith("fourleaf: ")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_is_away_is_no_traceback() -> None:
    done = fourleaf("migrate", FOURLEAF_DATABASE_URL="postgresql://anna@127.0.0.1:9/house")
    assert done.returncode == 2
    assert "fourleaf doctor" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_doctor_names_a_database_that_is_away(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"postgresql://anna@127.0.0.1:{nobody.getsockname()[1]}/house"
        done = fourleaf("doctor", "--json", FOURLEAF_DATABASE_URL=address, FOURLEAF_DATA=str(tmp_path))
    assert done.returncode == 1, done.stderr
    findings = {finding["name"]: finding for finding in json.loads(done.stdout)["findings"]}
    assert findings["database"]["state"] == "fail"
    assert findings["database"]["mend"]
    assert findings["disk"]["state"] == "ok"
    assert findings["mail"]["state"] == "warn"
