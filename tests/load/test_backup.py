"""Backup and restore with real processes: everything comes back, elsewhere, as it was in one moment."""

import hashlib
import os
import resource
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.live.installation import CLI, Installation, own_installation
from tests.live.visitor import Visitor
from tests.load.backups import (
    SOME_BYTES,
    House,
    counters_of,
    elsewhere,
    files_of,
    restoring,
    tables_of,
    told,
)
from tests.load.writers import until
from tests.postgres import debian_programs, remove_server, start_server

pytestmark = pytest.mark.slow


def test_everything_comes_back_elsewhere_under_another_secret(
    house: House, backup: Path, tmp_path: Path
) -> None:
    assert backup.stat().st_mode & 0o777 == house.key.stat().st_mode & 0o777 == 0o600
    assert "is whole" in told(house, "--verify", str(backup), "--key", str(house.key))
    with elsewhere(tmp_path) as target:
        done = restoring(target, backup, house.key)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "push_key.pem").read_bytes() == (
            house.installation.folder / "push_key.pem"
        ).read_bytes()
        there = tables_of(target)
        assert there == house.tables
        assert len(there) > 25
        assert len(there["conversation_post"]) > 1
        assert files_of(target) == files_of(house.installation)
        assert hashlib.sha256(SOME_BYTES).hexdigest() in str(files_of(target))
        assert counters_of(target) == house.counters
        again = restoring(target, backup, house.key)
        assert again.returncode == 2
        assert "not empty" in again.stderr
        assert tables_of(target) == there

        server = target.start().ready()
        try:
            stale = Visitor("amina", dict(house.amina.cookies))
            assert stale.get(server, "/").status == 302, "a session of then must not open the door"
            ben = Visitor("ben").sign_in(server)
            assert "👩🏽‍⚕️" in ben.get(server, f"/spaces/{house.space}/").text
            before = len(there["conversation_post"])
            assert ben.say(server, house.space, "On we go")
            assert len(tables_of(target)["conversation_post"]) == before + 1
        finally:
            target.close()


def test_it_is_one_moment_while_people_write(house: House, tmp_path: Path) -> None:
    """It waits for a table that is locked, halfway; what is said meanwhile is not in it, whichever table came first."""
    with psycopg.connect(house.installation.environ["FOURLEAF_DATABASE_URL"]) as connection:
        connection.execute("lock table conversation_bookmark in access exclusive mode")
        backup = subprocess.Popen(
            [*CLI, "backup", str(tmp_path / "busy.age"), "--key", str(house.key)],
            env=house.installation.environ,
        )
        until(lambda: _waits(connection))
        before = house.amina.say(house.server, house.space, "Said while it is taken")
        assert before is not None
        connection.rollback()
    assert backup.wait(60) == 0
    with elsewhere(tmp_path, migrated=True) as target:
        done = restoring(target, tmp_path / "busy.age", house.key)
        assert done.returncode == 0, done.stderr
        with psycopg.connect(target.environ["FOURLEAF_DATABASE_URL"]) as connection:
            row = connection.execute(
                "select s.last, max(e.sequence), count(*), max(p.sequence) from chronicle_stream s"
                " join chronicle_entry e using (space_id) left join conversation_post p"
                " on p.space_id = e.space_id and p.sequence = e.sequence where s.space_id = %s group by 1",
                [house.space],
            ).fetchone()
        assert row is not None
        assert row[0] == row[1] == row[2] == row[3] == before - 1


def _waits(connection: psycopg.Connection[Any]) -> bool:
    """Whether somebody waits for the table that we have locked."""
    row = connection.execute(
        "select exists (select 1 from pg_locks where relation = 'conversation_bookmark'::regclass and not granted)"
    ).fetchone()
    return bool(row and row[0])


def test_without_room_no_file_is_left_that_looks_like_a_backup(house: House, tmp_path: Path) -> None:
    file = tmp_path / "full.age"
    done = subprocess.run(
        [*CLI, "backup", str(file), "--key", str(house.key)],
        env=house.installation.environ, capture_output=True, text=True, check=False, timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )  # fmt: skip
    assert done.returncode == 2
    assert "no room" in done.stderr, done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_backup_never_replaces_another(house: House, backup: Path) -> None:
    before = backup.read_bytes()
    for refused in (
        ("backup", str(backup), "--key", str(house.key)),
        ("backup", "--new-key", str(house.key)),
    ):
        done = subprocess.run(
            [*CLI, *refused], env=house.installation.environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
    assert backup.read_bytes() == before


def test_the_recipient_alone_makes_backups_and_opens_none(house: House, tmp_path: Path) -> None:
    public = tmp_path / "public"
    public.write_text(house.key.read_text().splitlines()[0].removeprefix("# public key: "))
    file = tmp_path / "one.age"
    house.installation.run(*CLI, "backup", str(file), "--key", str(public))
    with elsewhere(tmp_path / "there", migrated=True) as target:
        assert restoring(target, file, public).returncode == 2
        assert restoring(target, file, house.key).returncode == 0


def test_from_postgresql_15_to_15_and_18(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, worker_id: str
) -> None:
    here, old = os.environ["FOURLEAF_DATABASE_URL"], start_server(debian_programs(15))
    try:
        monkeypatch.setenv("FOURLEAF_DATABASE_URL", old.owner_url())
        with own_installation(f"fl_old_{worker_id}", tmp_path / "old") as made:
            (tmp_path / "old").mkdir(exist_ok=True)
            made.by_hand("furnish", spaces="1")
            key, file = tmp_path / "key", tmp_path / "old.age"
            made.run(*CLI, "backup", "--new-key", str(key))
            made.run(*CLI, "backup", str(file), "--key", str(key), "--with-secret")
            before = tables_of(made)
            for address in (old.owner_url(), here):
                monkeypatch.setenv("FOURLEAF_DATABASE_URL", address)
                folder = tmp_path / ("new" if address == here else "same")
                with elsewhere(folder) as target:
                    del target.environ["FOURLEAF_SECRET_KEY"]
                    done = restoring(target, file, key)
                    assert done.returncode == 0, done.stderr
                    assert tables_of(target) == before
                    assert (folder / "secret").read_text() == made.environ["FOURLEAF_SECRET_KEY"]
                    assert (folder / "secret").stat().st_mode & 0o777 == 0o600
            monkeypatch.setenv("FOURLEAF_DATABASE_URL", old.owner_url())
    finally:
        remove_server(old)


WAITING = """
insert into inbox_telling (id, person_id, kind, about, at, urgent, since)
select gen_random_uuid(), id, 'mention', gen_random_uuid(), now() + moment, false, now()
from people_person, unnest(array[interval '-1 hour', interval '1 day']) as moment where name like 'Ben %';
insert into chronicle_pending (entry_id) select id from chronicle_entry limit 3;
insert into procrastinate_jobs (queue_name, task_name) values ('mail', 'nothing');
"""
STILL = """
select (select count(*) from inbox_telling where closed_at is null and at <= now()),
  (select count(*) from inbox_telling where closed_at is null and at > now()),
  (select count(*) from chronicle_pending), (select count(*) from procrastinate_jobs where status = 'todo')
"""


def test_nothing_of_the_past_is_sent_again(house: House, tmp_path: Path) -> None:
    with house.at_rest():
        assert still(house.installation, WAITING + STILL)[:2] == (1, 1)
        file = house.back_up("waiting.age")
    with elsewhere(tmp_path, migrated=True) as target:
        done = restoring(target, file, house.key)
        assert done.returncode == 0, done.stderr
        assert still(target, STILL) == (0, 1, 0, 0)


def still(installation: Installation, asked: str) -> tuple[int, ...]:
    """How much is to be told, now and later, and how much waits in outbox and queue."""
    with psycopg.connect(installation.environ["FOURLEAF_DATABASE_URL"]) as connection:
        cursor = connection.execute(asked.encode())
        while cursor.nextset():
            pass
        return tuple(cursor.fetchone() or ())
