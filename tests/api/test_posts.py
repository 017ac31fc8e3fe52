"""Posts over the API: read in pages, written once, seen by who may."""

import json
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fourleaf.conversation import actions
from fourleaf.conversation.api.shapes import PostOut
from fourleaf.conversation.models import Post
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Membership
from tests.api.caller import Caller, problem
from tests.house import House

KEY = "Idempotency-Key"


def posts_of(house: House) -> str:
    return f"/spaces/{house.ward.pk}/posts"


def write(house: House, count: int, **values: Any) -> list[Post]:
    return [
        actions.add_post(actor=house.ben, space=house.ward, body=f"number {number}", **values)
        for number in range(count)
    ]


def bodies(page: Any) -> list[str]:
    return [item["body"] for item in page["items"]]


def test_a_post_says_all_that_its_description_says(house: House) -> None:
    actions.set_reaction(actor=house.ben, post=house.post, emoji="👍", on=True)
    actions.mark_post(actor=house.amina, post=house.post, kind="decision")
    actions.resolve_thread(actor=house.amina, post=house.post)
    actions.edit_post(actor=house.amina, post=house.post, body="Bed 5.")
    said = Caller(house.ben).get(f"/posts/{house.post.pk}").json()
    PostOut.model_validate(said)
    assert set(said) == set(PostOut.model_fields)
    assert said["author"] == {"id": str(house.amina.pk), "name": "Amina Yusuf"}
    assert (said["body"], said["mark"], said["replies"]["count"]) == ("Bed 5.", "decision", 1)
    assert said["html"].startswith("<p>")
    assert said["edited_at"]
    assert said["resolved"]["by"] == str(house.amina.pk)
    assert said["reactions"] == [{"emoji": "👍", "count": 1, "mine": True}]
    assert Caller(house.amina).get(f"/posts/{house.post.pk}").json()["reactions"][0]["mine"] is False


def test_the_stream_is_read_in_both_directions_while_others_write(house: House) -> None:
    write(house, 9)
    caller = Caller(house.ruth)
    first = caller.get(posts_of(house) + "?limit=4").json()
    assert bodies(first) == ["number 8", "number 7", "number 6", "number 5"]
    write(house, 1)
    second = caller.get(first["next"]).json()
    assert bodies(second) == ["number 4", "number 3", "number 2", "number 1"]
    third = caller.get(second["next"]).json()
    assert bodies(third) == ["number 0", house.post.body]
    assert third["next"] is None
    assert bodies(caller.get(third["previous"]).json()) == bodies(second)
    newer = caller.get(first["previous"]).json()
    assert bodies(newer) == ["number 0"]
    assert bodies(caller.get(newer["next"]).json()) == bodies(first)
    still = caller.get(newer["previous"]).json()
    assert still["items"] == []
    write(house, 1)
    assert bodies(caller.get(still["previous"]).json()) == ["number 0"]
    assert bodies(caller.get(still["next"]).json())[0] == "number 0"


def test_the_stream_from_a_number_on(house: House) -> None:
    said = write(house, 3)
    caller = Caller(house.ben)
    since = caller.get(f"{posts_of(house)}?since={said[0].sequence}").json()
    assert bodies(since) == ["number 2", "number 1"]
    assert bodies(caller.get(f"{posts_of(house)}?since=0&limit=2&replies=true").json()) == [
        house.reply.body,
        house.post.body,
    ]


def test_a_thread_is_read_from_its_beginning(house: House) -> None:
    write(house, 3, root=house.post)
    caller = Caller(house.ruth)
    first = caller.get(f"/posts/{house.post.pk}/replies?limit=3").json()
    assert bodies(first) == [house.reply.body, "number 0", "number 1"]
    assert first["previous"] is None
    second = caller.get(first["next"]).json()
    assert bodies(second) == ["number 2"]
    assert bodies(caller.get(second["previous"]).json()) == bodies(first)
    write(house, 1, root=house.post)
    assert bodies(caller.get(second["next"]).json()) == ["number 0"]
    problem(caller.get(f"/posts/{house.reply.pk}/replies"), 404)


@pytest.mark.parametrize("cursor", ["x", "WzBd", "WzAsImEiXQ", "WzAsIjEiXQ", "WzAsdHJ1ZV0", "é"])
def test_what_is_no_cursor_is_refused(house: House, cursor: str) -> None:
    assert problem(Caller(house.ben).get(f"{posts_of(house)}?cursor={cursor}"), 422)["errors"]


def test_an_outsider_finds_nothing(house: House) -> None:
    for outsider in (Caller(house.omar), Caller(house.maria)):
        for path in (posts_of(house), f"/posts/{house.post.pk}", f"/posts/{house.post.pk}/replies"):
            problem(outsider.get(path), 404)
        problem(outsider.post(posts_of(house), {"body": "Hello"}), 404)
        problem(outsider.post(f"/posts/{house.post.pk}/replies", {"body": "Hello"}), 404)
        problem(outsider.ask("PATCH", f"/posts/{house.post.pk}", {"body": "Hello"}), 404)
        problem(outsider.ask("DELETE", f"/posts/{house.post.pk}"), 404)


def test_an_empty_space_is_not_a_missing_one(house: House) -> None:
    assert Caller(house.amina).get(f"/spaces/{house.open.pk}/posts").json() == {
        "items": [], "next": None, "previous": None
    }  # fmt: skip


def test_a_page_costs_the_same_whatever_is_on_it(house: House) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert Caller.get(caller, posts_of(house)).status_code == 200
        return len(asked.captured_queries)

    caller = Caller(house.ruth)
    before = statements()
    for post in write(house, 20):
        actions.set_reaction(actor=house.ben, post=post, emoji="👍", on=True)
        actions.add_post(actor=house.ben, space=house.ward, body="Yes.", root=post)
    assert statements() == before


def test_post_reply_change_and_take_back(house: House) -> None:
    caller = Caller(house.ben)
    answer = caller.post(posts_of(house), {"body": "Who has the key? @Amina Yusuf", "mark": "question"})
    made = answer.json()
    assert (answer.status_code, answer["Location"]) == (201, f"/api/v1/posts/{made['id']}")
    assert (made["mark"], made["author"]["name"]) == ("question", "Ben Achterberg")
    assert house.amina.mentions.count() == 1
    reply = caller.post(f"/posts/{made['id']}/replies", {"body": "Found it."}).json()
    assert reply["thread"] == made["id"]
    other = caller.post(posts_of(house), {"body": "Really.", "thread": made["id"]}).json()
    assert other["thread"] == made["id"]
    changed = caller.ask("PATCH", f"/posts/{made['id']}", {"body": "Who has it?"}).json()
    assert (changed["body"], changed["replies"]["count"]) == ("Who has it?", 2)
    gone = caller.ask("DELETE", f"/posts/{made['id']}").json()
    assert (gone["body"], gone["withdrawn"]["by"]) == ("", str(house.ben.pk))


def test_what_a_role_may_not_do_is_forbidden_to_it(house: House) -> None:
    reader, member = Caller(house.ruth), Caller(house.ben)
    problem(reader.post(posts_of(house), {"body": "Hello"}), 403)
    problem(member.ask("PATCH", f"/posts/{house.post.pk}", {"body": "Not mine"}), 403)
    problem(member.ask("DELETE", f"/posts/{house.post.pk}"), 403)


@pytest.mark.parametrize(
    "body",
    [{"body": ""}, {"body": "x" * 20_001}, {"body": "x", "mark": "joke"}, {"body": "x", "attachments": [str(uuid4())]},
     {"body": "x", "extra": 1}, {}],
)  # fmt: skip
def test_what_is_no_post_is_refused(house: House, body: Any) -> None:
    assert problem(Caller(house.ben).post(posts_of(house), body), 422)["errors"]


def test_half_a_character_is_no_text(house: House) -> None:
    caller = Caller(house.ben)
    for text in ('{"body": "\\ud800"}', '{"body": NaN}'):
        answer = caller._client.generic(
            "POST", f"/api/v1{posts_of(house)}", text, "application/json", headers=caller.headers
        )
        problem(answer, 400)


def test_one_key_makes_one_post(house: House) -> None:
    caller, key = Caller(house.ben), str(uuid4())
    first = caller.post(posts_of(house), {"body": "Once."}, Idempotency_Key=key)
    again = caller.post(posts_of(house), {"body": "Once."}, Idempotency_Key=f'"{key}"')
    assert first.json()["id"] == again.json()["id"]
    assert (KEY not in first, again["Idempotency-Replayed"]) == (True, "true")
    assert str(Post.objects.get(pk=first.json()["id"]).key) == key
    actions.edit_post(actor=house.ben, post=Post.objects.get(pk=first.json()["id"]), body="Changed.")
    assert caller.post(posts_of(house), {"body": "Once."}, Idempotency_Key=key).status_code == 201
    said = problem(caller.post(posts_of(house), {"body": "Twice."}, Idempotency_Key=key), 422)
    assert said["errors"][0]["header"] == KEY
    problem(caller.post(f"/posts/{house.post.pk}/replies", {"body": "Once."}, Idempotency_Key=key), 422)
    mine = {"body": "Mine."}
    assert Caller(house.amina).post(posts_of(house), mine, Idempotency_Key=key).status_code == 201
    word = caller.post(posts_of(house), {"body": "A word."}, Idempotency_Key="nightly 7")
    assert (
        caller.post(posts_of(house), {"body": "A word."}, Idempotency_Key="nightly 7").json() == word.json()
    )
    problem(caller.post(posts_of(house), {"body": "A word."}, Idempotency_Key="ü"), 422)


def test_a_key_of_a_space_that_was_left_is_taken_for_ever(house: House) -> None:
    caller, key = Caller(house.ben), str(uuid4())
    caller.post(posts_of(house), {"body": "Once."}, Idempotency_Key=key)
    elsewhere = spaces.add_space(actor=house.ben, name="Elsewhere")
    spaces.end_membership(
        actor=house.ben, membership=Membership.objects.standing().get(space=house.ward, person=house.ben)
    )
    answer = caller.post(f"/spaces/{elsewhere.pk}/posts", {"body": "Once."}, Idempotency_Key=key)
    assert "another place" in problem(answer, 422)["detail"]


def test_writing_needs_its_scope(house: House) -> None:
    caller = Caller(house.ben, "read", "files:write")
    problem(caller.post(posts_of(house), {"body": "x"}), 403)
    assert caller.get(posts_of(house)).status_code == 200
    assert Caller(house.ben, "posts:write").post(posts_of(house), {"body": "x"}).status_code == 201


def test_marks_reactions_and_resolution(house: House) -> None:
    caller, path = Caller(house.ben), f"/posts/{house.post.pk}"
    assert caller.ask("PUT", f"{path}/mark", {"kind": "answer"}).json()["mark"] == "answer"
    assert caller.ask("DELETE", f"{path}/mark").json()["mark"] is None
    assert caller.ask("PUT", f"{path}/resolution").json()["resolved"]["by"] == str(house.ben.pk)
    assert caller.ask("DELETE", f"{path}/resolution").json()["resolved"] is None
    for _ in range(2):
        chips = caller.ask("PUT", f"{path}/reactions/👀").json()["reactions"]
        assert chips == [{"emoji": "👀", "count": 1, "mine": True}]
    assert Caller(house.ruth).ask("PUT", f"{path}/reactions/👀").json()["reactions"][0]["count"] == 2
    people = [each["person"] for each in caller.get(f"{path}/reactions").json()["items"]]
    assert people == [str(house.ben.pk), str(house.ruth.pk)]
    assert caller.ask("DELETE", f"{path}/reactions/👀").json()["reactions"][0]["count"] == 1
    problem(caller.ask("PUT", f"{path}/reactions/🦄"), 422)
    problem(Caller(house.ruth).ask("PUT", f"{path}/mark", {"kind": "answer"}), 403)
    for method, part in (("PUT", "mark"), ("DELETE", "resolution"), ("PUT", "reactions/👀")):
        problem(Caller(house.omar).ask(method, f"{path}/{part}", {"kind": "answer"}), 404)
    problem(Caller(house.omar).get(f"{path}/reactions"), 404)


def test_files_come_in_are_sent_and_go_out(house: House) -> None:
    caller, other = Caller(house.ben), Caller(house.ruth)
    path = f"/spaces/{house.ward.pk}/attachments"
    answer = caller.upload(path, file=named("plan.txt", b"Beds 1 to 9"))
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert (made["name"], made["size"], made["post"]) == ("plan.txt", 11, None)
    content = f"/attachments/{made['id']}/content"
    problem(other.get(content), 404)
    post = caller.post(posts_of(house), {"body": "The plan.", "attachments": [made["id"]]}).json()
    assert post["attachments"][0]["id"] == made["id"]
    assert other.get(f"/attachments/{made['id']}").json()["post"] == post["id"]
    sent = other.get(content)
    assert b"".join(sent.streaming_content) == b"Beds 1 to 9"
    assert sent["Content-Disposition"].startswith("attachment")
    assert other.get(content, If_None_Match=sent["ETag"]).status_code == 304
    for omar in (Caller(house.omar), Caller(house.maria)):
        problem(omar.get(content), 404)
        problem(omar.get(f"/attachments/{made['id']}"), 404)
        problem(omar.upload(path, file=named("x.txt", b"x")), 404)
    problem(Caller(house.ben, "read").upload(path, file=named("x.txt", b"x")), 403)
    problem(caller.ask("DELETE", f"/attachments/{made['id']}"), 403)


def test_a_file_can_be_taken_back_and_must_fit(house: House, settings: Any) -> None:
    caller, path = Caller(house.ben), f"/spaces/{house.ward.pk}/attachments"
    made = caller.upload(path, file=named("plan.txt", b"x")).json()
    assert caller.ask("DELETE", f"/attachments/{made['id']}").status_code == 204
    problem(caller.get(f"/attachments/{made['id']}"), 404)
    settings.UPLOAD_LIMIT = 10
    problem(caller.upload(path, file=named("plan.txt", b"x" * 11)), 413)
    problem(caller.upload(path, file=named("plan.txt", b"")), 422)
    problem(caller.upload(path), 422)


def test_the_cursor(house: House) -> None:
    said = write(house, 2)
    caller, path = Caller(house.ruth), f"/spaces/{house.ward.pk}/cursor"
    before = caller.get(path).json()
    assert (before["read_to"], before["unread"]) == (None, 3)
    assert {"space": str(house.ward.pk), "unread": 3} in caller.get("/unread").json()
    moved = caller.ask("PUT", path, {"read_to": said[0].sequence}).json()
    assert (moved["read_to"], moved["unread"], moved["last"]) == (said[0].sequence, 1, said[1].sequence)
    assert caller.ask("PUT", path, {"read_to": 1}).json()["read_to"] == said[0].sequence
    problem(caller.ask("PUT", path, {"read_to": -1}), 422)
    problem(Caller(house.omar).get(path), 404)
    problem(Caller(house.omar).ask("PUT", path, {"read_to": 1}), 404)
    problem(Caller(house.ruth, "read").ask("PUT", path, {"read_to": 1}), 403)


def named(name: str, data: bytes) -> Any:
    file = BytesIO(data)
    file.name = name
    return file


def test_json_is_what_comes(house: House) -> None:
    answer = Caller(house.ben).get(posts_of(house))
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert json.loads(answer.content)["items"][0]["space"] == str(house.ward.pk)
