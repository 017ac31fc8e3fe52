"""Chromium, a small house and the demo world on real servers; each screen is checked for complaints when it closes."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from fourleaf.world.doors import DEMO_PASSWORD, DOORS
from tests.browser.screens import Screen, Stage
from tests.live.installation import own_installation
from tests.live.visitor import Visitor

Enter = Callable[..., Screen]


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's browser. Only while tests of this folder run: its loop would confuse Django's asynchronous checks."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.fail("Chromium is missing; as root: apt-get install chromium")
    expect.set_options(timeout=8_000)
    arguments = ["--disable-dev-shm-usage", "--force-color-profile=srgb"]
    if os.getuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def small(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Stage]:
    """Amina, Ben and the others of the small house."""
    with own_installation(f"fl_small_{worker_id}_{os.getpid()}", tmp_path_factory.mktemp("small")) as made:
        ids = made.by_hand("furnish")
        yield Stage(made, made.start().ready(), ids)


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Stage]:
    """Marigold Health as `make run` shows it."""
    folder = tmp_path_factory.mktemp("demo")
    with own_installation(f"fl_demo_{worker_id}_{os.getpid()}", folder, world=True) as made:
        ids = made.by_hand("directory")
        stage = Stage(made, made.start().ready(), ids)
        for door in DOORS:
            if door.opens:
                stage.visitors[door.key] = Visitor(door.email, password=DEMO_PASSWORD).sign_in(stage.server)
        yield stage


@pytest.fixture
def ward(small: Stage) -> dict[str, str]:
    """A space of its own for a test, `space` and the memberships by name; known as "ward" to the stage."""
    ids: dict[str, str] = small.installation.by_hand("ward")
    small.ids["spaces"]["ward"] = ids["space"]
    return ids


@pytest.fixture
def enter(chromium: Browser) -> Iterator[Enter]:
    """Call it with a stage and a name (or None for a stranger), and what a browser context may be told."""
    screens: list[Screen] = []

    def come(stage: Stage, name: str | None = None, **options: Any) -> Screen:
        context = chromium.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
        if name is not None:
            cookies = stage.visitor(name).cookies
            context.add_cookies(
                [{"name": key, "value": value, "url": stage.server.url} for key, value in cookies.items()]
            )
        screens.append(Screen(context, stage))
        return screens[-1]

    yield come
    faults = [fault for screen in screens for fault in screen.faults()]
    for screen in screens:
        screen.context.close()
    assert faults == []
