from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


CLOCK = st.integers(-(10**6), 10**6)  # seconds by which the machine's clock is put


@given(st.lists(CLOCK, min_size=2))
def test_keys_ascend_whatever_the_clock_does(readings: list[int]) -> None:
    made = []
    with pytest.MonkeyPatch.context() as patch:
        for reading in readings:
            patch.setattr(
                "fourleaf.kit.ids.time.time_ns", lambda reading=reading: (1_800_000_000 + reading) * 10**9
            )
            made.append(ids.uuid7())
    assert made == sorted(set(made))


@given(st.lists(st.integers(-280, 280)))
def test_a_clock_that_is_put_back_a_little_is_waited_for(readings: list[int]) -> None:
    shown = [time.now()]
    base = shown[0] + timedelta(hours=1)
    with clock() as put:
        for reading in readings:
            put(base + timedelta(seconds=reading / 2))
            shown.append(time.now())
    assert shown == sorted(shown)


def test_a_clock_that_was_wrong_is_followed() -> None:
    before = time.now()
    with clock() as put:
        put(before - timedelta(hours=1))
        assert time.now() == before - timedelta(hours=1)
        put(before)
        assert time.now() == before


@contextmanager
def clock() -> Iterator[Callable[[datetime], None]]:
    """Put the machine's clock, as `kit.time` reads it; what it remembers is put back."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "_last", time._last)

        def put(instant: datetime) -> None:
            class Put(datetime):
                @classmethod
                def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
                    return instant

            patch.setattr(time, "datetime", Put)

        yield put
