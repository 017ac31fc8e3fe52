"""Search tells nobody what they may not read: not by a hit, a note, a completion, an order, nor a count."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from fourleaf.chronicle.models import Access
from fourleaf.config import database
from fourleaf.conversation import actions
from fourleaf.conversation.models import Mark, Post
from fourleaf.kit import identity
from fourleaf.people.models import Person
from fourleaf.search.asked import parse
from fourleaf.search.completing import completions
from fourleaf.search.finding import Place, Results, look, people_found, spaces_found
from fourleaf.sharing import actions as sharing
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Membership, Space
from tests.house import House, build_house
from tests.sharing.conftest import shown

pytestmark = pytest.mark.postgres15


def asked_as(person: Person, text: str, **more: Any) -> Results:
    with identity.bound():
        identity.become(person.pk)
        return look(person, parse(text), **more)


@pytest.fixture
def foreign(house: House) -> Post:
    """A question and decision of Omar's hidden space, with a link and a file name, that Amina may not read."""
    return actions.add_post(
        actor=house.omar,
        space=house.secret,
        body="Merger with https://rival.example/ zebra",
        mark=Mark.Kind.QUESTION,
    )


@pytest.mark.parametrize(
    "text",
    [
        "zebra", "merger", '"merger with"', "merg*", "zebra OR rail", "-rail", "zebra from:omar", "from:omar",
        "zebra in:restructuring", "in:restructuring", "in:{space}", "from:{omar}", "zebra has:link", "has:link",
        "has:question", "is:question", "is:decision", "is:resolved", "zebra before:2100", "zebra after:2000",
        "after:today", "before:9000 after:1900", "-from:amina", "-in:falls", "-has:file", "-is:mine", "{post}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("who", ["amina", "maria", "ruth"])
def test_no_filter_betrays_a_foreign_post(house: House, foreign: Post, who: str, text: str) -> None:
    filled = text.format(space=house.secret.pk, omar=house.omar.pk, post=foreign.pk)
    for newest in (False, True):
        results = asked_as(getattr(house, who), filled, newest=newest)
        assert foreign.pk not in {hit.pk for hit in results.hits}
        assert house.secret.pk not in {hit.space_id for hit in results.hits}
    assert foreign.pk in {hit.pk for hit in asked_as(house.omar, "zebra").hits}, (
        "there is something to betray"
    )


def test_a_hidden_name_answers_as_one_that_nobody_has(house: House, foreign: Post) -> None:
    for name, filters in (("Restructuring", "in"), (str(house.secret.pk), "in")):
        hidden = asked_as(house.amina, f'{filters}:"{name}" zebra')
        nobody = asked_as(house.amina, f'{filters}:"Nothing at all" zebra')
        assert not hidden.hits
        assert [note.replace(name, "X") for note in hidden.notes] == [
            note.replace("Nothing at all", "X") for note in nobody.notes
        ]
    assert asked_as(house.maria, "from:omar").notes[0].replace("omar", "X") == asked_as(
        house.maria, "from:xyzzy"
    ).notes[0].replace("xyzzy", "X")


def test_completions_name_nobody_and_nothing_that_one_may_not_see(house: House) -> None:
    with identity.bound():
        identity.become(house.amina.pk)
        assert [each["label"] for each in completions(house.amina, "in:")] == [
            "Falls prevention",
            "Rota exchange",
        ]
        assert not completions(house.amina, "in:restr")
        assert [each["label"] for each in completions(house.amina, "rail from:ben")] == ["Ben Achterberg"]
    with identity.bound():
        identity.become(house.maria.pk)
        assert [each["label"] for each in completions(house.maria, "from:")] == ["Maria Santos"]
        assert not completions(house.maria, "in:")
        assert not people_found(house.maria, "omar")
        assert not spaces_found(house.maria, "restructuring")
        assert not spaces_found(house.maria, "rota")


def test_what_others_write_elsewhere_does_not_change_the_order_of_mine(house: House) -> None:
    """A rank made from how often a word is used by all would tell how often that is."""
    for body in ("rail rail bed", "rail", "bed bed rail and much more of it"):
        actions.add_post(actor=house.amina, space=house.ward, body=body)
    before = [(hit.pk, hit.place) for hit in asked_as(house.amina, "rail OR bed").hits]
    for _number in range(30):
        actions.add_post(actor=house.omar, space=house.secret, body="rail rail rail")
    assert [(hit.pk, hit.place) for hit in asked_as(house.amina, "rail OR bed").hits] == before


def test_a_membership_that_ends_between_two_pages_ends_what_is_found(house: House) -> None:
    for number in range(6):
        actions.add_post(actor=house.amina, space=house.ward, body=f"zebra {number}")
    first = asked_as(house.ben, "zebra", most=3)
    assert len(first.hits) == 3
    assert first.next
    membership = Membership.objects.standing().get(space=house.ward, person=house.ben)
    spaces.end_membership(actor=house.amina, membership=membership)
    for place in (first.next, None, Place(2**60, first.next.key)):
        assert not asked_as(house.ben, "zebra", after=place).hits
    assert len(asked_as(house.amina, "zebra", after=first.next).hits) == 3


def test_what_is_written_down_when_read_shows_no_text_before(house: House) -> None:
    Space.objects.filter(pk=house.ward.pk).update(is_audited=True)
    before = Access.objects.count()
    (hit,) = asked_as(house.ben, "rail").hits
    assert hit.is_recorded
    assert not hit.parts
    assert hit.author == house.amina
    assert Access.objects.count() == before, "searching is not written down"


@pytest.mark.parametrize("kind", ["post", "thread", "file"])
def test_what_is_shown_by_a_grant_is_found_until_it_ends_and_shows_no_text_before_it_is_opened(
    house: House, kind: str
) -> None:
    reply = actions.add_post(actor=house.ben, space=house.ward, body="zebra reply", root=house.post)
    root = actions.add_post(actor=house.amina, space=house.ward, body="zebra elsewhere")
    upload = SimpleUploadedFile("zebra.txt", b"plan", "text/plain")
    file = actions.add_attachment(actor=house.amina, space=house.ward, upload=upload)
    actions.add_post(actor=house.amina, space=house.ward, body="with a zebra", attachments=[file])
    key, found = {
        "post": (root.pk, root.pk),
        "thread": (house.post.pk, reply.pk),
        "file": (file.pk, file.pk),
    }[kind]
    assert not asked_as(house.omar, "zebra").hits
    grant = shown(house.amina, kind, key, house.omar)
    (hit,) = asked_as(house.omar, "zebra").hits
    assert hit.pk == found
    assert hit.is_recorded
    assert not hit.parts
    assert not asked_as(house.omar, "zebra -in:falls from:nobody").hits
    assert not asked_as(house.omar, "in:falls").hits, "a space that one does not read has no name here"
    sharing.take_back(actor=house.amina, grant=grant)
    assert not asked_as(house.omar, "zebra").hits


def test_a_space_that_opens_is_found_and_one_that_closes_is_not(house: House) -> None:
    assert not asked_as(house.omar, "rail").hits
    Space.objects.filter(pk=house.ward.pk).update(access=Space.Access.OPEN)
    assert len(asked_as(house.omar, "rail").hits) == 1
    assert not asked_as(house.maria, "rail").hits, "open to staff"
    Space.objects.filter(pk=house.ward.pk).update(access=Space.Access.HIDDEN)
    assert not asked_as(house.omar, "rail").hits


@pytest.fixture
def raw(transactional_db: None) -> Iterator[tuple[House, Callable[[Person | None], psycopg.Connection[Any]]]]:
    """Connections of the web role's own login, past all our code."""
    house = build_house()
    opened: list[psycopg.Connection[Any]] = []

    def acting(person: Person | None) -> psycopg.Connection[Any]:
        name = database.role_name("web")
        web = psycopg.connect(
            host=connection.settings_dict["HOST"], port=connection.settings_dict["PORT"] or None,
            dbname=connection.settings_dict["NAME"], user=name, password=database.role_password(name),
            autocommit=True,
        )  # fmt: skip
        opened.append(web)
        if person is not None:
            claim = identity.sign(person.pk, web.info.backend_pid)
            web.execute("select set_config('fourleaf.identity', %s, false)", [claim])
        return web

    yield house, acting
    for each in opened:
        each.close()


QUESTION = json.dumps(
    {"ways": [[{"text": "eyes", "phrase": False, "begins": False, "not": False}]], "newest": False, "most": 9}
)


def test_injected_sql_finds_nothing_in_anothers_name(
    raw: tuple[House, Callable[[Person | None], psycopg.Connection[Any]]],
) -> None:
    house, acting = raw
    ask = "select object_id from lock.search(%s::jsonb)"
    assert len(acting(house.omar).execute(ask, [QUESTION]).fetchall()) == 1
    assert not acting(house.amina).execute(ask, [QUESTION]).fetchall()
    assert not acting(None).execute(ask, [QUESTION]).fetchall()
    web = acting(house.amina)
    for table in ("search_indexed", "search_progress"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute(f"select * from {table}")
    for call in ("search_fill('post', 'x', 1)", "search_guess('rail')"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute(f"select lock.{call}")
    forged = json.loads(QUESTION) | {"in": [str(house.secret.pk)], "from": [str(house.omar.pk)]}
    assert not web.execute(ask, [json.dumps(forged)]).fetchall()
    for smuggled in ("file') or true --", "') union select"):
        with pytest.raises(psycopg.Error):
            web.execute(ask, [json.dumps(forged | {"are": [smuggled]})])


def test_the_page_says_nothing_of_the_question_in_title_headers_or_log(
    house: House, as_person: Callable[[Person], Client], caplog: pytest.LogCaptureFixture
) -> None:
    answer = as_person(house.amina).get("/search/", {"q": "rail unmistakable"})
    assert answer.status_code == 200
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    title = answer.content.decode().split("<title>")[1].split("</title>")[0]
    assert "unmistakable" not in title
    assert "unmistakable" not in "".join(value for name, value in answer.items())
    assert "unmistakable" not in caplog.text


def test_another_site_cannot_have_something_looked_for(
    house: House, as_person: Callable[[Person], Client]
) -> None:
    browser = as_person(house.amina)
    there = browser.get("/search/", {"q": "rail"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert b"Please check the" not in there.content
    assert b"Please check the" in browser.get("/search/", {"q": "rail"}).content
