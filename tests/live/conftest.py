"""One installation for all tests of this folder, and a space of its own for each."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.live.installation import Installation, Server, own_installation
from tests.live.visitor import Visitor


@dataclass
class Place:
    """The installation, its two servers, who is signed in, and the space of this test."""

    installation: Installation
    a: Server
    b: Server
    space: str
    membership: dict[str, str]
    visitors: dict[str, Visitor]

    def __getitem__(self, name: str) -> Visitor:
        """That person, signed in."""
        if name not in self.visitors:
            self.visitors[name] = Visitor(name).sign_in(self.b if self.b.lives else self.a)
        return self.visitors[name]

    def written(self) -> list[str]:
        """What stands in the space, in order."""
        return [body for _sequence, body in self.installation.by_hand("posts", space=self.space)]


@pytest.fixture(scope="package")
def installation(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Installation]:
    with own_installation(f"fl_live_{worker_id}_{os.getpid()}", tmp_path_factory.mktemp("live")) as made:
        made.by_hand("furnish")
        yield made


@pytest.fixture(scope="package")
def visitors() -> dict[str, Visitor]:
    """Who has signed in already."""
    return {}


@pytest.fixture
def place(installation: Installation, visitors: dict[str, Visitor]) -> Place:
    a, b = installation.pair()
    ward = installation.by_hand("ward")
    return Place(installation, a, b, ward["space"], ward, visitors)
