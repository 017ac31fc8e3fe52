"""Pages of reviews, tasks and arrivals: who sees and does what, and what waits on the home page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fourleaf.documents import actions
from fourleaf.documents.content import opened, turned_into
from fourleaf.documents.formats.markdown import from_markdown
from fourleaf.documents.models import Document, MustSee, Nudge, Round, Task
from fourleaf.inbox import jobs
from fourleaf.inbox.models import Telling
from fourleaf.inbox.waiting import Waiting
from fourleaf.kit import time
from fourleaf.people.models import Person
from fourleaf.sharing.models import Grant
from tests.documents.test_revision_pages import page
from tests.house import House
from tests.sharing.conftest import shown
from tests.working import work

AsPerson = Callable[[Person], Client]
TEXT = """
## Rails

Look at the rail of every bed before the lamps go out.

- [ ] @Ben Achterberg looks <twice> by 2026-05-08
- [ ] Somebody orders rails

::: decision decided
We ask twice a night.
:::
"""


@pytest.fixture
def text(house: House, plan: Document) -> Document:
    data = turned_into(opened(plan.pk)[1], from_markdown(TEXT))
    actions.add_update(actor=house.amina, document=plan, data=data)
    plan.refresh_from_db()
    actions.read_tasks_of(document=plan)
    return plan


def day(after: int = 3) -> str:
    return (time.now().date() + timedelta(days=after)).isoformat()


def submitted(house: House, document: Document, *reviewers: Person) -> Round:
    return actions.submit_document(
        actor=house.amina, document=document, name="For <you>", reviewers=reviewers, due_on=time.now().date()
    )


def kinds(person: Person) -> list[str]:
    waiting = Waiting(person)
    assert waiting.count == len(waiting.items)
    return sorted(item.kind for item in waiting.items)


def test_it_is_submitted_on_the_page_and_who_cannot_read_it_is_named_first(
    house: House, text: Document, as_person: AsPerson
) -> None:
    address, browser = f"/documents/{text.pk}/review/", as_person(house.amina)
    asked = {"name": "First", "reviewers": [str(house.ben.pk)], "others": "omar said", "due_on": day()}
    assert "Omar Said" not in page(browser, address)
    answer = browser.post(address, asked)
    assert answer.status_code == 422
    assert "These people cannot read it: Omar Said." in answer.content.decode()
    assert 'type="checkbox" name="show_them"' in answer.content.decode()
    assert not Grant.objects.exists()
    assert browser.post(address, asked | {"show_them": "on"})["Location"] == f"/documents/{text.pk}/"
    assert {each.person for each in Round.objects.get().reviewers.all()} == {house.ben, house.omar}
    assert Grant.objects.get().person == house.omar
    each_wrong: tuple[dict[str, object], ...] = (
        {"others": "Nobody Atall"}, {"due_on": "x"}, {"reviewers": ["x"]}, {"reviewers": []},
    )  # fmt: skip
    for wrong in each_wrong:
        assert browser.post(address, asked | {"others": ""} | wrong).status_code == 422, wrong
    assert as_person(house.ruth).post(address, asked).status_code == 403
    assert as_person(house.gwen).get(address).status_code == 200
    assert as_person(house.maria).get(address).status_code == 404


def test_a_reviewer_answers_on_the_page(house: House, text: Document, as_person: AsPerson) -> None:
    asked = submitted(house, text, house.ben, house.ruth)
    address = f"/documents/{text.pk}/rounds/{asked.pk}/"
    assert "review" in kinds(house.ruth)
    browser = as_person(house.ruth)
    assert "asks you to review" in page(browser, "/")
    assert "For &lt;you&gt;" in page(browser, address)
    assert browser.post(address, {"approves": "no", "note": ""}).status_code == 422
    assert browser.post(address, {"approves": "no", "note": "Say <who>."})["Location"] == address
    assert "review" not in kinds(house.ruth)
    assert as_person(house.gwen).post(address, {"approves": "yes"}).status_code == 403
    assert as_person(house.omar).get(address).status_code == 404
    as_person(house.ben).post(address, {"approves": "yes"})
    amina = as_person(house.amina)
    assert "reviewed" in kinds(house.amina)
    assert "changes requested" in page(amina, "/")
    assert "Say &lt;who&gt;." in page(amina, address)
    assert "reviewed" not in kinds(house.amina)
    assert "changes requested" in page(amina, f"/documents/{text.pk}/")


def test_it_is_taken_back(house: House, text: Document, as_person: AsPerson) -> None:
    asked = submitted(house, text, house.ben)
    address = f"/documents/{text.pk}/rounds/{asked.pk}/withdrawal/"
    assert as_person(house.ruth).post(address).status_code == 403
    assert as_person(house.amina).post(address).status_code == 302
    assert kinds(house.ben) == ["task"]
    assert as_person(house.amina).post(address).status_code == 422


def test_tasks_are_ticked_on_all_their_pages(house: House, text: Document, as_person: AsPerson) -> None:
    task, browser = Task.objects.get(owner=house.ben), as_person(house.ben)
    for address in (f"/documents/{text.pk}/tasks/", f"/spaces/{house.ward.pk}/tasks/", "/tasks/", "/"):
        assert "looks &lt;twice&gt; by 2026-05-08" in page(browser, address), address
    assert "We ask twice a night." in page(browser, f"/spaces/{house.ward.pk}/tasks/?show=decisions")
    address = f"/tasks/{task.pk}/turning/"
    assert browser.post(address, {"state": "x"}).status_code == 422
    assert browser.post(address, {"state": "reversed"}).status_code == 422
    assert browser.post(address, {"state": "done", "back": "/tasks/"})["Location"] == "/tasks/"
    assert (
        browser.post(address, {"state": "done", "back": "//evil.example"})["Location"]
        == task.get_absolute_url()
    )
    assert 'data-checked="true"' in page(browser, f"/documents/{text.pk}/")
    assert kinds(house.ben) == []
    assert "looks" in page(browser, f"/spaces/{house.ward.pk}/tasks/?show=done")
    assert as_person(house.ruth).post(address, {"state": "open"}).status_code == 403
    assert as_person(house.omar).post(address, {"state": "open"}).status_code == 404
    assert 'value="done"' not in page(as_person(house.ruth), f"/documents/{text.pk}/tasks/")


def test_a_task_is_given_on_its_page(house: House, text: Document, as_person: AsPerson) -> None:
    task = Task.objects.get(words="Somebody orders rails")
    address, browser = f"/tasks/{task.pk}/", as_person(house.ben)
    assert browser.post(address, {"owner": str(house.omar.pk)}).status_code == 422
    answer = browser.post(address, {"owner": str(house.gwen.pk), "due_on": day()})
    assert answer["Location"] == f"/documents/{text.pk}/tasks/"
    assert kinds(house.gwen) == ["task"]
    assert as_person(house.ruth).get(address).status_code == 403
    assert as_person(house.omar).get(address).status_code == 404


def test_what_must_be_seen_waits_until_it_is_read(house: House, text: Document, as_person: AsPerson) -> None:
    made = actions.name_revision(actor=house.amina, document=text, name="First")
    address, browser = f"/documents/{text.pk}/changes/{made.number}/", as_person(house.amina)
    assert as_person(house.ben).post(f"{address}marking/", {"what": "x"}).status_code == 403
    assert browser.post(f"{address}marking/", {"what": ""}).status_code == 422
    assert browser.post(f"{address}marking/", {"what": "Rails <first>"})["Location"] == address
    assert kinds(house.ruth) == ["change"]
    ruth = as_person(house.ruth)
    assert "Rails &lt;first&gt;" in page(ruth, "/")
    assert "I have read this" in page(ruth, address)
    assert ruth.post(f"{address}confirmation/").status_code == 302
    assert kinds(house.ruth) == []
    assert "You have said that you have read it." in page(ruth, address)
    assert "1 of 3</b> say that they have read it" in page(browser, f"/documents/{text.pk}/changes/")
    assert "Ruth Abrams" in page(browser, address)
    assert "Ruth Abrams" not in page(as_person(house.ben), address)
    assert as_person(house.omar).post(f"{address}confirmation/").status_code == 404
    assert browser.post(f"{address}nudge/")["Location"] == f"/documents/{text.pk}/changes/"
    assert browser.post(f"{address}nudge/").status_code == 422
    assert as_person(house.ruth).post(f"{address}nudge/").status_code == 403
    assert browser.post(f"{address}marking/", {"stop": "yes"}).status_code == 302
    assert not MustSee.objects.exists()
    assert Nudge.objects.count() == 1


def test_what_depends_on_what_is_named_and_taken_back(
    house: House, text: Document, as_person: AsPerson
) -> None:
    other = actions.add_document(actor=house.omar, title="Leaflet <x>")
    address, browser = f"/documents/{text.pk}/changes/", as_person(house.amina)
    link = {"link": f"https://marigold.example/documents/{other.pk}/"}
    for wrong in (link, {"link": "x"}, {"link": f"/documents/{text.pk}/"}):
        assert browser.post(address, wrong).status_code == 422
    shown(house.omar, "document", other.pk, house.amina)
    assert browser.post(address, link)["Location"] == address
    assert "Leaflet &lt;x&gt;" in page(browser, address)
    assert "Leaflet" not in page(as_person(house.ben), address)
    dependence = text.dependences.get()
    removal = f"/documents/{text.pk}/dependences/{dependence.pk}/removal/"
    assert as_person(house.ruth).post(removal).status_code == 403
    assert browser.post(removal)["Location"] == address
    assert not text.dependences.exists()


def test_who_is_told_and_that_it_tells_nothing(
    house: House, text: Document, settings: Any, mailoutbox: Any
) -> None:
    settings.HAS_MAIL = True
    work()
    Telling.objects.all().delete()
    Task.objects.all().delete()
    actions.read_tasks_of(document=text)
    submitted(house, text, house.ben)
    made = text.revisions.get()
    actions.mark_revision(actor=house.amina, document=text, revision=made, what="Rails")
    work()
    told = set(Telling.objects.values_list("person__name", "kind"))
    assert {("Ben Achterberg", "review"), ("Ben Achterberg", "task"), ("Ben Achterberg", "change")} <= told
    assert {who for who, kind in told if kind == "change"} == {"Ben Achterberg", "Ruth Abrams", "Gwen Pryce"}
    with time.at(time.now() + timedelta(minutes=2)):
        jobs.reach_everybody(timestamp=0)
        work()
    said = " ".join(mail.subject + mail.body for mail in mailoutbox)
    assert "version to review" in said
    assert not any(word in said for word in ("Rails", "twice", "<you>", "Night rounds"))


def test_nothing_is_asked_more_often_for_more_of_it(
    house: House, text: Document, as_person: AsPerson
) -> None:
    browser = as_person(house.amina)
    asked = submitted(house, text, house.ben)
    addresses = [
        f"/documents/{text.pk}/{part}"
        for part in ("", "review/", f"rounds/{asked.pk}/", "tasks/", "changes/")
    ] + [f"/spaces/{house.ward.pk}/tasks/"]
    actions.mark_revision(actor=house.amina, document=text, revision=asked.revision, what="All")
    counts = [_queries(browser, each) for each in addresses]
    for number in range(4):
        more = TEXT + "\n".join(f"- [ ] @Gwen Pryce, number {each}" for each in range(number * 3))
        data = turned_into(opened(text.pk)[1], from_markdown(more))
        actions.add_update(actor=house.amina, document=text, data=data)
        text.refresh_from_db()
        actions.read_tasks_of(document=text)
        actions.answer_round(actor=house.ben, round=text.rounds.latest("at"), approves=True, note="Yes.")
        again = submitted(house, text, house.ben, house.ruth)
        actions.answer_round(actor=house.ruth, round=again, approves=True, note="Yes.")
        actions.mark_revision(actor=house.amina, document=text, revision=again.revision, what="All")
    assert [_queries(browser, each) for each in addresses] == counts


def _queries(browser: Client, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)
