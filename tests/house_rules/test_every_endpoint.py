"""Every address there is, found by asking the resolver: strangers, outsiders, wrong methods and nonsense."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from fourleaf.conversation import actions, showing
from fourleaf.conversation.models import Attachment, Mention
from fourleaf.documents import actions as documents
from fourleaf.hooks import actions as hooks
from fourleaf.hooks.models import Delivery, Outgoing
from fourleaf.inbox.models import PushSubscription
from fourleaf.kit import time
from fourleaf.mine.models import Copy
from fourleaf.oversight.models import Alert, LegalHold
from fourleaf.people import actions as people
from fourleaf.people.actions import add_token
from fourleaf.people.models import Person
from fourleaf.sharing import actions as sharing
from fourleaf.sharing.models import AccessRequest, Asked
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import BreakGlass, Membership, Space
from fourleaf.spaces.rights import Role
from tests.documents.conftest import typed
from tests.house import House

#: Addresses for people who are not signed in; everything else sends them to the sign-in page.
FOR_STRANGERS = {"language", "account_login", "manifest", "idle"}
PARAMETER = re.compile(r"<\w+:(\w+)>")
NOT_ALLOWED, NOT_FOUND, FORBIDDEN = 405, 404, 403


@dataclass(frozen=True)
class Endpoint:
    """A named address and the names of its parameters."""

    name: str
    route: str
    parameters: tuple[str, ...]


def endpoints(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[Endpoint]:
    for entry in (resolver or get_resolver()).url_patterns:
        if prefix.startswith("/api/"):
            continue  # tests/api asks the API's own description
        if isinstance(entry, URLResolver):
            yield from endpoints(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern) and not str(entry.name).startswith(("account_", "usersessions_")):
            route = prefix + str(entry.pattern)
            yield Endpoint(str(entry.name), route, tuple(PARAMETER.findall(route)))


ALL = sorted(set(endpoints()), key=lambda endpoint: endpoint.route)
WITH_OBJECT = [endpoint for endpoint in ALL if endpoint.parameters]


def name_of(endpoint: Endpoint) -> str:
    return endpoint.name


@pytest.fixture
def things(house: House) -> dict[str, object]:
    """One real object for every parameter, all within the ward's team, none of the outsider's business."""
    mention = Mention.objects.create(post=house.post, person=house.ben, via=Mention.Via.PERSON)
    shared = Space.objects.get(pk=house.ward.pk)
    attachment = Attachment.objects.create(
        space=shared, post=house.post, uploader=house.amina, name="plan.txt", media_type="text/plain", size=1
    )
    stranger = Person.objects.create(name="Late Comer", email="late@marigold.example", kind=Person.Kind.STAFF)
    hidden = spaces.add_space(actor=house.amina, name="On request", access=Space.Access.ON_REQUEST)
    request = spaces.request_access(actor=stranger, space=hidden, reason="I would help.")
    invitation = spaces.invite(actor=house.amina, space=shared, person=stranger, role=Role.MEMBER)
    bot = people.add_bot(actor=house.amina, name="Build watch")
    incoming, _key = hooks.add_incoming(actor=house.amina, space=shared, bot=bot)
    outgoing, _secret = hooks.add_outgoing(
        actor=house.amina, space=shared, bot=bot, url="https://x.example/", kinds=Outgoing.Kind.values
    )
    delivery = Delivery.objects.create(outgoing=outgoing, type="hook.test", happened_at=time.now())
    spaces.end_membership(
        actor=house.amina, membership=Membership.objects.standing().get(space=shared, person=bot)
    )
    actions.add_poll(actor=house.amina, space=shared, body="Which?", options=["A", "B"], is_multiple=True)
    announcement = actions.add_announcement(actor=house.amina, spaces=[shared], body="Read this.")
    later = actions.schedule_post(
        actor=house.amina, space=shared, body="Later.", send_at=time.now() + timedelta(days=1)
    )
    subscription = PushSubscription.objects.create(
        person=house.amina, endpoint="https://push.example.org/1", p256dh="x", auth="x", label="?"
    )
    reminder = actions.set_reminder(
        actor=house.amina, post=house.post, due_at=time.now() + timedelta(hours=1)
    )
    now = time.now()
    duty = spaces.plan_duty(
        actor=house.amina, space=shared, person=house.ben, from_at=now, until_at=now + timedelta(hours=8)
    )
    thing = showing.THREAD.find(house.amina, house.post.pk)
    assert thing is not None
    grant = sharing.show(actor=house.amina, thing=thing, to=stranger, purpose="To help.", role="commenter")
    wanted = AccessRequest.objects.create(
        kind="post", object_id=house.post.pk, person=stranger, reason="I would help."
    )
    Asked.objects.create(request=wanted, space=shared)
    actions.set_bookmark(actor=house.amina, post=house.post, on=True)
    glass = BreakGlass.objects.create(
        space=shared, person=stranger, reason="I must.", until_at=now + timedelta(hours=1)
    )
    alert = Alert.objects.create(
        kind=Alert.Kind.REFUSALS, person=stranger, count=20, from_at=now, until_at=now
    )
    document = documents.add_document(actor=house.amina, title="Night rounds", space=shared)
    documents.add_update(actor=house.amina, document=document, data=typed("Look at the rail."))
    version = documents.name_revision(actor=house.amina, document=document, name="First")
    return {
        "space_id": house.ward.pk,
        "post_id": house.post.pk,
        "root_id": house.post.pk,
        "reply_id": house.reply.pk,
        "mention_id": mention.pk,
        "scheduled_id": later.pk,
        "announcement_id": announcement.pk,
        "reminder_id": reminder.pk,
        "attachment_id": attachment.pk,
        "person_id": house.maria.pk,
        "membership_id": Membership.objects.standing().get(space=shared, person=house.ben).pk,
        "request_id": request.pk,
        "duty_id": duty.pk,
        "token": "not-signed-by-us",
        "invitation_id": invitation.pk,
        "name": "plan.txt",
        "token_id": add_token(actor=house.amina, person=house.amina, name="x", scopes=["read"])[0].pk,
        "incoming_id": incoming.pk,
        "outgoing_id": outgoing.pk,
        "delivery_id": delivery.pk,
        "subscription_id": subscription.pk,
        "key": "no such secret",
        "alert_id": alert.pk,
        "kind": "thread",
        "object_id": house.post.pk,
        "grant_id": grant.pk,
        "thing_request_id": wanted.pk,
        "glass_id": glass.pk,
        "hold_id": LegalHold.objects.create(person=stranger, reason="x", by=house.amina).pk,
        "document_id": document.pk,
        "number": version.number,
        "copy_id": Copy.objects.create(person=house.amina, done_at=now).pk,
    }


def address(endpoint: Endpoint, values: dict[str, object]) -> str:
    route = endpoint.route
    for parameter in endpoint.parameters:
        for kind in ("uuid", "str", "int"):
            route = route.replace(f"<{kind}:{parameter}>", str(values[parameter]))
    assert "<" not in route, f"no test object for {endpoint.route}"
    return route


def test_there_are_endpoints_and_all_have_names() -> None:
    assert len(ALL) > 30
    assert all(endpoint.name != "None" for endpoint in ALL)


@pytest.mark.parametrize("endpoint", ALL, ids=name_of)
def test_a_stranger_is_sent_to_the_sign_in_page(endpoint: Endpoint, things: dict[str, object]) -> None:
    for method in ("get", "post"):
        answer = getattr(Client(), method)(address(endpoint, things))
        if endpoint.name in FOR_STRANGERS:
            assert answer.status_code in (200, 204, 302, NOT_ALLOWED)
        else:
            is_sent = answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
            assert is_sent or answer.status_code in (FORBIDDEN, NOT_FOUND, NOT_ALLOWED), answer.status_code


@pytest.mark.parametrize("endpoint", WITH_OBJECT, ids=name_of)
@pytest.mark.parametrize("who", ["omar", "maria"])
def test_an_outsider_finds_nothing(
    endpoint: Endpoint,
    who: str,
    things: dict[str, object],
    house: House,
    as_person: Callable[[Person], Client],
) -> None:
    """Omar is staff, Maria a patient; the team is hidden, so there is nothing here for either."""
    Space.objects.filter(pk=house.ward.pk).update(access=Space.Access.HIDDEN)
    if who == "maria" and "person_id" in endpoint.parameters:
        things = things | {"person_id": house.ben.pk}
    browser = as_person(getattr(house, who))
    for method in ("get", "post"):
        answer = getattr(browser, method)(address(endpoint, things))
        assert answer.status_code in (NOT_FOUND, NOT_ALLOWED), f"{method} {endpoint.route}"


@pytest.mark.parametrize("endpoint", WITH_OBJECT, ids=name_of)
def test_of_a_closed_space_staff_learn_its_purpose_and_stewards_only(
    endpoint: Endpoint, things: dict[str, object], house: House, as_person: Callable[[Person], Client]
) -> None:
    browser = as_person(house.omar)
    for method in ("get", "post"):
        answer = getattr(browser, method)(address(endpoint, things))
        assert answer.status_code in (NOT_FOUND, NOT_ALLOWED, FORBIDDEN, 302, 200), (
            f"{method} {endpoint.route}"
        )
        for secret in (
            house.ben.name,
            house.ruth.name,
            "Please check the rail",
            "Checked at seven",
            "I would help",
        ):
            assert secret.encode() not in answer.content
    assert set(Membership.objects.standing().filter(space=house.ward).values_list("person__name", flat=True)) == {
        house.amina.name, house.ben.name, house.ruth.name, house.gwen.name
    }  # fmt: skip


@pytest.mark.parametrize("endpoint", WITH_OBJECT, ids=name_of)
def test_what_does_not_exist_is_not_found(
    endpoint: Endpoint, house: House, as_person: Callable[[Person], Client]
) -> None:
    values: dict[str, object] = dict.fromkeys(endpoint.parameters, uuid4())
    browser = as_person(house.amina)
    for method in ("get", "post"):
        assert getattr(browser, method)(address(endpoint, values)).status_code in (NOT_FOUND, NOT_ALLOWED)


@pytest.mark.parametrize("endpoint", ALL, ids=name_of)
def test_a_wrong_method_is_refused(
    endpoint: Endpoint, things: dict[str, object], house: House, as_person: Callable[[Person], Client]
) -> None:
    answer = as_person(house.amina).delete(address(endpoint, things))
    assert answer.status_code in (NOT_ALLOWED, NOT_FOUND)


@pytest.mark.parametrize("endpoint", ALL, ids=name_of)
@pytest.mark.parametrize(
    "nonsense", ["x" * 100_000, "\u202e\u200b😀", "00000000-0000-0000-0000-000000000000", "-1", "[]"]
)
def test_nonsense_never_breaks_a_page(
    endpoint: Endpoint,
    nonsense: str,
    things: dict[str, object],
    house: House,
    as_person: Callable[[Person], Client],
) -> None:
    fields = (
        *(
            "q",
            "at",
            "day",
            "before",
            "after",
            "body",
            "name",
            "purpose",
            "person",
            "people",
            "role",
            "reason",
            "access",
            "spaces",
            "options",
            "due_on",
            "closes_on",
            "places",
            "toggle",
            "version",
            "when",
            "shown_people",
            "is_anonymous",
        ),
        *(
            "key",
            "root",
            "thread",
            "emoji",
            "kind",
            "space",
            "unit",
            "site",
            "profession",
            "skill",
            "page",
            "read_to",
        ),
        *(
            "attachments",
            "file",
            "language",
            "next",
            "note",
            "expires_on",
            "grant",
            "accept",
            "seen_readers",
            "on",
            "with",
            "bot",
            "url",
            "kinds",
            "with_text",
            "to",
            "link",
            "scope",
            "answer",
            "may_share_on",
            "under",
            "post",
            "title",
        ),
    )
    browser = as_person(house.amina)
    values = dict.fromkeys(fields, nonsense)
    asked = dict.fromkeys(fields, nonsense[:500])
    assert browser.get(address(endpoint, things), asked).status_code < 500
    assert browser.post(address(endpoint, things), values).status_code < 500
