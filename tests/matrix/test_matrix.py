"""Every cell of the matrix is tried: over HTTP as that person, and in the database as the web role acting for them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from fourleaf.chronicle.models import Entry
from fourleaf.kit import identity
from tests.matrix.cells import Cell, Line
from tests.matrix.lines import LINES
from tests.matrix.page import PAGE, written
from tests.matrix.stage import Stage, Who, build

FOUND, FORBIDDEN, NOT_FOUND = 302, 403, 404
CELLS = [pytest.param(line, who, id=f"{line.id} - {who}") for line in LINES for who in Who]


@pytest.fixture(scope="module")
def built(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Stage, Path]]:
    """One stage for all cells: each puts back what it did."""
    data = tmp_path_factory.mktemp("matrix")
    before, settings.DATA = settings.DATA, data
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(), data
        transaction.set_rollback(True)
    settings.DATA = before


@pytest.fixture
def stage(built: tuple[Stage, Path], _files: None, db: None) -> Stage:
    stage, settings.DATA = built
    return stage


def keyed(stage: Stage, key: str, who: Who) -> Any:
    """What stands in an address or is looked for in the database."""
    of_ones_own = {"grant": stage.grant_of, "reply": stage.reply_of}
    if key in of_ones_own:
        return of_ones_own[key](who)
    return stage.keys.get(key, key.removeprefix("kind "))


def asked(line: Line, who: Who, stage: Stage) -> Any:
    browser = Client()
    if who in stage.people:
        browser.force_login(stage.people[who], backend="fourleaf.people.backends.PasswordBackend")
    address = reverse(line.name, args=[keyed(stage, key, who) for key in line.keys])
    if line.sent is None:
        return browser.get(address, line.query)
    return browser.post(address, line.sent(stage))


def cell_of(answer: HttpResponse, line: Line, stage: Stage) -> Cell:
    """What an answer says to the one who asked."""
    if answer.status_code == FOUND and answer["Location"].startswith("/accounts/login/"):
        return Cell.DOOR
    if answer.status_code == FORBIDDEN:
        return Cell.NO
    if answer.status_code == NOT_FOUND:
        return Cell.NOTHING
    assert answer.status_code < 400, (answer.status_code, answer.content[:3000])
    if line.trace and str(stage.keys[line.trace]).encode() not in answer.content:
        return Cell.NOTHING
    return Cell.YES


@pytest.mark.parametrize(("line", "who"), CELLS)
def test_a_cell_is_as_the_page_says(line: Line, who: Who, stage: Stage) -> None:
    before = Entry.objects.count()
    answer = asked(line, who, stage)
    assert cell_of(answer, line, stage) == line.cells[who]
    if answer.streaming:
        answer.getvalue()  # to its end, so that the file is closed
    if line.cells[who] != Cell.YES:
        assert Entry.objects.count() == before, "something was done all the same"


@pytest.mark.parametrize(
    ("line", "who"),
    [pytest.param(line, who, id=f"{line.id} - {who}") for line in LINES if line.row for who in Who],
)
def test_the_database_shows_the_row_to_those_only(line: Line, who: Who, stage: Stage) -> None:
    assert line.row is not None
    table, key = line.row
    column = {"sharing_asked": "request_id", "conversation_poll": "post_id"}.get(table, "id")
    person = stage.people.get(who)
    with identity.bound():
        identity.become(person.pk if person else None)
        with connection.cursor() as cursor:
            cursor.execute(f'select count(*) from "{table}" where {column} = %s', [keyed(stage, key, who)])
            found = cursor.fetchone()[0]
    assert bool(found) is (line.cells[who] == Cell.YES)


def test_the_page_is_what_the_lines_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == written(), "run python -m tests.matrix"
