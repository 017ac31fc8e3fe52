"""A short form of `bin/validate soak`: nothing lost or told twice, nobody cut off, no memory kept for each post."""

import asyncio
import os
from pathlib import Path

import pytest

from tests.live.installation import own_installation
from tests.load.crowd import gather
from tests.load.figures import PAGE, write
from tests.load.soak import Soak
from tests.load.soak_report import Delays, Report, Sample

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


def test_its_figures_stand_in_the_docs(tmp_path: Path) -> None:
    report = Report(sockets=1000, spaces=20, rate=100, seconds=600, posts=60_000, deliveries=3_000_000)
    report.memory = [Sample(at, at * 100, 150 + at / 100, 120) for at in range(601)]
    page = tmp_path / "bad-days.md"
    page.write_text(PAGE.read_text())
    for _time in range(2):
        write(
            "soak",
            report.rows(),
            {"cores": 2, "processor": "Some\\1", "load_before": 0.1, "commit": "abc"},
            page,
        )
    found = page.read_text()
    assert found.count("| posts | 60,000: 100.0 of 100 a second, 0 refused |") == 1
    assert "150 → 152 → 153 → 154 → 156 MB; 100 bytes a post" in found
    assert found.count("<!-- /soak -->") == 1


def test_delays_are_counted_as_they_are() -> None:
    delays = Delays()
    for milliseconds in range(1, 1001):
        delays.add(milliseconds / 1000)
    assert (delays.percentile(0.5), delays.percentile(0.99)) == (500, 990)
