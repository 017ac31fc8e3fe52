"""The store gives back what it was given, and nothing else."""

import os
import stat
import threading
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourleaf.kit.files import CHUNK, FolderStore, store


@pytest.fixture
def folder(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "files")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=5000))
def test_any_bytes_come_back(folder: FolderStore, content: bytes) -> None:
    stored = folder.put(BytesIO(content))
    assert (stored.digest, stored.size) == (sha256(content).hexdigest(), len(content))
    with folder.open(stored.digest) as file:
        assert file.read() == content
    assert folder.has(stored.digest)
    folder.remove(stored.digest)
    folder.remove(stored.digest)
    assert not folder.has(stored.digest)
    with pytest.raises(FileNotFoundError):
        folder.open(stored.digest)


def test_what_is_longer_than_a_chunk_comes_back(folder: FolderStore) -> None:
    content = os.urandom(2 * CHUNK + 17)
    with folder.open(folder.put(BytesIO(content)).digest) as file:
        assert file.read() == content


def test_a_file_is_for_the_server_alone_and_leaves_nothing_behind(
    folder: FolderStore, tmp_path: Path
) -> None:
    stored = folder.put(BytesIO(b"letter"))
    (path,) = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert path.name == stored.digest
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_stream_that_breaks_leaves_nothing(folder: FolderStore, tmp_path: Path) -> None:
    class Breaking(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        folder.put(Breaking(b"x"))
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


def test_the_same_bytes_from_many_sides_are_kept_once(folder: FolderStore) -> None:
    content = os.urandom(100_000)
    workers = [threading.Thread(target=folder.put, args=(BytesIO(content),)) for _number in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert list(folder.digests(tomorrow)) == [sha256(content).hexdigest()]
    assert list(folder.digests(tomorrow - timedelta(days=2))) == []


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "AB" * 32, "a" * 63, "a" * 64 + "\n"])
def test_only_a_digest_leads_anywhere(folder: FolderStore, digest: str) -> None:
    for way in (folder.open, folder.has, folder.remove):
        with pytest.raises(ValueError, match="hexadecimal"):
            way(digest)


def test_the_installation_keeps_files_among_its_data(tmp_path: Path) -> None:
    stored = store().put(BytesIO(b"x"))
    assert (tmp_path / "files" / stored.digest[:2] / stored.digest).exists()
