"""The second lock by itself: raw SQL of the web role, without any of our code between."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql

from fourleaf.config import database
from fourleaf.config.ports import _frames
from fourleaf.kit import identity
from fourleaf.kit.lock import Covered, Public, Sealed
from fourleaf.people.models import Person
from fourleaf.spaces import actions
from tests.house import House, build_house

pytestmark = pytest.mark.postgres15
Ask = Callable[..., list[Any]]


def test_every_model_is_covered_or_listed_as_public_with_a_reason() -> None:
    assert database.uncovered() == set()
    assert all(entry.reason for entry in database.tables().values() if not isinstance(entry, Covered))


def test_every_covered_table_is_under_row_level_security(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relrowsecurity")
        protected = {name for (name,) in cursor.fetchall()}
    assert set(database.tables()) <= protected


@pytest.fixture
def raw(transactional_db: None) -> Iterator[tuple[House, Callable[[Person | None], Ask]]]:
    """A house that is committed, and a way to ask it as the web role's own login, past all our code."""
    house = build_house()
    connections: list[psycopg.Connection[Any]] = []

    def acting(person: Person | None) -> Ask:
        web = psycopg.connect(
            host=connection.settings_dict["HOST"], port=connection.settings_dict["PORT"] or None,
            dbname=connection.settings_dict["NAME"], user=database.role_name("web"),
            password=database.role_password(database.role_name("web")),
        )  # fmt: skip
        connections.append(web)
        if person is not None:
            claim = identity.sign(person.pk, web.info.backend_pid)
            web.execute("select set_config('fourleaf.identity', %s, false)", [claim])
        web.commit()

        def ask(statement: str | sql.Composed, *values: object) -> list[Any]:
            with web.transaction():
                cursor = web.execute(statement, values or None)
                return cursor.fetchall() if cursor.description else [cursor.rowcount]

        return ask

    yield house, acting
    for each in connections:
        each.close()


CONTENT = [name for name, entry in database.tables().items() if isinstance(entry, Covered)]


def test_nobody_sees_nothing(raw: tuple[House, Callable[[Person | None], Ask]]) -> None:
    _house, acting = raw
    ask = acting(None)
    for table in CONTENT:
        assert ask(sql.SQL("select count(*) from {}").format(sql.Identifier(table))) == [(0,)], table


def test_an_outsider_sees_no_foreign_row(raw: tuple[House, Callable[[Person | None], Ask]]) -> None:
    house, acting = raw
    ask = acting(house.omar)
    foreign = str(house.ward.pk)
    for table in ("conversation_post", "chronicle_entry", "conversation_draft", "conversation_attachment"):
        rows = ask(sql.SQL("select space_id from {}").format(sql.Identifier(table)))
        assert foreign not in {str(row[0]) for row in rows}, table
    assert ask("select count(*) from conversation_post where space_id = %s", house.secret.pk) == [(1,)]


@pytest.mark.parametrize("person", ["maria", "omar", "ruth", "gwen", "ben", "amina"])
def test_everybody_reads_just_what_the_first_lock_would_give(
    raw: tuple[House, Callable[[Person | None], Ask]], person: str
) -> None:
    house, acting = raw
    who: Person = getattr(house, person)
    spaces = {row[0] for row in acting(who)("select unnest(lock.spaces_where('read'))")}
    assert spaces == set(type(house.ward).objects.readable_by(who).values_list("pk", flat=True))


def test_setting_the_person_by_hand_opens_nothing(raw: tuple[House, Callable[[Person | None], Ask]]) -> None:
    house, acting = raw
    ask = acting(house.omar)
    elsewhere = identity.sign(house.amina.pk, 1)  # rightly signed, but for another back end
    for forged in (str(house.amina.pk), f"{house.amina.pk}:0:{'0' * 64}", elsewhere, "x", "a:b:c", "::"):
        ask("select set_config('fourleaf.identity', %s, false)", forged)
        assert ask("select lock.me()") == [(None,)]
        assert ask("select count(*) from conversation_post") == [(0,)]


@pytest.mark.parametrize(
    "statement",
    [
        "select * from lock.identity_key",
        "select * from people_session",
        "select * from chronicle_stream",
        "select * from chronicle_undelivered",
        "insert into chronicle_pending (entry_id) values (gen_random_uuid())",
        "select * from procrastinate_jobs",
        "insert into procrastinate_jobs (task_name) values ('x')",
        "select procrastinate_register_worker_v1()",
        "delete from chronicle_entry",
        "update chronicle_entry set facts = '{}'",
        "update spaces_membership set role = 'steward'",
        "update people_person set kind = 'staff'",
        "delete from people_person",
        "create table mine (x int)",
        "set role fourleaf_owner",
        "alter table conversation_post disable row level security",
    ],
)
def test_the_web_role_may_not(raw: tuple[House, Callable[[Person | None], Ask]], statement: str) -> None:
    house, acting = raw
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidParameterValue)):
        acting(house.amina)(statement)


def test_a_password_hash_is_for_its_owner_alone(raw: tuple[House, Callable[[Person | None], Ask]]) -> None:
    house, acting = raw
    assert acting(house.omar)("select count(*) from people_credential") == [(1,)]


def test_nobody_writes_in_another_name_or_place(raw: tuple[House, Callable[[Person | None], Ask]]) -> None:
    house, acting = raw
    insert = (
        "insert into conversation_post (id, space_id, author_id, body, html, sequence, at) "
        "values (gen_random_uuid(), %s, %s, 'x', 'x', 999, now())"
    )
    refused = psycopg.errors.InsufficientPrivilege
    with pytest.raises(refused):
        acting(house.omar)(insert, house.ward.pk, house.omar.pk)
    with pytest.raises(refused):
        acting(house.ben)(insert, house.ward.pk, house.amina.pk)
    with pytest.raises(refused):
        acting(house.ruth)(insert, house.ward.pk, house.ruth.pk)
    assert acting(house.ben)(insert, house.ward.pk, house.ben.pk) == [1]


def test_a_removed_member_cannot_undo_it(raw: tuple[House, Callable[[Person | None], Ask]]) -> None:
    house, acting = raw
    ask = acting(house.ben)
    leave = "update spaces_membership set ended_at = now(), ended_by_id = person_id where person_id = %s"
    assert ask(leave, house.ben.pk) == [1]
    assert ask("update spaces_membership set ended_at = null where person_id = %s", house.ben.pk) == [0]
    assert ask("select count(*) from conversation_post where space_id = %s", house.ward.pk) == [(0,)]


ENTRY = (
    "insert into chronicle_entry (id, name, actor_id, space_id, sequence, at, facts) "
    "values (gen_random_uuid(), 'PostEdited', %s, %s, %s, now(), %s::jsonb)"
)


def test_nobody_writes_the_chronicle_of_a_space_they_do_not_know(
    raw: tuple[House, Callable[[Person | None], Ask]],
) -> None:
    house, acting = raw
    refused = psycopg.errors.InsufficientPrivilege
    for person, actor in ((house.omar, house.amina), (None, None), (house.maria, house.maria)):
        with pytest.raises(refused):
            acting(person)(ENTRY, actor.pk if actor else None, house.ward.pk, None, "{}")
    with pytest.raises(refused):
        acting(house.amina)(ENTRY, house.amina.pk, house.secret.pk, None, "{}")


def test_the_database_numbers_deeds_itself(raw: tuple[House, Callable[[Person | None], Ask]]) -> None:
    house, acting = raw
    ask = acting(house.amina)
    last = ask("select max(sequence) from chronicle_entry where space_id = %s", house.ward.pk)[0][0]
    ask(ENTRY, house.amina.pk, house.ward.pk, last + 4000, "{}")
    assert ask("select max(sequence) from chronicle_entry where space_id = %s", house.ward.pk) == [
        (last + 1,)
    ]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask("select lock.next_sequence(%s, 9223372036854775000)", house.ward.pk)


def test_a_forged_deed_shows_no_foreign_post(raw: tuple[House, Callable[[Person | None], Ask]]) -> None:
    house, acting = raw
    hidden = house.secret.posts.get()
    facts = f'{{"post": "{hidden.pk}", "root": null}}'
    acting(house.amina)(ENTRY, house.amina.pk, house.ward.pk, None, facts)
    frames = b"".join(frame.body for frame in _frames(house.ward.pk, 0, 500))
    assert b"Not for other eyes" not in frames
    assert b"Please check the rail" in frames


TOKEN = (
    "insert into people_token (id, person_id, digest, name, scopes, created_at, expires_at) values "
    "(gen_random_uuid(), '{}', 'x', 'x', '{{{{read}}}}', now(), now() + interval '1 day')"
)
PERSON = (
    "insert into people_person (id, kind, email, sponsor_id, name, family_name, job_title, about, language, created_at,"
    " credential_stamp) values (gen_random_uuid(), {}, {}, {}, 'X', '', '', '', '', now(), '')"
)


@pytest.mark.parametrize(
    ("person", "statement"),
    [
        ("omar", "create temp table conversation_draft (like conversation_draft)"),
        ("gwen", "update spaces_membership set expires_at = '2999-01-01'"),
        (
            "ben",
            "update spaces_membership set ended_at = now(), ended_by_id = '{amina}' where person_id = '{ben}'",
        ),
        ("ben", "update spaces_membership set ended_at = '2020-01-01', ended_by_id = person_id"),
        (
            "ruth",
            "insert into conversation_mark (post_id, kind, by_id, at) values ('{post}', 'answer', '{ruth}', now())",
        ),
        (
            "amina",
            "insert into spaces_archival (space_id, by_id, at, reason) values ('{ward}', '{ben}', now(), '')",
        ),
        ("amina", "update conversation_following set root_id = '{hidden}'"),
        (
            "ben",
            "insert into conversation_mention (id, post_id, person_id, via) "
            "values (gen_random_uuid(), '{reply}', '{omar}', 'person')",
        ),
        (
            "omar",
            "insert into spaces_accessrequest (id, space_id, person_id, reason, at, granted, note) "
            "values (gen_random_uuid(), '{ward}', '{omar}', 'x', now(), true, '')",
        ),
        (
            "omar",
            "insert into spaces_membership (id, space_id, person_id, role, since) "
            "values (gen_random_uuid(), '{ward}', '{omar}', 'member', now())",
        ),
        (
            "ben",
            "insert into spaces_membership (id, space_id, person_id, role, since) "
            "values (gen_random_uuid(), '{ward}', '{omar}', 'member', now())",
        ),
        (
            "omar",
            "insert into conversation_post (id, space_id, root_id, author_id, body, html, sequence, at) "
            "values (gen_random_uuid(), '{secret}', '{post}', '{omar}', 'x', 'x', 999, now())",
        ),
        ("amina", PERSON.format("'bot'", "null", "'{ben}'")),
        ("amina", PERSON.format("'bot'", "null", "null")),
        ("amina", PERSON.format("'staff'", "null", "null")),
        ("amina", PERSON.format("'bot'", "'bot@marigold.example'", "'{amina}'")),
        ("maria", PERSON.format("'bot'", "null", "'{maria}'")),
        ("amina", TOKEN.format("{ben}")),
    ],
)
def test_the_database_refuses(
    raw: tuple[House, Callable[[Person | None], Ask]], person: str, statement: str
) -> None:
    house, acting = raw
    names = {
        name: getattr(house, name).pk
        for name in ("amina", "ben", "ruth", "omar", "maria", "ward", "post", "reply", "secret")
    }
    filled = statement.format(**names, hidden=house.secret.posts.get().pk)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        acting(getattr(house, person))(filled)


def test_staff_may_add_a_bot_that_they_answer_for_and_then_not_touch_it(
    raw: tuple[House, Callable[[Person | None], Ask]],
) -> None:
    house, acting = raw
    ask = acting(house.amina)
    assert ask(PERSON.format("'bot'", "null", f"'{house.amina.pk}'")) == [1]
    assert ask("update people_person set about = 'x' where kind = 'bot'") == [0]


def test_a_direct_conversation_stays_among_its_people(
    raw: tuple[House, Callable[[Person | None], Ask]],
) -> None:
    house, acting = raw
    direct = actions.start_direct(actor=house.amina, people=[house.ben])
    ask = acting(house.amina)
    with pytest.raises(psycopg.errors.CheckViolation):
        ask("update spaces_space set access = 'open' where id = %s", direct.pk)
    insert = (
        "insert into spaces_membership (id, space_id, person_id, role, since) "
        "values (gen_random_uuid(), %s, %s, 'steward', now())"
    )
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(insert, direct.pk, house.omar.pk)


def test_the_settings_agree(db: None) -> None:
    assert database.role_name("web") == settings.LOCK_ROLE
    assert not {
        name for name, entry in database.tables().items() if isinstance(entry, Sealed | Public) and not name
    }


def test_the_database_knows_which_lock_it_has(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert database.is_installed()
    monkeypatch.setattr(database, "ROLES", ("web", "jobs"))
    assert not database.is_installed()
