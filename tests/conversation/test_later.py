"""Posts sent later and posts that come back later: once, in time, and only where it is still right."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fourleaf.conversation import actions
from fourleaf.conversation.actions import files, later
from fourleaf.conversation.models import Attachment, Draft, Hold, Post, Reminder, ScheduledPost
from fourleaf.conversation.moments import BadTime, moment_of, suggestions
from fourleaf.kit import time
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Membership, Space
from tests.conversation.test_at_once import at_once, standing
from tests.house import House

__all__ = ["standing"]
HOUR = timedelta(hours=1)


def schedule(house: House, **how: Any) -> ScheduledPost:
    asked: dict[str, Any] = {
        "actor": house.ben,
        "space": house.ward,
        "body": "Handover at eight.",
        "send_at": time.now() + HOUR,
    }
    return actions.schedule_post(**(asked | how))


def due(scheduled: ScheduledPost, late: timedelta = timedelta(seconds=20)) -> Any:
    return time.at(scheduled.send_at + late)


def test_it_goes_out_at_its_time_as_its_author(house: House) -> None:
    actions.save_draft(actor=house.ben, space=house.ward, root=house.post, body="Handover at eight.")
    scheduled = schedule(house, root=house.post, mark="question")
    assert Draft.objects.get().body == ""
    assert actions.send_due() == 0
    with due(scheduled):
        assert (actions.send_due(), actions.send_due()) == (1, 0)
    post = Post.objects.get(body="Handover at eight.")
    assert (post.author, post.root, post.mark.kind, post.key) == (
        house.ben,
        house.post,
        "question",
        scheduled.pk,
    )
    assert not ScheduledPost.objects.exists()


def test_one_that_fails_holds_up_no_other(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = schedule(house, body="One."), schedule(house, body="Two.")

    def failing(**said: Any) -> Post:
        if said["body"] == "One.":
            raise RuntimeError
        return actions.add_post(**said)

    monkeypatch.setattr(later, "add_post", failing)
    with due(second):
        assert actions.send_due() == 1
    assert [each.pk for each in ScheduledPost.objects.planned()] == [first.pk]
    with due(first, late=2 * HOUR):
        actions.send_due()
    assert Hold.objects.get().why == Hold.Why.LATE


def test_two_workers_send_it_once(standing: House) -> None:
    scheduled = schedule(standing)
    ScheduledPost.objects.update(send_at=time.now() - timedelta(seconds=5))
    assert sorted(map(str, at_once(*[actions.send_due] * 4))) == ["0", "0", "0", "1"]
    assert Post.objects.filter(key=scheduled.pk).count() == 1


def test_a_worker_killed_in_the_middle_leaves_it_planned(
    standing: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a kill -9 undoes is the transaction: neither a post without its row gone, nor the other way round."""
    scheduled = schedule(standing)

    def killed(_person: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch, due(scheduled), pytest.raises(SystemExit):
        patch.setattr(later, "tell_own_screens", killed)
        actions.send_due()
    assert ScheduledPost.objects.exists()
    assert not Post.objects.filter(key=scheduled.pk).exists()
    with due(scheduled):
        assert actions.send_due() == 1


def leave(house: House) -> None:
    ben = Membership.objects.standing().get(space=house.ward, person=house.ben)
    spaces.end_membership(actor=house.ben, membership=ben)


def archive(house: House) -> None:
    spaces.archive_space(actor=house.amina, space=house.ward)


def widen(house: House) -> None:
    Space.objects.filter(pk=house.ward.pk).update(access=Space.Access.OPEN)


def withdraw_right(house: House) -> None:
    ben = Membership.objects.standing().get(space=house.ward, person=house.ben)
    spaces.change_role(actor=house.amina, membership=ben, role="reader")


def deactivate(house: House) -> None:
    Person.objects.filter(pk=house.ben.pk).update(deactivated_at=time.now())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (leave, "right"),
        (withdraw_right, "right"),
        (deactivate, "right"),
        (archive, "archived"),
        (widen, "opened"),
    ],
)
def test_it_is_held_back_where_it_is_not_right_any_more(house: House, change: Any, why: str) -> None:
    scheduled = schedule(house)
    change(house)
    with due(scheduled):
        assert (actions.send_due(), actions.send_due()) == (0, 0)
    assert Hold.objects.get().why == why
    assert not Post.objects.filter(key=scheduled.pk).exists()


def test_what_is_late_asks_first(house: House) -> None:
    soon, old = schedule(house), schedule(house, send_at=time.now() + timedelta(minutes=2))
    with time.at(soon.send_at + timedelta(minutes=30)):
        assert actions.send_due() == 1
    assert Hold.objects.get().scheduled == old
    assert Hold.objects.get().why == "late"
    post = actions.send_now(actor=house.ben, scheduled=old, shown_access=house.ward.access)
    assert post.key == old.pk


def test_the_author_changes_sends_or_cancels(house: House) -> None:
    scheduled = schedule(house)
    widen(house)
    with due(scheduled):
        actions.send_due()
    with pytest.raises(Invalid, match="opened"):
        actions.send_now(actor=house.ben, scheduled=_read(scheduled), shown_access="closed")
    actions.change_scheduled(
        actor=house.ben,
        scheduled=_read(scheduled),
        body="At nine.",
        send_at=time.now() + HOUR,
        shown_access="open",
    )
    assert not Hold.objects.exists()
    for act in (actions.cancel_scheduled, later.send_now):
        with pytest.raises(Refused):
            act(
                actor=house.amina,
                scheduled=scheduled,
                **({"shown_access": ""} if act is later.send_now else {}),
            )
    actions.cancel_scheduled(actor=house.ben, scheduled=_read(scheduled))
    with pytest.raises(Invalid, match="just been"):
        actions.cancel_scheduled(actor=house.ben, scheduled=scheduled)


def _read(scheduled: ScheduledPost) -> ScheduledPost:
    return ScheduledPost.objects.select_related("space").get(pk=scheduled.pk)


def test_its_files_wait_with_it(house: House) -> None:
    old = time.now() - timedelta(days=3)
    kept = Attachment.objects.create(
        space=house.ward, uploader=house.ben, name="plan.txt", media_type="text/plain", size=1, at=old
    )
    scheduled = schedule(house, attachments=[kept])
    lost = Attachment.objects.create(
        space=house.ward, uploader=house.ben, name="lost.txt", media_type="text/plain", size=1, at=old
    )
    assert kept.pk in files.files_kept_for(house.ben)
    assert lost.pk not in files.files_kept_for(house.ben)
    with due(scheduled):
        actions.send_due()
    assert Attachment.objects.get(pk=kept.pk).post is not None


def test_what_cannot_be_scheduled(house: House) -> None:
    for wrong in (
        {"body": ""},
        {"send_at": time.now() - HOUR},
        {"send_at": time.now() + timedelta(days=500)},
    ):
        with pytest.raises(Invalid):
            schedule(house, **wrong)
    for who in (house.ruth, house.omar):
        with pytest.raises(Refused):
            schedule(house, actor=who)


def test_a_post_comes_back_to_one_person_once(house: House) -> None:
    for hours in (5, 1):
        actions.set_reminder(actor=house.ben, post=house.post, due_at=time.now() + hours * HOUR)
    assert not Reminder.objects.due(house.ben).exists()
    with time.at(time.now() + 2 * HOUR):
        assert Reminder.objects.due(house.ben).count() == 1
        assert not Reminder.objects.due(house.ruth).exists()
        assert [each.person for each in actions.wake_reminders()] == [house.ben]
        assert actions.wake_reminders() == []
        actions.drop_reminder(actor=house.ben, post=house.post)
        assert not Reminder.objects.exists()


@pytest.mark.parametrize("lost", ["left", "withdrawn"])
def test_a_reminder_of_what_cannot_be_read_is_silent(house: House, lost: str) -> None:
    actions.set_reminder(actor=house.ben, post=house.post, due_at=time.now() + HOUR)
    if lost == "left":
        leave(house)
    else:
        actions.withdraw_post(actor=house.amina, post=house.post)
    with time.at(time.now() + 2 * HOUR):
        assert not Reminder.objects.due(house.ben).exists()
        assert actions.wake_reminders() == []


def test_who_cannot_read_is_not_reminded(house: House) -> None:
    with pytest.raises(Refused):
        actions.set_reminder(actor=house.omar, post=house.post, due_at=time.now() + HOUR)


LONDON, NEW_YORK = ZoneInfo("Europe/London"), ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        # A Tuesday in November.
        (
            "2026-11-24T09:10Z",
            LONDON,
            {"hour": "10:10", "afternoon": "14:00", "tomorrow": "08:00", "monday": "08:00"},
        ),
        # Late: no afternoon is left.
        ("2026-11-24T16:10Z", LONDON, {"hour": "17:10", "tomorrow": "08:00", "monday": "08:00"}),
        # The evening before the clocks go forward: eight is eight.
        ("2026-03-28T20:00Z", LONDON, {"hour": "21:00", "tomorrow": "08:00", "monday": "08:00"}),
        ("2026-11-24T03:10Z", NEW_YORK, {"hour": "23:10", "tomorrow": "08:00", "monday": "08:00"}),
    ],
)
def test_suggestions_are_in_the_own_zone(now: str, zone: ZoneInfo, expected: dict[str, str]) -> None:
    instant = datetime.fromisoformat(now)
    offered = {each.code: each.at.astimezone(zone) for each in suggestions(instant, zone)}
    assert {code: f"{at:%H:%M}" for code, at in offered.items()} == expected
    assert offered["tomorrow"].date() == instant.astimezone(zone).date() + timedelta(days=1)
    assert offered["monday"].weekday() == 0
    assert all(at > instant for at in offered.values())


wall = datetime.fromisoformat


def test_a_time_that_the_clocks_skip_is_refused_and_one_they_repeat_is_the_first() -> None:
    with pytest.raises(BadTime):
        moment_of(wall("2026-03-29T01:30"), LONDON)
    assert moment_of(wall("2026-10-25T01:30"), LONDON) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert moment_of(wall("2026-07-01T08:00"), LONDON) == datetime(2026, 7, 1, 7, 0, tzinfo=UTC)
