"""Who wrote what, from the log of updates of the people themselves, through the real actions."""

import json
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from fourleaf.chronicle.models import Entry
from fourleaf.documents import actions
from fourleaf.documents.authorship.keeping import as_it_is, known
from fourleaf.documents.content import opened, turned_into
from fourleaf.documents.models import Authorship, Contribution, Document, Fingerprints
from fourleaf.kit import time
from fourleaf.people.models import Person
from tests.documents.lived import live, team
from tests.documents.text.histories import History
from tests.documents.text.writing import doc
from tests.house import House
from tests.sharing.conftest import Ask

Raw = Callable[[Person], Ask]
NOON = datetime.fromisoformat("2026-05-04T12:00:00+00:00")
ONE = "Look at the rail of every bed before the lamps go out and write down what is loose."
TWO = "Ask each patient twice in the night whether they need to get up, and go with them."
THREE = "Put the bell where the hand that is stronger reaches it without turning round."


def at(minutes: float) -> Any:
    return time.at(NOON + timedelta(minutes=minutes))


def make(person: Person, document: Document, *lines: str) -> None:
    """Make this of the text, as one update of this person."""
    data = turned_into(opened(document.pk)[1], doc(*lines))
    actions.add_update(actor=person, document=document, data=data)


def keep() -> int:
    actions.keep_pauses()
    return actions.keep_authorship()


def who(document: Document) -> list[str]:
    """First names in the order of the text: a line a block, each run of words once."""
    found = as_it_is(document).lineage
    names = {str(key): name.split()[0] for key, name in Person.objects.values_list("pk", "name")}
    return [" ".join(names[span.birth.author] for span in spans) for _, spans in found.spans()]


def test_each_word_is_of_whose_update_brought_it(house: House, plan: Document) -> None:
    with at(0):
        make(house.amina, plan, ONE, TWO)
        make(house.ben, plan, ONE.replace("lamps", "lights"), TWO, THREE)
    assert who(plan) == ["Amina Ben Amina", "Amina", "Ben"]
    with at(20):
        assert keep() == 1
        assert keep() == 0
    row = Authorship.objects.get()
    assert (row.upto, row.kept) == (2, 1)
    with at(21):
        make(house.ben, plan, TWO, ONE)
    assert who(plan) == ["Amina", "Amina"]


class Editor:
    """A person's own copy of the text, that may be behind the others'."""

    def __init__(self, person: Person, document: Document) -> None:
        self.person, self.document = person, document
        self.doc: Doc[Any] = Doc()
        self.root = self.doc.get("default", type=XmlFragment)
        self.sent = self.doc.get_state()

    def hear(self) -> None:
        self.doc.apply_update(opened(self.document.pk)[1].get_update())
        self.sent = self.doc.get_state()

    def write(self, place: int, text: str) -> None:
        self.root.children.insert(place, XmlElement("paragraph", contents=[XmlText(text)]))
        self.send()

    def type(self, place: int, at: int, text: str) -> None:
        self.root.children[place].children[0].insert(at, text)
        self.send()

    def send(self) -> None:
        actions.add_update(actor=self.person, document=self.document, data=self.doc.get_update(self.sent))
        self.sent = self.doc.get_state()


def test_who_write_at_once_are_told_apart(house: House, plan: Document) -> None:
    """Letter by letter in turns, each in a paragraph of their own, then one within the other's words."""
    amina, ben = Editor(house.amina, plan), Editor(house.ben, plan)
    amina.write(0, "A:")
    ben.hear()
    ben.write(1, "B:")
    amina.hear()
    for place in range(len(ONE[:40])):
        amina.type(0, 2 + place, ONE[place])
        ben.type(1, 2 + place, TWO[place])
    assert who(plan) == ["Amina", "Ben"]
    ben.hear()
    ben.type(0, 2, " Mind this well:")
    assert who(plan) == ["Amina Ben Amina", "Ben"]
    steps = as_it_is(plan).lineage.revisions
    assert len(steps) <= 12


def test_what_somebody_took_apart_before_any_version_is_still_whose_it_was(
    house: House, plan: Document
) -> None:
    """Ben parts Amina's paragraph: as an editor does it, with letters of his own."""
    make(house.amina, plan, f"{ONE} {TWO}")
    make(house.ben, plan, ONE, TWO)
    make(house.amina, plan, ONE, TWO, THREE)
    assert who(plan) == ["Amina", "Amina", "Amina"]


def test_a_restored_version_is_whose_it_was(house: House, plan: Document) -> None:
    with at(0):
        make(house.amina, plan, ONE, TWO)
        first = actions.name_revision(actor=house.amina, document=plan, name="First")
    with at(70):
        make(house.ben, plan, THREE)
    with at(90):
        keep()
        actions.restore_revision(actor=house.ben, document=plan, revision=first)
    with at(120):
        keep()
    assert who(plan) == ["Amina", "Amina"]
    assert known(plan.pk).kept == 3


def test_what_lasts_is_told_to_whose_it_is_alone(house: House, plan: Document, raw: Raw) -> None:
    with at(0):
        make(house.amina, plan, ONE)
    with at(20):
        keep()
    lines = [ONE]
    for number in range(1, 6):
        lines.append(f"Step {number}.")
        with at(number * 100):
            make(house.ben, plan, *lines)
            assert Contribution.objects.get(person=house.amina).lasted == 0
        with at(number * 100 + 20):
            keep()
    mine = Contribution.objects.get(person=house.amina)
    assert (mine.written, mine.present, mine.lasted) == (19, 19, 19)
    assert Contribution.objects.get(person=house.ben).lasted == 0
    (event,) = Entry.objects.filter(name="WorkLasted")
    assert (event.actor_id, event.space_id, event.facts["tokens"]) == (house.amina.pk, None, 19)
    with time.at(NOON + timedelta(days=16)):
        assert keep() == 1
        assert keep() == 0
    assert Contribution.objects.get(person=house.ben).lasted == 15
    table = "select person_id from documents_contribution"
    assert raw(house.amina)(table) == [(house.amina.pk,)]
    assert raw(house.ruth)(table) == []


def test_with_the_text_who_wrote_it_goes(house: House, plan: Document) -> None:
    with at(0):
        make(house.amina, plan, ONE)
    with at(20):
        keep()
        assert Fingerprints.objects.exists()
        actions.withdraw_document(actor=house.amina, document=plan)
    assert not Authorship.objects.exists()
    assert not Fingerprints.objects.exists()
    with at(40):
        assert keep() == 0


def test_the_state_is_small_and_another_version_of_it_is_made_anew(house: House, plan: Document) -> None:
    with at(0):
        make(house.amina, plan, *[f"{ONE} {number}" for number in range(200)])
    with at(20):
        keep()
    row = Authorship.objects.get()
    assert len(row.lineage) + len(row.state) < 4 * 200 * len(ONE)
    old = json.loads(zlib.decompress(bytes(row.lineage))) | {"version": 1}
    Authorship.objects.update(lineage=zlib.compress(json.dumps(old).encode()))
    assert known(plan.pk).upto == 0
    assert set(who(plan)) == {"Amina"}


@pytest.mark.parametrize("table", ["authorship", "credit", "contribution", "fingerprints"])
def test_nobody_writes_what_the_server_found(house: House, plan: Document, raw: Raw, table: str) -> None:
    with at(0):
        make(house.amina, plan, ONE)
    with at(20):
        keep()
    with pytest.raises(DatabaseError):
        raw(house.amina)(f"update documents_{table} set document_id = document_id")
    assert raw(house.omar)(f"select count(*) from documents_{table}") == [(0,)]


def test_the_page_names_writers_in_words_and_counts_nobody(
    house: House, plan: Document, client: Client
) -> None:
    with at(0):
        make(house.amina, plan, ONE, TWO)
        make(house.ben, plan, ONE, TWO.replace("twice", "three times"))
    client.force_login(house.ruth)
    page = client.get(f"/documents/{plan.pk}/authors/").content.decode()
    assert page.index("Amina Yusuf") < page.index("Ben Achterberg")
    assert '<b class="written-who" aria-hidden="true">BA</b>' in page
    assert "[Ben Achterberg:] </span>three times </span>" in page
    assert "%" not in page.split("<main")[1].split("</main")[0]
    client.force_login(house.omar)
    assert client.get(f"/documents/{plan.pk}/authors/").status_code == 404


def test_the_page_of_an_empty_document_and_of_a_withdrawn_one(
    house: House, plan: Document, client: Client
) -> None:
    client.force_login(house.amina)
    assert "Nothing has been written" in client.get(f"/documents/{plan.pk}/authors/").content.decode()
    make(house.amina, plan, ONE)
    actions.withdraw_document(actor=house.amina, document=plan)
    assert "The text is gone" in client.get(f"/documents/{plan.pk}/authors/").content.decode()


def test_a_history_lived_through_the_actions_is_attributed_rightly(db: None) -> None:
    """Longer ones: `bin/validate authorship`."""
    found = live(team(), History(7, size=400), 30)
    assert found.versions > 6
    assert found.throughout >= 0.97
    assert found.at_the_end >= 0.97
