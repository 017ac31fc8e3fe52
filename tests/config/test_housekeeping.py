"""A serving process keeps its store tidy."""

from io import BytesIO

import pytest

from fourleaf.config import housekeeping
from fourleaf.conversation.actions import files
from fourleaf.kit import time
from fourleaf.kit.files import store


def test_bytes_without_an_attachment_go_and_the_thread_stops(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "SWEEP_AFTER", files.SWEEP_AFTER * -1)  # as if it had lain there for long
    monkeypatch.setattr(
        "fourleaf.config.housekeeping.connections", {"system": type("Kept", (), {"close": lambda _: None})()}
    )
    digest = store().put(BytesIO(b"left by a crash")).digest
    assert list(store().digests(time.now() - files.SWEEP_AFTER)) == [digest]
    housekeeping.tidy()
    assert list(store().digests(time.now() - files.SWEEP_AFTER)) == []


def test_what_fails_is_tried_again_and_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> int:
        raise OSError

    monkeypatch.setattr(housekeeping, "sweep_files", broken)
    monkeypatch.setattr(
        housekeeping, "connections", {"system": type("Kept", (), {"close": lambda _: None})()}
    )
    keeper = housekeeping.Housekeeper()
    keeper.start()
    keeper.stop()
    assert not keeper._thread.is_alive()
