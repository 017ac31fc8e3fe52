from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from fourleaf.kit import ids, time


def test_keys_sort_by_the_time_they_were_made() -> None:
    keys = [ids.uuid7() for _ in range(5_000)]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    assert all(key.version == 7 and key.variant == "specified in RFC 4122" for key in keys)


def test_keys_of_many_threads_differ() -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: ids.uuid7(), range(8_000)))
    assert len(set(keys)) == 8_000


def test_a_key_tells_its_instant() -> None:
    made = datetime.fromtimestamp((ids.uuid7().int >> 80) / 1000, UTC)
    assert abs(made - datetime.now(UTC)) < timedelta(seconds=2)


def test_the_clock_can_be_set_for_a_block() -> None:
    then = datetime(2024, 2, 29, 12, tzinfo=UTC)
    with time.at(then):
        assert time.now() == then
    assert time.now() > then
    with pytest.raises(ValueError, match="time zone"), time.at(datetime(2024, 1, 1)):  # noqa: DTZ001
        pass
