"""Drafts, cursors, bookmarks, previews and completion."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fourleaf.conversation import actions
from fourleaf.conversation.models import Bookmark, Draft, Following
from fourleaf.conversation.unread import threads_with_news
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Cursor, Membership
from tests.conversation.asking import SCRIPT, AsPerson, text
from tests.house import House


def at(house: House, what: str) -> str:
    return f"/spaces/{house.ward.pk}/{what}/"


def test_a_draft_survives_a_reload(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.ben)
    assert browser.post(at(house, "draft"), {"body": "Rails are <up"}).status_code == 204
    fields = {"body": "In the thread", "thread": house.post.pk}
    assert browser.post(at(house, "draft"), fields).status_code == 204
    assert ">Rails are &lt;up</textarea>" in text(browser.get(at(house, "draft")[: -len("draft/")]))
    assert ">In the thread</textarea>" in text(browser.get(f"/posts/{house.post.pk}/thread/"))
    assert "Rails are" not in text(as_person(house.amina).get(at(house, "draft")[: -len("draft/")]))
    browser.post(at(house, "draft"), {"body": ""})
    assert Draft.objects.count() == 1


def test_a_draft_that_comes_late_does_not_bring_back_what_went_another_way(
    house: House, as_person: AsPerson
) -> None:
    browser = as_person(house.ben)
    first = browser.post(at(house, "draft"), {"body": "At eight.", "seen": 0})
    assert int(first["X-Drafted"]) == Draft.objects.get().stamp > 0
    actions.add_poll(actor=house.ben, space=house.ward, body="At eight?", options=["Yes", "No"])
    for late in ({"body": "At eight.", "seen": 0}, {"body": "At", "seen": first["X-Drafted"]}):
        answer = browser.post(at(house, "draft"), late)
        assert (answer.status_code, int(answer["X-Drafted"])) == (409, Draft.objects.get().stamp)
    assert Draft.objects.get().body == ""
    assert f'data-drafted="{answer["X-Drafted"]}"' in text(browser.get(at(house, "draft")[: -len("draft/")]))
    new = {"body": "Something new", "seen": answer["X-Drafted"]}
    assert browser.post(at(house, "draft"), new).status_code == 204
    assert Draft.objects.get().body == "Something new"
    assert browser.post(at(house, "draft"), {"body": "x", "seen": "x"}).status_code == 422


def test_a_draft_holds_more_than_a_post(house: House, as_person: AsPerson) -> None:
    assert as_person(house.ben).post(at(house, "draft"), {"body": "x" * 30_000}).status_code == 204
    assert as_person(house.ben).post(at(house, "draft"), {"body": "x" * 100_001}).status_code == 422


def test_who_may_not_write_keeps_no_draft(house: House, as_person: AsPerson) -> None:
    assert as_person(house.omar).post(at(house, "draft"), {"body": "x"}).status_code == 404
    assert as_person(house.ruth).post(at(house, "draft"), {"body": "x"}).status_code == 403
    assert as_person(house.ben).get(at(house, "draft")).status_code == 405
    wrong = {"body": "x", "thread": "y"}
    assert as_person(house.ben).post(at(house, "draft"), wrong).status_code == 422
    assert as_person(house.ben).post(at(house, "draft"), wrong | {"thread": uuid4()}).status_code == 404


def test_a_cursor_moves_forward_only(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.ruth)
    for sequence in (11, 7):
        assert browser.post(at(house, "cursor"), {"sequence": sequence}).status_code == 204
    assert Cursor.objects.get(space=house.ward, person=house.ruth).read_to == 11
    for wrong in ("", "x", "-1", str(2**63)):
        assert browser.post(at(house, "cursor"), {"sequence": wrong}).status_code == 422
    assert browser.get(at(house, "cursor")).status_code == 405
    assert as_person(house.omar).post(at(house, "cursor"), {"sequence": 1}).status_code == 404


def test_a_bookmark_is_kept_for_oneself(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.ruth)
    address = f"/posts/{house.post.pk}/bookmark/"
    assert "Remove the bookmark" in text(browser.post(address, headers=SCRIPT))
    page = text(browser.get("/bookmarks/"))
    assert "Please check the rail." in page
    assert "Falls prevention" in page
    assert "Please check the rail." not in text(as_person(house.ben).get("/bookmarks/"))
    browser.post(address, {"on": "0"})
    assert not Bookmark.objects.exists()
    assert browser.post(address, {"on": "x"}).status_code == 422
    assert browser.post("/bookmarks/").status_code == 405


def test_bookmarks_end_with_the_membership(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.ruth)
    browser.post(f"/posts/{house.post.pk}/bookmark/")
    spaces.end_membership(actor=house.amina, membership=Membership.objects.get(person=house.ruth))
    page = text(browser.get("/bookmarks/"))
    assert "Please check the rail." not in page
    assert "No bookmarks yet" in page


def test_bookmarks_ask_no_more_when_there_are_more(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.ruth)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            browser.get("/bookmarks/")
        return len(asked)

    browser.post(f"/posts/{house.post.pk}/bookmark/")
    few = queries()
    for n in range(9):
        post = actions.add_post(actor=house.amina, space=house.ward, body=f"Number {n}.")
        actions.set_bookmark(actor=house.ruth, post=post, on=True)
    assert queries() <= few


def test_a_preview_shows_what_a_post_would_show(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.ben)
    fields = {"body": "**Yes**, @Amina Yusuf <script>alert(1)</script>", "space": house.ward.pk}
    shown = text(browser.post("/preview/", fields))
    assert "<strong>Yes</strong>" in shown
    assert f'data-person="{house.amina.pk}"' in shown
    assert "<script" not in shown
    assert browser.post("/preview/", {"body": "x" * 20_001}).status_code == 422
    assert browser.post("/preview/", {"body": "x", "space": "y"}).status_code == 422
    assert browser.post("/preview/", {"body": "x", "space": house.secret.pk}).status_code == 404
    assert browser.get("/preview/").status_code == 405


@pytest.mark.parametrize(
    ("wanted", "labels"),
    [
        ("ach", ["Ben Achterberg"]),
        ("ben", ["Ben Achterberg"]),
        ("ben ach", ["Ben Achterberg"]),
        ("gwen", ["Gwen Pryce"]),
        ("omar", []),
        ("maria", []),
        ("ster", []),
        ("stew", ["stewards"]),
        ("geri", ["Geriatrics"]),
        ("%", []),
        ("_", []),
    ],
)
def test_those_can_be_mentioned_who_can_read(
    house: House, as_person: AsPerson, wanted: str, labels: list[str]
) -> None:
    answer = as_person(house.ben).get("/mentions/", {"q": wanted, "space": str(house.ward.pk)})
    assert [found["label"] for found in answer.json()["results"]] == labels


def test_at_most_eight_are_offered(house: House, as_person: AsPerson) -> None:
    for n in range(12):
        Person.objects.create(name=f"Zoë Number{n}", email=f"zoe{n}@marigold.example")
    found = as_person(house.ben).get("/mentions/", {"q": "zo", "space": str(house.open.pk)}).json()["results"]
    assert len(found) == 8


def test_outsiders_complete_nothing(house: House, as_person: AsPerson) -> None:
    query = {"q": "a", "space": str(house.ward.pk)}
    assert as_person(house.omar).get("/mentions/", query).status_code == 404
    assert as_person(house.maria).get("/mentions/", query).status_code == 404
    assert as_person(house.ben).get("/mentions/", {"q": "a", "space": "x"}).status_code == 422
    assert as_person(house.ben).get("/mentions/", query | {"q": "a" * 81}).status_code == 422
    assert as_person(house.ben).post("/mentions/", query).status_code == 405


@pytest.mark.parametrize("choice", ["follow", "read"])
def test_nobody_has_read_what_is_still_to_be_said(house: House, as_person: AsPerson, choice: str) -> None:
    fields = {"choice": choice, "read_to": 2**63 - 1}
    browser = as_person(house.ben)
    assert browser.post(f"/posts/{house.post.pk}/following/", fields).status_code < 400
    assert Following.objects.get(root=house.post, person=house.ben).read_to == house.reply.sequence
    actions.add_post(actor=house.amina, space=house.ward, body="And now?", root=house.post)
    assert [news.count for news in threads_with_news(house.ben)] == [1]


def test_a_following_knows_the_last_reply_of_others(house: House) -> None:
    def newest(person: Person) -> int:
        return Following.objects.get(root=house.post, person=person).newest

    said = actions.add_post(actor=house.ben, space=house.ward, body="At nine.", root=house.post)
    assert newest(house.amina) == said.sequence
    assert newest(house.ben) < said.sequence
    actions.follow_thread(actor=house.gwen, post=house.post)
    assert newest(house.gwen) == said.sequence
    answer = actions.add_post(actor=house.amina, space=house.ward, body="Good.", root=house.post)
    assert [newest(each) for each in (house.amina, house.ben, house.gwen)] == [
        said.sequence, answer.sequence, answer.sequence,
    ]  # fmt: skip
    actions.withdraw_post(actor=house.amina, post=answer)
    assert [newest(each) for each in (house.ben, house.gwen)] == [0, said.sequence]
