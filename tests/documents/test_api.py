"""Documents over the API: what a program can do that its person can, and nothing else."""

from typing import Any

import pytest
from django.urls import reverse

from fourleaf.chronicle.models import Access
from fourleaf.documents import actions
from fourleaf.documents.content import tree_of
from fourleaf.documents.models import Document, Revision
from fourleaf.documents.tree.reading import plain_text
from fourleaf.sharing.models import Grant
from fourleaf.spaces.models import Space
from tests.api.caller import Caller, problem
from tests.house import House
from tests.sharing.conftest import shown

TEXT = "# Doses\n\nGive *one* at dawn.\n\n- [x] told the ward\n"


def begun(caller: Caller, **said: Any) -> dict[str, Any]:
    answer = caller.post("/documents", {"title": "Doses"} | said)
    assert answer.status_code == 201, answer.content
    made: dict[str, Any] = answer.json()
    return made


def markdown(caller: Caller, key: object) -> str:
    text: str = caller.get(f"/documents/{key}/text?form=markdown").json()["text"]
    return text


def test_a_document_is_begun_read_and_written_as_markdown_tree_and_html(house: House) -> None:
    amina, ben = Caller(house.amina), Caller(house.ben)
    made = begun(amina, space=str(house.ward.pk), markdown=TEXT)
    assert (made["space"], made["made_by"], made["sequence"]) == (str(house.ward.pk), str(house.amina.pk), 1)
    address = f"/documents/{made['id']}"
    assert markdown(ben, made["id"]) == TEXT
    tree = ben.get(f"{address}/text").json()["tree"]
    assert tree == tree_of(Document.objects.get(pk=made["id"]))
    page = ben.get(f"{address}/text?form=html").json()["text"]
    assert "<em>one</em>" in page
    assert ">Done<" in page, "words of ours are filled in"
    changed = TEXT.replace("dawn", "noon")
    assert ben.ask("PUT", f"{address}/text", {"markdown": changed, "at": 1}).json()["sequence"] == 2
    assert markdown(amina, made["id"]) == changed
    assert Revision.objects.get(document=made["id"]).tree == tree, "what was replaced is a version"
    assert amina.ask("PUT", f"{address}/text", {"tree": tree}).json()["sequence"] == 3
    assert markdown(ben, made["id"]) == TEXT
    assert amina.ask("PUT", f"{address}/text", {"tree": tree}).json()["sequence"] == 3, "nothing to do"


def test_more_is_added_at_the_end_once(house: House) -> None:
    amina = Caller(house.amina)
    made = begun(amina, markdown="First.")
    address = f"/documents/{made['id']}/text"
    for _again in range(2):
        answer = amina.post(address, {"markdown": "Second."}, Idempotency_Key="k-1")
        assert answer.json()["sequence"] == 2
    assert markdown(amina, made["id"]) == "First.\n\nSecond.\n"
    one = amina.post("/documents", {"title": "Twice"}, Idempotency_Key="k-2").json()
    assert amina.post("/documents", {"title": "Twice"}, Idempotency_Key="k-2").json() == one
    assert Document.objects.filter(title="Twice").count() == 1


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"markdown": "x", "tree": {"type": "doc"}}, "#/tree"),
        ({"tree": {"type": "paragraph"}}, "#/tree"),
        ({"tree": {"type": "doc", "content": [{"type": "script"}]}}, "#/tree"),
        ({"markdown": "x", "at": 7}, "#/at"),
        ({}, "#/markdown"),
        ({"markdown": "x", "colour": "red"}, "#/colour"),
        ({"tree": []}, "#/tree"),
    ],
)
def test_what_is_no_text_is_refused_with_its_place(house: House, body: object, where: str) -> None:
    amina = Caller(house.amina)
    made = begun(amina, markdown="Whole.")
    said = problem(amina.ask("PUT", f"/documents/{made['id']}/text", body), 422)
    assert where in {error.get("pointer") for error in said["errors"]}
    assert markdown(amina, made["id"]) == "Whole.\n"


def test_lists_hold_what_one_may_read_and_go_on(house: House) -> None:
    amina = Caller(house.amina)
    keys = [begun(amina, space=str(house.ward.pk), title=f"n {n}")["id"] for n in range(3)]
    own = begun(amina)["id"]
    page = Caller(house.ruth).get("/documents?limit=2").json()
    rest = Caller(house.ruth).get(page["next"]).json()
    assert [each["id"] for each in page["items"] + rest["items"]] == keys[::-1]
    assert {each["id"] for each in amina.get("/documents").json()["items"]} == {*keys, own}
    assert Caller(house.omar).get("/documents").json()["items"] == []
    here = f"/spaces/{house.ward.pk}/documents"
    assert len(Caller(house.ben).get(here).json()["items"]) == 3
    amina.ask("PUT", f"/documents/{keys[0]}/archival")
    assert len(Caller(house.ben).get(here).json()["items"]) == 2
    assert [each["id"] for each in amina.get(f"{here}?archived=true").json()["items"]] == [keys[0]]
    amina.ask("DELETE", f"/documents/{keys[0]}/archival")
    assert len(Caller(house.ben).get(here).json()["items"]) == 3


def test_titles_and_ends(house: House) -> None:
    amina, ben = Caller(house.amina), Caller(house.ben)
    made = begun(amina, space=str(house.ward.pk), markdown="Text.")
    address = f"/documents/{made['id']}"
    assert ben.ask("PATCH", address, {"title": "Night"}).json()["title"] == "Night"
    problem(ben.ask("PATCH", address, {"title": " "}), 422)
    problem(ben.ask("DELETE", address), 403)
    assert amina.ask("DELETE", address).status_code == 204
    assert ben.get(address).json()["is_withdrawn"] is True
    problem(ben.get(f"{address}/text"), 404)


def test_a_reader_reads_and_writes_nothing(house: House) -> None:
    made = begun(Caller(house.amina), space=str(house.ward.pk), markdown="Text.")
    ruth, address = Caller(house.ruth), f"/documents/{made['id']}"
    Caller(house.amina).post(f"{address}/revisions", {"name": "One"})
    for method, path, body in (
        ("PATCH", "", {"title": "Mine"}), ("PUT", "/text", {"markdown": "Mine."}), ("DELETE", "", None),
        ("POST", "/text", {"markdown": "Mine."}), ("PUT", "/archival", None), ("DELETE", "/archival", None),
        ("POST", "/revisions", {"name": "Mine"}), ("POST", "/revisions/1/restoration", None),
        ("PUT", "/revisions/1/correction", {"is_major": True, "why": "So."}),
    ):  # fmt: skip
        problem(ruth.ask(method, address + path, body), 403)
    assert ruth.get(f"{address}/ticket").json()["role"] == "commenter"
    problem(ruth.post("/documents", {"title": "Mine", "space": str(house.ward.pk)}), 403)
    problem(Caller(house.maria).post("/documents", {"title": "Mine"}), 403)
    problem(Caller(house.omar).post("/documents", {"title": "Mine", "space": str(house.ward.pk)}), 422)
    assert markdown(ruth, made["id"]) == "Text.\n"


def test_versions_are_kept_compared_restored_and_corrected(house: House) -> None:
    amina = Caller(house.amina)
    made = begun(amina, space=str(house.ward.pk), markdown="Give one at dawn.")
    address = f"/documents/{made['id']}"
    first = amina.post(f"{address}/revisions", {"name": "First"})
    assert (first.status_code, first.json()["number"], first.json()["name"]) == (201, 1, "First")
    amina.ask("PUT", f"{address}/text", {"markdown": "Give two at dawn.\n\nAnd rest."})
    compared = Caller(house.ben).get(f"{address}/comparison?since=1").json()
    assert (compared["added"], compared["removed"]) == (3, 1)
    pieces = [piece for block in compared["blocks"] for piece in block["pieces"]]
    assert {"kind": "removed", "text": "one "} in pieces or {"kind": "removed", "text": "one"} in pieces
    ben = Caller(house.ben)
    restored = ben.post(f"{address}/revisions/1/restoration")
    assert restored.status_code == 201, restored.content
    assert (restored.status_code, restored.json()["kind"], restored.json()["restores"]) == (
        201,
        "restored",
        1,
    )
    assert markdown(amina, made["id"]) == "Give one at dawn.\n"
    number = restored.json()["number"]
    said = ben.ask("PUT", f"{address}/revisions/{number}/correction", {"is_major": True, "why": "Doses."})
    assert said.json()["correction"]["why"] == "Doses."
    assert amina.get(f"{address}/comparison?since=1&to={number}").json()["added"] == 0
    problem(amina.get(f"{address}/comparison?since=99"), 404)
    assert amina.get(f"{address}/comparison").json()["since"] == 1
    problem(amina.get(f"{address}/comparison?since=0"), 422)


def test_reading_is_recorded_where_it_is_to_be(house: House) -> None:
    made = begun(Caller(house.amina), space=str(house.ward.pk), markdown="Text.")
    address = f"/documents/{made['id']}"
    Caller(house.amina).post(f"{address}/revisions", {"name": "First"})
    Access.objects.all().delete()
    Caller(house.ben).get(f"{address}/text")
    assert not Access.objects.exists()
    Space.objects.filter(pk=house.ward.pk).update(is_audited=True)
    for path in ("/text", "/revisions", "/revisions/1", "/comparison?since=1", "/ticket"):
        Access.objects.all().delete()
        assert Caller(house.ben).get(address + path).status_code == 200
        (record,) = Access.objects.all()
        assert (record.kind, str(record.object_id), record.person_id) == (
            "document",
            made["id"],
            house.ben.pk,
        )
        assert record.whose_id == house.amina.pk


def test_whom_it_is_shown_to_reads_it_and_an_editor_writes_it(house: House) -> None:
    made = begun(Caller(house.amina), space=str(house.ward.pk), markdown="Text.")
    maria, address = Caller(house.maria), f"/documents/{made['id']}"
    problem(maria.get(address), 404)
    grant = shown(house.amina, "document", made["id"], house.maria, role=Grant.Role.READER)
    assert markdown(maria, made["id"]) == "Text.\n"
    assert [each.why for each in Access.objects.filter(person_id=house.maria.pk)] == ["refused", "grant"]
    problem(maria.post(f"{address}/text", {"markdown": "More."}), 403)
    Grant.objects.filter(pk=grant.pk).update(role=Grant.Role.EDITOR)
    assert maria.post(f"{address}/text", {"markdown": "More."}).status_code == 200
    assert plain_text(tree_of(Document.objects.get(pk=made["id"]))) == "Text.\nMore."


def test_an_archived_document_is_written_by_nobody(house: House) -> None:
    made = begun(Caller(house.amina), space=str(house.ward.pk), markdown="Text.")
    actions.archive_document(actor=house.amina, document=Document.objects.get(pk=made["id"]))
    problem(Caller(house.amina).post(f"/documents/{made['id']}/text", {"markdown": "More."}), 403)


def test_the_ticket_leads_to_the_documents_own_socket(house: House) -> None:
    made = begun(Caller(house.amina))
    said = Caller(house.amina, "documents:write").get(f"/documents/{made['id']}/ticket").json()
    assert said["path"] == reverse("document", args=[made["id"]]) + "sync"
    assert (said["role"], said["sequence"]) == ("editor", 0)
    problem(Caller(house.amina, "read").get(f"/documents/{made['id']}/ticket"), 403)
