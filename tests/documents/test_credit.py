"""Text taken from another document stays whose it is; silent copies are asked about; one's work is one's own."""

import csv
import io
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fourleaf.chronicle.models import Entry
from fourleaf.documents import actions
from fourleaf.documents.authorship import keeping
from fourleaf.documents.authorship.keeping import as_it_is
from fourleaf.documents.blueprints import BLUEPRINTS
from fourleaf.documents.models import Credit, Document, Offer, Taking
from fourleaf.documents.text.carrying import Source
from fourleaf.documents.tickets import hint_of, source_of_hint, ticket_for
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Membership
from tests.documents.test_authorship import ONE, THREE, TWO, at, keep, make, who
from tests.house import House
from tests.sharing.conftest import Ask, shown

Raw = Callable[[Person], Ask]


@pytest.fixture
def day(house: House) -> Document:
    """Ben's own document, which nobody else can read."""
    return actions.add_document(actor=house.ben, title="Day rounds")


def known_text(house: House, plan: Document) -> None:
    with at(0):
        make(house.amina, plan, ONE, TWO)
    with at(20):
        keep()


def test_what_is_pasted_with_its_hint_is_credited(
    house: House, plan: Document, day: Document, client: Client
) -> None:
    known_text(house, plan)
    client.force_login(house.ben)
    address = f"/documents/{day.pk}/takings/"
    with at(30):
        make(house.ben, day, THREE, f"As they say: {TWO}")
        assert client.post(address, {"hint": hint_of(plan.pk)}).status_code == 204
        assert client.post(address, {"hint": hint_of(plan.pk)}).status_code == 204
    assert Taking.objects.count() == 1
    assert who(day) == ["Ben", "Ben Amina"]
    with at(50):
        keep()
    credit = Credit.objects.get()
    assert (credit.author, credit.by, credit.source, credit.words) == (house.amina, house.ben, plan, 17)
    assert who(day) == ["Ben", "Ben Amina"]
    (event,) = Entry.objects.filter(name="WorkReused")
    assert (event.space_id, event.actor_id) == (day.space_id, house.ben.pk)
    assert event.facts == {
        "document": str(day.pk), "author": str(house.amina.pk), "source": str(plan.pk), "words": 17, "how": "pasted"
    }  # fmt: skip
    with at(60):
        make(house.ben, day, THREE)
    with at(80):
        keep()
    assert Credit.objects.get().words == 0
    assert not Offer.objects.exists()


def test_nothing_is_credited_that_is_not_really_there(house: House, plan: Document, day: Document) -> None:
    known_text(house, plan)
    with at(30):
        make(house.ben, day, THREE)
        actions.note_taking(actor=house.ben, document=day, source=plan)
    with at(50):
        keep()
    assert who(day) == ["Ben"]
    assert not Credit.objects.exists()


def test_a_hint_is_ours_and_opens_nothing(
    house: House, plan: Document, day: Document, client: Client
) -> None:
    assert source_of_hint(hint_of(plan.pk)) == plan.pk
    hers = actions.add_document(actor=house.amina, title="Only mine")
    client.force_login(house.ben)
    for hint in (hint_of(hers.pk), hint_of(plan.pk)[:-1], ticket_for(plan.pk, "x"), str(plan.pk), "x", ""):
        answer = client.post(f"/documents/{day.pk}/takings/", {"hint": hint})
        assert answer.status_code == 422, hint
    client.force_login(house.ruth)
    assert client.post(f"/documents/{plan.pk}/takings/", {"hint": hint_of(plan.pk)}).status_code == 403
    assert client.post(f"/documents/{day.pk}/takings/", {"hint": hint_of(plan.pk)}).status_code == 404
    assert not Taking.objects.exists()


def test_a_copy_of_a_document_is_its_authors_and_a_blueprint_s_text_nobody_s(
    house: House, plan: Document, client: Client
) -> None:
    known_text(house, plan)
    client.force_login(house.ben)
    page = client.get(f"/documents/new/?from={plan.pk}").content.decode()
    assert "It begins with the text of “Night rounds”" in page
    answer = client.post("/documents/new/", {"title": "Copy", "copy_of": str(plan.pk)})
    copy = Document.objects.get(title="Copy")
    assert answer["Location"] == f"/documents/{copy.pk}/"
    make(house.ben, copy, ONE, TWO, THREE)
    assert who(copy) == ["Amina", "Amina", "Ben"]
    leaflet = BLUEPRINTS["patient_leaflet"]
    client.post("/documents/new/", {"title": "Leaflet", "begin_with": leaflet.key})
    made = Document.objects.get(title="Leaflet")
    assert set(as_it_is(made).lineage.authors()) == {"blueprint:patient_leaflet"}
    page = client.get(f"/documents/{made.pk}/authors/").content.decode()
    assert "Blueprint “Patient leaflet”" in page
    client.force_login(house.omar)
    for asked in (plan.pk, "nonsense"):
        assert client.get(f"/documents/new/?from={asked}").status_code == 404
    assert client.post("/documents/new/", {"title": "X", "copy_of": str(plan.pk)}).status_code == 404


def test_a_silent_copy_is_offered_to_the_writer_alone(
    house: House, plan: Document, day: Document, client: Client, raw: Raw
) -> None:
    known_text(house, plan)
    with at(60):
        make(house.ben, day, f"{ONE} {TWO.lower().replace(',', ' -')}", THREE)
    with at(80):
        keep()
    offer = Offer.objects.get()
    assert (offer.document, offer.writer, offer.source, offer.author) == (day, house.ben, plan, house.amina)
    assert offer.words == 35
    assert who(day) == ["Ben", "Ben"]
    client.force_login(house.ben)
    address = f"/documents/{day.pk}/offers/{offer.pk}/"
    assert "Credit Amina Yusuf" in client.get(f"/documents/{day.pk}/").content.decode()
    shown(house.ben, "document", day.pk, house.ruth, role="editor")
    ruth = Client()
    ruth.force_login(house.ruth)
    assert "Credit Amina" not in ruth.get(f"/documents/{day.pk}/").content.decode()
    assert ruth.post(address, {"credit": "yes"}).status_code == 404
    assert [
        raw(each)("select count(*) from documents_offer")[0][0] for each in (house.ruth, house.amina)
    ] == [
        0,
        0,
    ]
    assert client.post(address, {"credit": "perhaps"}).status_code == 422
    assert client.post(address, {"credit": "yes"}).status_code == 302
    assert client.post(address, {"credit": "yes"}).status_code == 422
    with at(81):
        assert keep() == 1
        assert keep() == 0
    assert who(day) == ["Amina Ben Amina Ben", "Ben"]
    credit = Credit.objects.get()
    assert (credit.how, credit.author, credit.by) == ("confirmed", house.amina, house.ben)
    page = client.get(f"/documents/{day.pk}/").content.decode()
    assert "With words by Amina Yusuf, from" in page
    assert "Credit Amina Yusuf" not in page


def test_who_says_no_is_not_asked_again(house: House, plan: Document, day: Document) -> None:
    known_text(house, plan)
    with at(60):
        make(house.ben, day, ONE, TWO)
    with at(80):
        keep()
    offer = Offer.objects.get()
    with pytest.raises(Refused):
        actions.answer_offer(actor=house.ruth, offer=offer, accept=False)
    actions.answer_offer(actor=house.ben, offer=offer, accept=False)
    with pytest.raises(Invalid):
        actions.answer_offer(actor=house.ben, offer=offer, accept=True)
    with at(90):
        make(house.ben, day, THREE, ONE, TWO)
    with at(120):
        keep()
    assert not Offer.objects.open().exists()
    assert who(day) == ["Ben", "Ben", "Ben"]


def test_an_offer_that_is_on_two_screens_is_answered_once(
    house: House, plan: Document, day: Document
) -> None:
    known_text(house, plan)
    with at(60):
        make(house.ben, day, ONE, TWO)
    with at(80):
        keep()
    one, other = Offer.objects.get(), Offer.objects.get()
    actions.answer_offer(actor=house.ben, offer=one, accept=False)
    with pytest.raises(Invalid):
        actions.answer_offer(actor=house.ben, offer=other, accept=True)
    assert Offer.objects.get().is_accepted is False
    assert not Taking.objects.exists()


def test_who_wrote_it_first_is_not_asked_to_credit_whoever_wrote_it_later(
    house: House, plan: Document
) -> None:
    late = actions.add_document(actor=house.amina, title="Late", space=house.ward)
    with at(0):
        make(house.ben, plan, ONE, TWO)
    with at(20):
        actions.keep_pauses()
    with at(25):
        make(house.amina, late, ONE, TWO)
    with at(30):
        make(house.ben, plan, ONE, TWO, THREE)
    with at(50):
        assert keep() == 2
    assert not Offer.objects.filter(writer=house.ben).exists()


def test_who_wrote_on_for_long_is_not_asked_to_credit_whoever_copied_it_meanwhile(
    house: House, plan: Document, day: Document
) -> None:
    """Amina's work of half an hour is kept as one version; Ben took its beginning in the midst of it."""
    shown(house.ben, "document", day.pk, house.amina)
    with at(0):
        make(house.amina, plan, ONE, TWO)
    with at(7):
        make(house.ben, day, ONE, TWO)
    for minute in (8, 16, 24):
        with at(minute):
            make(house.amina, plan, ONE, TWO, f"{THREE} {minute}")
    with at(40):
        keep()
    assert not Offer.objects.filter(writer=house.amina).exists()


def test_a_source_that_is_named_again_and_again_is_read_once(
    house: House, plan: Document, day: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    known_text(house, plan)
    read: list[Taking] = []

    for number in range(4):
        make(house.ben, day, *[f"Part {each}" for each in range(number)], TWO)
        actions.note_taking(actor=house.ben, document=day, source=plan)
    assert Taking.objects.count() == 4
    known = keeping.source_of

    def source_of(taking: Taking) -> Source | None:
        read.append(taking)
        return known(taking)

    monkeypatch.setattr(keeping, "source_of", source_of)
    assert who(day)[-1] == "Amina"
    assert len(read) == 1


def test_of_what_the_writer_may_not_read_nothing_is_said(house: House, day: Document) -> None:
    hidden = actions.add_document(actor=house.omar, title="Restructuring", space=house.secret)
    with at(0):
        make(house.omar, hidden, ONE, TWO)
    with at(20):
        keep()
        make(house.ben, day, ONE, TWO)
    with at(40):
        keep()
    assert not Offer.objects.exists()


def test_one_s_own_words_and_those_of_whom_one_was_copied_by_are_not_asked_about(
    house: House, plan: Document, day: Document
) -> None:
    with at(0):
        make(house.ben, plan, ONE, TWO)
    with at(20):
        keep()
        make(house.ben, day, ONE, TWO)
    with at(40):
        keep()
    late = actions.add_document(actor=house.amina, title="Late", space=house.ward)
    with at(50):
        make(house.amina, late, ONE, TWO)
    with at(70):
        keep()
    offer = Offer.objects.get()
    assert (offer.writer, offer.source, offer.author) == (house.amina, plan, house.ben)


def test_an_offer_goes_with_the_right_to_read_its_source(
    house: House, plan: Document, day: Document, client: Client, raw: Raw
) -> None:
    known_text(house, plan)
    with at(60):
        make(house.ben, day, ONE, TWO)
    with at(80):
        keep()
    Membership.objects.filter(person=house.ben, space=house.ward).update(ended_at="2026-05-04T13:30Z")
    assert raw(house.ben)("select count(*) from documents_offer") == [(0,)]
    client.force_login(house.ben)
    page = client.get(f"/documents/{day.pk}/").content.decode()
    assert "Night rounds" not in page
    assert "Credit Amina" not in page


def reuse(house: House, plan: Document, day: Document) -> None:
    """Ben takes Amina's words into his own document, and credits her."""
    known_text(house, plan)
    with at(30):
        make(house.ben, day, TWO)
        actions.note_taking(actor=house.ben, document=day, source=plan)
    with at(50):
        keep()


def test_where_my_work_went_is_mine_and_says_no_more_than_i_may_know(
    house: House, plan: Document, day: Document, client: Client, raw: Raw
) -> None:
    reuse(house, plan, day)
    client.force_login(house.amina)
    page = client.get("/me/work/").content.decode()
    assert '<td class="number">17</td>' in page
    assert "Night rounds" in page
    assert "A document of another space" in page
    assert "Day rounds" not in page
    assert str(day.pk) not in page
    assert "Ben Achterberg" not in page
    rows = list(csv.DictReader(io.StringIO(client.get("/me/work/?as=csv").content.decode())))
    assert [(row["words"], row["from"], row["in"], row["by"]) for row in rows] == [
        ("17", "Night rounds", "a document of another space", "")
    ]
    ((_, document, by),) = raw(house.amina)("select id, document_id, by_id from lock.my_work()")
    assert (document, by) == (None, None)
    assert raw(house.amina)("select count(*) from documents_credit") == [(0,)]
    shown(house.ben, "document", day.pk, house.amina)
    page = client.get("/me/work/").content.decode()
    assert "Day rounds" in page
    assert "pasted<br><small><bdi>Ben Achterberg</bdi>" in page
    for other in (house.ben, house.ruth, house.omar):
        assert raw(other)("select count(*) from lock.my_work()") == [(0,)]


def test_it_stays_mine_when_i_leave(
    house: House, plan: Document, day: Document, client: Client, raw: Raw
) -> None:
    reuse(house, plan, day)
    spaces.invite(actor=house.amina, space=house.ward, person=house.omar, role="steward")
    Membership.objects.filter(person=house.amina).update(ended_at="2026-05-04T13:30Z")
    client.force_login(house.amina)
    page = client.get("/me/work/").content.decode()
    assert '<td class="number">17</td>' in page
    assert "Night rounds" not in page
    assert raw(house.amina)("select document_id, source_id, by_id from lock.my_work()") == [
        (None, None, None)
    ]
    with at(100):
        make(house.ben, day, TWO, THREE)
    with at(120):
        keep()
    assert who(day) == ["Amina", "Ben"]


def test_the_page_asks_no_more_the_more_there_is(
    house: House, plan: Document, day: Document, client: Client
) -> None:
    reuse(house, plan, day)
    client.force_login(house.amina)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/me/work/")
        return len(asked)

    def used_again(number: int) -> None:
        other = actions.add_document(actor=house.ben, title=f"No. {number}", space=house.ward)
        Credit.objects.create(
            document=other, author=house.amina, source=plan, by=house.ben, how="pasted", words=9
        )

    used_again(0)
    count()
    few = count()
    for number in range(1, 5):
        used_again(number)
    assert count() == few


def test_nobody_says_for_others_what_they_took(house: House, plan: Document, raw: Raw) -> None:
    put = (
        "insert into documents_taking (id, document_id, person_id, source_id, blueprint, how, upto, at)"
        " values (gen_random_uuid(), %s, %s, %s, '', 'pasted', 0, now())"
    )
    hers = actions.add_document(actor=house.amina, title="Only mine")
    for actor, who_says, source in (
        (house.ben, house.amina, plan), (house.ben, house.ben, hers), (house.ruth, house.ruth, plan)
    ):  # fmt: skip
        with pytest.raises(DatabaseError):
            raw(actor)(put, plan.pk, who_says.pk, source.pk)
    assert raw(house.ben)(put, plan.pk, house.ben.pk, plan.pk) == [1]
