"""A short form of `bin/validate soak`: nothing lost or told twice, nobody cut off, no memory kept for each post."""

import asyncio
import os
from pathlib import Path

import pytest

from tests.live.installation import own_installation
from tests.load.crowd import gather
from tests.load.soak import Soak

pytestmark = pytest.mark.slow


def test_memory_does_not_grow_with_what_is_said(tmp_path: Path, worker_id: str) -> None:
    with own_installation(f"fl_soak_{worker_id}_{os.getpid()}", tmp_path) as installation:
        server = installation.start().ready()
        crowd = gather(installation, people=300, spaces=10)
        report = asyncio.run(Soak(crowd, server, rate=50).run(1200))
        assert report.posts == 1200
        assert report.deliveries == report.posts * len(crowd.people) // len(crowd.spaces)
        assert report.is_whole, report
        # What is rendered for a post and sent to thirty sockets is some 80 kB.
        assert report.growth() < 8000, report.memory
