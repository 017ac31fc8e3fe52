"""What waits: the same things counted and listed, each handled in place."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fourleaf.conversation import actions as conversation
from fourleaf.conversation.models import Following, Mention, Post
from fourleaf.inbox.waiting import MOST, Waiting
from fourleaf.kit import ids
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import AccessRequest, Invitation, Membership, Space
from tests.house import House

AsPerson = Callable[[Person], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def mention(house: House) -> Mention:
    """Ben mentions Amina."""
    body = "Would the night shift manage, @Amina Yusuf?\n\nMore below."
    post = conversation.add_post(actor=house.ben, space=house.ward, body=body)
    return Mention.objects.get(post=post, person=house.amina)


@pytest.fixture
def asked(house: House) -> AccessRequest:
    """Omar asks to join what Amina stewards."""
    spaces.change_access(actor=house.amina, space=house.ward, access=Space.Access.ON_REQUEST)
    return spaces.request_access(actor=house.omar, space=house.ward, reason="I run the balance class.")


@pytest.fixture
def invitation(house: House) -> Invitation:
    """Omar invites Amina."""
    return spaces.invite(actor=house.omar, space=house.secret, person=house.amina, note="We need you.")


def handled(client: Client) -> None:
    page = client.get(reverse("home"))
    assert page.context["waiting"].items == []
    assert page.context["waiting_count"] == 0
    assert "Nothing waits for you" in page.content.decode()


def test_a_reply_in_ones_own_thread_waits(house: House, as_person: AsPerson) -> None:
    client = as_person(house.amina)
    page = client.get(reverse("home"))
    (item,) = page.context["waiting"].items
    assert (item.kind, item.post, item.count, item.quote) == ("thread", house.post, 1, "Checked at seven.")
    assert page.context["waiting_count"] == 1


def test_own_replies_do_not_hide_the_news_of_others(house: House, as_person: AsPerson) -> None:
    conversation.add_post(actor=house.amina, space=house.ward, body="Thank you.", root=house.post)
    assert Waiting(house.amina).count == 0
    conversation.add_post(actor=house.ben, space=house.ward, body="And at nine.", root=house.post)
    (item,) = Waiting(house.amina).items
    assert (item.count, item.quote) == (1, "And at nine.")


def test_done_with_a_thread(house: House, as_person: AsPerson) -> None:
    client = as_person(house.amina)
    address = reverse("thread-reading", args=[house.post.pk])
    assert client.post(address, {"last": "x"}).status_code == 422
    assert client.post(address, {"last": house.reply.sequence}).headers["Location"] == reverse("home")
    handled(client)


def test_what_came_after_the_page_still_waits(house: House, as_person: AsPerson) -> None:
    conversation.add_post(actor=house.ben, space=house.ward, body="And at nine.", root=house.post)
    client = as_person(house.amina)
    client.post(reverse("thread-reading", args=[house.post.pk]), {"last": house.reply.sequence})
    assert client.get(reverse("home")).context["waiting_count"] == 1


def test_replying_in_a_thread(house: House, as_person: AsPerson) -> None:
    client = as_person(house.amina)
    said = {"body": "Thank you.", "key": str(ids.uuid7())}
    for _twice in range(2):
        client.post(reverse("thread-reply", args=[house.post.pk]), said)
    assert Post.objects.filter(root=house.post, author=house.amina).count() == 1
    handled(client)


def test_leaving_a_thread(house: House, as_person: AsPerson) -> None:
    client = as_person(house.amina)
    client.post(reverse("thread-leaving", args=[house.post.pk]))
    assert not Following.objects.filter(person=house.amina, root=house.post).exists()
    handled(client)


def test_a_mention_waits_and_is_done(house: House, as_person: AsPerson, mention: Mention) -> None:
    client = as_person(house.amina)
    items = client.get(reverse("home")).context["waiting"].items
    assert [item.kind for item in items] == ["mention", "thread"]
    assert items[0].quote == "Would the night shift manage, @Amina Yusuf?\nMore below."
    answer = client.post(reverse("mention-handling", args=[mention.pk]), headers=HTMX)
    assert "Done. 1 thing waits." in answer.content.decode()
    assert f'hx-target="#mention-{mention.pk}" hx-swap="delete"' in answer.content.decode()
    mention.refresh_from_db()
    assert mention.handled_at


def test_a_mention_in_a_followed_thread_waits_once(house: House) -> None:
    conversation.add_post(actor=house.ben, space=house.ward, body="@Amina Yusuf see?", root=house.post)
    waiting = Waiting(house.amina)
    assert [item.kind for item in waiting.items] == ["mention"]
    assert waiting.count == 1


def test_replying_to_a_mention(house: House, as_person: AsPerson, mention: Mention) -> None:
    client = as_person(house.amina)
    address = reverse("mention-reply", args=[mention.pk])
    refused = client.post(address, {"body": ""}, headers=HTMX)
    assert (refused.status_code, "Write something first." in refused.content.decode()) == (422, True)
    long = client.post(address, {"body": "x" * 20_001})
    assert (long.status_code, "x" * 20_001 in long.content.decode()) == (422, True)
    assert client.post(address, {"body": "Yes."}).status_code == 302
    assert Post.objects.get(root=mention.post, author=house.amina).body == "Yes."
    assert Waiting(house.amina).item("mention", mention.pk) is None


def test_a_reader_cannot_reply_in_place(house: House, as_person: AsPerson) -> None:
    post = conversation.add_post(actor=house.ben, space=house.ward, body="@Ruth Abrams, see?")
    mention = Mention.objects.get(post=post, person=house.ruth)
    client = as_person(house.ruth)
    assert not client.get(reverse("home")).context["waiting"].items[0].can_reply
    assert client.post(reverse("mention-reply", args=[mention.pk]), {"body": "x"}).status_code == 403


def test_a_mention_is_gone_with_the_right_to_read(house: House, mention: Mention) -> None:
    assert any(item.kind == "mention" for item in Waiting(house.amina).items)
    Membership.objects.filter(person=house.amina).update(ended_at=mention.post.at)
    waiting = Waiting(house.amina)
    assert (waiting.items, waiting.count) == ([], 0)


def test_a_request_is_answered_in_place(house: House, as_person: AsPerson, asked: AccessRequest) -> None:
    client, address = as_person(house.amina), reverse("waiting-request", args=[asked.pk])
    assert any(item.kind == "request" for item in client.get(reverse("home")).context["waiting"].items)
    assert client.post(address, {"answer": "maybe"}).status_code == 422
    assert client.post(address, {"answer": "refuse", "note": "x" * 501}).status_code == 422
    assert client.post(address, {"answer": "refuse", "note": "Ask again in May."}).status_code == 302
    asked.refresh_from_db()
    assert (asked.granted, asked.note) == (False, "Ask again in May.")
    again = client.post(address, {"answer": "grant"}, headers=HTMX)
    assert (again.status_code, "answered already" in again.content.decode()) == (422, True)


def test_letting_in(house: House, as_person: AsPerson, asked: AccessRequest) -> None:
    as_person(house.amina).post(reverse("waiting-request", args=[asked.pk]), {"answer": "grant"})
    assert Membership.objects.standing().filter(space=house.ward, person=house.omar).exists()


def test_who_asked_cannot_answer(house: House, as_person: AsPerson, asked: AccessRequest) -> None:
    address = reverse("waiting-request", args=[asked.pk])
    assert as_person(house.omar).post(address, {"answer": "grant"}).status_code == 403
    assert as_person(house.ben).post(address, {"answer": "grant"}).status_code == 404
    assert as_person(house.maria).post(address, {"answer": "grant"}).status_code == 404


@pytest.mark.parametrize(("answer", "belongs"), [("accept", True), ("decline", False)])
def test_an_invitation(
    house: House, as_person: AsPerson, invitation: Invitation, answer: str, belongs: bool
) -> None:
    client, address = as_person(house.amina), reverse("waiting-invitation", args=[invitation.pk])
    assert any(item.kind == "invitation" for item in client.get(reverse("home")).context["waiting"].items)
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"answer": answer}).status_code == 302
    assert Membership.objects.standing().filter(space=house.secret, person=house.amina).exists() is belongs
    again = client.post(address, {"answer": answer}).status_code
    assert again == (422 if belongs else 404)  # who declined knows no more of a hidden space


def test_others_cannot_handle_it(
    house: House, as_person: AsPerson, mention: Mention, invitation: Invitation
) -> None:
    addresses = {
        reverse("mention-handling", args=[mention.pk]): {},
        reverse("mention-reply", args=[mention.pk]): {"body": "x"},
        reverse("waiting-invitation", args=[invitation.pk]): {"answer": "accept"},
        reverse("thread-reading", args=[house.post.pk]): {"last": 9},
        reverse("thread-reply", args=[house.post.pk]): {"body": "x"},
        reverse("thread-leaving", args=[house.post.pk]): {},
    }
    for address, said in addresses.items():
        assert as_person(house.omar).post(address, said).status_code == 404, address
        assert as_person(house.amina).get(address).status_code == 405, address
        assert Client().post(address, said).status_code == 302, address


def test_the_rest_is_counted(house: House) -> None:
    for number in range(MOST + 3):
        conversation.add_post(actor=house.ben, space=house.ward, body=f"@Amina Yusuf {number}")
    waiting = Waiting(house.amina)
    assert (len(waiting.items), waiting.rest, waiting.count) == (MOST, 4, MOST + 4)
    assert waiting.items[0].quote.endswith(str(MOST + 2))


def test_the_number_of_queries_stays(
    house: House, as_person: AsPerson, mention: Mention, asked: AccessRequest, invitation: Invitation
) -> None:
    client = as_person(house.amina)
    few = _queries(client)
    for number in range(8):
        conversation.add_post(actor=house.ben, space=house.ward, body=f"@Amina Yusuf {number}")
        root = conversation.add_post(actor=house.amina, space=house.ward, body=f"Root {number}")
        conversation.add_post(actor=house.ben, space=house.ward, body="Reply", root=root)
        other = spaces.add_space(actor=house.omar, name=f"Space {number}")
        spaces.invite(actor=house.omar, space=other, person=house.amina)
        own = spaces.add_space(actor=house.amina, name=f"Own {number}", access=Space.Access.ON_REQUEST)
        spaces.request_access(actor=house.omar, space=own, reason="Please.")
        spaces.start_direct(actor=house.amina, people=[house.ben, house.omar][: number % 2 + 1])
    assert _queries(client) == few
    assert few <= 28


def _queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("home")).status_code == 200
    return len(asked)


def test_done_can_be_taken_back(house: House, as_person: AsPerson, mention: Mention) -> None:
    client, back = as_person(house.amina), reverse("mention-return", args=[mention.pk])
    done = client.post(reverse("mention-handling", args=[mention.pk]), headers=HTMX)
    assert back in done.content.decode()
    assert as_person(house.ben).post(back).status_code == 404
    client = as_person(house.amina)
    assert back in client.get(reverse("home"), {"handled": f"mention-{mention.pk}"}).content.decode()
    again = client.post(back, headers=HTMX)
    assert f'id="mention-{mention.pk}"' in again.content.decode()
    assert Waiting(house.amina).item("mention", mention.pk)


def test_who_accepts_is_shown_the_way_in(house: House, as_person: AsPerson, invitation: Invitation) -> None:
    client = as_person(house.amina)
    answer = client.post(
        reverse("waiting-invitation", args=[invitation.pk]), {"answer": "accept"}, headers=HTMX
    )
    page = client.get(answer.headers["HX-Redirect"])
    assert page.context["entered"] == house.secret
    assert "You are in." in page.content.decode()
    others = as_person(house.ben).get(answer.headers["HX-Redirect"])
    assert "You are in." not in others.content.decode()


def test_the_reply_form_says_who_will_read(house: House, as_person: AsPerson, mention: Mention) -> None:
    client = as_person(house.amina)
    for headers in ({}, HTMX):
        page = client.get(reverse("home"), {"reply": f"mention-{mention.pk}"}, headers=headers)
        assert f'data-audience="{house.ward.pk}"' in page.content.decode()
        assert page.content.decode().count("autofocus") == 1
    for wrong in ("mention-x", "person", f"request-{mention.pk}", f"thread-{mention.pk}"):
        page = client.get(reverse("home"), {"reply": wrong})
        assert "autofocus" not in page.content.decode(), wrong


def test_why_one_cannot_answer_is_said(house: House) -> None:
    opened = spaces.add_space(actor=house.omar, name="Open house", access=Space.Access.OPEN)
    post = conversation.add_post(actor=house.omar, space=opened, body="@Amina Yusuf, see?")
    key = Mention.objects.get(post=post, person=house.amina).pk
    reading = conversation.add_post(actor=house.ben, space=house.ward, body="@Ruth Abrams, see?")
    for_ruth = Mention.objects.get(post=reading, person=house.ruth).pk

    def why(person: Person, which: object) -> str:
        return next(item.why_not for item in Waiting(person).items if item.id == which)

    assert (why(house.amina, key), why(house.ruth, for_ruth)) == ("join", "reader")
    spaces.join(actor=house.amina, space=opened)
    assert why(house.amina, key) == ""
    spaces.archive_space(actor=house.omar, space=opened)
    assert why(house.amina, key) == "rests"
