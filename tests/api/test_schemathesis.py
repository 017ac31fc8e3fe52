"""Schemathesis over the whole API of a real server: as somebody who may much, and as an outsider.

`FOURLEAF_TEST_REPORT=FOLDER pytest tests/api/test_schemathesis.py` also writes its reports (HTML, JSON, JUnit) there.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.live.installation import CLI, Installation, Server, own_installation

pytestmark = pytest.mark.slow
SCOPES = ("read", "posts:write", "documents:write", "files:write", "spaces:write", "me:write")
#: Left out: what is well-formed may still be refused, as a cursor that was not made here or somebody unknown.
EXCEPT = "positive_data_acceptance"


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[tuple[Installation, Server, Any]]:
    """A server with the small house in it, at which everybody may ask as often as they like."""
    folder = tmp_path_factory.mktemp("schemathesis")
    name = f"fl_api_{worker_id}_{os.getpid()}"
    with own_installation(name, folder, FOURLEAF_API_RATE="1000000") as installation:
        made = installation.by_hand("furnish", spaces="1")
        made["document"] = installation.by_hand("document", space=made["spaces"]["ward"])
        yield installation, installation.start().ready(), made


@pytest.mark.parametrize("who", ["amina", "maria"])
def test_every_operation_keeps_to_its_description(
    running: tuple[Installation, Server, Any], who: str, tmp_path: Path
) -> None:
    installation, server, made = running
    token = installation.run(*CLI, "token", f"{who}@marigold.example", "--scopes", *SCOPES).strip()
    objects = {"path.space_id": made["spaces"]["ward"], "path.post_id": made["post"]}
    objects |= {"path.person_id": made["people"]["ben"], "path.root_id": made["post"]}
    objects |= {"path.document_id": made["document"]}
    lines = [f'"{name}" = "{value}"' for name, value in objects.items()]
    (tmp_path / "schemathesis.toml").write_text("\n".join(["[parameters]", *lines]))
    report = os.environ.get("FOURLEAF_TEST_REPORT")
    reports = ("--report", "html,json,junit", "--report-dir", f"{report}/{who}") if report else ()
    done = subprocess.run(
        [
            Path(sys.executable).parent / "schemathesis", "--config-file", tmp_path / "schemathesis.toml",
            "run", f"{server.url}/api/v1/openapi.json", "--header", f"Authorization: Bearer {token}",
            "--exclude-checks", EXCEPT, "--phases", "examples,coverage,fuzzing", "--seed", "1",
            "--max-examples", "3", "--no-shrink", "--continue-on-failure", "--warnings", "off", *reports,
        ],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-20_000:]
    assert "Selected: 111/111" in done.stdout
