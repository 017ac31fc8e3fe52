"""Time in the demo world: in order, where people are, never ahead."""

from datetime import UTC, date, datetime, time, timedelta

from fourleaf.people.models import Person, Site
from fourleaf.world.deeds import Calendar, Deed, in_order, play
from fourleaf.world.scripts import Moment

NOW = datetime(2026, 7, 14, 10, 0, tzinfo=UTC)


def person_in(zone: str) -> Person:
    return Person(site=Site(name=zone, zone=zone))


def test_a_moment_is_local_to_the_person() -> None:
    calendar = Calendar(NOW, date(2026, 7, 14))
    eight = Moment(-1, time(8, 0))
    assert calendar.instant(eight, person_in("Europe/London")) == datetime(2026, 7, 13, 7, tzinfo=UTC)
    assert calendar.instant(eight, person_in("Asia/Nicosia")) == datetime(2026, 7, 13, 5, tzinfo=UTC)


def test_what_would_lie_ahead_comes_just_before_now_in_order() -> None:
    done: list[str] = []
    deeds = [
        Deed(NOW + timedelta(hours=9), lambda: done.append("evening")),
        Deed(NOW - timedelta(days=1), lambda: done.append("yesterday")),
        Deed(NOW + timedelta(hours=2), lambda: done.append("noon")),
    ]
    ordered = in_order(deeds, NOW)
    play(ordered)
    assert done == ["yesterday", "noon", "evening"]
    instants = [deed.at for deed in ordered]
    assert instants == sorted(set(instants))
    assert instants[-1] < NOW
    assert NOW - instants[1] < timedelta(hours=2)


def test_what_lies_behind_stays_where_it_is() -> None:
    deeds = [Deed(NOW - timedelta(days=day), lambda: None) for day in (3, 1, 2)]
    assert [(NOW - deed.at).days for deed in in_order(deeds, NOW)] == [3, 2, 1]
