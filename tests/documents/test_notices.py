"""Who is told of comments, suggestions and mentions in a text; once, who can read it, and never what it says."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fourleaf.chronicle.models import Entry
from fourleaf.documents import actions
from fourleaf.documents.models import Document, Notice
from fourleaf.documents.tree.schema import mark, node, text
from fourleaf.documents.tree.yjs import write
from fourleaf.inbox import jobs
from fourleaf.inbox.digest import digest_of
from fourleaf.inbox.models import Level, SpaceLevel, Telling
from fourleaf.inbox.waiting import Waiting
from fourleaf.kit import time
from fourleaf.people.models import Person
from tests.documents.conftest import typed
from tests.house import House
from tests.inbox.postbox import Postbox, open_postbox, words_of
from tests.sharing.conftest import shown
from tests.working import work

AsPerson = Callable[[Person], Client]
CANARY = "kingfisher-canary"


@pytest.fixture(autouse=True)
def postbox(house: House, settings: Any) -> Iterator[Postbox]:
    """A mail server; what the house was built with has been told."""
    settings.HAS_MAIL = False
    work()
    with open_postbox(settings) as postbox:
        yield postbox


def mentioning(*people: Person) -> Any:
    names = [node("mention", kind="person", id=str(each.pk), label=each.name) for each in people]
    return node("doc", node("paragraph", text(f"{CANARY} "), *names))


def rest() -> None:
    """All texts come to rest and are read, and the notifier does its work."""
    Document.objects.update(changed_at=time.now() - timedelta(minutes=1))
    actions.read_tasks()
    work()


def told() -> list[tuple[str, str]]:
    rows = Telling.objects.select_related("person").order_by("person__name", "kind")
    return [(row.person.name.split()[0], row.kind) for row in rows]


def waiting(person: Person) -> list[str]:
    assert Waiting(person).count == len(Waiting(person).items)
    return [item.kind for item in Waiting(person).items if item.document]


def test_who_is_mentioned_is_told_once_and_only_if_they_can_read_it(
    house: House, plan: Document, as_person: AsPerson
) -> None:
    people = (house.ben, house.omar, house.amina)
    actions.append_to_document(actor=house.amina, document=plan, tree=mentioning(*people))
    rest()
    assert told() == [("Ben", "named")]
    assert waiting(house.ben) == ["named"]
    assert waiting(house.omar) == []
    actions.append_to_document(actor=house.amina, document=plan, tree=mentioning())
    rest()
    assert told() == [("Ben", "named")]
    home = as_person(house.ben).get("/").content.decode()
    assert "mentions you in" in home
    assert f"/documents/{plan.pk}/#mention-{house.ben.pk}" in home
    assert CANARY not in home
    page = as_person(house.ben).get(f"/documents/{plan.pk}/").content.decode()
    assert f'id="mention-{house.ben.pk}"' in page
    assert waiting(house.ben) == []


def test_who_can_read_it_later_is_told_then(house: House, plan: Document) -> None:
    actions.append_to_document(actor=house.amina, document=plan, tree=mentioning(house.omar))
    rest()
    assert not Notice.objects.exists()
    shown(house.amina, "document", plan.pk, house.omar, role="reader")
    actions.add_update(actor=house.amina, document=plan, data=typed("More."))
    rest()
    assert ("Omar", "named") in told()


def test_a_comment_tells_its_thread_and_the_author_of_the_document(house: House, plan: Document) -> None:
    first = actions.add_comment(actor=house.ruth, document=plan, body=CANARY)
    work()
    assert told() == [("Amina", "comment")]
    actions.add_comment(actor=house.ben, document=plan, body="Yes.", thread=first)
    work()
    assert told() == [("Amina", "comment"), ("Ruth", "comment")]
    assert Notice.objects.get(person=house.amina).count == 2
    assert waiting(house.amina) == ["comment"]
    actions.add_comment(actor=house.amina, document=plan, body="Done.", thread=first)
    work()
    assert waiting(house.amina) == []
    assert waiting(house.ben) == ["comment"]
    actions.resolve_comments(actor=house.amina, document=plan, thread=first)
    work()
    assert not Notice.objects.exists()


def test_nobody_is_told_of_a_comment_that_was_taken_back(house: House, plan: Document) -> None:
    comment = actions.add_comment(actor=house.ruth, document=plan, body="Never mind.")
    work()
    actions.withdraw_comment(actor=house.ruth, document=plan, comment=comment)
    work()
    assert waiting(house.amina) == []


@pytest.mark.parametrize(
    ("level", "kinds"),
    [(Level.MUTED, set()), (Level.NAMED, {"named"}), (Level.THREADS, {"named", "comment"})],
)
def test_the_level_of_the_space_holds_for_its_documents(house: House, level: str, kinds: set[str]) -> None:
    own = actions.add_document(actor=house.ben, title="Ben's", space=house.ward)
    SpaceLevel.objects.create(person=house.ben, space_id=house.ward.pk, level=level)
    actions.append_to_document(actor=house.amina, document=own, tree=mentioning(house.ben))
    actions.add_comment(actor=house.amina, document=own, body="Look.")
    rest()
    assert {kind for _who, kind in told()} == kinds
    assert sorted(waiting(house.ben)) == ["comment", "named"]  # the list has it all the same


def test_the_author_is_told_of_suggestions_once(house: House, plan: Document) -> None:
    actions.add_update(actor=house.amina, document=plan, data=typed("Look at the rail."))
    for client, words in ((7, "left"), (8, "right")):
        actions.add_update(actor=house.ben, document=plan, data=suggested(house.ben, client, words))
    rest()
    assert told() == [("Amina", "suggestion")]
    assert Notice.objects.get().count == 2
    actions.add_update(actor=house.amina, document=plan, data=typed("More."))
    rest()
    assert Notice.objects.get().count == 2


def test_a_suggestion_in_anothers_name_tells_nobody(house: House, plan: Document) -> None:
    actions.add_update(actor=house.ben, document=plan, data=suggested(house.ruth, 7, "left"))
    rest()
    assert told() == []


def test_no_word_of_a_document_is_in_mails_or_deeds(house: House, plan: Document, postbox: Postbox) -> None:
    actions.append_to_document(actor=house.amina, document=plan, tree=mentioning(house.ben))
    actions.add_comment(actor=house.ruth, document=plan, body=CANARY)
    rest()
    with time.at(time.now() + timedelta(minutes=8)):
        jobs.reach_everybody.configure().defer(timestamp=0)
        work()
    said = "\n".join(map(words_of, postbox.mails))
    assert "1 mention of you in a document" in said
    assert "1 thread of comments to look at" in said
    for secret in (CANARY, plan.title, house.ruth.name, house.ward.name):
        assert secret not in said
        assert all(secret not in mail["Subject"] for mail in postbox.mails)
    assert not Entry.objects.filter(facts__icontains=CANARY).exists()
    since = time.now() - timedelta(days=1)
    Telling.objects.all().delete()
    assert digest_of(house.amina, since).waiting["comment"] == 1


def suggested(person: Person, client: int, words: str) -> bytes:
    suggestion = mark("insertion", id=f"{person.pk}-{client}-1")
    return write(node("doc", node("paragraph", text(words, suggestion))), client)
