"""Made-up logs of teams at work, and the script that lets one falter."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from fourleaf.adoption.warning.log import Deed, Log, Member, Question

START = datetime(2026, 1, 5, tzinfo=UTC)
HOLIDAY = 0.06
#: A week's count varies by 1 / √6 = 41 % of its mean.
EVEN = 6
DAY = timedelta(days=1)


def healthy(seed: int, size: int = 9, weeks: int = 52, pledge: float = 3.0) -> Log:
    """A team of so many from four departments; unequally busy, away six weeks in a hundred, newcomers now and then;

    its leader keeps the pledge with a quarter to three quarters to spare.
    """
    random = Random(seed)
    members: dict[Hashable, Member] = {
        person: Member("ABCD"[person % 4], START - 10 * DAY) for person in range(size)
    }
    for person in range(size, size + weeks // 13):
        members[person] = Member("ABCD"[person % 4], START + random.randrange(weeks * 7) * DAY)
    busy: dict[Hashable, float] = {person: 3 + random.gammavariate(2, 2) for person in members}
    busy[0] = pledge * random.uniform(1.25, 1.75)
    deeds = [deed for week in range(weeks) for deed in _week(random, week, members, busy)]
    questions = [_question(random, week) for week in range(weeks) for _ in range(random.randint(1, 5))]
    return Log(START, members, deeds, questions, leader=0, pledge=pledge)


def thinned(log: Log, since: int, weeks: int, seed: int = 0) -> Log:
    """From a week on four of five of the leader's deeds are gone; each week another 5 % of the members fall silent."""
    random, silent = Random(seed), {}
    others = [person for person in log.members if person != log.leader]
    random.shuffle(others)
    count = 0.0
    for week in range(since, since + weeks):
        count += 0.05 * len(log.members)
        silent[week] = set(others[: round(count)])
    kept = [
        deed
        for deed in log.deeds
        if (week := log.week_of(deed.at)) < since
        or ((deed.person != log.leader or random.random() < 0.2) and deed.person not in silent.get(week, ()))
    ]
    return replace(log, deeds=kept)


def _week(
    random: Random, week: int, members: Mapping[Hashable, Member], busy: Mapping[Hashable, float]
) -> Iterator[Deed]:
    begin = START + week * 7 * DAY
    here = [person for person in members if members[person].joined_at < begin and random.random() > HOLIDAY]
    for person in here:
        count = round(random.gammavariate(EVEN, busy[person] / EVEN))
        for _ in range(count):
            at = begin + random.randrange(5) * DAY + timedelta(hours=8 + 10 * random.random())
            yield Deed(at, person, random.choice(here) if random.random() < 0.5 else None)


def _question(random: Random, week: int) -> Question:
    asked = START + week * 7 * DAY + random.randrange(5) * DAY + timedelta(hours=8 + 8 * random.random())
    replied = asked + timedelta(hours=random.expovariate(1 / 3))
    answered = replied + timedelta(hours=random.expovariate(1 / 5)) if random.random() < 0.95 else None
    return Question(asked, replied, answered)
