"""Showing, seeing, asking and taking back, as people do it on the pages."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fourleaf.chronicle.models import Access, Entry
from fourleaf.conversation import actions as conversation
from fourleaf.conversation.models import Post, Reaction
from fourleaf.conversation.showing import shown_posts
from fourleaf.inbox.waiting import Waiting
from fourleaf.kit import bus, time
from fourleaf.people.models import Person, Unit
from fourleaf.sharing import actions
from fourleaf.sharing.models import AccessRequest, Grant, Opening
from fourleaf.sharing.overview import of_mine
from fourleaf.spaces.models import Space
from tests.house import House
from tests.sharing.conftest import shown, thing_of

Browser = Callable[[Person], Client]
OK, FOUND, FORBIDDEN, NOT_FOUND, WRONG = 200, 302, 403, 404, 422
SAID = b"Please check the rail"


@pytest.fixture(autouse=True)
def _hidden(house: House) -> None:
    Space.objects.filter(pk=house.ward.pk).update(access=Space.Access.HIDDEN)


def test_the_last_day_is_the_one_that_was_chosen(house: House, as_person: Browser) -> None:
    amina, day = as_person(house.amina), (time.now() + timedelta(days=7)).date()
    done = give(amina, "thread", house.post.pk, f"person:{house.omar.pk}")
    page = amina.get(done["Location"]).content.decode()
    said = f"until {day.day} {day:%B %Y}"
    assert said in page
    assert f'value="{day.isoformat()}"' in page
    assert said in as_person(house.omar).get(page_of(Grant.objects.get())).content.decode()


def page_of(grant: Grant) -> str:
    return reverse("shown", args=[grant.pk])


def read(answer: Any) -> bytes:
    """The bytes of a file, which is then shut; to close the answer would end the database's connection too."""
    body: bytes = answer.getvalue()
    for close in answer._resource_closers:
        close()
    return body


def give(client: Client, kind: str, key: UUID, to: str, **other: str) -> Any:
    url = reverse("show-to", args=[kind, key])
    asked = client.get(url, {"to": to})
    fields = {
        "to": to, "seen_readers": asked.context["seen_readers"], "purpose": "For the audit.", "role": "reader",
        "expires_on": str((time.now() + timedelta(days=7)).date()),
    }  # fmt: skip
    return client.post(url, fields | other)


def test_the_dialogue_names_the_new_readers_before_it_is_done(house: House, as_person: Browser) -> None:
    url = reverse("show-to", args=["thread", house.post.pk])
    client = as_person(house.amina)
    found = client.get(url, {"q": "Omar"})
    assert f"?to=person:{house.omar.pk}" in found.content.decode()
    unit = Unit.objects.get(name="Geriatrics")
    asked = client.get(url, {"to": f"unit:{unit.pk}"})
    assert [person.name for person in asked.context["new"]] == ["Omar Said"]
    assert asked.context["known"] == 4
    assert b"1 more person could read this" in asked.content
    assert not Grant.objects.exists()
    assert give(client, "thread", house.post.pk, f"unit:{unit.pk}").status_code == FOUND
    grant = Grant.objects.get()
    assert (grant.unit, grant.by, grant.kind, grant.role) == (unit, house.amina, "thread", "reader")


def test_who_joined_meanwhile_is_named_first(house: House, as_person: Browser) -> None:
    unit = Unit.objects.get(name="Geriatrics")
    client = as_person(house.amina)
    url = reverse("show-to", args=["post", house.post.pk])
    seal = client.get(url, {"to": f"unit:{unit.pk}"}).context["seen_readers"]
    Person.objects.create(name="Late Comer", email="late@marigold.example", kind="staff", unit=unit)
    answer = give(client, "post", house.post.pk, f"unit:{unit.pk}", seen_readers=seal)
    assert answer.status_code == WRONG
    assert not Grant.objects.exists()


def test_just_the_thing_is_shown_with_who_why_and_until_when(house: House, as_person: Browser) -> None:
    other = conversation.add_post(actor=house.amina, space=house.ward, body="Something else.")
    grant = shown(house.amina, "post", house.post.pk, house.maria)
    client = as_person(house.maria)
    page = client.get(page_of(grant))
    assert page.status_code == OK
    for text in (SAID, b"Amina Yusuf shows you this post until", b"The audit."):
        assert text in page.content
    for text in (b"Checked at seven", b"Ben Achterberg", b"Falls prevention", other.body.encode()):
        assert text not in page.content
    assert client.get(reverse("post", args=[house.post.pk])).headers["Location"] == page_of(grant)
    assert Opening.objects.get().person == house.maria
    record = Access.objects.get(person_id=house.maria.pk)
    assert (record.kind, record.object_id, record.why) == ("post", house.post.pk, Access.Why.GRANT)
    listed = client.get(reverse("shown-to-me"))
    assert b"Amina Yusuf shows you this post" in listed.content


@pytest.mark.parametrize(
    "name",
    [
        "thread",
        "post-acts",
        "post-revisions",
        "post-edit",
        "post-withdrawal",
        "post-confirmations",
        "post-reminder",
    ],
)
def test_what_else_there_is_of_a_post_stays_where_it_is(house: House, as_person: Browser, name: str) -> None:
    shown(house.amina, "thread", house.post.pk, house.omar)
    assert as_person(house.omar).get(reverse(name, args=[house.post.pk])).status_code == NOT_FOUND


def test_earlier_versions_are_not_shown(house: House, as_person: Browser) -> None:
    conversation.edit_post(actor=house.amina, post=house.post, body="Bed is ready.")
    grant = shown(house.amina, "post", house.post.pk, house.omar)
    assert SAID not in as_person(house.omar).get(page_of(grant)).content


def test_a_thread_with_its_replies_and_one_of_ones_own(house: House, as_person: Browser) -> None:
    grant = shown(house.amina, "thread", house.post.pk, house.omar, role="commenter")
    client = as_person(house.omar)
    assert b"Checked at seven" in client.get(page_of(grant)).content
    key = str(uuid4())
    for _again in range(2):
        answer = client.post(reverse("shown-replies", args=[grant.pk]), {"body": "Thank you.", "key": key})
        assert answer.status_code == FOUND
    reply = Post.objects.get(author=house.omar, space=house.ward)
    assert (reply.root_id, reply.body) == (house.post.pk, "Thank you.")
    assert client.post(reverse("shown-replies", args=[grant.pk]), {"body": " "}).status_code == WRONG
    react = reverse("shown-reactions", args=[grant.pk])
    assert client.post(react, {"post": str(house.reply.pk), "emoji": "👍"}).status_code == FOUND
    assert Reaction.objects.filter(post=house.reply, person=house.omar).count() == 1
    assert client.post(react, {"post": str(house.reply.pk), "emoji": "x"}).status_code == WRONG
    assert (
        "Thank you." in as_person(house.amina).get(reverse("thread", args=[house.post.pk])).content.decode()
    )


def test_a_reader_does_not_reply(house: House, as_person: Browser) -> None:
    grant = shown(house.amina, "thread", house.post.pk, house.omar)
    client = as_person(house.omar)
    assert client.post(reverse("shown-replies", args=[grant.pk]), {"body": "x"}).status_code == FORBIDDEN
    values = {"post": str(house.post.pk), "emoji": "👍"}
    assert client.post(reverse("shown-reactions", args=[grant.pk]), values).status_code == FORBIDDEN


def test_taking_back_is_at_once_and_says_how_many_had_opened(house: House, as_person: Browser) -> None:
    grant = shown(house.amina, "thread", house.post.pk, house.omar)
    omar, amina = as_person(house.omar), as_person(house.amina)
    omar.get(page_of(grant))
    assert omar.post(reverse("grant-taking-back", args=[grant.pk])).status_code == FORBIDDEN
    answer = amina.post(reverse("grant-taking-back", args=[grant.pk]), follow=True)
    assert b"1 person had opened it" in answer.content
    assert omar.get(page_of(grant)).status_code == NOT_FOUND
    assert omar.get(reverse("post", args=[house.post.pk])).status_code == NOT_FOUND


def test_the_screens_of_those_reached_are_told_at_once(
    house: House, django_capture_on_commit_callbacks: Any
) -> None:
    told: list[str] = []
    sink = lambda notice: told.append(f"{notice.topic} {notice.name}")  # noqa: E731
    bus.attach(sink)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            grant = shown(house.amina, "thread", house.post.pk, house.secret)
        assert f"person:{house.omar.pk} ShownChanged" in told
        told.clear()
        with django_capture_on_commit_callbacks(execute=True):
            actions.take_back(actor=house.amina, grant=grant)
        assert f"person:{house.omar.pk} ShownChanged" in told
        assert not [line for line in told if str(house.maria.pk) in line]
    finally:
        bus.detach(sink)


def test_the_list_of_who_may_see(house: House, as_person: Browser) -> None:
    unit = Unit.objects.create(name="Kitchen")
    cooks = [
        Person.objects.create(name=f"Cook {n}", email=f"cook{n}@x.example", kind="staff", unit=unit)
        for n in range(3)
    ]
    Person.objects.filter(pk=cooks[2].pk).update(deactivated_at=time.now())
    shown(house.amina, "post", house.post.pk, house.omar)
    shown(house.amina, "thread", house.post.pk, unit)
    shown(house.amina, "post", house.post.pk, house.ruth)  # she reads it anyway
    thing = thing_of(house.amina, "post", house.post.pk)
    page = as_person(house.ben).get(reverse("showing", args=["post", house.post.pk]))
    may = page.context["may"]
    assert (may.count, len(may.members), may.visitors) == (7, 4, 0)
    assert sorted((each.whom, each.count) for each in may.grants) == [
        ("Kitchen", 2), ("Omar Said", 1), ("Ruth Abrams", 1),
    ]  # fmt: skip
    assert not any(each.may_end for each in may.grants)
    for text in (b"7 people may see this", b"Cook 0", b"Member", b"The audit."):
        assert text in page.content
    assert (
        as_person(house.omar).get(reverse("showing", args=["post", house.post.pk])).status_code == NOT_FOUND
    )
    assert thing.space == house.ward


def test_in_an_open_space_all_staff_may_see(house: House, as_person: Browser) -> None:
    post = conversation.add_post(actor=house.omar, space=house.open, body="All see this.")
    shown(house.omar, "post", post.pk, house.maria)
    may = as_person(house.omar).get(reverse("showing", args=["post", post.pk])).context["may"]
    staff = Person.objects.filter(kind__in=["staff", "bot"], deactivated_at=None).count()
    assert (may.count, len(may.members), may.visitors) == (staff + 1, 1, staff - 1)


def test_the_list_costs_no_more_with_more_grants(house: House, as_person: Browser) -> None:
    client = as_person(house.amina)
    url = reverse("showing", args=["post", house.post.pk])
    counts = []
    for n in range(3):
        unit = Unit.objects.create(name=f"Unit {n}")
        Person.objects.create(name=f"Somebody {n}", email=f"s{n}@x.example", kind="staff", unit=unit)
        shown(house.amina, "post", house.post.pk, unit)
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]


def test_asking_tells_nobody_whether_there_is_such_a_thing(house: House, as_person: Browser) -> None:
    client = as_person(house.omar)
    url = reverse("ask-to-see")
    answers = []
    for key in (house.post.pk, uuid4()):
        link = f"https://fourleaf.example/posts/{key}/"
        answer = client.post(url, {"link": link, "reason": "I plan the rota."}, follow=True)
        answers.append((answer.status_code, b"its stewards have been asked" in answer.content))
    assert answers == [(OK, True)] * 2
    assert AccessRequest.objects.count() == 2
    assert AccessRequest.objects.exclude(asked=None).count() == 1
    assert client.post(url, {"link": "nonsense", "reason": "x"}).status_code == WRONG
    not_found = client.get(reverse("post", args=[house.post.pk]))
    assert f"/asking/?link=/posts/{house.post.pk}/" in not_found.content.decode()
    entry = Entry.objects.get(name="ThingRequested")
    assert (entry.actor_id, entry.space_id) == (house.omar.pk, house.ward.pk)


def test_a_request_is_answered_with_scope_and_expiry(house: House, as_person: Browser) -> None:
    as_person(house.omar).post(
        reverse("ask-to-see"), {"link": f"/posts/{house.post.pk}/", "reason": "I plan the rota."}
    )
    wanted = AccessRequest.objects.get()
    url = reverse("asked-to-show", args=[wanted.pk])
    amina = as_person(house.amina)
    assert "asked" in [item.kind for item in Waiting(house.amina).items]
    assert b"I plan the rota." in amina.get(url).content
    assert as_person(house.ben).get(url).status_code == NOT_FOUND
    assert as_person(house.omar).get(url).status_code in (FORBIDDEN, NOT_FOUND)
    day = (time.now() + timedelta(days=3)).date()
    fields = {"answer": "grant", "scope": "thread", "role": "reader", "expires_on": str(day)}
    assert amina.post(url, fields).status_code == FOUND
    grant = Grant.objects.get()
    assert (grant.person, grant.kind, grant.purpose) == (house.omar, "thread", "I plan the rota.")
    assert [item.kind for item in Waiting(house.omar).items] == ["shown"]
    listed = as_person(house.omar).get(reverse("shown-to-me")).content
    assert page_of(grant).encode() in listed
    as_person(house.omar).get(page_of(grant))
    assert Waiting(house.omar).count == 0


def test_a_refusal_says_why(house: House, as_person: Browser) -> None:
    as_person(house.omar).post(
        reverse("ask-to-see"), {"link": f"/posts/{house.post.pk}/", "reason": "Curious."}
    )
    url = reverse("asked-to-show", args=[AccessRequest.objects.get().pk])
    amina = as_person(house.amina)
    assert amina.post(url, {"answer": "refuse", "note": ""}).status_code == WRONG
    assert amina.post(url, {"answer": "refuse", "note": "It names a patient."}).status_code == FOUND
    assert b"It names a patient." in as_person(house.omar).get(reverse("shown-to-me")).content
    assert not Grant.objects.exists()


def test_passing_on_by_the_page(house: House, as_person: Browser) -> None:
    grant = shown(house.amina, "post", house.post.pk, house.omar, may_share_on=True)
    omar = as_person(house.omar)
    assert b"Show it to somebody else" in omar.get(page_of(grant)).content
    until = str((grant.expires_at - timedelta(days=2)).date())
    answer = give(omar, "post", house.post.pk, f"person:{house.gwen.pk}", expires_on=until)
    assert answer.status_code == FOUND
    assert Grant.objects.get(by=house.omar).under == grant
    assert [each.by for each in of_mine(house.omar)] == [house.omar]


def test_that_it_is_shown_stands_on_the_post(house: House, as_person: Browser) -> None:
    mark = f"/showing/post/{house.post.pk}/"
    stream = reverse("space", args=[house.ward.pk])
    amina = as_person(house.amina)
    assert mark not in amina.get(stream).content.decode()
    grant = shown(house.amina, "thread", house.post.pk, house.omar)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")
    assert mark in amina.get(stream).content.decode()
    actions.take_back(actor=house.amina, grant=grant)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")
    assert mark not in amina.get(stream).content.decode()


def test_a_file_is_fetched_through_a_grant_and_without_it_is_not(house: House, as_person: Browser) -> None:
    upload = SimpleUploadedFile("plan.txt", b"Who is on at night")
    file = conversation.add_attachment(actor=house.amina, space=house.ward, upload=upload)
    post = conversation.add_post(actor=house.amina, space=house.ward, body="The plan", attachments=[file])
    omar = as_person(house.omar)
    url = file.get_absolute_url()
    assert omar.get(url).status_code == NOT_FOUND
    grant = shown(house.amina, "file", file.pk, house.omar)
    assert read(omar.get(url)) == b"Who is on at night"
    page = omar.get(page_of(grant))
    assert url in page.content.decode()
    assert b"The plan" not in page.content
    assert Access.objects.filter(person_id=house.omar.pk, kind="file", object_id=file.pk).exists()
    assert Opening.objects.filter(grant=grant, person=house.omar).exists()
    assert omar.get(reverse("post", args=[post.pk])).status_code == NOT_FOUND
    actions.take_back(actor=house.amina, grant=grant)
    assert omar.get(url).status_code == NOT_FOUND
    shown(house.amina, "thread", post.pk, house.omar)
    assert read(omar.get(url)) == b"Who is on at night"


def test_only_what_is_granted_is_rendered(house: House) -> None:
    shown(house.amina, "post", house.post.pk, house.omar)
    both = [house.post.pk, house.reply.pk]
    assert [each.post.pk for each in shown_posts(house.omar, both)] == [house.post.pk]


def test_who_confirms_reads_what_it_is_unless_reading_is_recorded(house: House, as_person: Browser) -> None:
    shown(house.amina, "thread", house.post.pk, house.omar)
    browser, url = as_person(house.amina), reverse("space-showing", args=[house.ward.pk])
    begins = "“Bed 4 is ready. Please check the rail.”"
    assert begins in browser.get(url).content.decode()
    Space.objects.filter(pk=house.ward.pk).update(is_audited=True)
    page = browser.get(url).content.decode()
    assert begins not in page
    assert "Thread</a>" in page


def test_what_is_shown_is_confirmed_each_quarter_or_lapses(house: House, as_person: Browser) -> None:
    until = time.now() + timedelta(days=300)
    grant = shown(house.amina, "post", house.post.pk, house.omar, until=until)
    url = reverse("space-showing", args=[house.ward.pk])
    amina = as_person(house.amina)
    assert "confirming" not in [item.kind for item in Waiting(house.amina).items]
    Grant.objects.update(at=time.now() - timedelta(days=92))
    assert "confirming" in [item.kind for item in Waiting(house.amina).items]
    assert b"to confirm" in amina.get(url).content
    assert actions.lapse_unconfirmed() == 0
    assert as_person(house.ben).post(url).status_code == FORBIDDEN
    assert as_person(house.omar).get(url).status_code == NOT_FOUND
    assert amina.post(url, follow=True).status_code == OK
    assert "confirming" not in [item.kind for item in Waiting(house.amina).items]
    Grant.objects.update(confirmed_at=time.now() - timedelta(days=106))
    assert actions.lapse_unconfirmed() == 1
    grant.refresh_from_db()
    assert (grant.why_ended, grant.ended_by) == (Grant.WhyEnded.UNCONFIRMED, None)
