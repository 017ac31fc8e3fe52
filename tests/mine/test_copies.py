"""A copy of all that is mine: whole, for me alone, for seven days, and made again where it was cut off."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fourleaf.chronicle.models import Access
from fourleaf.conversation import actions as conversation
from fourleaf.documents import actions as documents
from fourleaf.documents.formats.markdown import from_markdown
from fourleaf.kit import time
from fourleaf.kit.envelope import rotation
from fourleaf.mine import actions, making
from fourleaf.mine.jobs import look_after_copies, make_copy
from fourleaf.mine.models import Copy
from fourleaf.people import actions as people
from fourleaf.people.models import Person
from fourleaf.people.parts import Part, parts
from tests.house import House
from tests.working import work

AsPerson = Callable[[Person], Client]


def made(person: Person) -> Copy:
    copy = actions.ask_copy(actor=person)
    make_copy(copy=str(copy.pk))
    copy.refresh_from_db()
    return copy


def unpacked(browser: Client, copy: Copy) -> zipfile.ZipFile:
    answer = browser.get(f"/me/copies/{copy.pk}/")
    assert answer.status_code == 200
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return zipfile.ZipFile(io.BytesIO(data))


def test_it_holds_everything_twice_and_the_files(house: House, as_person: AsPerson) -> None:
    number = people.Point("mobile", "07700 900123")
    people.set_contact(actor=house.amina, person=house.amina, points=[number])
    upload = SimpleUploadedFile("plan/../of beds.txt", b"Bed 4")
    attachment = conversation.add_attachment(actor=house.amina, space=house.ward, upload=upload)
    conversation.add_post(actor=house.amina, space=house.ward, body="The plan <b>", attachments=[attachment])
    text = from_markdown("Give *one* at dawn.")
    begun = documents.add_document(actor=house.amina, title="Doses", space=house.ward, tree=text)
    documents.add_document(actor=house.ben, title="Ben’s", space=house.ward, tree=text)
    found = unpacked(as_person(house.amina), made(house.amina))
    assert found.testzip() is None
    papers = {name: found.read(name).decode() for name in found.namelist() if name.startswith("documents/")}
    assert papers == {f"documents/{begun.pk}.md": "# Doses\n\nGive *one* at dawn.\n"}
    names = found.namelist()
    for part in parts():
        assert {f"data/{part.name}.json", f"pages/{part.name}.html"} <= set(names), part.name
        rows = json.loads(found.read(f"data/{part.name}.json"))
        assert all(list(row) == list(part.fields) for row in rows), part.name
    assert json.loads(found.read("data/contact.json"))[0]["value"] == "07700 900123"
    assert json.loads(found.read("data/profile.json"))[0]["email"] == "amina@marigold.example"
    assert [row["body"] for row in json.loads(found.read("data/posts.json"))] == [
        "Bed 4 is ready. **Please check the rail.**",
        "The plan <b>",
    ]
    assert "The plan &lt;b&gt;" in found.read("pages/posts.html").decode()
    [file] = [name for name in names if name.startswith("files/")]
    assert found.read(file) == b"Bed 4"
    assert ".." not in file
    assert json.loads(found.read("about.json"))["parts"] == [part.name for part in parts()]


def test_it_holds_nothing_of_anybody_else(house: House, as_person: AsPerson) -> None:
    found = unpacked(as_person(house.ben), made(house.ben))
    everything = b"".join(found.read(name) for name in found.namelist())
    assert b"Bed 4 is ready" not in everything
    assert b"Not for other eyes" not in everything


def test_nobody_else_fetches_it_and_it_goes_after_seven_days(house: House, as_person: AsPerson) -> None:
    copy = made(house.amina)
    address = f"/me/copies/{copy.pk}/"
    for person in (house.ben, house.omar, house.maria):
        assert as_person(person).get(address).status_code == 404
    assert not Access.objects.filter(why=Access.Why.EXPORT).exists()
    unpacked(as_person(house.amina), copy)
    [look] = Access.objects.filter(why=Access.Why.EXPORT)
    assert (look.kind, look.person_id, look.whose_id) == ("copy", house.amina.pk, house.amina.pk)
    Copy.objects.update(done_at=time.now() - Copy.KEPT - timedelta(minutes=1))
    assert as_person(house.amina).get(address).status_code == 404
    assert making.path_of(copy).exists()
    look_after_copies(0)
    assert not making.path_of(copy).exists()


def test_an_hour_after_it_was_fetched_it_goes_and_its_key_too(house: House, as_person: AsPerson) -> None:
    copy = made(house.amina)
    browser = as_person(house.amina)
    unpacked(browser, copy)
    unpacked(browser, copy)  # a line that broke is no reason to begin again
    look_after_copies(0)
    assert making.path_of(copy).exists()
    Copy.objects.update(taken_at=time.now() - Copy.KEPT_TAKEN - timedelta(minutes=1))
    assert browser.get(f"/me/copies/{copy.pk}/").status_code == 404
    assert "Fetch the copy of" not in browser.get("/me/").content.decode()
    look_after_copies(0)
    assert not making.path_of(copy).exists()
    assert Copy.objects.get(pk=copy.pk).key is None


def test_nothing_of_it_lies_on_the_disk_in_the_clear(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither when it is made, nor where that was cut off."""
    people.set_contact(actor=house.amina, person=house.amina, points=[people.Point("mobile", "07700 900123")])

    def lying() -> bytes:
        return b"".join(path.read_bytes() for path in making.folder().rglob("*") if path.is_file())

    def break_off(*_given: object) -> None:
        raise KeyboardInterrupt

    copy = actions.ask_copy(actor=house.amina)
    with monkeypatch.context() as patched:
        patched.setattr(making, "_add_files", break_off)
        with pytest.raises(KeyboardInterrupt):
            make_copy(copy=str(copy.pk))
    assert len(lying()) > 1000
    for clear in (b"07700", b"Bed 4", b"amina@", b"index.html", b"PK\3\4"):
        assert clear not in lying(), clear
    make_copy(copy=str(copy.pk))
    for clear in (b"07700", b"Bed 4", b"amina@", b"index.html", b"PK\3\4"):
        assert clear not in lying(), clear


def test_a_copy_that_was_changed_on_the_disk_is_not_given_out(house: House, as_person: AsPerson) -> None:
    copy = made(house.amina)
    making.path_of(copy).write_bytes(b"something else altogether")
    assert as_person(house.amina).get(f"/me/copies/{copy.pk}/").status_code == 404


def test_changing_the_keys_leaves_it_readable(house: House, as_person: AsPerson) -> None:
    copy = made(house.amina)
    rotation.begin()
    rotation.seal_anew(lambda _count: None)
    rotation.destroy_old()
    assert unpacked(as_person(house.amina), copy).testzip() is None


def test_asking_for_it_has_the_worker_make_it(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.amina)
    assert browser.post("/me/copies/").status_code == 302
    assert "Being made" in browser.get("/me/").content.decode()
    work()
    assert "Fetch the copy of" in browser.get("/me/").content.decode()


def test_one_at_a_time_and_three_a_day(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.amina)
    first = actions.ask_copy(actor=house.amina)
    assert actions.ask_copy(actor=house.amina) == first
    for _ in range(3):
        copy = actions.ask_copy(actor=house.amina)
        actions.finish(copy=copy, size=1)
    assert browser.post("/me/copies/").status_code == 422


def test_a_copy_that_was_cut_off_goes_on(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = actions.ask_copy(actor=house.amina)
    written: list[str] = []
    real = making._as_json

    def writing(part: Part, person: Person) -> Iterator[str]:
        written.append(part.name)
        return real(part, person)

    def breaking(part: Part, person: Person) -> Iterator[str]:
        if len(written) == 5:
            raise KeyboardInterrupt
        return writing(part, person)

    monkeypatch.setattr(making, "_as_json", breaking)
    with pytest.raises(KeyboardInterrupt):
        make_copy(copy=str(copy.pk))
    copy.refresh_from_db()
    assert copy.is_at_work
    assert copy.steps == 5
    before = list(written)
    monkeypatch.setattr(making, "_as_json", writing)
    make_copy(copy=str(copy.pk))
    copy.refresh_from_db()
    assert copy.is_there
    assert len(written) == len(set(written)) == len(parts())
    assert written[:5] == before
    assert [path.name for path in making.folder().iterdir()] == [f"{copy.pk}.zip"]


def test_the_reference_lists_every_part_and_field() -> None:
    text = (Path(__file__).parents[2] / "docs/reference/my-data.md").read_text("utf-8")
    for part in parts():
        fields = ", ".join(f"`{name}`" for name in part.fields)
        assert f"| `{part.name}` | {fields} | {part.fate.value} |" in text, part.name
