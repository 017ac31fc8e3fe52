"""What happens in a space is told outside: signed, thin, again and again until it has arrived."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from standardwebhooks import Webhook

from fourleaf.chronicle.models import Entry
from fourleaf.config import notifier
from fourleaf.conversation import actions as conversation
from fourleaf.hooks import actions, jobs
from fourleaf.hooks.actions import delivering
from fourleaf.hooks.models import Delivery, Outgoing, Stoppage
from fourleaf.hooks.outgoing import take
from fourleaf.kit import time
from fourleaf.people import actions as people
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Membership
from fourleaf.spaces.rights import Role
from tests.hooks.receiver import Receiver, receiving
from tests.house import House
from tests.working import due_jobs, work

AsPerson = Callable[[Person], Client]
CANARY = "the canary sings in bed four"


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setattr(settings, "WEBHOOK_PRIVATE", True)
    with receiving() as made:
        yield made


@pytest.fixture
def hook(house: House, receiver: Receiver) -> tuple[Outgoing, str]:
    """An outgoing webhook of the ward's team, and its secret; all that happened before is told already."""
    bot = people.add_bot(actor=house.amina, name="Archive")
    made = actions.add_outgoing(
        actor=house.amina, space=house.ward, bot=bot, url=receiver.url, kinds=Outgoing.Kind.values
    )
    work()
    receiver.arrived.clear()
    Delivery.objects.all().delete()
    return made


def told(receiver: Receiver) -> list[dict[str, object]]:
    return [json.loads(body) for _headers, body in receiver.arrived]


def test_it_is_signed_as_standard_webhooks_says(
    hook: tuple[Outgoing, str], receiver: Receiver, house: House
) -> None:
    conversation.add_post(actor=house.ben, space=house.ward, body=CANARY)
    work()
    [(headers, body)] = receiver.arrived
    message = Webhook(hook[1]).verify(body, headers)
    assert receiver.paths[-1] == "/in?token=t0p"
    assert headers["content-type"] == "application/json"
    assert headers["host"] == f"127.0.0.1:{receiver.port}"
    assert message["type"] == "post.added"
    with pytest.raises(Exception, match="No matching signature"):
        Webhook(hook[1]).verify(body + b" ", headers)


def test_it_says_what_happened_and_never_what_was_written(
    hook: tuple[Outgoing, str], receiver: Receiver, house: House
) -> None:
    post = conversation.add_post(actor=house.ben, space=house.ward, body=CANARY, mark="question")
    conversation.edit_post(actor=house.ben, post=post, body=CANARY + ", again")
    conversation.set_reaction(actor=house.ruth, post=post, emoji="👍", on=True)
    conversation.withdraw_post(actor=house.ben, post=post)
    spaces.end_membership(
        actor=house.amina, membership=Membership.objects.standing().get(person=house.gwen, space=house.ward)
    )
    work()
    messages = told(receiver)
    assert [each["type"] for each in messages] == [
        "post.added", "post.edited", "reaction.added", "post.withdrawn", "membership.ended",
    ]  # fmt: skip
    first = messages[0]["data"]
    assert isinstance(first, dict)
    assert first == {
        "space": str(house.ward.pk), "sequence": post.sequence, "actor": str(house.ben.pk),
        "post": str(post.pk), "root": None, "mark": "question",
    }  # fmt: skip
    everything = b"".join(body for _headers, body in receiver.arrived).decode()
    for secret in (CANARY, house.ben.name, house.ward.name):
        assert secret not in everything
    assert CANARY not in str(list(Delivery.objects.values()))


def test_text_goes_out_where_a_steward_chose_it(
    hook: tuple[Outgoing, str], receiver: Receiver, house: House
) -> None:
    Outgoing.objects.update(with_text=True)
    conversation.add_post(actor=house.ben, space=house.ward, body=CANARY)
    gone = conversation.add_post(actor=house.ben, space=house.ward, body="Not so")
    conversation.withdraw_post(actor=house.ben, post=gone)
    work()
    data = [each["data"] for each in told(receiver)]
    assert isinstance(data[0], dict)
    assert data[0]["text"] == CANARY
    assert "Not so" not in str(data)
    assert CANARY not in str(list(Delivery.objects.values()))


def test_only_what_was_chosen_is_told(hook: tuple[Outgoing, str], receiver: Receiver, house: House) -> None:
    Outgoing.objects.update(kinds=["reactions"])
    post = conversation.add_post(actor=house.ben, space=house.ward, body=CANARY)
    conversation.set_reaction(actor=house.ruth, post=post, emoji="👍", on=True)
    work()
    assert [each["type"] for each in told(receiver)] == ["reaction.added"]


def test_what_the_bot_did_itself_is_not_told_to_it(
    hook: tuple[Outgoing, str], receiver: Receiver, house: House
) -> None:
    actions.add_incoming(actor=house.amina, space=house.ward, bot=hook[0].bot)
    conversation.add_post(actor=hook[0].bot, space=house.ward, body=CANARY)
    work()
    assert "post.added" not in [each["type"] for each in told(receiver)]


def test_nothing_of_other_spaces_is_told(
    hook: tuple[Outgoing, str], receiver: Receiver, house: House
) -> None:
    conversation.add_post(actor=house.omar, space=house.secret, body=CANARY)
    conversation.add_post(actor=house.omar, space=house.open, body=CANARY)
    work()
    assert not receiver.arrived


def test_it_is_tried_again_under_the_same_id_until_it_arrives(
    hook: tuple[Outgoing, str], receiver: Receiver, house: House
) -> None:
    receiver.answers = [500, 302, 204]
    conversation.add_post(actor=house.ben, space=house.ward, body=CANARY)
    work()
    first = Delivery.objects.get()
    assert (first.attempts, first.status, first.error, first.delivered_at) == (1, 500, "answer", None)
    assert first.next_at
    assert timedelta(seconds=3) < first.next_at - time.now() < timedelta(seconds=7)
    work()
    assert len(receiver.arrived) == 1, "not before its hour"
    for hours in (1, 2):
        with time.at(time.now() + timedelta(hours=hours)):
            work()
    headers = [headers for headers, _body in receiver.arrived]
    assert len(headers) == 3, "a redirect is not followed and not taken"
    assert len({each["webhook-id"] for each in headers}) == 1
    done = Delivery.objects.get()
    assert (done.attempts, done.status, done.error) == (3, 204, "")
    assert done.delivered_at
    with time.at(time.now() + timedelta(days=9)):
        assert not due_jobs().filter(task_name="fourleaf.hooks.jobs.deliver").exists()


def test_it_is_given_up_after_about_three_days_and_can_be_sent_again(
    hook: tuple[Outgoing, str], receiver: Receiver, house: House, as_person: AsPerson
) -> None:
    receiver.answers = [503]
    conversation.add_post(actor=house.ben, space=house.ward, body=CANARY)
    work()
    began = time.now()
    while instant := Delivery.objects.get().next_at:
        with time.at(instant):
            work()
    delivery = Delivery.objects.get()
    assert (delivery.attempts, delivery.delivered_at) == (len(delivering.WAITS) + 1, None)
    assert delivery.given_up_at
    assert timedelta(days=2) < delivery.given_up_at - began < timedelta(days=5)
    receiver.answers = [200]
    path = f"/spaces/{house.ward.pk}/integrations/outgoing/{hook[0].pk}/"
    assert "Send again" in as_person(house.amina).get(path).content.decode()
    as_person(house.amina).post(f"{path}deliveries/{delivery.pk}/repeat/")
    work()
    delivery.refresh_from_db()
    assert delivery.delivered_at
    assert len({headers["webhook-id"] for headers, _body in receiver.arrived}) == 1


def test_gone_for_good_stops_it(
    hook: tuple[Outgoing, str], receiver: Receiver, house: House, as_person: AsPerson
) -> None:
    receiver.answers = [410]
    conversation.add_post(actor=house.ben, space=house.ward, body=CANARY)
    work()
    assert Stoppage.objects.get().why == "gone"
    assert Entry.objects.filter(name="IntegrationStopped", actor_id=None, space_id=house.ward.pk).exists()
    conversation.add_post(actor=house.ben, space=house.ward, body=CANARY)
    work()
    assert len(receiver.arrived) == 1
    page = as_person(house.amina).get(f"/spaces/{house.ward.pk}/integrations/").content.decode()
    assert "gone for good (410)" in page


def test_days_of_failure_stop_it(hook: tuple[Outgoing, str], receiver: Receiver, house: House) -> None:
    receiver.answers = [500]
    began = time.now()
    for day in range(7):
        with time.at(began + timedelta(days=day)):
            conversation.add_post(actor=house.ben, space=house.ward, body=CANARY)
            work()
        if Stoppage.objects.exists():
            break
    assert Stoppage.objects.get().why == "failing"
    assert day == 5


def test_one_arrival_in_between_shows_that_it_lives(
    hook: tuple[Outgoing, str], receiver: Receiver, house: House
) -> None:
    began = time.now()
    for day in range(9):
        receiver.answers = [204 if day == 4 else 500]
        with time.at(began + timedelta(days=day)):
            conversation.add_post(actor=house.ben, space=house.ward, body=CANARY)
            work()
    assert not Stoppage.objects.exists()


def test_it_stays_away_as_long_as_it_is_asked_to(
    hook: tuple[Outgoing, str], receiver: Receiver, house: House
) -> None:
    receiver.answers, receiver.headers = [429], {"Retry-After": "900"}
    conversation.add_post(actor=house.ben, space=house.ward, body=CANARY)
    work()
    next_at = Delivery.objects.get().next_at
    assert next_at
    assert next_at - time.now() > timedelta(minutes=14)


def archive(house: House, hook: Outgoing) -> None:
    spaces.archive_space(actor=house.amina, space=house.ward)


def leave(house: House, hook: Outgoing) -> None:
    people.deactivate_person(actor=None, person=house.amina)


def take_out(house: House, hook: Outgoing) -> None:
    membership = Membership.objects.standing().get(person=hook.bot, space=house.ward)
    spaces.end_membership(actor=house.amina, membership=membership)


def end(house: House, hook: Outgoing) -> None:
    actions.end_outgoing(actor=house.amina, outgoing=hook)


@pytest.mark.parametrize("deed", [archive, leave, take_out, end])
def test_it_falls_silent_at_once_even_for_what_waits(
    hook: tuple[Outgoing, str], receiver: Receiver, house: House, deed: Callable[[House, Outgoing], None]
) -> None:
    receiver.answers = [500]
    conversation.add_post(actor=house.ben, space=house.ward, body=CANARY)
    work()
    deed(house, hook[0])
    receiver.arrived.clear()
    with time.at(time.now() + timedelta(hours=1)):
        work()
    assert not receiver.arrived
    assert Delivery.objects.get(type="post.added").error == "silenced"


def test_it_goes_on_when_its_maker_is_no_steward_any_more(
    hook: tuple[Outgoing, str], receiver: Receiver, house: House
) -> None:
    ben = Membership.objects.standing().get(person=house.ben, space=house.ward)
    spaces.change_role(actor=house.amina, membership=ben, role=Role.STEWARD)
    amina = Membership.objects.standing().get(person=house.amina, space=house.ward)
    spaces.change_role(actor=house.ben, membership=amina, role=Role.READER)
    work()
    receiver.arrived.clear()
    conversation.add_post(actor=house.ben, space=house.ward, body=CANARY)
    work()
    assert len(receiver.arrived) == 1


def test_a_steward_sends_a_test(
    hook: tuple[Outgoing, str], receiver: Receiver, house: House, as_person: AsPerson
) -> None:
    path = f"/spaces/{house.ward.pk}/integrations/outgoing/{hook[0].pk}/"
    assert as_person(house.amina).post(f"{path}test/").status_code == 302
    work()
    [(headers, body)] = receiver.arrived
    assert Webhook(hook[1]).verify(body, headers)["type"] == "hook.test"
    page = as_person(house.amina).get(path).content.decode()
    assert "arrived" in page
    assert "204" in page


def test_a_forged_wish_is_not_granted(hook: tuple[Outgoing, str], receiver: Receiver, house: House) -> None:
    """The web role may write in the chronicle what its person did; whether they might is asked again."""
    facts = {"integration": str(hook[0].pk)}
    Entry.objects.create(name="TestAsked", actor_id=house.omar.pk, facts=facts)
    take(list(Entry.objects.filter(name="TestAsked")))
    assert not Delivery.objects.exists()


def test_both_secrets_sign_while_one_follows_the_other(
    hook: tuple[Outgoing, str], receiver: Receiver, house: House
) -> None:
    fresh = actions.renew_secret(actor=house.amina, outgoing=hook[0])
    conversation.add_post(actor=house.ben, space=house.ward, body=CANARY)
    work()
    [(headers, body)] = receiver.arrived
    for secret in (hook[1], fresh):
        Webhook(secret).verify(body, headers)


def test_a_deed_is_told_once_however_often_it_is_handed_on(
    hook: tuple[Outgoing, str], receiver: Receiver, house: House
) -> None:
    conversation.add_post(actor=house.ben, space=house.ward, body=CANARY)
    entries = list(Entry.objects.filter(name="PostAdded", space_id=house.ward.pk).order_by("-sequence")[:1])
    for _ in range(3):
        take(entries)
    work()
    assert len(receiver.arrived) == 1


def test_what_was_lost_with_a_worker_is_taken_up(
    hook: tuple[Outgoing, str], receiver: Receiver, house: House
) -> None:
    conversation.add_post(actor=house.ben, space=house.ward, body=CANARY)
    take(list(Entry.objects.filter(name="PostAdded", space_id=house.ward.pk).order_by("-sequence")[:1]))
    due_jobs().delete()
    assert delivering.begin_try(Delivery.objects.get().pk) is not None, "a worker took it and died"
    with time.at(time.now() + timedelta(minutes=4)):
        assert not delivering.take_up_overdue()
    with time.at(time.now() + timedelta(minutes=6)):
        assert len(delivering.take_up_overdue()) == 1


def test_what_waits_behind_a_slow_receiver_gets_no_second_job(
    hook: tuple[Outgoing, str], receiver: Receiver, house: House
) -> None:
    for _post in range(3):
        conversation.add_post(actor=house.ben, space=house.ward, body=CANARY)
    notifier.take()
    for minutes in (5, 10):
        with time.at(time.now() + timedelta(minutes=minutes)):
            jobs.take_up_overdue.func(timestamp=0)
    assert due_jobs().filter(task_name=jobs.deliver.name).count() == 3


def test_old_deliveries_go(hook: tuple[Outgoing, str], receiver: Receiver, house: House) -> None:
    conversation.add_post(actor=house.ben, space=house.ward, body=CANARY)
    work()
    assert delivering.forget_old() == 0
    with time.at(time.now() + timedelta(days=31)):
        assert delivering.forget_old() == 1


def test_a_receiver_takes_one_hand_of_the_worker(
    hook: tuple[Outgoing, str], receiver: Receiver, house: House
) -> None:
    conversation.add_post(actor=house.ben, space=house.ward, body=CANARY)
    place = connection.settings_dict
    with psycopg.connect(
        host=place["HOST"],
        port=place["PORT"] or None,
        dbname=place["NAME"],
        user=place["USER"],
        password=place["PASSWORD"],
        autocommit=True,
    ) as other:
        other.execute("select pg_advisory_lock(hashtextextended(%s, 0))", [f"hook {hook[0].pk}"])
        work()
        assert not receiver.arrived
        assert Delivery.objects.get().attempts == 0
    with time.at(time.now() + timedelta(minutes=2)):
        work()
    assert len(receiver.arrived) == 1
