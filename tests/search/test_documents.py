"""Documents are found by title at once and by their words when these have been read, by whom may read them alone."""

from collections.abc import Callable

import pytest
from django.test import Client

from fourleaf.conversation import actions as conversation
from fourleaf.documents import actions
from fourleaf.documents.content import opened, turned_into
from fourleaf.documents.formats.markdown import from_markdown
from fourleaf.documents.models import Document
from fourleaf.documents.tree.schema import Tree
from fourleaf.people.models import Person
from fourleaf.search import jobs
from fourleaf.search.actions import keep_texts
from fourleaf.search.models import Indexed, PlainText
from fourleaf.search.snippets import Part
from fourleaf.search.texts import LONGEST, STEP, words_in
from fourleaf.sharing import actions as sharing
from fourleaf.sharing.models import Grant
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Space
from tests.api.caller import Caller
from tests.house import House
from tests.search.test_outsiders import asked_as
from tests.sharing.conftest import shown
from tests.working import work

pytestmark = pytest.mark.postgres15
TEXT = "# Doses\n\nGive **ketamine** at [dawn](https://doses.example/) and rest."


@pytest.fixture
def leaflet(house: House) -> Document:
    """Amina's, in the ward, with its words read."""
    return written(house.amina, "Zebra leaflet", TEXT, house.ward)


def written(author: Person, title: str, text: str | Tree, space: Space | None = None) -> Document:
    tree = from_markdown(text) if isinstance(text, str) else text
    made = actions.add_document(actor=author, title=title, space=space, tree=tree)
    keep_texts()
    return made


def found(person: Person, text: str, **more: object) -> set[object]:
    return {hit.pk for hit in asked_as(person, text, **more).hits}


def test_it_is_found_by_title_at_once_and_by_its_words_in_a_minute(house: House) -> None:
    made = actions.add_document(actor=house.amina, title="Zebra", space=house.ward, tree=from_markdown(TEXT))
    assert found(house.ben, "zebra") == {made.pk}
    assert found(house.ben, "ketamine") == set()
    assert keep_texts() == 1
    assert found(house.ben, "ketamine") == {made.pk}
    assert keep_texts() == 0, "nothing is read twice"
    actions.add_update(
        actor=house.amina,
        document=made,
        data=turned_into(opened(made.pk)[1], from_markdown("Only morphine.")),
    )
    actions.rename_document(actor=house.amina, document=made, title="Giraffe")
    assert keep_texts() == 1
    assert found(house.ben, "ketamine OR zebra") == set()
    assert found(house.ben, "giraffe morphine") == {made.pk}


def test_the_worker_reads_them(house: House) -> None:
    actions.add_document(actor=house.amina, title="Zebra", space=house.ward, tree=from_markdown(TEXT))
    jobs.keep_texts.configure().defer(timestamp=0)
    work()
    assert found(house.ben, "ketamine")


def test_title_and_words_are_shown_with_their_hits(house: House, leaflet: Document) -> None:
    (hit,) = asked_as(house.ruth, "ketamine zebra").hits
    assert Part("Zebra", is_hit=True) in hit.name
    assert Part("ketamine", is_hit=True) in hit.parts
    assert hit.url == leaflet.get_absolute_url()
    assert hit.author == house.amina


def test_filters_hold_for_documents(house: House, leaflet: Document) -> None:
    for text, fits in {
        "ketamine from:me": True, "ketamine from:ben": False, "ketamine in:falls": True, "ketamine has:link": True,
        "ketamine has:image": False, "ketamine is:document": True, "rail is:document": False, "is:mine zebra": True,
        "ketamine -is:document": False, "ketamine has:decision": False, "ketamine after:today": True,
        "ketamine before:2020": False, "has:link": True,
    }.items():  # fmt: skip
        assert (leaflet.pk in found(house.amina, text)) is fits, text
    deciding = written(house.amina, "Minutes", from_markdown("text"), house.ward)
    decision = {
        "type": "decision",
        "attrs": {"id": "d", "state": "decided"},
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": "We stop."}]}],
    }
    data = turned_into(opened(deciding.pk)[1], {"type": "doc", "content": [decision]})
    actions.add_update(actor=house.amina, document=deciding, data=data)
    keep_texts()
    assert found(house.ben, "has:decision stop") == {deciding.pk}
    assert found(house.ben, "zebra", kinds=["post"]) == set()
    assert found(house.ben, "zebra", kinds=["document"]) == {leaflet.pk}


def test_nobody_else_finds_it(house: House, leaflet: Document) -> None:
    """Not by title, word, filter or order; not in what one had for oneself; not after it has left."""
    own = written(house.amina, "Zebra for me", "Secret ketamine", None)
    for text in ("zebra", "ketamine", "has:link", "is:document", "from:amina", f"in:{leaflet.space_id}"):
        for who in (house.omar, house.maria):
            assert not {leaflet.pk, own.pk} & found(who, text), (who.name, text)
    assert found(house.ben, "zebra") == {leaflet.pk}
    assert found(house.amina, "zebra") == {leaflet.pk, own.pk}
    actions.move_document(actor=house.amina, document=own, to=house.ward)
    assert found(house.ben, "zebra") == {leaflet.pk, own.pk}
    membership = house.ward.memberships.standing().get(person=house.ben)
    spaces.end_membership(actor=house.amina, membership=membership)
    assert found(house.ben, "zebra") == set()


def test_whom_it_is_shown_to_finds_it_and_sees_its_text_only_by_opening_it(
    house: House, leaflet: Document
) -> None:
    grant = shown(house.amina, "document", leaflet.pk, house.maria, role=Grant.Role.READER)
    (hit,) = asked_as(house.maria, "ketamine").hits
    assert (hit.pk, hit.parts, hit.is_recorded) == (leaflet.pk, [], True)
    assert "".join(part.text for part in hit.name) == "Zebra leaflet"
    sharing.take_back(actor=house.amina, grant=grant)
    assert found(house.maria, "ketamine OR zebra") == set()


def test_where_reading_is_recorded_the_list_shows_no_text(house: House, leaflet: Document) -> None:
    Space.objects.filter(pk=house.ward.pk).update(is_audited=True)
    (hit,) = asked_as(house.ben, "ketamine").hits
    assert hit.is_recorded
    assert hit.parts == []


def test_what_is_withdrawn_is_gone_from_the_index_whole(house: House, leaflet: Document) -> None:
    actions.withdraw_document(actor=house.amina, document=leaflet)
    assert not Indexed.objects.filter(pk=leaflet.pk).exists()
    assert not PlainText.objects.filter(pk=leaflet.pk).exists()
    PlainText.objects.create(document_id=leaflet.pk, upto=9, text="ketamine", places=[0], holds=[])
    assert not PlainText.objects.filter(pk=leaflet.pk).exists(), "a job that was late puts nothing back"
    assert found(house.amina, "ketamine OR zebra") == set()


def test_suggestions_and_comments_are_not_among_the_words(house: House) -> None:
    def text(words: str, mark: str) -> Tree:
        return {"type": "text", "text": words, "marks": [{"type": mark, "attrs": {"id": "1"}}]}

    said = [text("offered ", "insertion"), text("struck ", "deletion"), text("talked", "comment")]
    tree: Tree = {"type": "doc", "content": [{"type": "paragraph", "content": said}]}
    assert words_in(tree)["text"] == "struck talked"
    made = written(house.amina, "Plan", tree, house.ward)
    assert found(house.ben, "struck") == {made.pk}
    assert found(house.ben, "offered") == set()


def test_a_hit_deep_in_a_long_text_is_shown_with_what_is_around_it(house: House) -> None:
    words = [f"w{number}" for number in range(6 * STEP)]
    words[5 * STEP + 7] = "ketamine"
    long = written(house.amina, "A long title of many words", " ".join(words), house.ward)
    (hit,) = asked_as(house.ben, "ketamine").hits
    assert hit.pk == long.pk
    text = "".join(part.text for part in hit.parts)
    assert f"w{5 * STEP + 6} ketamine w{5 * STEP + 8}" in text
    assert text[0] == text[-1] == "…"
    assert "…" not in "".join(part.text for part in hit.name)


def test_a_text_of_too_many_words_is_found_by_its_beginning(house: House) -> None:
    tree = from_markdown(" ".join(f"{number:x}zq{number * 7919:x}" for number in range(LONGEST // 8)))
    made = written(house.amina, "Numbers", tree, house.ward)
    assert len(PlainText.objects.get(pk=made.pk).text) <= LONGEST
    assert found(house.ben, "1zq1eef") == {made.pk}


def test_the_page_and_the_api_show_them(
    house: House, leaflet: Document, as_person: Callable[[Person], Client]
) -> None:
    conversation.add_post(actor=house.amina, space=house.ward, body="zebra too")
    page = as_person(house.ben).get("/search/", {"q": "zebra"}).content.decode()
    assert "found-documents" in page
    assert "<mark>Zebra</mark> leaflet" in page
    only = as_person(house.ben).get("/search/", {"q": "ketamine", "show": "documents"}).content.decode()
    assert "<mark>ketamine</mark>" in only
    assert "found-posts" not in only
    answer = Caller(house.ben, "read").get("/search?q=ketamine&kind=document").json()
    (item,) = answer["items"]
    assert (item["kind"], item["id"], item["name"]) == ("document", str(leaflet.pk), "Zebra leaflet")
    assert Caller(house.omar, "read").get("/search?q=ketamine").json()["items"] == []
