"""Every address there is, found by asking the resolver: strangers, outsiders, wrong methods and nonsense."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from fourleaf.adoption import actions as adoption
from fourleaf.adoption.models import WhatIf
from fourleaf.conversation import actions, showing
from fourleaf.conversation.models import Attachment, Mention
from fourleaf.documents import actions as documents
from fourleaf.documents.models import Bringing, Offer, Picture, Task
from fourleaf.hooks import actions as hooks
from fourleaf.hooks.models import Delivery, Outgoing
from fourleaf.inbox.models import PushSubscription
from fourleaf.kit import time
from fourleaf.mine.models import Copy
from fourleaf.oversight.models import Alert, LegalHold, Preserved
from fourleaf.people import actions as people
from fourleaf.people.actions import add_token
from fourleaf.people.models import OrganisationRole, Person
from fourleaf.sharing import actions as sharing
from fourleaf.sharing.models import AccessRequest, Asked
from fourleaf.sheet import actions as sheet
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import BreakGlass, Membership, Space
from fourleaf.spaces.rights import Role
from tests.documents.conftest import typed
from tests.house import House, taken_back

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


#: The names of the fields of all forms, and of what addresses are asked with.
FIELDS = (
    "q", "at", "day", "before", "after", "body", "name", "purpose", "person", "people", "role", "reason",
    "access", "spaces", "options", "due_on", "closes_on", "places", "toggle", "version", "when", "shown_people",
    "is_anonymous", "key", "root", "thread", "emoji", "kind", "space", "unit", "site", "profession", "skill",
    "page", "read_to", "attachments", "file", "language", "next", "note", "expires_on", "grant", "accept",
    "seen_readers", "on", "with", "bot", "url", "kinds", "with_text", "to", "link", "scope", "answer",
    "may_share_on", "under", "post", "title", "reviewers", "others", "approves", "owner", "state", "what", "show",
    "leader", "outcome", "skills", "why", "begins_on", "statement", "picked", "keenness", "shows", "goes_on", "win",
    "text", "hours", "started_on", "line",
    "address", "is_meant",
    "area", "asked", "audience", "rate", "from_on", "hint", "place", "sure", "written_for",
)  # fmt: skip
ALL = sorted(set(endpoints()), key=lambda endpoint: endpoint.route)


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
    other = documents.add_document(actor=house.amina, title="Day rounds", space=shared)
    round = documents.submit_document(
        actor=house.amina, document=document, name="First", reviewers=[house.ben],
        due_on=now.date() + timedelta(days=3),
    )  # fmt: skip
    task = Task.objects.create(document=document, kind="task", place=0, words="Look.", state="open")
    documents.add_dependence(actor=house.amina, document=document, on=other)
    preserved = Preserved.objects.create(
        kind="post", object_id=uuid4(), space=shared, author=stranger, said_at=now, words={"body": "x"}
    )
    line = sheet.add_line(
        actor=house.amina, area="clinical", text="Ask at ten.", asked=house.ben, space=shared
    )
    people.give_role(actor=None, person=house.amina, role="leader")
    delegation = actions.give_delegation(actor=house.amina, delegate=house.ben)
    OrganisationRole.objects.filter(person=house.amina).delete()  # leaders may break glass
    comment = documents.add_comment(actor=house.amina, document=document, body="Which rail?")
    picture = Picture.objects.create(
        document=document, uploader=house.amina, name="picture.png", media_type="image/png", size=1
    )
    team = adoption.make_team(actor=house.amina, name="Night falls", leader=house.amina, people=[house.ben])
    [work] = adoption.add_deliverables(actor=house.amina, team=team, works=[adoption.Work("Night card")])
    adoption.move_launch(actor=house.amina, team=team, to="launched")
    guru = OrganisationRole.objects.create(
        person=stranger, role="guru", from_on=now.date() - timedelta(days=2)
    )
    guest = adoption.let_guest_in(actor=stranger, person=house.omar, why="To look.")
    guru.delete()
    return {
        "bringing_id": Bringing.objects.create(person=house.amina, title="Rails").pk,
        "picture_id": picture.pk,
        "team_id": team.pk,
        "what_if_id": WhatIf.objects.create(by=house.amina, ways=["next"]).pk,
        "member_id": team.members.get(person=house.ben).pk,
        "work_id": work.pk,
        "day": 30,
        "guest_id": guest.pk,
        "comment_id": comment.pk,
        "space_id": house.ward.pk,
        "round_id": round.pk,
        "task_id": task.pk,
        "dependence_id": document.dependences.get().pk,
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
        "preserved_id": preserved.pk,
        "place": 1,
        "document_id": document.pk,
        "number": version.number,
        "offer_id": Offer.objects.create(
            document=document, writer=house.amina, source=other, author=house.ben, words=30
        ).pk,
        "line_id": line.pk,
        "delegation_id": delegation.pk,
        "pledge_id": sheet.make_pledge(actor=house.amina, text="I answer first.", rate=3).pk,
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


@dataclass(frozen=True)
class World:
    """Everything an address may name, the people, and how they sign in."""

    house: House
    things: dict[str, object]
    as_person: Callable[[Person], Client]


Question = Callable[[Endpoint, World], None]


def a_stranger_is_sent_to_the_sign_in_page(endpoint: Endpoint, world: World) -> None:
    for method in ("get", "post"):
        answer = getattr(Client(), method)(address(endpoint, world.things))
        if endpoint.name in FOR_STRANGERS:
            assert answer.status_code in (200, 204, 302, NOT_ALLOWED)
        else:
            is_sent = answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
            assert is_sent or answer.status_code in (FORBIDDEN, NOT_FOUND, NOT_ALLOWED), answer.status_code


def a_wrong_method_is_refused(endpoint: Endpoint, world: World) -> None:
    answer = world.as_person(world.house.amina).delete(address(endpoint, world.things))
    assert answer.status_code in (NOT_ALLOWED, NOT_FOUND)


def an_outsider_among_staff_finds_nothing(endpoint: Endpoint, world: World) -> None:
    _finds_nothing(endpoint, world, world.house.omar, world.things)


def a_patient_outside_finds_nothing(endpoint: Endpoint, world: World) -> None:
    things = world.things
    if "person_id" in endpoint.parameters:
        things = things | {"person_id": world.house.ben.pk}
    _finds_nothing(endpoint, world, world.house.maria, things)


def _finds_nothing(endpoint: Endpoint, world: World, who: Person, things: dict[str, object]) -> None:
    """The team is hidden, so there is nothing here for who is not in it."""
    Space.objects.filter(pk=world.house.ward.pk).update(access=Space.Access.HIDDEN)
    browser = world.as_person(who)
    for method in ("get", "post"):
        answer = getattr(browser, method)(address(endpoint, things))
        assert answer.status_code in (NOT_FOUND, NOT_ALLOWED), f"{method} {endpoint.route}"


def of_a_closed_space_staff_learn_its_purpose_and_stewards_only(endpoint: Endpoint, world: World) -> None:
    house = world.house
    browser = world.as_person(house.omar)
    secrets = (house.ben.name, house.ruth.name, "Please check the rail", "Checked at seven", "I would help")
    for method in ("get", "post"):
        answer = getattr(browser, method)(address(endpoint, world.things))
        assert answer.status_code in (NOT_FOUND, NOT_ALLOWED, FORBIDDEN, 302, 200), (
            f"{method} {endpoint.route}"
        )
        for secret in secrets:
            assert secret.encode() not in answer.content
    assert set(Membership.objects.standing().filter(space=house.ward).values_list("person__name", flat=True)) == {
        house.amina.name, house.ben.name, house.ruth.name, house.gwen.name
    }  # fmt: skip


def what_does_not_exist_is_not_found(endpoint: Endpoint, world: World) -> None:
    values: dict[str, object] = dict.fromkeys(endpoint.parameters, uuid4())
    browser = world.as_person(world.house.amina)
    for method in ("get", "post"):
        assert getattr(browser, method)(address(endpoint, values)).status_code in (NOT_FOUND, NOT_ALLOWED)


def nonsense_never_breaks_a_page(nonsense: str) -> Question:
    def ask(endpoint: Endpoint, world: World) -> None:
        browser = world.as_person(world.house.amina)
        asked = dict.fromkeys(FIELDS, nonsense[:500])
        assert browser.get(address(endpoint, world.things), asked).status_code < 500, nonsense[:10]
        values = dict.fromkeys(FIELDS, nonsense)
        assert browser.post(address(endpoint, world.things), values).status_code < 500, nonsense[:10]

    return ask


NONSENSE = ("x" * 100_000, "\u202e\u200b😀", "00000000-0000-0000-0000-000000000000", "-1", "[]")
OF_ALL: tuple[Question, ...] = (
    a_stranger_is_sent_to_the_sign_in_page,
    a_wrong_method_is_refused,
    *map(nonsense_never_breaks_a_page, NONSENSE),
)
OF_OBJECTS: tuple[Question, ...] = (
    an_outsider_among_staff_finds_nothing,
    a_patient_outside_finds_nothing,
    of_a_closed_space_staff_learn_its_purpose_and_stewards_only,
    what_does_not_exist_is_not_found,
)


@pytest.mark.parametrize("endpoint", ALL, ids=name_of)
def test_an_address(
    endpoint: Endpoint, things: dict[str, object], house: House, as_person: Callable[[Person], Client]
) -> None:
    """Each question is asked of the same world, and takes back what it did there."""
    world = World(house, things, as_person)
    for ask in (*OF_ALL, *OF_OBJECTS) if endpoint.parameters else OF_ALL:
        with taken_back():
            ask(endpoint, world)
