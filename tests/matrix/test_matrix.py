"""Every cell of the matrix is tried: over HTTP as that person, and in the database as the web role acting for them."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from fourleaf.chronicle.models import Entry
from fourleaf.documents.live import RIGHTS
from fourleaf.kit import identity
from tests.matrix.calls import CALLS, Call
from tests.matrix.cells import Cell, Line
from tests.matrix.lines import LINES
from tests.matrix.page import PAGE, written
from tests.matrix.stage import Stage, Who, build

FOUND, UNAUTHORISED, FORBIDDEN, NOT_FOUND = 302, 401, 403, 404
IN_BRACES = re.compile(r"\{([^}]+)\}")


def cells(lines: Iterable[Line]) -> list[Any]:
    return [pytest.param(line, who, id=f"{line.id} - {who}") for line in lines for who in Who]


CELLS = cells(LINES)
OVER_THE_API = cells(line for line in LINES if line.id in CALLS)


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


def asked(line: Line, who: Who, stage: Stage) -> Any:
    browser = Client()
    if who in stage.people:
        browser.force_login(stage.people[who], backend="fourleaf.people.backends.PasswordBackend")
    address = reverse(line.name, args=[stage.key(each, who) for each in line.keys])
    if line.sent is None:
        return browser.get(address, line.query)
    return browser.post(address, line.sent(stage))


def called(call: Call, who: Who, stage: Stage) -> Any:
    """The same over the API, with a token of that person."""
    bearer = {"Authorization": f"Bearer {stage.tokens[who]}"} if who in stage.tokens else {}
    address = "/api/v1" + IN_BRACES.sub(lambda found: str(stage.key(found[1], who)), call.path)
    if call.is_form:
        return Client().post(address, {"file": SimpleUploadedFile("x.txt", b"x")}, headers=bearer)
    body = json.dumps(call.sent(stage), default=str) if call.sent else ""
    return Client().generic(call.method, address, body, content_type="application/json", headers=bearer)


def cell_of(answer: HttpResponse, line: Line, stage: Stage) -> Cell:
    """What an answer says to the one who asked."""
    is_led_there = answer.status_code == FOUND and answer["Location"].startswith("/accounts/login/")
    if is_led_there or answer.status_code == UNAUTHORISED:
        return Cell.DOOR
    if answer.status_code == FORBIDDEN:
        return Cell.NO
    if answer.status_code == NOT_FOUND:
        return Cell.NOTHING
    assert answer.status_code < 400, (answer.status_code, answer.content[:3000])
    if line.trace and str(stage.keys[line.trace]).encode() not in answer.content:
        return Cell.NOTHING
    return Cell.YES


def judged(answer: Any, line: Line, who: Who, stage: Stage) -> None:
    assert cell_of(answer, line, stage) == line.cells[who]
    if answer.streaming:
        answer.getvalue()  # to its end, so that the file is closed


@pytest.mark.parametrize(("line", "who"), CELLS)
def test_a_cell_is_as_the_page_says(line: Line, who: Who, stage: Stage) -> None:
    before = Entry.objects.count()
    judged(asked(line, who, stage), line, who, stage)
    if line.cells[who] != Cell.YES:
        assert Entry.objects.count() == before, "something was done all the same"


@pytest.mark.parametrize(("line", "who"), OVER_THE_API)
def test_the_api_answers_the_same(line: Line, who: Who, stage: Stage) -> None:
    before = Entry.objects.count()
    judged(called(CALLS[line.id], who, stage), line, who, stage)
    if line.cells[who] != Cell.YES:
        assert Entry.objects.count() == before, "something was done all the same"


@pytest.mark.parametrize("who", [who for who in Who if who != Who.STRANGER])
def test_the_live_line_of_a_document_lets_write_who_may(who: Who, stage: Stage) -> None:
    """In an emergency pages are read, and nothing live."""
    (line,) = (each for each in LINES if each.id == "document: write in it, rename it")
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS, [[stage.keys["document"]], [stage.people[who].pk]])
        writes = [row[2] for row in cursor.fetchall()]
    expected = Cell.NOTHING if who is Who.GLASS else line.cells[who]
    assert writes == {Cell.YES: [True], Cell.NO: [False], Cell.NOTHING: []}[expected]


@pytest.mark.parametrize(
    ("line", "who"),
    cells(line for line in LINES if line.row),
)
def test_the_database_shows_the_row_to_those_only(line: Line, who: Who, stage: Stage) -> None:
    assert line.row is not None
    table, key = line.row
    column = {"sharing_asked": "request_id", "conversation_poll": "post_id"}.get(table, "id")
    person = stage.people.get(who)
    with identity.bound():
        identity.become(person.pk if person else None)
        with connection.cursor() as cursor:
            cursor.execute(f'select count(*) from "{table}" where {column} = %s', [stage.key(key, who)])
            found = cursor.fetchone()[0]
    assert bool(found) is (line.cells[who] == Cell.YES)


def test_every_call_is_of_a_line() -> None:
    assert CALLS.keys() <= {line.id for line in LINES}


def test_the_page_is_what_the_lines_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == written(), "run python -m tests.matrix"
