"""The page of a space seen for the first time: the same as its template says, each person's own, in few statements."""

import re
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.test.utils import CaptureQueriesContext

from fourleaf.conversation import actions
from fourleaf.conversation.models import Mark
from fourleaf.conversation.views import stream
from fourleaf.kit.shapes import Shaped
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Space
from tests.conversation.asking import AsPerson, text
from tests.house import House

#: What a first view may ask, identity and session among it; one of these names the readers where they are few.
#: More is a step back: ask together.
MOST_STATEMENTS = 21
#: Tests take the role that the process has by itself, and are in a transaction already.
OF_TESTS = re.compile("SAVEPOINT|set_config\\('role'")
#: What every answer has afresh: tokens against forged requests, and the key of the next post.
AFRESH = re.compile(r'(name="csrfmiddlewaretoken" value|name="csrf-token" content|name="key" value)="[^"]*"')


def rendered_whole(request: Any, page: Shaped, context: dict[str, Any]) -> HttpResponse:
    """The same page by Django's own rendering."""
    return render(request, page.template, context)


@pytest.fixture
def places(house: House) -> list[Space]:
    """Spaces of every kind, with something of everything that a page can show."""
    purpose = "Fewer falls.\nBy <night> & day."
    plan = spaces.add_space(actor=house.amina, name="Æ & Ω <b>", purpose=purpose)
    told = actions.add_post(actor=house.amina, space=plan, body="We meet at *nine*.", mark=Mark.Kind.DECISION)
    actions.add_post(actor=house.amina, space=plan, body="At ten?", root=told)
    actions.save_draft(actor=house.amina, space=plan, body="Half a <thought>")
    direct = spaces.start_direct(actor=house.amina, people=[house.ben])
    archived = spaces.add_space(actor=house.amina, name="Old ward")
    spaces.archive_space(actor=house.amina, space=archived)
    return [house.ward, house.open, house.secret, plan, direct, archived]


def test_each_page_is_what_its_template_says_whoever_looked_before(
    house: House, places: list[Space], as_person: AsPerson
) -> None:
    readers = [house.amina, house.ben, house.ruth, house.gwen, house.omar, house.ben]
    pages = 0
    for person, language in zip(readers, ["en", "es", "ar", "en", "es", "ar"], strict=True):
        client, headers = as_person(person), {"accept-language": language}
        client.cookies["theme"] = "dark" if person == house.ben else ""
        for address in [
            *(f"/spaces/{space.pk}/" for space in places),
            f"/spaces/{places[0].pk}/?day=2020-06-01",
        ]:
            filled = client.get(address, headers=headers)
            with mock.patch.object(stream, "respond", rendered_whole):
                whole = client.get(address, headers=headers)
            assert filled.status_code == whole.status_code
            if filled.status_code == 200:
                assert AFRESH.sub("", text(filled)) == AFRESH.sub("", text(whole))
                pages += 1
    assert pages > 15


def test_a_first_view_asks_few_questions(
    house: House, as_person: AsPerson, django_capture_on_commit_callbacks: Any
) -> None:
    client = as_person(house.ben)
    with django_capture_on_commit_callbacks(execute=True):
        client.get(f"/spaces/{house.ward.pk}/")  # now its fragments are kept
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/spaces/{house.ward.pk}/")
    own = [each["sql"].strip()[:70] for each in asked.captured_queries if not OF_TESTS.search(each["sql"])]
    assert len(own) <= MOST_STATEMENTS, "\n".join(own)
