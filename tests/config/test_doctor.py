"""The doctor: each finding says ok, warn or fail, and how to mend what is not ok."""

import socket
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from fourleaf.config import doctor
from fourleaf.config.backup.last import remember
from fourleaf.config.env import Env, MailUrl
from fourleaf.kit import time


def test_a_folder_that_can_be_written(tmp_path: Path) -> None:
    finding = doctor.disk(tmp_path / "new")
    assert finding.state == "ok"
    assert "GB free" in finding.found


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    finding = doctor.disk(tmp_path / "file" / "below")
    assert finding.state == "fail"
    assert "FOURLEAF_DATA" in finding.mend


def test_little_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_FREE", 10**18)
    assert doctor.disk(tmp_path).state == "warn"


def test_no_mail_is_a_warning() -> None:
    finding = doctor.mail(None)
    assert finding.state == "warn"
    assert "FOURLEAF_MAIL_URL" in finding.mend


def test_mail_that_refuses() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        finding = doctor.mail(MailUrl("127.0.0.1", nobody.getsockname()[1], "", "", "none"))
    assert finding.state == "fail"
    assert "refuses" in finding.found


def test_mail_that_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=answer_mail, args=(listener,))
        server.start()
        finding = doctor.mail(MailUrl("127.0.0.1", listener.getsockname()[1], "", "", "none"))
        server.join(10)
    assert finding.state == "ok"


def answer_mail(listener: socket.socket) -> None:
    """As much of SMTP as a polite visitor needs."""
    connection, _ = listener.accept()
    with connection, connection.makefile("rwb") as lines:
        lines.write(b"220 here\r\n")
        lines.flush()
        while line := lines.readline():
            lines.write(b"221 bye\r\n" if line.lower().startswith(b"quit") else b"250 fine\r\n")
            lines.flush()


def test_time_zones_are_there() -> None:
    assert doctor.time_zones().state == "ok"


def test_a_front_end_that_was_not_built(tmp_path: Path) -> None:
    assert doctor.front_end(tmp_path / "manifest.json").state == "fail"
    (tmp_path / "manifest.json").touch()
    assert doctor.front_end(tmp_path / "manifest.json").state == "ok"


@pytest.mark.parametrize(
    ("days", "demo", "state"),
    [(None, "0", "warn"), (None, "1", "ok"), (6, "0", "ok"), (8, "0", "warn"), (8, "1", "ok")],
)
def test_it_says_when_the_last_backup_was_made(
    tmp_path: Path, days: int | None, demo: str, state: str
) -> None:
    if days is not None:
        remember(tmp_path, time.now() - timedelta(days=days), tmp_path / "one.age")
    finding = doctor.backup(Env.load({"FOURLEAF_DATA": str(tmp_path), "FOURLEAF_DEMO": demo}))
    assert finding.state == state
    assert bool(finding.mend) == (state != "ok")
    assert ("one.age" in finding.found) == (days is not None)


def test_the_key_of_the_seals_is_for_the_server_alone(tmp_path: Path) -> None:
    assert doctor.audit(tmp_path).state == "ok"
    key = tmp_path / "audit_key.pem"
    key.touch(mode=0o600)
    assert doctor.audit(tmp_path).state == "ok"
    key.chmod(0o640)
    assert doctor.audit(tmp_path).state == "fail"
