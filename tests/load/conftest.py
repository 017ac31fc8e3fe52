"""A house that is backed up, for all tests of this folder."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.installation import own_installation
from tests.load.backups import House, counters_of, tables_of


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[House]:
    name = f"fl_backup_{worker_id}_{os.getpid()}"
    with own_installation(name, tmp_path_factory.mktemp("house")) as made:
        yield House(made)


@pytest.fixture(scope="package")
def backup(house: House) -> Path:
    (house.installation.folder / "push_key.pem").write_bytes(b"as if somebody had subscribed")
    with house.at_rest():
        house.tables, house.counters = tables_of(house.installation), counters_of(house.installation)
        return house.back_up("quiet.age")
