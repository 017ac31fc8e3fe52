"""A week's figures: a panel, not one number, as measures of success hardly agree (Cunha et al. 2019)."""

from collections.abc import Hashable, Mapping
from datetime import timedelta
from statistics import median

from fourleaf.adoption.warning.log import Log, Question
from fourleaf.adoption.warning.signals import Sign
from fourleaf.kit.working import working_day

#: Of fewer people or newcomers nothing is said; fewer questions say nothing.
FEW, FEW_QUESTIONS = 5, 10
#: Fewer ties tell nothing of who answers whom.
FEW_TIES = 30
MONTH, YEAR = 4, 52
#: What there is little of (newcomers, questions, ties) is looked at for eight weeks, so that chance does not swing it;
#: "usual" is the median of the eight before.
LONG, BEFORE = 8, 8
ANSWER_DAYS = 3

Panel = Mapping[Sign, float | None]


def panel(log: Log, week: int) -> Panel:
    """Each sign's figure at the end of a week; None where too little is there to tell, or somebody would be named."""
    return {
        Sign.PLEDGE: pledge_kept(log, week),
        Sign.LEADER: leader_as_usual(log, week),
        Sign.CONTRIBUTORS: contributors(log, week),
        Sign.RETURN: returning(log, week),
        Sign.NEWCOMERS: newcomers(log, week),
        Sign.WEEK_OF_MONTH: of_those(log, _last(week, 1), _last(week, MONTH), week),
        Sign.MONTH_OF_YEAR: of_those(log, _last(week, MONTH), _last(week, YEAR), week),
        Sign.ANSWERED: answered(log, week),
        Sign.FIRST_REPLY: first_reply(log, week),
        Sign.RECIPROCITY: reciprocity_kept(log, week),
        Sign.ACROSS: across(log, week),
        Sign.GINI: gini(log, week),
    }


def is_dead(log: Log, week: int) -> bool:
    """No activity for four weeks (Qin, Salter-Townshend and Cunningham 2014)."""
    return week >= MONTH - 1 and not log.active(_last(week, MONTH))


def pledge_kept(log: Log, week: int) -> float | None:
    """The leader's acts in four weeks / those pledged, 0 and more; for the leader first."""
    if log.pledge is None or log.leader is None or week < MONTH - 1:
        return None
    return sum(log.acts[each][log.leader] for each in _last(week, MONTH) if each in log.acts) / (
        MONTH * log.pledge
    )


def leader_as_usual(log: Log, week: int) -> float | None:
    """The leader's acts in two weeks / twice the median of the eight weeks before; for the leader first.

    Our own addition: the pledge over four weeks shows a leader's falling silent a week or two later, as
    `bin/validate warning` tells.
    """
    if log.pledge is None or log.leader is None or week < BEFORE + 1:
        return None
    weeks = range(week - BEFORE - 1, week + 1)
    counts = [log.acts[each][log.leader] if each in log.acts else 0 for each in weeks]
    usual = median(counts[:-2])
    return sum(counts[-2:]) / (2 * usual) if usual > 0 else None


def contributors(log: Log, week: int) -> float | None:
    """Members who wrote / members, 0–1."""
    members = log.present(week)
    return len(log.active([week]) & members) / len(members) if len(members) >= FEW else None


def returning(log: Log, week: int) -> float | None:
    """|A_w ∩ A_w−1| / |A_w−1|, 0–1: of those who wrote last week, who did so again."""
    before = log.active([week - 1])
    return len(before & log.active([week])) / len(before) if len(before) >= FEW else None


def newcomers(log: Log, week: int) -> float | None:
    """Of those who joined in eight weeks and are here for two, the share that wrote in days 8–14, 0–1."""
    end = log.end_of(week)
    fresh = [
        (key, member.joined_at)
        for key, member in log.members.items()
        if max(log.start, end - timedelta(weeks=LONG + 2)) <= member.joined_at <= end - timedelta(weeks=2)
    ]
    if len(fresh) < FEW:
        return None
    back = [
        any(timedelta(days=7) <= at - joined < timedelta(days=14) for at in log.writing.get(key, ()))
        for key, joined in fresh
    ]
    return sum(back) / len(back)


def of_those(log: Log, recent: range, all_: range, week: int) -> float | None:
    """Stickiness: who wrote in the recent weeks / who wrote in all of them, 0–1 (WAU / MAU and its like)."""
    if week < 2 * MONTH - 1:
        return None
    whole = log.active(all_)
    return len(log.active(recent)) / len(whole) if len(whole) >= FEW else None


def answered(log: Log, week: int) -> float | None:
    """Of eight weeks' questions that have had three working days, the share that was answered in them, 0–1."""
    due = ANSWER_DAYS * working_day()
    end = log.end_of(week)
    asked = [each for each in _asked(log, week, LONG) if log.working_hours(each.asked_at, end) >= due]
    if len(asked) < FEW_QUESTIONS:
        return None
    return sum(
        each.answered_at is not None and log.working_hours(each.asked_at, each.answered_at) <= due
        for each in asked
    ) / len(asked)


def first_reply(log: Log, week: int) -> float | None:
    """Median working hours to the first reply to four weeks' questions; who still waits has waited until now."""
    asked, end = _asked(log, week, MONTH), log.end_of(week)
    if len(asked) < FEW_QUESTIONS:
        return None
    return median(log.working_hours(each.asked_at, min(each.replied_at or end, end)) for each in asked)


def reciprocity_kept(log: Log, week: int) -> float | None:
    """The mutual share of eight weeks' ties / its median over the eight weeks before, 0 and more."""
    now = _reciprocity(log, week)
    if now is None or week < BEFORE + LONG - 1:
        return None
    before = [value for each in range(week - BEFORE, week) if (value := _reciprocity(log, each)) is not None]
    usual = median(before) if len(before) >= BEFORE // 2 else 0.0
    return now / usual if usual > 0 else None


def across(log: Log, week: int) -> float | None:
    """The share of eight weeks' ties across departments / the share of pairs of members who are of two, 0 and more."""
    ties, members = _ties(log, week), [log.members[key] for key in log.present(week)]
    pairs = len(members) * (len(members) - 1)
    apart = sum(one.department != other.department for one in members for other in members)
    if len(ties) < FEW_TIES or len(members) < FEW or not apart:
        return None
    crossing = sum(log.members[one].department != log.members[other].department for one, other in ties)
    return crossing / len(ties) / (apart / pairs)


def gini(log: Log, week: int) -> float | None:
    """Gini's coefficient (1912) of how much each member wrote in a week: 0 all alike, towards 1 one alone."""
    members = log.present(week)
    counts = sorted(log.acts[week][key] if week in log.acts else 0 for key in members)
    total, n = sum(counts), len(counts)
    if n < FEW or total < 2 * n:
        return None
    return 2 * sum(place * count for place, count in enumerate(counts, 1)) / (n * total) - (n + 1) / n


def _last(week: int, count: int) -> range:
    return range(max(0, week - count + 1), week + 1)


def _asked(log: Log, week: int, count: int) -> list[Question]:
    return [each for each in log.questions if log.week_of(each.asked_at) in _last(week, count)]


def _ties(log: Log, week: int) -> set[tuple[Hashable, Hashable]]:
    return {tie for each in _last(week, LONG) for tie in log.answers.get(each, ())}


def _reciprocity(log: Log, week: int) -> float | None:
    ties = _ties(log, week)
    if len(ties) < FEW_TIES:
        return None
    return sum((other, one) in ties for one, other in ties) / len(ties)
