"""Each deed leaves one row for the notifier, in the order of the deeds; the past and the demo world leave none."""

from dataclasses import dataclass
from uuid import uuid4

from django.db import connection, transaction

from fourleaf.chronicle.models import Entry, Pending
from fourleaf.chronicle.record import SpaceEvent, quietly, record, record_past
from fourleaf.conversation import actions
from fourleaf.kit import identity, time
from tests.house import House


@dataclass(frozen=True, kw_only=True)
class Knocked(SpaceEvent):
    """A deed of this test."""


def waiting() -> list[str]:
    names = dict(Entry.objects.values_list("pk", "name"))
    return [names[row.entry_id] for row in Pending.objects.order_by("pk")]


def test_every_deed_waits_for_the_notifier_in_order(house: House) -> None:
    before = len(waiting())
    post = actions.add_post(actor=house.ben, space=house.ward, body="One")
    actions.withdraw_post(actor=house.ben, post=post)
    assert waiting()[before:] == ["PostAdded", "PostWithdrawn"]


def test_the_past_and_the_quiet_do_not_wait(db: None) -> None:
    space = uuid4()
    record_past(space, [(Knocked(actor=None, space=space), time.now())])
    with quietly():
        record(Knocked(actor=None, space=space))
        with quietly():
            pass
        record(Knocked(actor=None, space=space))
    assert waiting() == []
    record(Knocked(actor=None, space=space))
    assert waiting() == ["Knocked"]


def test_the_web_role_cannot_keep_a_deed_from_the_notifier(house: House) -> None:
    before = len(waiting())
    with identity.bound(), transaction.atomic():
        identity.become(house.ben.pk)
        with connection.cursor() as cursor:
            cursor.execute("select set_config('fourleaf.quiet', 'on', true)")
        actions.add_post(actor=house.ben, space=house.ward, body="Hear me")
    assert waiting()[before:] == ["PostAdded"]
