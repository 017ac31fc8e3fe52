"""Working time: Mondays to Fridays, by day, where somebody works."""

from datetime import datetime, time, timedelta, tzinfo

#: The working day.
OPENS, CLOSES = time(8), time(18)


def working_hours(begin: datetime, end: datetime, zone: tzinfo) -> float:
    """Hours of Mondays to Fridays between `OPENS` and `CLOSES` in this zone; 0 if the second moment is earlier."""
    begin, end = begin.astimezone(zone), end.astimezone(zone)
    hours, day = 0.0, begin.date()
    while day <= end.date():
        if day.weekday() < 5:
            opens, closes = (datetime.combine(day, at, zone) for at in (OPENS, CLOSES))
            hours += max(0.0, (min(end, closes) - max(begin, opens)) / timedelta(hours=1))
        day += timedelta(days=1)
    return hours


def working_day() -> float:
    """Hours of one working day."""
    return float(CLOSES.hour - OPENS.hour)
