"""Announcements: who is asked, who has clicked, who is told, and what nobody else learns."""

from datetime import timedelta
from uuid import uuid4

import pytest

from fourleaf.chronicle.models import Entry
from fourleaf.conversation import actions
from fourleaf.conversation.models import Announcement, Chase, Confirmation, Post
from fourleaf.kit import identity, time
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Membership, Space
from fourleaf.spaces.rights import Role
from tests.house import House


def announce(house: House, **how: object) -> Announcement:
    given = {"actor": house.amina, "spaces": [house.ward], "body": "New falls form from Monday."} | how
    return actions.add_announcement(**given)  # type: ignore[arg-type]


def asking(announcement: Announcement) -> set[str]:
    return {person.name for person in announcement.unread_by()}


def test_all_who_belong_are_asked_once(house: House) -> None:
    announcement = announce(house)
    assert asking(announcement) == {house.ben.name, house.ruth.name, house.gwen.name}
    assert set(Announcement.objects.asking(house.ruth)) == {announcement}
    for nobody in (house.amina, house.omar, house.maria):
        assert not Announcement.objects.asking(nobody).exists()


def test_in_two_spaces_each_person_clicks_once(house: House) -> None:
    second = spaces.add_space(actor=house.amina, name="Ward leads")
    invitation = spaces.invite(actor=house.amina, space=second, person=house.ben, role=Role.MEMBER)
    spaces.answer_invitation(actor=house.ben, invitation=invitation, accept=True)
    announcement = announce(house, spaces=[house.ward, second], shown_people=3)
    assert announcement.copies.count() == 2
    actions.confirm_reading(actor=house.ben, announcement=announcement)
    assert asking(announcement) == {house.ruth.name, house.gwen.name}
    actions.edit_post(
        actor=house.amina, post=announcement.copies.order_by("pk")[0].post, body="From Tuesday."
    )
    assert set(Post.objects.filter(announced__isnull=False).values_list("body", flat=True)) == {
        "From Tuesday."
    }
    assert house.ben.name in asking(Announcement.objects.get())
    actions.withdraw_post(actor=house.amina, post=announcement.copies.order_by("pk")[0].post)
    assert not asking(announcement)


def test_who_joins_later_is_asked_and_who_leaves_is_not(house: House) -> None:
    announcement = announce(house)
    invitation = spaces.invite(actor=house.amina, space=house.ward, person=house.omar, role=Role.MEMBER)
    spaces.answer_invitation(actor=house.omar, invitation=invitation, accept=True)
    ben = Membership.objects.standing().get(space=house.ward, person=house.ben)
    spaces.end_membership(actor=house.ben, membership=ben)
    assert asking(announcement) == {house.omar.name, house.ruth.name, house.gwen.name}
    actions.end_announcement(actor=house.amina, announcement=announcement)
    assert not Announcement.objects.asking(house.omar).exists()
    with pytest.raises(Invalid, match="any more"):
        actions.confirm_reading(actor=house.omar, announcement=Announcement.objects.get())


def test_only_a_click_confirms_and_it_is_one_row(house: House) -> None:
    announcement = announce(house)
    for _press in range(3):
        actions.confirm_reading(actor=house.ben, announcement=announcement, version=1)
    assert Confirmation.objects.count() == 1
    assert not Announcement.objects.asking(house.ben).exists()
    assert Entry.objects.get(name="ReadingConfirmed").space_id is None, "the space does not learn who"
    with pytest.raises(Refused):
        actions.confirm_reading(actor=house.maria, announcement=announcement)
    with pytest.raises(Refused):
        actions.confirm_reading(actor=house.amina, announcement=announcement)


def test_a_changed_text_asks_again(house: House) -> None:
    announcement = announce(house)
    actions.confirm_reading(actor=house.ben, announcement=announcement, version=1)
    post = announcement.copies.get().post
    actions.edit_post(actor=house.amina, post=post, body="New falls form from Tuesday.")
    assert set(Announcement.objects.asking(house.ben)) == {announcement}
    with pytest.raises(Invalid, match="changed"):
        actions.confirm_reading(actor=house.ben, announcement=Announcement.objects.get(), version=1)
    actions.confirm_reading(actor=house.ben, announcement=Announcement.objects.get(), version=2)
    assert Confirmation.objects.current().count() == 1


@pytest.mark.parametrize("who", ["ben", "ruth", "gwen", "omar"])
def test_only_stewards_announce(house: House, who: str) -> None:
    with pytest.raises(Refused):
        announce(house, actor=getattr(house, who))


def test_what_cannot_be_announced(house: House) -> None:
    today = time.now().date()
    wrongs: tuple[dict[str, object], ...] = (
        {"spaces": []},
        {"due_on": today - timedelta(days=2)},
        {"due_on": today + timedelta(days=900)},
        {"body": " "},
        {"shown_people": 4},
    )
    for wrong in wrongs:
        with pytest.raises(Invalid):
            announce(house, **wrong)
    alone = spaces.add_space(actor=house.amina, name="Alone")
    with pytest.raises(Invalid, match="nobody to ask"):
        announce(house, spaces=[alone])
    direct = spaces.start_direct(actor=house.amina, people=[house.ben])
    with pytest.raises(Refused):
        announce(house, spaces=[direct])
    assert not Post.objects.filter(announced__isnull=False).exists()


def test_the_same_key_announces_once(house: House) -> None:
    key = uuid4()
    assert announce(house, key=key) == announce(house, key=key)
    assert Announcement.objects.count() == 1


def test_a_bot_is_not_asked(house: House) -> None:
    bot = Person.objects.create(name="Rota Bot", email="bot@marigold.example", kind=Person.Kind.BOT)
    Membership.objects.create(space=house.ward, person=bot, role=Role.MEMBER)
    assert bot.name not in asking(announce(house))


def test_an_archived_space_asks_nobody(house: House) -> None:
    announce(house)
    spaces.archive_space(actor=house.amina, space=house.ward)
    assert not Announcement.objects.asking(house.ben).exists()


def test_reminding_by_hand_is_limited(house: House) -> None:
    announcement = announce(house)
    post = announcement.copies.get().post
    actions.confirm_reading(actor=house.ben, announcement=announcement)
    assert actions.chase_announcement(actor=house.amina, post=post) == 2
    with pytest.raises(Invalid, match="reminded"):
        actions.chase_announcement(actor=house.amina, post=post)
    with time.at(time.now() + timedelta(hours=21)):
        assert actions.chase_announcement(actor=house.amina, post=post) == 2
    with pytest.raises(Refused):
        actions.chase_announcement(actor=house.ben, post=post)
    assert Entry.objects.filter(name="AnnouncementChased").count() == 2


def test_those_who_have_not_are_reminded_before_and_on_the_due_day(house: House) -> None:
    begin = time.now().replace(hour=12, minute=0)
    with time.at(begin):
        announcement = announce(house, due_on=begin.date() + timedelta(days=3))
    hours: list[tuple[int, str]] = []
    for hour in range(5 * 24):
        with time.at(begin + timedelta(hours=hour)):
            for _twice in range(2):
                if actions.chase_due():
                    last = announcement.chases.order_by("at").last()
                    assert last is not None
                    hours.append((hour, last.why))
    assert [why for _hour, why in hours] == ["before", "due"]
    assert [hour // 24 for hour, _why in hours] == [1, 2], "in the mornings, 9 o'clock where the author works"
    assert set(Chase.objects.values_list("people", flat=True)) == {3}


def test_nobody_is_reminded_of_what_all_have_read(house: House) -> None:
    begin = time.now().replace(hour=12, minute=0)
    with time.at(begin):
        announcement = announce(house, due_on=begin.date() + timedelta(days=1))
    for person in (house.ben, house.ruth, house.gwen):
        actions.confirm_reading(actor=person, announcement=announcement)
    with time.at(begin + timedelta(days=1)):
        assert actions.chase_due() == 0


def test_a_space_that_opens_asks_no_more_people(house: House) -> None:
    announcement = announce(house)
    Space.objects.filter(pk=house.ward.pk).update(access=Space.Access.OPEN)
    assert house.omar.name not in asking(announcement), "who may read but does not belong is not asked"


def test_a_steward_sees_no_confirmation_of_somebody_who_has_left(house: House) -> None:
    announcement = announce(house)
    actions.confirm_reading(actor=house.ben, announcement=announcement)
    spaces.change_role(
        actor=house.amina,
        membership=Membership.objects.standing().get(space=house.ward, person=house.ruth),
        role=Role.STEWARD,
    )

    def seen() -> int:
        with identity.bound():
            identity.become(house.ruth.pk)
            return Confirmation.objects.count()

    assert seen() == 1
    spaces.end_membership(
        actor=house.ben, membership=Membership.objects.standing().get(space=house.ward, person=house.ben)
    )
    assert seen() == 0
