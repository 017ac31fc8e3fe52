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
from fourleaf.conversation.fragments import made_by
from fourleaf.conversation.models import Mark
from fourleaf.conversation.views import stream
from fourleaf.kit.shapes import Shaped
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Cursor, Space
from tests.conversation.asking import AsPerson, text
from tests.house import House

#: What a first view may ask, identity and session among it; one of these names the readers where they are few.
#: More is a step back: ask together.
MOST_STATEMENTS = 20
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


#: Threads that Ben follows and has read, the one or other a decision, and as much in a place that he has never seen.
TALK = (
    """
insert into conversation_post (id, space_id, author_id, body, html, sequence, at)
select gen_random_uuid(), space, %(author)s, '', '', 1000 + n, now() + n * interval '1 second'
  from generate_series(%(first)s, %(last)s) n, unnest(%(spaces)s) space
""",
    """
insert into conversation_post (id, space_id, root_id, author_id, body, html, sequence, at)
select gen_random_uuid(), space_id, id, author_id, '', '', 1000000 + sequence, at from conversation_post p
 where sequence > 1000 and not exists (select from conversation_post r where r.root_id = p.id) and root_id is null
""",
    """
insert into conversation_following (root_id, person_id, space_id, is_muted, read_to, newest, since)
select id, %(reader)s, space_id, false, 2000000, 1000000 + sequence, at from conversation_post
 where sequence > 1000 and root_id is null on conflict do nothing
""",
    """
insert into conversation_mark (post_id, space_id, kind, sequence, by_id, at)
select id, space_id, 'decision', sequence, author_id, at from conversation_post
 where sequence > 1000 and root_id is null and sequence %% 10 = 0 on conflict do nothing
""",
    """
insert into conversation_fragment (post_id, space_id, version, made_by, html)
select id, space_id, 1, %(made_by)s, id::text from conversation_post where sequence > 1000
 on conflict (post_id) do update set made_by = excluded.made_by, html = excluded.html
""",
    "analyze",
    "discard plans",
    *(
        f"set local enable_{way} = off" for way in ("seqscan", "hashjoin", "mergejoin")
    ),  # as where there is much
)
#: Of tables and of indexes: how many rows and entries the statements of this transaction have gone through.
READ = """
select sum(pg_stat_get_xact_tuples_returned(oid) + pg_stat_get_xact_tuples_fetched(oid))::int from pg_class
 where relnamespace = 'public'::regnamespace and relkind in ('r', 'i')
"""


def test_a_first_view_reads_no_more_where_there_is_more(house: House, as_person: AsPerson) -> None:
    other = spaces.add_space(actor=house.amina, name="Discharge letters")
    spaces.add_member(actor=house.amina, space=other, person=house.ben, role="member")
    Cursor.objects.create(space=house.ward, person=house.ben, read_to=2_000_000)
    client = as_person(house.ben)

    def rows_read(first: int, last: int) -> int:
        given: dict[str, Any] = {
            "author": house.amina.pk, "reader": house.ben.pk, "spaces": [house.ward.pk, other.pk],
            "made_by": made_by(), "first": first, "last": last,
        }  # fmt: skip
        with connection.cursor() as cursor:
            for statement in TALK:
                cursor.execute(statement, given)
            cursor.execute(READ)
            [before] = cursor.fetchone()
            assert client.get(f"/spaces/{house.ward.pk}/").status_code == 200
            cursor.execute(READ)
            [after] = cursor.fetchone()
        return int(after - before)

    few = rows_read(1, 1000)
    assert rows_read(1001, 3000) < 1.1 * few
