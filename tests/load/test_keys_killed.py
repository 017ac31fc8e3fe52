"""`fourleaf keys rotate` killed at any moment loses no value and can be run again, until all are under one new key."""

import os
import time
from collections.abc import Iterator

import psycopg
import pytest

from fourleaf.config.env import DatabaseUrl
from tests.live.installation import CLI, Installation, own_installation

pytestmark = pytest.mark.slow
VALUES = 2_500
UNDER = "select count(*), count(distinct substring(value from 2 for 16)) from people_contactpoint"
LEFT = (
    "select count(*) from people_contactpoint where substring(value from 2 for 16)"
    " <> (select uuid_send(id) from kit_datakey where retired_at is null)"
)


@pytest.fixture
def installation(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with own_installation(f"fl_keys_{worker_id}_{os.getpid()}", tmp_path_factory.mktemp("keys")) as made:
        yield made


def asked(installation: Installation, statement: str) -> tuple[int, ...]:
    address = DatabaseUrl.parse(installation.environ["FOURLEAF_DATABASE_URL"])
    with psycopg.connect(str(address)) as connection:
        row = connection.execute(statement.encode()).fetchone()
        assert row is not None
        return tuple(row)


def test_killed_and_run_again(installation: Installation) -> None:
    installation.by_hand("reachable", people=str(VALUES))
    assert asked(installation, UNDER) == (VALUES, 1)
    left, killed = VALUES, 0
    for _ in range(3):
        rotation = installation.start("keys", "rotate")
        while rotation.lives and asked(installation, LEFT)[0] not in range(1, left):
            time.sleep(0.01)  # until another batch is committed
        if rotation.lives:
            rotation.kill()
            killed += 1
            left = asked(installation, LEFT)[0]
            assert installation.by_hand("reached") == {"reach": VALUES}
    assert killed
    installation.run(*CLI, "keys", "rotate")
    assert asked(installation, UNDER) == (VALUES, 1)
    assert asked(installation, "select count(*) from kit_datakey") == (1,)
    assert installation.by_hand("reached") == {"reach": VALUES}
