"""Who has gone stays gone, and what concerns one person's standing happens in turns."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections

from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.kit.time import now
from fourleaf.spaces import actions, policy
from fourleaf.spaces.models import Invitation, Membership, Space
from fourleaf.spaces.rights import Role
from tests.house import House, build_house


def membership(house: House, name: str) -> Membership:
    return Membership.objects.standing().get(space=house.ward, person=getattr(house, name))


def test_an_old_invitation_lets_nobody_back_in(house: House) -> None:
    Space.objects.filter(pk=house.ward.pk).update(access=Space.Access.ON_REQUEST)
    ward = Space.objects.get(pk=house.ward.pk)
    request = actions.request_access(actor=house.omar, space=ward, reason="I cover the nights.")
    invitation = actions.invite(actor=house.ben, space=ward, person=house.omar)
    actions.answer_request(actor=house.amina, request=request, grant=True)
    actions.end_membership(actor=house.amina, membership=membership(house, "omar"))
    with pytest.raises(Invalid):
        actions.answer_invitation(actor=house.omar, invitation=invitation, accept=True)
    assert not policy.can_read(house.omar, ward)


def test_an_invitation_falls_with_who_gave_it(house: House) -> None:
    invitation = actions.invite(actor=house.ben, space=house.ward, person=house.omar)
    actions.end_membership(actor=house.amina, membership=membership(house, "ben"))
    with pytest.raises(Invalid, match="no longer"):
        actions.answer_invitation(actor=house.omar, invitation=invitation, accept=True)


@pytest.mark.parametrize("days", [-1, 0, 3 * 366])
def test_a_guest_stays_two_years_at_most(house: House, days: int) -> None:
    until = now() + timedelta(days=days)
    for come_in in (actions.invite, actions.add_member):
        with pytest.raises(Invalid):
            come_in(actor=house.amina, space=house.ward, person=house.omar, role=Role.GUEST, expires_at=until)
    guest = actions.add_member(actor=house.amina, space=house.ward, person=house.omar, role=Role.GUEST)
    assert guest.expires_at
    assert 29 <= (guest.expires_at - now()).days <= 30


def test_a_direct_conversation_is_neither_archived_nor_renamed(house: House) -> None:
    direct = actions.start_direct(actor=house.amina, people=[house.ben])
    with pytest.raises(Refused):
        actions.archive_space(actor=house.ben, space=direct)
    with pytest.raises(Refused):
        actions.change_space(actor=house.ben, space=direct, name="Ours", purpose="")


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """Do all of these at the same time, each on a connection of its own; what came of each, by name."""
    outcomes: list[str] = []
    start = threading.Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> None:
        start.wait()
        try:
            deed()
            outcomes.append("done")
        except (Invalid, Refused) as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.fixture
def kept(transactional_db: None) -> House:
    return build_house()


def test_four_who_join_at_once_are_one_member(kept: House) -> None:
    deeds = [lambda: actions.join(actor=kept.ben, space=kept.open)] * 4
    assert at_once(*deeds) == ["Refused", "Refused", "Refused", "done"]
    assert Membership.objects.standing().filter(space=kept.open, person=kept.ben).count() == 1


def test_leaving_three_times_at_once_is_leaving_once(kept: House) -> None:
    mine = membership(kept, "ben")
    assert at_once(*[lambda: actions.end_membership(actor=kept.ben, membership=mine)] * 3) == ["done"] * 3
    assert not Membership.objects.standing().filter(space=kept.ward, person=kept.ben).exists()


def test_two_who_write_to_each_other_at_once_meet_in_one_conversation(kept: House) -> None:
    at_once(
        lambda: actions.start_direct(actor=kept.amina, people=[kept.ben]),
        lambda: actions.start_direct(actor=kept.ben, people=[kept.amina]),
    )
    assert Space.objects.filter(kind=Space.Kind.DIRECT).count() == 1


def test_a_request_is_answered_once(kept: House) -> None:
    Space.objects.filter(pk=kept.ward.pk).update(access=Space.Access.ON_REQUEST)
    request = actions.request_access(
        actor=kept.omar, space=Space.objects.get(pk=kept.ward.pk), reason="To help."
    )
    outcomes = at_once(
        lambda: actions.answer_request(
            actor=kept.amina, request=type(request).objects.get(pk=request.pk), grant=True
        ),
        lambda: actions.answer_request(
            actor=kept.amina, request=type(request).objects.get(pk=request.pk), grant=False
        ),
    )
    assert outcomes == ["Invalid", "done"]


def test_an_invitation_is_sent_once(kept: House) -> None:
    deeds = [
        lambda: actions.invite(actor=kept.amina, space=kept.ward, person=kept.omar, role=Role.MEMBER)
    ] * 3
    assert at_once(*deeds) == ["Invalid", "Invalid", "done"]
    assert Invitation.objects.open().count() == 1
