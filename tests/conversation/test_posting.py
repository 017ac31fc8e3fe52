"""Posting, replying, finding, and the menu of a post."""

import re
from uuid import uuid4

import pytest

from fourleaf.conversation import actions
from fourleaf.conversation.models import Draft, Following, Post
from fourleaf.spaces import actions as spaces
from tests.conversation.asking import SCRIPT, AsPerson, text
from tests.house import House


def posts_of(house: House) -> str:
    return f"/spaces/{house.ward.pk}/posts/"


def test_a_plain_form_posts_and_leads_to_the_post(house: House, as_person: AsPerson) -> None:
    answer = as_person(house.ben).post(posts_of(house), {"body": "Rails are **up**.", "mark": "decision"})
    post = Post.objects.get(body="Rails are **up**.")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/posts/{post.pk}/")
    assert post.mark.kind == "decision"


def test_a_script_gets_the_post_itself(house: House, as_person: AsPerson) -> None:
    answer = as_person(house.ben).post(posts_of(house), {"body": "Rails are up."}, headers=SCRIPT)
    assert answer.status_code == 200
    assert text(answer).count("<article") == 1
    assert "Rails are up." in text(answer)


def test_the_same_key_twice_makes_one_post(house: House, as_person: AsPerson) -> None:
    browser, fields = as_person(house.ben), {"body": "Once.", "key": str(uuid4())}
    first, second = (browser.post(posts_of(house), fields, headers=SCRIPT) for _ in range(2))
    assert text(first) == text(second)
    assert Post.objects.filter(body="Once.").count() == 1


def test_a_reply_goes_into_its_thread_and_is_followed(house: House, as_person: AsPerson) -> None:
    answer = as_person(house.gwen).post(posts_of(house), {"body": "Thanks.", "thread": house.post.pk})
    reply = Post.objects.get(body="Thanks.")
    assert reply.root == house.post
    assert answer.headers["Location"] == f"/posts/{reply.pk}/"
    assert Following.objects.filter(root=house.post, person=house.gwen).exists()


def test_sending_drops_the_draft(house: House, as_person: AsPerson) -> None:
    actions.save_draft(actor=house.ben, space=house.ward, body="Rails")
    as_person(house.ben).post(posts_of(house), {"body": "Rails are up."})
    assert not Draft.objects.filter(person=house.ben).exists()


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize(
    "fields",
    [
        {"body": ""},
        {"body": " \n"},
        {"body": "x" * 20_001},
        {"body": "é" * 100_000},
        {"body": "Yes.", "mark": "order"},
        {"body": "Yes.", "key": "not a key"},
        {"body": "Yes.", "thread": "not a key"},
        {"body": "Yes.", "attachments": "not a key"},
        {"body": "Yes.", "attachments": "4bd040f2-2970-7e9a-8f3e-0d6c8f1f9a11"},
        {"body": "a\0b"},
    ],
    ids=lambda fields: ",".join(f"{name}={value[:12]}" for name, value in fields.items()),
)
def test_what_is_not_sound_is_asked_for_again(
    house: House, as_person: AsPerson, fields: dict[str, str], script: bool
) -> None:
    before = Post.objects.count()
    answer = as_person(house.ben).post(posts_of(house), fields, headers=SCRIPT if script else {})
    assert answer.status_code == 422
    assert "field-error" in text(answer)
    assert fields["body"].replace("\0", "").strip() in text(answer).replace("\0", "")
    assert ("<html" in text(answer)) is not script
    assert Post.objects.count() == before


def test_what_is_too_long_says_how_long_it_may_be(house: House, as_person: AsPerson) -> None:
    answer = as_person(house.ben).post(posts_of(house), {"body": "x" * 20_001}, headers=SCRIPT)
    assert "a post holds 20000" in text(answer)


def test_who_may_not_post(house: House, as_person: AsPerson) -> None:
    assert as_person(house.omar).post(posts_of(house), {"body": "Hello."}).status_code == 404
    assert as_person(house.maria).post(posts_of(house), {"body": "Hello."}).status_code == 404
    assert as_person(house.ruth).post(posts_of(house), {"body": "Hello."}).status_code == 403
    assert as_person(house.ben).get(posts_of(house)).status_code == 405
    spaces.archive_space(actor=house.amina, space=house.ward)
    assert as_person(house.ben).post(posts_of(house), {"body": "Hello."}).status_code == 403
    assert not Post.objects.filter(body="Hello.").exists()


def test_a_thread_of_another_space_is_not_found(house: House, as_person: AsPerson) -> None:
    elsewhere = actions.add_post(actor=house.omar, space=house.open, body="Swap?")
    fields = {"body": "Yes.", "thread": str(elsewhere.pk)}
    assert as_person(house.ben).post(posts_of(house), fields).status_code == 404
    assert (
        as_person(house.ben).post(posts_of(house), fields | {"thread": str(house.reply.pk)}).status_code
        == 404
    )


@pytest.mark.parametrize(
    "body",
    [
        "שלום לכולם",
        "مرحبا بالجميع",
        "👩‍⚕️🏥",
        "zero\u200bwidth\u200d\ufeff",
        "e\u0301\u0323" * 50,
        "\u202eback\u202c",
    ],
)
def test_any_script_of_the_world_comes_back_as_it_was(house: House, as_person: AsPerson, body: str) -> None:
    answer = as_person(house.ben).post(posts_of(house), {"body": body}, headers=SCRIPT)
    assert body in text(answer)
    assert '<div class="prose" dir="auto">' in text(answer)


def test_a_link_leads_to_the_place_of_a_post(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.ruth)
    root = browser.get(f"/posts/{house.post.pk}/").headers["Location"]
    assert root == f"/spaces/{house.ward.pk}/?at={house.post.sequence}#post-{house.post.pk}"
    reply = browser.get(f"/posts/{house.reply.pk}/").headers["Location"]
    assert reply == f"/posts/{house.post.pk}/thread/?at={house.reply.sequence}#post-{house.reply.pk}"


ADDRESSES = ["", "acts/", "thread/", "revisions/", "revisions/new/", "withdrawal/"]
DEEDS = ["mark/", "reactions/", "bookmark/", "following/", "resolution/", "revisions/", "withdrawal/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_outsiders_find_no_page_of_a_post(house: House, as_person: AsPerson, address: str) -> None:
    for outsider in (house.omar, house.maria):
        assert as_person(outsider).get(f"/posts/{house.post.pk}/{address}").status_code == 404
    assert as_person(house.ben).get(f"/posts/{uuid4()}/{address}").status_code == 404


@pytest.mark.parametrize("address", DEEDS)
def test_outsiders_do_nothing_to_a_post(house: House, as_person: AsPerson, address: str) -> None:
    for outsider in (house.omar, house.maria):
        assert as_person(outsider).post(f"/posts/{house.post.pk}/{address}").status_code == 404


@pytest.mark.parametrize("address", ["", "acts/", "thread/", "revisions/new/"])
def test_pages_are_only_read(house: House, as_person: AsPerson, address: str) -> None:
    assert as_person(house.ben).post(f"/posts/{house.post.pk}/{address}").status_code == 405


@pytest.mark.parametrize("address", ["mark/", "reactions/", "bookmark/", "following/", "resolution/"])
def test_deeds_are_not_read(house: House, as_person: AsPerson, address: str) -> None:
    assert as_person(house.ben).get(f"/posts/{house.post.pk}/{address}").status_code == 405


@pytest.mark.parametrize(
    ("person", "offered"),
    [
        (
            "amina",
            {
                "React",
                "Reply",
                "Edit",
                "Bookmark",
                "Withdraw",
                "Mark as settled",
                "Stop following",
                "Mark as question",
            },
        ),
        ("ben", {"React", "Reply", "Bookmark", "Mark as settled", "Mark as question"}),
        ("gwen", {"React", "Reply", "Bookmark", "Mark as settled", "Mark as question"}),
        ("ruth", {"React", "Bookmark"}),
    ],
)
def test_the_menu_offers_exactly_what_a_person_may_do(
    house: House, as_person: AsPerson, person: str, offered: set[str]
) -> None:
    menu = text(as_person(getattr(house, person)).get(f"/posts/{house.post.pk}/acts/", headers=SCRIPT))
    every = {
        "React",
        "Reply",
        "Edit",
        "Bookmark",
        "Withdraw",
        "Mark as settled",
        "Stop following",
        "Mark as question",
    }
    said = {word for word in every if re.search(rf">{word}<|aria-label=\"{word}\"", menu)}
    said -= {"Stop following"} if person == "ben" else set()  # who replied follows the thread
    assert said == offered


def test_the_menu_is_a_page_without_scripts(house: House, as_person: AsPerson) -> None:
    page = text(as_person(house.ben).get(f"/posts/{house.post.pk}/acts/"))
    assert "<html" in page
    assert f'id="post-{house.post.pk}"' in page
