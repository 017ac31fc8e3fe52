"""Over the API, what stands beside a text: reviews, comments, tasks, arrival, who wrote it, where work went."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fourleaf.chronicle.models import Access
from fourleaf.documents import actions
from fourleaf.documents.models import Contribution, Credit, Document, Task
from fourleaf.kit import time
from fourleaf.people.models import Person
from fourleaf.sharing.models import Grant
from fourleaf.spaces.models import Space
from tests.api.caller import Caller, problem
from tests.documents.test_arrival import change, crowd, open_it
from tests.documents.test_revisions import PLAN, type_in
from tests.documents.test_tasks import NOTES, write
from tests.house import House
from tests.sharing.conftest import shown


def day(days: int) -> str:
    return (time.now().date() + timedelta(days=days)).isoformat()


@pytest.fixture
def written(house: House, plan: Document) -> Document:
    type_in(house.amina, plan, *PLAN)
    return plan


def test_a_round_is_submitted_answered_and_decided(house: House, written: Document) -> None:
    amina, ben, ruth = Caller(house.amina), Caller(house.ben), Caller(house.ruth)
    here = f"/documents/{written.pk}/rounds"
    body = {"name": "For review", "reviewers": [str(house.ben.pk), str(house.ruth.pk)], "due_on": day(3)}
    made = amina.post(here, body | {"note": "The doses."})
    assert made.status_code == 201, made.content
    said = made.json()
    assert (said["state"], said["revision"], said["note"]) == ("open", 1, "The doses.")
    assert {each["person"] for each in said["reviewers"]} == {str(house.ben.pk), str(house.ruth.pk)}
    address = f"{here}/{said['id']}"
    problem(ben.post(f"{address}/answers", {"approves": False}), 422)
    problem(amina.post(f"{address}/answers", {"approves": True}), 403)
    half = ben.post(f"{address}/answers", {"approves": False, "note": "Bed 4 is missing."}).json()
    assert half["state"] == "open"
    done = ruth.post(f"{address}/answers", {"approves": True}).json()
    assert (done["state"], done["ended_by"]) == ("changes", str(house.ruth.pk))
    assert {each["note"] for each in amina.get(address).json()["reviewers"]} == {"Bed 4 is missing.", ""}
    problem(amina.ask("PUT", f"{address}/withdrawal"), 422)
    begun = amina.post(here, body)
    assert begun.status_code == 201, begun.content
    again = begun.json()
    assert amina.ask("PUT", f"{here}/{again['id']}/withdrawal").json()["state"] == "withdrawn"
    assert [each["id"] for each in ruth.get(here).json()["items"]] == [again["id"], said["id"]]


def test_nobody_unknown_is_asked_to_review(house: House, written: Document) -> None:
    amina, here = Caller(house.amina), f"/documents/{written.pk}/rounds"
    body = {"name": "For review", "due_on": day(3)}
    for reviewers in ([str(house.maria.pk)], [], [str(house.amina.pk)]):
        said = problem(amina.post(here, body | {"reviewers": reviewers}), 422)
        assert said["errors"][0]["pointer"] == "#/reviewers"
    problem(amina.post(here, body | {"reviewers": [str(house.omar.pk)]}), 422)
    made = amina.post(here, body | {"reviewers": [str(house.omar.pk)], "show_them": True})
    assert made.status_code == 201, made.content
    assert Caller(house.omar).get(here).json()["items"][0]["state"] == "open"
    problem(Caller(house.ruth).post(here, body | {"reviewers": [str(house.ben.pk)]}), 403)


def test_comments_are_said_answered_settled_and_taken_back(house: House, written: Document) -> None:
    ben, ruth, here = Caller(house.ben), Caller(house.ruth), f"/documents/{written.pk}/comments"
    said = ruth.post(here, {"body": "Which rail?", "quote": "the rail"})
    assert said.status_code == 201, said.content
    first = said.json()
    assert (first["author"], first["quote"], first["thread"]) == (str(house.ruth.pk), "the rail", None)
    reply = ben.post(f"{here}/{first['id']}/replies", {"body": "Both."}).json()
    assert reply["thread"] == first["id"]
    problem(ben.post(f"{here}/{reply['id']}/replies", {"body": "To an answer."}), 404)
    assert ben.ask("PUT", f"{here}/{first['id']}/resolution").json()["is_resolved"] is True
    assert ben.ask("DELETE", f"{here}/{first['id']}/resolution").json()["is_resolved"] is False
    problem(ben.ask("DELETE", f"{here}/{first['id']}"), 403)
    assert ruth.ask("DELETE", f"{here}/{first['id']}").status_code == 204
    listed = ben.get(here).json()["items"]
    assert [(each["body"], each["is_withdrawn"]) for each in listed] == [("", True), ("Both.", False)]
    problem(ben.post(here, {"body": "  "}), 422)
    shown(house.amina, "document", written.pk, house.maria, role=Grant.Role.READER)
    problem(Caller(house.maria).post(here, {"body": "I may only read."}), 403)
    assert len(Caller(house.maria).get(here).json()["items"]) == 2


def test_tasks_are_listed_ticked_and_given_in_the_text(house: House, plan: Document) -> None:
    write(house.amina, plan, NOTES)
    amina, ben, ruth = Caller(house.amina), Caller(house.ben), Caller(house.ruth)
    here = f"/documents/{plan.pk}/tasks"
    words = [each["words"] for each in ruth.get(here).json()["items"]]
    assert words[1:] == ["Order bells", "Tell Omar, @Omar Said", "We ask twice a night."]
    (decision,) = ruth.get(f"{here}?kind=decision").json()["items"]
    assert decision["state"] == "decided"
    (own,) = ben.get("/me/tasks").json()["items"]
    assert own["owner"] == str(house.ben.pk)
    assert ruth.get("/me/tasks").json()["items"] == []
    problem(ruth.ask("PATCH", f"/tasks/{own['id']}", {"state": "done"}), 403)
    assert ben.ask("PATCH", f"/tasks/{own['id']}", {"state": "done"}).json()["state"] == "done"
    markdown = amina.get(f"/documents/{plan.pk}/text?form=markdown").json()["text"]
    assert "- [x] \\@Ben Achterberg" in markdown
    given = amina.ask(
        "PATCH", f"/tasks/{own['id']}", {"owner": str(house.gwen.pk), "due_on": "2026-06-01"}
    ).json()
    assert (given["owner"], given["due_on"], given["state"]) == (str(house.gwen.pk), "2026-06-01", "done")
    kept = amina.ask("PATCH", f"/tasks/{own['id']}", {"due_on": None}).json()
    assert (kept["owner"], kept["due_on"]) == (str(house.gwen.pk), None)
    for body in ({}, {"state": "decided"}, {"owner": str(house.maria.pk)}, {"colour": "red"}):
        problem(amina.ask("PATCH", f"/tasks/{own['id']}", body), 422)
    of_space = amina.get(f"/spaces/{house.ward.pk}/tasks?state=open").json()["items"]
    assert [each["words"] for each in of_space] == ["Tell Omar, @Omar Said"]
    assert Task.objects.get(pk=own["id"]).owner == house.gwen


def test_whether_a_change_has_arrived_is_told_without_names(house: House, plan: Document) -> None:
    nurses = crowd(house, 5)
    changed = change(house, plan)
    for person in nurses[:4]:
        open_it(person, plan)
    amina, here = Caller(house.amina), f"/documents/{plan.pk}/changes"
    (told,) = amina.get(here).json()["items"]
    assert (told["number"], told["asked"], told["opened"], told["read"]) == (changed.number, 8, 3, None)
    assert told["is_major"] is True
    assert not {str(person.pk) for person in nurses} & set(amina.get(here).content.decode().split('"'))
    assert amina.post(f"{here}/{changed.number}/reminder").status_code == 204
    problem(amina.post(f"{here}/{changed.number}/reminder"), 422)
    problem(Caller(house.ben).ask("PUT", f"{here}/{changed.number}/mark", {"what": "x"}), 403)
    assert amina.ask("PUT", f"{here}/{changed.number}/mark", {"what": "No rails."}).status_code == 204
    (told,) = Caller(house.ruth).get(here).json()["items"]
    assert (told["must_see"]["what"], told["opened"], told["read"]) == ("No rails.", None, 0)
    assert amina.ask("DELETE", f"{here}/{changed.number}/mark").status_code == 204


def test_who_wrote_each_part_is_told_and_no_count(house: House, written: Document) -> None:
    type_in(house.ben, written, "Ben adds the last line.")
    address = f"/documents/{written.pk}/authors"
    said = Caller(house.ruth).get(address).json()
    assert said["is_ready"] is True
    told = [(part["text"], part["author"]) for block in said["blocks"] for part in block["stretches"]]
    assert told == [
        *((line, str(house.amina.pk)) for line in PLAN), ("Ben adds the last line.", str(house.ben.pk)),
    ]  # fmt: skip
    leaflet = actions.add_document(actor=house.gwen, title="Leaflet", copy_of=written, tree=None)
    actions.write_document(
        actor=house.gwen, document=leaflet,
        tree={"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": PLAN[0]}]}]},
    )  # fmt: skip
    (block,) = Caller(house.gwen).get(f"/documents/{leaflet.pk}/authors").json()["blocks"]
    (part,) = block["stretches"]
    assert (part["author"], part["brought_by"]) == (str(house.amina.pk), str(house.gwen.pk))
    assert (part["source"], part["is_from_elsewhere"]) == (str(written.pk), True)


def test_ones_work_is_told_to_oneself_as_far_as_one_may_know(house: House, written: Document) -> None:
    alone = actions.add_document(actor=house.gwen, title="Mine")
    for document in (written, alone):
        Credit.objects.create(
            document=document, author=house.ben, source=written, by=house.gwen, how="pasted", words=30
        )
    Contribution.objects.create(document=written, person=house.ben, written=40, present=35, lasted=20)
    said = Caller(house.ben).get("/me/work").json()
    assert {(each["document"], each["by"]) for each in said["reused"]} == {
        (str(written.pk), str(house.gwen.pk)), (None, None),
    }  # fmt: skip
    assert said["lasting"] == [{"document": str(written.pk), "written": 40, "present": 35, "lasted": 20}]
    assert Caller(house.amina).get("/me/work").json() == {"reused": [], "lasting": []}


def test_lists_cost_the_same_however_long_they_are(house: House, written: Document) -> None:
    caller = Caller(house.amina)

    def costs() -> dict[str, int]:
        found = {}
        for path in ("comments", "rounds", "tasks", "changes"):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert caller.get(f"/documents/{written.pk}/{path}").status_code == 200
            found[path] = len(asked)
        return found

    def more(number: int, who: Person) -> None:
        actions.add_comment(actor=who, document=written, body=f"Number {number}")
        type_in(house.amina, written, f"Line {number} of it")
        actions.submit_document(
            actor=house.amina, document=written, name=f"N {number}", reviewers=[who],
            due_on=time.now().date() + timedelta(1),
        )  # fmt: skip
        Task.objects.create(document=written, kind="task", place=number, state="open", words="x", owner=who)

    more(0, house.ben)
    before = costs()
    for number, who in enumerate((house.ruth, house.gwen, house.ben), 1):
        more(number, who)
    assert costs() == before


def test_reading_beside_the_text_is_recorded_where_reading_is(house: House, written: Document) -> None:
    Space.objects.filter(pk=house.ward.pk).update(is_audited=True)
    caller = Caller(house.ben)
    for path in ("comments", "rounds", "tasks", "changes", "authors"):
        Access.objects.all().delete()
        assert caller.get(f"/documents/{written.pk}/{path}").status_code == 200
        (found,) = Access.objects.values_list("object_id", "person_id")
        assert found == (written.pk, house.ben.pk), path
