"""Spaces, who belongs to them, and what waits, over the API."""

from typing import Any
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from fourleaf.conversation import actions as conversation
from fourleaf.people.models import Person
from fourleaf.spaces import actions
from fourleaf.spaces.models import Invitation, Membership, Space
from tests.api.caller import Caller, problem
from tests.house import House


def titles(page: Any) -> set[str]:
    return {item["title"] for item in page["items"]}


def all_of(caller: Caller, path: str) -> list[Any]:
    """A whole list, page by page."""
    found: list[Any] = []
    while path:
        page = caller.get(path).json()
        found, path = found + page["items"], page["next"]
    return found


def test_the_spaces_that_one_may_know_of(house: House) -> None:
    assert titles(Caller(house.ben).get("/spaces").json()) == {"Falls prevention", "Rota exchange"}
    assert titles(Caller(house.ben).get("/spaces?mine=true").json()) == {"Falls prevention"}
    assert titles(Caller(house.omar).get("/spaces?kind=community").json()) == {"Rota exchange"}
    assert titles(Caller(house.maria).get("/spaces").json()) == set()


def test_pages_repeat_nothing_and_leave_nothing_out(house: House) -> None:
    for number in range(7):
        actions.add_space(actor=house.amina, name=f"Space {number}")
    caller = Caller(house.amina)
    names = [space["name"] for space in all_of(caller, "/spaces?limit=2")]
    assert len(names) == len(set(names)) == Space.objects.visible_to(house.amina).count()
    first = caller.get("/spaces?limit=2").json()
    second = caller.get(first["next"]).json()
    assert caller.get(second["previous"]).json()["items"] == first["items"]
    assert caller.get(caller.get(second["previous"]).json()["next"]).json() == second
    people = all_of(caller, "/people?limit=2")
    assert [person["name"] for person in people] == [
        "Ruth Abrams", "Ben Achterberg", "Gwen Pryce", "Omar Said", "Amina Yusuf",
    ]  # fmt: skip
    assert [each["name"] for each in all_of(caller, "/people?q=ben&limit=1")] == ["Ben Achterberg"]
    problem(caller.get("/people?limit=201"), 422)
    problem(caller.get(f"/people?cursor={first['next'].partition('cursor=')[2]}"), 422)


def test_lists_cost_the_same_however_long(house: House) -> None:
    caller = Caller(house.amina)

    def statements(path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert caller.get(path).status_code == 200
        return len(asked.captured_queries)

    def more(number: int) -> None:
        other = Person.objects.create(name=f"Person {number}", email=f"p{number}@marigold.example")
        space = actions.add_space(actor=other, name=f"Space {number}", access=Space.Access.OPEN)
        actions.invite(actor=other, space=space, person=house.amina)
        actions.add_member(actor=house.amina, space=house.ward, person=other, role="member")
        conversation.add_post(actor=other, space=house.ward, body="@Amina Yusuf?")

    paths = ("/spaces", "/people", f"/spaces/{house.ward.pk}/memberships", "/waiting")
    more(0)
    before = [statements(path) for path in paths]
    for number in range(1, 6):
        more(number)
    assert [statements(path) for path in paths] == before


def test_a_space_from_its_start_to_its_end(house: House) -> None:
    caller, key = Caller(house.amina), str(uuid4())
    wanted = {"name": "Night shift", "purpose": "Quiet nights.", "access": "on_request"}
    answer = caller.post("/spaces", wanted, Idempotency_Key=key)
    made = answer.json()
    assert (answer.status_code, made["role"], made["readers"]) == (201, "steward", 1)
    assert "steer" in made["rights"]
    again = caller.post("/spaces", wanted, Idempotency_Key=key)
    assert (again.json(), again["Idempotency-Replayed"]) == (made, "true")
    problem(caller.post("/spaces", wanted | {"name": "Other"}, Idempotency_Key=key), 422)
    assert Space.objects.filter(name="Night shift").count() == 1
    path = f"/spaces/{made['id']}"
    assert caller.ask("PATCH", path, {"name": "Nights"}).json()["purpose"] == "Quiet nights."
    problem(Caller(house.omar).ask("PATCH", path, {"name": "Days"}), 403)
    asked = Caller(house.omar).post(f"{path}/requests", {"reason": "I work nights."})
    assert asked.status_code == 201
    assert [each["reason"] for each in caller.get(f"{path}/requests").json()["items"]] == ["I work nights."]
    problem(Caller(house.omar).get(f"{path}/requests"), 403)
    problem(Caller(house.omar).get(f"{path}/memberships"), 403)
    assert caller.ask("PUT", f"{path}/archival", {"reason": "Over."}).json()["archived_at"]
    assert caller.ask("DELETE", f"{path}/archival").json()["archived_at"] is None
    problem(Caller(house.maria).post("/spaces", wanted), 403)


def test_a_refused_write_leaves_its_key_free(house: House) -> None:
    caller, key = Caller(house.amina), str(uuid4())
    problem(caller.post("/spaces", {"name": " "}, Idempotency_Key=key), 422)
    assert caller.post("/spaces", {"name": "Now right"}, Idempotency_Key=key).status_code == 201


def test_invite_accept_change_and_leave(house: House) -> None:
    amina, omar = Caller(house.amina), Caller(house.omar)
    path = f"/spaces/{house.ward.pk}"
    sent = amina.post(f"{path}/invitations", {"person": str(house.omar.pk), "note": "Join us."})
    assert sent.status_code == 201, sent.content
    waits = omar.get("/waiting").json()
    assert (waits["count"], waits["items"][0]["kind"], waits["items"][0]["text"]) == (
        1,
        "invitation",
        "Join us.",
    )
    answer = f"/waiting/invitations/{sent.json()['id']}/answer"
    assert omar.ask("PUT", answer, {"answer": "accept"}).status_code == 204
    problem(omar.ask("PUT", answer, {"answer": "accept"}), 422)
    members = {each["name"]: each for each in amina.get(f"{path}/memberships").json()["items"]}
    assert members["Omar Said"]["role"] == "member"
    changed = amina.ask("PATCH", f"/memberships/{members['Omar Said']['id']}", {"role": "reader"}).json()
    assert changed["role"] == "reader"
    problem(omar.ask("PATCH", f"/memberships/{members['Ben Achterberg']['id']}", {"role": "reader"}), 403)
    assert omar.ask("DELETE", f"/memberships/{changed['id']}").status_code == 204
    problem(omar.get(f"{path}/memberships"), 403)
    again = amina.post(f"{path}/invitations", {"person": str(house.omar.pk), "role": "guest"}).json()
    assert again["expires_at"]
    assert [each["id"] for each in amina.get(f"{path}/invitations").json()["items"]] == [again["id"]]
    assert amina.ask("DELETE", f"/invitations/{again['id']}").status_code == 204
    assert not Invitation.objects.open().exists()
    problem(Caller(house.ruth).post(f"{path}/invitations", {"person": str(house.omar.pk)}), 403)


def test_join_an_open_space_once(house: House) -> None:
    caller, path = Caller(house.ben), f"/spaces/{house.open.pk}/memberships"
    assert caller.post(path, Idempotency_Key="join").status_code == 201
    assert caller.post(path, Idempotency_Key="join").status_code == 201
    problem(caller.post(path), 403)
    assert Membership.objects.standing().filter(space=house.open, person=house.ben).count() == 1


def test_a_direct_conversation_is_found_again(house: House) -> None:
    caller, people = Caller(house.amina), {"people": [str(house.ben.pk)]}
    first = caller.post("/spaces/direct", people).json()
    assert (first["kind"], first["title"]) == ("direct", "Ben Achterberg")
    assert caller.post("/spaces/direct", people).json()["id"] == first["id"]
    problem(caller.post("/spaces/direct", {"people": [str(uuid4())]}), 422)


def test_what_waits_is_handled(house: House) -> None:
    amina, ben = Caller(house.amina), Caller(house.ben)
    conversation.add_post(actor=house.amina, space=house.ward, body="@Ben Achterberg: which bed?")
    (item,) = [each for each in ben.get("/waiting").json()["items"] if each["kind"] == "mention"]
    path = f"/waiting/mentions/{item['id']}/handling"
    assert ben.ask("PUT", path).status_code == 204
    assert ben.get("/waiting").json()["count"] == 0
    assert ben.ask("DELETE", path).status_code == 204
    assert ben.get("/waiting").json()["count"] == 1
    problem(amina.ask("PUT", path), 404)
    (thread,) = [each for each in amina.get("/waiting").json()["items"] if each["kind"] == "thread"]
    reading = f"/waiting/threads/{thread['id']}/reading"
    assert amina.ask("PUT", reading, {"read_to": thread["last"]}).status_code == 204
    assert amina.get("/waiting").json()["count"] == 0


def test_a_request_is_answered_and_the_answer_seen(house: House) -> None:
    space = actions.add_space(actor=house.amina, name="Nights", access=Space.Access.ON_REQUEST)
    amina, omar = Caller(house.amina), Caller(house.omar)
    asked = omar.post(f"/spaces/{space.pk}/requests", {"reason": "I work nights."}).json()
    assert amina.ask("PUT", f"/waiting/requests/{asked['id']}/answer", {"grant": True}).status_code == 204
    assert omar.get("/waiting").json()["items"][0]["kind"] == "answer"
    assert omar.ask("PUT", f"/waiting/answers/{asked['id']}/handling").status_code == 204
    assert omar.get("/waiting").json()["count"] == 0
    assert omar.get(f"/spaces/{space.pk}").json()["role"] == "member"
    problem(omar.ask("PUT", f"/waiting/requests/{asked['id']}/answer", {"grant": True}), 403)


def test_people_and_oneself(house: House) -> None:
    caller = Caller(house.amina)
    said = caller.get(f"/people/{house.ben.pk}").json()
    assert (said["name"], said["unit"]["name"], said["zone"]) == (
        "Ben Achterberg",
        "Geriatrics",
        "Europe/London",
    )
    unit = caller.get("/units").json()["items"][0]
    assert caller.get(f"/units/{unit['id']}").json() == unit
    assert len(caller.get(f"/people?unit={unit['id']}").json()["items"]) == 5
    change = {"about": "Nights.", "skills": ["Wound care"], "language": "es"}
    me = caller.ask("PATCH", "/me", change).json()
    assert (me["about"], me["skills"], me["language"]) == ("Nights.", ["Wound care"], "es")
    problem(caller.ask("PATCH", "/me", {"language": "xx"}), 422)
